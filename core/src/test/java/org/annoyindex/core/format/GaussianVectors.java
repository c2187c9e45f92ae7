package org.annoyindex.core.format;

import java.util.Random;

/** Vectors of normally distributed components, the same ones for equal seeds. */
final class GaussianVectors {
    private final Random random;

    GaussianVectors(final long seed) {
        random = new Random(seed);
    }

    float[] next(final int length) {
        final float[] vector = new float[length];
        for (int i = 0; i < length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }
}
