package org.annoyindex.core.kernel;

/**
 * Up to {@value #LANES} vectors in column-major order, for batched comparisons with other vectors. All first components
 * are contiguous, then all second components, and so on. A register therefore holds one component of several vectors,
 * and no horizontal sums are needed. Scratch space of one thread.
 */
public final class Columns {
    /** Number of vectors. */
    public static final int LANES = 64;

    /** For each component, the values of all vectors. */
    final float[][] components;

    /** Scratch space of the kernels: one sum per quarter of the partial sums of {@link Kernels}, row and lane. */
    final float[][] quarters = new float[4][Kernels.ROWS * LANES];

    /** Scratch space of the scalar kernels: four partial sums per lane. */
    final float[][] partialSums = new float[4][LANES];

    /** @param length components of a vector. */
    public Columns(final int length) {
        components = new float[length][LANES];
    }

    /**
     * Stores a vector.
     *
     * @param lane of the vector, from 0 to {@code LANES - 1}.
     * @param vector array with the vector.
     * @param from index of its first component.
     */
    public void set(final int lane, final float[] vector, final int from) {
        for (int i = 0; i < components.length; i++) {
            components[i][lane] = vector[from + i];
        }
    }
}
