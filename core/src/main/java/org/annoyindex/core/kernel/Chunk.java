package org.annoyindex.core.kernel;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * A piece of mapped memory in the form that a kernel reads. Created by {@link Kernels#chunk(ByteBuffer)} once per
 * mapping, so that searches create no views. Immutable and thread-safe.
 */
public class Chunk {
    private static final int CACHE_LINE = 64;

    private final ByteBuffer bytes;
    private final FloatBuffer floats;

    /** @param bytes little-endian; always read at absolute offsets. */
    protected Chunk(final ByteBuffer bytes) {
        this.bytes = bytes;
        floats = bytes.asFloatBuffer();
    }

    /**
     * Prefetches a record: reads one number from each of its cache lines, so that the processor fetches the lines of
     * this record, and of further records touched next, in parallel instead of one after the other when they are used.
     *
     * @param offset of the record.
     * @param length of the record, at least 4.
     * @return a meaningless number, the prefetch sink: store it somewhere, or the compiler may remove the reads.
     */
    public final int touch(final int offset, final int length) {
        final int last = offset + length - 4;
        int sum = bytes.getInt(last);
        int at = offset;
        // Unrolled, as the processor's out-of-order window is limited.
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

    /** @return the bytes, little-endian; callers read at absolute offsets and do not change position or limit. */
    public final ByteBuffer bytes() {
        return bytes;
    }

    /** @return the same memory as floats; the same rules apply. */
    final FloatBuffer floats() {
        return floats;
    }
}
