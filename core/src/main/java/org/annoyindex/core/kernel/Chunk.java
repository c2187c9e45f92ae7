package org.annoyindex.core.kernel;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * A piece of mapped memory in the form in which a kernel reads it. Made by {@link Kernels#chunk(ByteBuffer)} once a
 * mapping, so that a search creates no views. Immutable and safe for any number of threads.
 */
public class Chunk {
    private static final int CACHE_LINE = 64;

    private final ByteBuffer bytes;
    private final FloatBuffer floats;

    /** @param bytes little-endian, never positioned: reads give absolute offsets. */
    protected Chunk(final ByteBuffer bytes) {
        this.bytes = bytes;
        floats = bytes.asFloatBuffer();
    }

    /**
     * Reads something of every cache line of a record, so that the processor fetches its lines all at once, and those of
     * several records touched one after the other, while it would else wait for each when it gets there.
     *
     * @param offset of the record.
     * @param length of the record, at least 4.
     * @return a number that means nothing, to be kept somewhere lest the compiler find the reading useless.
     */
    public final int touch(final int offset, final int length) {
        final int last = offset + length - 4;
        int sum = bytes.getInt(last);
        int at = offset;
        // Several in a row, without a branch: a processor looks only so many instructions ahead.
        for (; at + 6 * CACHE_LINE < last; at += 7 * CACHE_LINE) {
            sum += bytes.getInt(at)
                    + bytes.getInt(at + CACHE_LINE)
                    + bytes.getInt(at + 2 * CACHE_LINE)
                    + bytes.getInt(at + 3 * CACHE_LINE)
                    + bytes.getInt(at + 4 * CACHE_LINE)
                    + bytes.getInt(at + 5 * CACHE_LINE)
                    + bytes.getInt(at + 6 * CACHE_LINE);
        }
        for (; at < last; at += CACHE_LINE) {
            sum += bytes.getInt(at);
        }
        return sum;
    }

    /** @return the bytes, little-endian; callers read at absolute offsets and leave position and limit alone. */
    public final ByteBuffer bytes() {
        return bytes;
    }

    /** @return the same memory as floats; callers leave position and limit alone here, too. */
    final FloatBuffer floats() {
        return floats;
    }
}
