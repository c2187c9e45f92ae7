package org.annoyindex.core.memory;

import java.nio.MappedByteBuffer;
import org.annoyindex.core.kernel.Chunk;

/**
 * A read-only range of a mapped file, which can be longer than a {@code ByteBuffer}. It is split into chunks whose size
 * is a power of two. Each chunk extends beyond its end, up to the end of the region, so that the chunk in which a record
 * starts contains all of it.
 *
 * <p>The operating system reads pages when they are first touched. Immutable and thread-safe. It must not be read
 * after it has been unmapped, see {@link FileMapping}.
 */
public final class MappedRegion {
    /** The smallest size of a memory page in bytes; larger pages count as several of these. */
    public static final int PAGE = 4096;

    /** Kept reachable, as the memory is unmapped when it no longer is. */
    @SuppressWarnings("UnusedVariable")
    private final FileMapping mapping;

    private final MappedByteBuffer[] mappings;
    private final Chunk[] chunks;
    private final int shift;
    private final long length;

    MappedRegion(
            final FileMapping mapping,
            final MappedByteBuffer[] mappings,
            final Chunk[] chunks,
            final int shift,
            final long length) {
        this.mapping = mapping;
        this.mappings = mappings;
        this.chunks = chunks;
        this.shift = shift;
        this.length = length;
    }

    /** @return number of bytes. */
    public long length() {
        return length;
    }

    /**
     * @param position in bytes from the start of the region.
     * @return the chunk that contains the whole record that starts there.
     * @throws IndexOutOfBoundsException if the position is outside the region.
     */
    public Chunk chunk(final long position) {
        return chunks[(int) (position >>> shift)];
    }

    /**
     * @param position in bytes from the start of the region.
     * @return the offset of this position in its chunk.
     */
    public int offset(final long position) {
        return (int) (position & (1L << shift) - 1);
    }

    /** @return number of chunks. */
    public int chunkCount() {
        return chunks.length;
    }

    /**
     * Loads a range into memory and maps its pages into this process: reads from disk what is not in the page cache.
     * Searches then do not wait for these pages until the operating system evicts them.
     *
     * @param from position of the first byte.
     * @param to position after the last byte.
     * @throws InternalError if the file has been truncated.
     */
    public void load(final long from, final long to) {
        final long chunkSize = 1L << shift;
        for (long at = from; at < to; at = (at | chunkSize - 1) + 1) {
            final int bytes = (int) Math.min(to - at, chunkSize - offset(at));
            mappings[(int) (at >>> shift)].slice(offset(at), bytes).load();
        }
    }

    /**
     * Counts the pages that {@link #residentPages} examines.
     *
     * @param step 1 for all pages, n for every n-th.
     * @return number of pages.
     */
    public long pages(final long step) {
        final long bytes = step * PAGE;
        return (length + bytes - 1) / bytes;
    }

    /**
     * Counts the pages that are in memory, that is, in the page cache, no matter which process loaded them. Java
     * reports this for whole buffers only, so each page is examined as a buffer of its own, which takes a few
     * microseconds. The result is what the operating system reports: Windows reports no page as resident; Linux reports
     * all pages as resident to a process that neither owns the file nor may write to it.
     *
     * @param step 1 to examine all pages, n for every n-th.
     * @return number of examined {@link #pages} that are in memory.
     */
    public long residentPages(final long step) {
        long resident = 0;
        for (long at = 0; at < length; at += step * PAGE) {
            final MappedByteBuffer mapping = mappings[(int) (at >>> shift)];
            final int offset = offset(at);
            if (mapping.slice(offset, Math.min(PAGE, mapping.capacity() - offset))
                    .isLoaded()) {
                resident++;
            }
        }
        return resident;
    }
}
