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
import org.jspecify.annotations.Nullable;

/**
 * A file opened for reading, from which regions are mapped. Each window of the file is mapped once, when a region first
 * needs it; chunks of regions are slices of windows. A window is two chunks apart from the next one, and longer than four,
 * so that every chunk lies in one window; the overlap costs address space, not memory. Regions stay valid after the file is
 * closed, as long as its {@link #mapping} has users. Not thread-safe.
 */
public final class MappedFile implements AutoCloseable {
    /** The size of a chunk in bytes; tests use smaller ones. */
    public static final int DEFAULT_CHUNK_SIZE = 1 << 29;

    /** The length of the longest record that is whole in the chunk in which it begins. */
    public static final int MAX_RECORD = (1 << 29) - 8;

    /** The length of a window, unless the file ends before: that of the longest buffer which a memory segment can be. */
    private static final int WINDOW = Integer.MAX_VALUE - 8;

    /** The largest file, 16 TiB: the windows of a larger one could exhaust the mappings that a process may have. */
    public static final long MAX_SIZE = 1L << 44;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final int shift;
    private final Mapper mapper = Mapper.create();
    private final FileMapping mapping = new FileMapping(mapper);
    /** Null where nothing has been mapped yet. */
    private final @Nullable MappedByteBuffer[] windows;

    private MappedFile(final Path path, final FileChannel channel, final int chunkSize) throws IOException {
        this.path = path;
        this.channel = channel;
        shift = Integer.numberOfTrailingZeros(chunkSize);
        size = channel.size();
        if (size > MAX_SIZE) {
            throw new IndexFormatException(
                    path, "has " + size + " bytes, more than any index: " + MAX_SIZE + " are the limit");
        }
        windows = new MappedByteBuffer[(int) ((size >>> shift + 1) + 1)];
    }

    /**
     * @param path of an existing file.
     * @param chunkSize bytes per chunk, a power of two up to {@link #DEFAULT_CHUNK_SIZE}.
     * @return the open file.
     * @throws IndexFormatException if it is longer than {@link #MAX_SIZE}.
     * @throws IOException if it cannot be opened.
     * @throws IllegalArgumentException if the chunk size is not such a power of two.
     */
    public static MappedFile open(final Path path, final int chunkSize) throws IOException {
        if (!BitUtil.isPowerOfTwo(chunkSize) || chunkSize > DEFAULT_CHUNK_SIZE) {
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

    /** @return what is mapped of the file, with the opener as its holder. */
    public FileMapping mapping() {
        return mapping;
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
     * Maps a range of the file. Nothing is read. Records of at most {@link #MAX_RECORD} bytes can be read from the region.
     *
     * @param offset in the file.
     * @param length number of bytes.
     * @return the region.
     * @throws IOException if the range is not in the file or cannot be mapped.
     */
    public MappedRegion map(final long offset, final long length) throws IOException {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new IndexFormatException(
                    path, "has " + size + " bytes, expected bytes " + offset + " to " + (offset + length));
        }
        final Kernels kernels = Kernels.active();
        final int chunkSize = 1 << shift;
        final MappedByteBuffer[] mappings = new MappedByteBuffer[(int) ((length + chunkSize - 1) / chunkSize)];
        final Chunk[] chunks = new Chunk[mappings.length];
        for (int i = 0; i < chunks.length; i++) {
            final long start = (long) i * chunkSize;
            mappings[i] = slice(offset + start, (int) Math.min(length - start, (long) chunkSize + MAX_RECORD));
            chunks[i] = kernels.chunk(mappings[i]);
        }
        return new MappedRegion(mapping, mappings, chunks, shift, length);
    }

    private MappedByteBuffer slice(final long start, final int length) throws IOException {
        final int index = (int) (start >>> shift + 1);
        final long windowStart = (long) index << shift + 1;
        MappedByteBuffer window = windows[index];
        if (window == null) {
            window = mapper.map(channel, windowStart, Math.min(size - windowStart, WINDOW));
            windows[index] = window;
        }
        return window.slice((int) (start - windowStart), length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
