package org.annoyindex.core.sketch;

import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.math.SplitMix;

/**
 * A pseudo-random rotation of points about a center. Points are centered, padded with zeros to a multiple of 64
 * components, and rotated by four rounds of random signs and fast Walsh-Hadamard transforms. These take
 * {@code O(D log D)} operations where a dense matrix takes {@code O(D^2)} (Ailon and Chazelle, STOC 2006; Andoni et
 * al., NeurIPS 2015). The length of a transform is a power of two: each round uses the largest that fits, alternately
 * at the front and at the back, followed by a butterfly of the two halves that mixes in the remaining components.
 *
 * <p>The signs are derived from the seed of the index, so files do not store them. Immutable and thread-safe.
 */
public final class Rotation {
    private static final int ROUNDS = 4;

    private final float[] center;
    private final int dimension;
    private final int transformed;
    private final float[][] signs;

    /**
     * @param center the point that is mapped to the origin; copied.
     * @param seed determines the rotation.
     */
    public Rotation(final float[] center, final long seed) {
        this.center = center.clone();
        dimension = dimensionFor(center.length);
        transformed = Integer.highestOneBit(dimension);
        final float scale = (float) (1 / Math.sqrt(transformed));
        signs = new float[ROUNDS][dimension];
        final SplitMix random = new SplitMix(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final int from = firstTransformed(round);
            for (int i = 0; i < dimension; i++) {
                final float sign = random.nextLong() < 0 ? -1 : 1;
                // The signs include the scaling of the transform.
                signs[round][i] = i >= from && i < from + transformed ? sign * scale : sign;
            }
        }
    }

    /**
     * @param pointDimension components of a point.
     * @return components after the rotation: the next multiple of 64.
     */
    public static int dimensionFor(final int pointDimension) {
        return (pointDimension + 63) / 64 * 64;
    }

    /** @return a copy of the point that is mapped to the origin. */
    public float[] center() {
        return center.clone();
    }

    /** @return components after the rotation. */
    public int dimension() {
        return dimension;
    }

    private int firstTransformed(final int round) {
        return (round & 1) == 0 ? 0 : dimension - transformed;
    }

    /**
     * Rotates a point about the center.
     *
     * @param points array with the point.
     * @param offset index of its first component.
     * @param rotated receives {@link #dimension()} components.
     */
    public void rotate(final float[] points, final int offset, final float[] rotated) {
        for (int i = 0; i < center.length; i++) {
            rotated[i] = points[offset + i] - center[i];
        }
        for (int i = center.length; i < dimension; i++) {
            rotated[i] = 0;
        }
        final Kernels kernels = Kernels.active();
        for (int round = 0; round < ROUNDS; round++) {
            kernels.rotateRound(rotated, signs[round], firstTransformed(round), transformed);
        }
    }
}
