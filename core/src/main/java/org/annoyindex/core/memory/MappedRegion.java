package org.annoyindex.core.memory;

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
    private final Chunk[] chunks;
    private final int shift;
    private final long length;

    MappedRegion(final Chunk[] chunks, final int shift, final long length) {
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
}
