package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.memory.MappedRegion;

/**
 * One sketch per item, in id order, for flat scans of arbitrary items; leaf pages hold sketches of the items of a leaf.
 * A row is the item's code in 64-bit words, then scale and add as float32s (see
 * {@link org.annoyindex.core.sketch.SketchCodec}), relative to the center of the rotation. Immutable and thread-safe.
 */
public final class SketchColumn {
    private final MappedRegion region;
    private final int words;
    private final int rowBytes;

    /**
     * @param region the mapped section.
     * @param bits of a sketch.
     */
    public SketchColumn(final MappedRegion region, final int bits) {
        this.region = region;
        words = bits / Long.SIZE;
        rowBytes = rowBytes(bits);
    }

    /**
     * @param bits of a sketch.
     * @return length of a row in bytes.
     */
    public static int rowBytes(final int bits) {
        return bits / Byte.SIZE + 2 * Float.BYTES;
    }

    /**
     * Prefetches the rows of some items into the processor's cache, all at the same time.
     *
     * @param ids of the items.
     * @param count number of ids.
     * @return see {@link Chunk#touch}.
     */
    public int touch(final int[] ids, final int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            final long row = (long) ids[i] * rowBytes;
            sum += region.chunk(row).touch(region.offset(row), rowBytes);
        }
        return sum;
    }

    /**
     * Scores some items by a lower bound of their squared distance, as {@link org.annoyindex.core.kernel.Kernels#scan}
     * does for the items of a page.
     *
     * @param query bit planes of the rotated query, with the same number of words as a code.
     * @param squaredLength squared norm of the rotated query, which is its squared distance from the center.
     * @param slack see {@link org.annoyindex.core.sketch.SketchCodec#slack}.
     * @param ids of the items.
     * @param count number of ids.
     * @param scores receives the scores of the items.
     */
    public void score(
            final QueryPlanes query,
            final float squaredLength,
            final float slack,
            final int[] ids,
            final int count,
            final float[] scores) {
        final float offsetProduct = query.largestProduct + slack;
        for (int i = 0; i < count; i++) {
            final long row = (long) ids[i] * rowBytes;
            final ByteBuffer bytes = region.chunk(row).bytes();
            final int at = region.offset(row);
            final int factors = at + words * Long.BYTES;
            final float product = offsetProduct - query.step * differences(query, bytes, at);
            scores[i] = bytes.getFloat(factors + Float.BYTES) + squaredLength + bytes.getFloat(factors) * product;
        }
    }

    /** Number of bits in which a code differs from the planes; those of plane j count 2^j times. */
    private int differences(final QueryPlanes query, final ByteBuffer bytes, final int at) {
        final long[] planes = query.planes;
        int differences = 0;
        for (int w = 0; w < words; w++) {
            final long word = bytes.getLong(at + w * Long.BYTES);
            differences += Long.bitCount(word ^ planes[w])
                    + (Long.bitCount(word ^ planes[words + w]) << 1)
                    + (Long.bitCount(word ^ planes[2 * words + w]) << 2)
                    + (Long.bitCount(word ^ planes[3 * words + w]) << 3);
        }
        return differences;
    }
}
