package org.annoyindex.core.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BitUtil;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;

/**
 * A file opened for reading, from which regions are mapped. Regions stay valid after it is closed. Not thread-safe.
 */
public final class MappedFile implements AutoCloseable {
    /** The size of a chunk in bytes; tests use smaller ones. */
    public static final int DEFAULT_CHUNK_SIZE = 1 << 30;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final int chunkSize;

    private MappedFile(final Path path, final FileChannel channel, final int chunkSize) throws IOException {
        this.path = path;
        this.channel = channel;
        this.chunkSize = chunkSize;
        size = channel.size();
    }

    /**
     * @param path of an existing file.
     * @param chunkSize bytes per chunk, a power of two.
     * @return the open file.
     * @throws IOException if it cannot be opened.
     * @throws IllegalArgumentException if the chunk size is not a power of two.
     */
    public static MappedFile open(final Path path, final int chunkSize) throws IOException {
        if (!BitUtil.isPowerOfTwo(chunkSize)) {
            throw new IllegalArgumentException("chunk size " + chunkSize + " is not a power of two");
        }
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new MappedFile(path, channel, chunkSize);
        } catch (final IOException | RuntimeException ex) {
            channel.close();
            throw ex;
        }
    }

    /** @return the file's length in bytes. */
    public long size() {
        return size;
    }

    /**
     * Reads bytes with ordinary file I/O, for the few that opening needs.
     *
     * @param offset in the file.
     * @param length number of bytes.
     * @return a little-endian heap buffer of these bytes.
     * @throws IOException if the file is too short or cannot be read.
     */
    public ByteBuffer read(final long offset, final int length) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new IndexFormatException(
                        path,
                        "ends at byte " + size + ", expected " + (offset + length)
                                + " or more; it was cut off: copy or build it again");
            }
        }
        return bytes.flip();
    }

    /**
     * Maps a range of the file. Nothing is read.
     *
     * @param offset in the file.
     * @param length number of bytes.
     * @param longestRecord length in bytes of the longest record that will be read from the region.
     * @return the region.
     * @throws IOException if the range is not in the file or cannot be mapped.
     */
    public MappedRegion map(final long offset, final long length, final int longestRecord) throws IOException {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new IndexFormatException(
                    path, "has " + size + " bytes, expected bytes " + offset + " to " + (offset + length));
        }
        final Kernels kernels = Kernels.active();
        final MappedByteBuffer[] mappings = new MappedByteBuffer[(int) ((length + chunkSize - 1) / chunkSize)];
        final Chunk[] chunks = new Chunk[mappings.length];
        for (int i = 0; i < chunks.length; i++) {
            final long start = (long) i * chunkSize;
            final long mapped = Math.min(length - start, (long) chunkSize + longestRecord);
            mappings[i] = channel.map(FileChannel.MapMode.READ_ONLY, offset + start, mapped);
            chunks[i] = kernels.chunk(mappings[i]);
        }
        return new MappedRegion(mappings, chunks, Integer.numberOfTrailingZeros(chunkSize), length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
