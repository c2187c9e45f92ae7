package org.annoyindex.core.memory;

import java.nio.MappedByteBuffer;
import org.annoyindex.core.kernel.Chunk;

/**
 * A read-only stretch of a mapped file, longer than one {@code ByteBuffer} may be. It is cut into chunks of a power of
 * two bytes, and each chunk's mapping runs on beyond its end by the length of the longest record, so that a record is
 * always whole in the chunk in which it starts; the overlap costs address space, not memory.
 *
 * <p>Pages are read by the operating system when they are first touched. Immutable and safe for any number of threads;
 * the memory is unmapped when the garbage collector finds the region unreachable.
 */
public final class MappedRegion {
    /** The least size of a page of memory, in bytes. Where pages are larger, several of these are one. */
    public static final int PAGE = 4096;

    private final MappedByteBuffer[] mappings;
    private final Chunk[] chunks;
    private final int shift;
    private final long length;

    MappedRegion(final MappedByteBuffer[] mappings, final Chunk[] chunks, final int shift, final long length) {
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
     * @param position in bytes from the region's start.
     * @return the chunk in which a record that starts there is whole.
     * @throws IndexOutOfBoundsException if the position is outside the region.
     */
    public Chunk chunk(final long position) {
        return chunks[(int) (position >>> shift)];
    }

    /**
     * @param position in bytes from the region's start.
     * @return the offset of this position in its chunk.
     */
    public int offset(final long position) {
        return (int) (position & (1L << shift) - 1);
    }

    /** @return number of separately mapped chunks. */
    public int chunkCount() {
        return chunks.length;
    }

    /**
     * Brings a stretch into memory and into this process: reads from disk what is not in the page cache, and touches every
     * page. Searches that need these pages do not wait for them then, until the operating system drops some.
     *
     * @param from position of the first byte.
     * @param to position behind the last.
     * @throws InternalError if the file has become shorter.
     */
    public void load(final long from, final long to) {
        final long chunkSize = 1L << shift;
        for (long at = from; at < to; at = (at | chunkSize - 1) + 1) {
            final int bytes = (int) Math.min(to - at, chunkSize - offset(at));
            mappings[(int) (at >>> shift)].slice(offset(at), bytes).load();
        }
    }

    /**
     * Counts pages, by a step: of every {@code step} pages one is looked at.
     *
     * @param step 1 for all pages.
     * @return how many that is.
     */
    public long pages(final long step) {
        final long bytes = step * PAGE;
        return (length + bytes - 1) / bytes;
    }

    /**
     * Counts the pages that are in memory: in the page cache, whichever process brought them there. Java tells only of
     * whole buffers whether they are, so each page is asked about as a buffer of its own, which takes some microseconds.
     * The answers are the operating system's. Windows always says no. Linux always says yes to processes that neither own
     * the file nor may write to it.
     *
     * @param step how many pages to go on by: 1 to look at all.
     * @return how many of the {@link #pages} looked at are in memory.
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
