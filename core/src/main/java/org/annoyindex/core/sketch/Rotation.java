package org.annoyindex.core.sketch;

import org.annoyindex.core.math.SplitMix;

/**
 * A pseudo-random rotation of points, after subtracting a center: points are padded with zeros to a multiple of 64
 * components and turned by four rounds of random signs and fast Walsh-Hadamard transforms, which cost
 * {@code O(D log D)} where a dense matrix costs {@code O(D^2)} (Ailon and Chazelle, STOC 2006; Andoni et al., NeurIPS
 * 2015). A transform needs a power of two: rounds take the largest that fits, at the front and at the back in turn, and
 * a butterfly between the two halves after each carries what a single transform does not reach.
 *
 * <p>The signs come from the index's seed, so a file stores none. Immutable and safe for any number of threads.
 */
public final class Rotation {
    private static final int ROUNDS = 4;
    private static final float SQRT_HALF = (float) Math.sqrt(0.5);

    private final float[] center;
    private final int dimension;
    private final int transformed;
    private final float[][] signs;

    /**
     * @param center the point that becomes the origin.
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
                // The transform's scaling rides on the signs.
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
     * @param rotated receives {@link #dimension()} components from index 0 on.
     */
    public void rotate(final float[] points, final int offset, final float[] rotated) {
        for (int i = 0; i < center.length; i++) {
            rotated[i] = points[offset + i] - center[i];
        }
        for (int i = center.length; i < dimension; i++) {
            rotated[i] = 0;
        }
        for (int round = 0; round < ROUNDS; round++) {
            final float[] flips = signs[round];
            for (int i = 0; i < dimension; i++) {
                rotated[i] *= flips[i];
            }
            transform(rotated, firstTransformed(round));
            if (transformed < dimension) {
                butterflyHalves(rotated);
            }
        }
    }

    /** Walsh-Hadamard transform in place, unscaled; pairs of stages share a pass. */
    private void transform(final float[] values, final int from) {
        final int end = from + transformed;
        int half = 1;
        if ((Integer.numberOfTrailingZeros(transformed) & 1) != 0) {
            for (int i = from; i < end; i += 2) {
                final float a = values[i];
                final float b = values[i + 1];
                values[i] = a + b;
                values[i + 1] = a - b;
            }
            half = 2;
        }
        for (; half < transformed; half *= 4) {
            for (int group = from; group < end; group += 4 * half) {
                for (int i = group; i < group + half; i++) {
                    final float a = values[i] + values[i + half];
                    final float b = values[i] - values[i + half];
                    final float c = values[i + 2 * half] + values[i + 3 * half];
                    final float d = values[i + 2 * half] - values[i + 3 * half];
                    values[i] = a + c;
                    values[i + half] = b + d;
                    values[i + 2 * half] = a - c;
                    values[i + 3 * half] = b - d;
                }
            }
        }
    }

    private void butterflyHalves(final float[] values) {
        final int half = dimension / 2;
        for (int i = 0; i < half; i++) {
            final float a = values[i];
            final float b = values[i + half];
            values[i] = (a + b) * SQRT_HALF;
            values[i + half] = (a - b) * SQRT_HALF;
        }
    }
}
