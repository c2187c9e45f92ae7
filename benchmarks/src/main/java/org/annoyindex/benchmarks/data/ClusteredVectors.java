package org.annoyindex.benchmarks.data;

import org.annoyindex.core.math.SplitMix;

/**
 * Synthetic vectors that resemble embeddings: clusters in a low-dimensional space, mapped linearly to the final
 * dimension, plus noise. Each row depends only on its number and the seed, so rows can be generated in any order and
 * are the same on every machine.
 *
 * <p>All distributions are normal: cluster centers with standard deviation 1 in each of 16 latent dimensions, members
 * around their center with 0.3, and noise with 0.05 in each of the final dimensions.
 */
final class ClusteredVectors {
    private static final int LATENT = 16;
    private static final float SPREAD = 0.3f;
    private static final float NOISE = 0.05f;

    private final long seed;
    private final int dimension;
    private final int clusters;
    private final float[][] mixing;

    ClusteredVectors(final long seed, final int dimension, final int clusters) {
        this.seed = seed;
        this.dimension = dimension;
        this.clusters = clusters;
        mixing = new float[Math.min(LATENT, dimension)][dimension];
        final Normal normal = new Normal(SplitMix.derive(seed, -1));
        for (final float[] row : mixing) {
            for (int i = 0; i < dimension; i++) {
                row[i] = (float) (normal.next() / Math.sqrt(mixing.length));
            }
        }
    }

    /** Computes a row. */
    void row(final long number, final float[] vector) {
        final Normal random = new Normal(SplitMix.derive(seed, 2 * number));
        final Normal center = new Normal(SplitMix.derive(seed, 2L * random.below(clusters) + 1));
        for (int i = 0; i < dimension; i++) {
            vector[i] = NOISE * random.next();
        }
        for (final float[] direction : mixing) {
            final float latent = center.next() + SPREAD * random.next();
            for (int i = 0; i < dimension; i++) {
                vector[i] += latent * direction[i];
            }
        }
    }

    /** Normally distributed numbers by the Box-Muller method, two at a time. */
    private static final class Normal {
        private final SplitMix random;
        private double second = Double.NaN;

        private Normal(final long seed) {
            random = new SplitMix(seed);
        }

        private int below(final int bound) {
            return random.nextInt(bound);
        }

        private float next() {
            if (!Double.isNaN(second)) {
                final float next = (float) second;
                second = Double.NaN;
                return next;
            }
            // StrictMath, as the last bit of Math's results depends on the machine.
            final double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform()));
            final double angle = 2 * Math.PI * uniform();
            second = radius * StrictMath.sin(angle);
            return (float) (radius * StrictMath.cos(angle));
        }

        /** From 0 (inclusive) to 1 (exclusive). */
        private double uniform() {
            return (random.nextLong() >>> 11) * 0x1.0p-53;
        }
    }
}
