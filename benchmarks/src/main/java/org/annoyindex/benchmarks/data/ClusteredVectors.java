package org.annoyindex.benchmarks.data;

import org.annoyindex.core.math.SplitMix;

/**
 * Synthetic vectors that are somewhat like embeddings: clusters in a space of few dimensions, turned into one of many, and a
 * little noise in all directions. Row number and seed decide a row, so that rows can be made in any order, on every machine
 * the same.
 *
 * <p>Cluster centers are normal with a deviation of 1 in each of 16 latent dimensions, a cluster's members with one of 0.3
 * around them, and the noise with one of 0.05 in each of the final dimensions.
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

    /** Puts a row into an array. */
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

    /** Normal numbers by the method of Box and Muller, two at a time. */
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
            // StrictMath, as Math may differ in the last bit from machine to machine.
            final double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform()));
            final double angle = 2 * Math.PI * uniform();
            second = radius * StrictMath.sin(angle);
            return (float) (radius * StrictMath.cos(angle));
        }

        /** From 0 to just below 1. */
        private double uniform() {
            return (random.nextLong() >>> 11) * 0x1.0p-53;
        }
    }
}
