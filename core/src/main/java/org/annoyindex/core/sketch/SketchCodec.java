package org.annoyindex.core.sketch;

import java.nio.ByteBuffer;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.kernel.QueryPlanes;

/**
 * Encodes points as sketches of one bit per dimension, and queries in the form that scores sketches.
 *
 * <p>The sketch is RaBitQ (Gao and Long, SIGMOD 2024; arXiv 2405.12497). For an item x in a leaf with centroid c, let r
 * be the rotated x - c, of D components, and b its signs. With {@code o = <r, b> / (|r| sqrt D)}, about 0.8,
 *
 * <pre>
 *   |x - q|^2  ~  |q - c|^2 + add + scale * &lt;b, Pq&gt;
 *   scale = -2 |r| / (o sqrt D) = -2 |r|^2 / |r|_1
 *   add   = |r|^2 - scale * &lt;b, Pc&gt;
 * </pre>
 *
 * is an unbiased estimate over the choice of the rotation P. The error of its last term is approximately normal with
 * standard deviation {@code |scale| |q - c| spread}, where {@link #spread} is {@code sqrt(1 - o^2)} for D bits. Adding
 * a multiple of {@code |q - c|} to the inner product therefore turns the estimate into a lower bound ({@link #slack}).
 *
 * <p>A sketch can have fewer bits than rotated points have components. Then b holds the signs of the first components,
 * {@code |r|_1} and the products cover only those, and {@code |r|} is still the norm of all components.
 *
 * <p>Three things differ from the paper. Components of the rotated query are rounded to odd multiples of half a step,
 * symmetric about zero, so that an inner product needs only XORs and bit counts. They are rounded to nearest, not
 * randomly, so that results are reproducible. And points are centered on the mean of the index before they are rotated,
 * which keeps the step small for data far from the origin.
 */
public final class SketchCodec {
    /** Longer sketches take longer to scan and rank items more precisely than needed. */
    private static final int MAX_BITS = 384;

    /** Length in bytes of the rows of scale, add and position in a block of 16 items. */
    private static final int FACTOR_BYTES = 3 * 64;

    private SketchCodec() {}

    /**
     * The length of the sketches of a new index.
     *
     * @param pointDimension components of a point.
     * @return bits of a sketch.
     */
    public static int bitsFor(final int pointDimension) {
        return Math.min(MAX_BITS, Rotation.dimensionFor(pointDimension));
    }

    /**
     * @param bits per sketch, a multiple of 64; 0 for an index without sketches.
     * @return length in bytes of a block of {@link Kernels#BLOCK} items.
     */
    public static int blockBytes(final int bits) {
        return bits == 0 ? 64 : bits * Kernels.BLOCK / 8 + FACTOR_BYTES;
    }

    /**
     * Writes the code, factors and position of an item to its lane of a block. {@link Kernels#scan} defines the layout.
     *
     * @param block buffer that holds the block.
     * @param blockOffset of the block in the buffer.
     * @param lane 0 to 15.
     * @param bits per sketch.
     * @param item the rotated point of the item, of at least {@code bits} components.
     * @param centroid the rotated centroid of the leaf.
     * @param shift added to every estimate of the squared distance of this item; usually 0.
     * @param position of the item.
     */
    public static void encode(
            final ByteBuffer block,
            final int blockOffset,
            final int lane,
            final int bits,
            final float[] item,
            final float[] centroid,
            final float shift,
            final int position) {
        final int factors = factorOffset(blockOffset, bits, lane);
        encode(block, wordOffset(blockOffset, lane), 128, factors, 64, bits, item, centroid, shift);
        block.putInt(factors + 128, position);
    }

    /**
     * Writes the code, scale and add of an item as a contiguous row.
     *
     * @param rows buffer that holds the row.
     * @param offset of the row in the buffer.
     * @param bits per sketch.
     * @param item the rotated point of the item, of at least {@code bits} components.
     * @param centroid the rotated point to which the sketch is relative.
     * @param shift as in {@link #encode}.
     */
    public static void encodeRow(
            final ByteBuffer rows,
            final int offset,
            final int bits,
            final float[] item,
            final float[] centroid,
            final float shift) {
        encode(rows, offset, Long.BYTES, offset + bits / Byte.SIZE, Float.BYTES, bits, item, centroid, shift);
    }

    private static void encode(
            final ByteBuffer out,
            final int firstWord,
            final int wordStride,
            final int factors,
            final int factorStride,
            final int bits,
            final float[] item,
            final float[] centroid,
            final float shift) {
        double squaredNorm = 0;
        double absoluteSum = 0;
        double centroidProduct = 0;
        int at = firstWord;
        for (int i = 0; i < bits; i += 64, at += wordStride) {
            long word = 0;
            for (int j = 0; j < 64; j++) {
                final float residual = item[i + j] - centroid[i + j];
                squaredNorm += (double) residual * residual;
                absoluteSum += Math.abs(residual);
                // No branch, as it would be unpredictable; adding 0 makes the sign of minus zero positive.
                final int sign = Float.floatToRawIntBits(residual + 0f) >>> 31;
                word |= (long) (sign ^ 1) << j;
                centroidProduct += Float.intBitsToFloat(Float.floatToRawIntBits(centroid[i + j]) ^ sign << 31);
            }
            out.putLong(at, word);
        }
        for (int i = bits; i < item.length; i++) {
            final float residual = item[i] - centroid[i];
            squaredNorm += (double) residual * residual;
        }
        final double scale = absoluteSum == 0 ? 0 : -2 * squaredNorm / absoluteSum;
        out.putFloat(factors, (float) scale);
        out.putFloat(factors + factorStride, (float) (squaredNorm - scale * centroidProduct) + shift);
    }

    /**
     * Marks a lane as empty, so that its score is never below a threshold.
     *
     * @param block buffer that holds the block, zero in this lane.
     * @param blockOffset of the block in the buffer.
     * @param lane 0 to 15.
     * @param bits per sketch.
     */
    public static void encodeEmpty(final ByteBuffer block, final int blockOffset, final int lane, final int bits) {
        final int factors = factorOffset(blockOffset, bits, lane);
        block.putFloat(factors + 64, Float.POSITIVE_INFINITY);
        block.putInt(factors + 128, -1);
    }

    private static int wordOffset(final int blockOffset, final int lane) {
        return blockOffset + (lane & 1) * 64 + (lane >> 1) * 8;
    }

    private static int factorOffset(final int blockOffset, final int bits, final int lane) {
        return blockOffset + bits * Kernels.BLOCK / 8 + 4 * lane;
    }

    /**
     * Quantizes a rotated query to bit planes.
     *
     * @param rotated the rotated point of the query.
     * @param query receives planes and scaling; its length determines how many components are used.
     */
    public static void quantize(final float[] rotated, final QueryPlanes query) {
        final int bits = query.words * Long.SIZE;
        final Kernels kernels = Kernels.active();
        final float largest = kernels.largestMagnitude(rotated, bits);
        query.step = 2 * largest / ((1 << Kernels.QUERY_BITS) - 1);
        query.largestProduct = largest * bits;
        kernels.quantize(rotated, largest, largest > 0 ? 1 / query.step : 0, query);
    }

    /**
     * The standard deviation of the error of an inner product that is estimated from a sketch.
     *
     * @param bits per sketch.
     * @param rotated number of components of a rotated point.
     * @return the deviation for a query at distance 1 from the centroid.
     */
    public static float spread(final int bits, final int rotated) {
        final double share = (double) bits / rotated;
        // 2 / pi is the square of o for a random direction.
        return (float) Math.sqrt(share * (1 - 2 / Math.PI * share));
    }

    /**
     * The slack with which {@link Kernels#scan} scores items by a lower bound of their squared distance.
     *
     * @param deviations number of standard deviations below the estimate; 0 for the estimate itself.
     * @param spread see {@link #spread}.
     * @param centroidDistance the squared distance between query and centroid.
     * @param query the quantized query. Its rounding error matters if distances are much smaller than those from the
     *     center of the rotation.
     * @return a number to add to inner products before they are scaled.
     */
    public static float slack(
            final float deviations, final float spread, final float centroidDistance, final QueryPlanes query) {
        final float rounding = query.words * Long.SIZE * query.step * query.step / 12;
        return deviations * (float) Math.sqrt(Math.max(0, spread * spread * centroidDistance + rounding));
    }
}
