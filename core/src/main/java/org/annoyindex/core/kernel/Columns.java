package org.annoyindex.core.kernel;

/**
 * Up to {@value #LANES} vectors side by side, to be compared with other vectors all at once. The first components of all
 * of them stand together, then the second ones, and so on, so that a register holds one component of many vectors, and
 * nothing has ever to be added up within a register. Scratch of one thread.
 */
public final class Columns {
    /** Vectors there is room for. */
    public static final int LANES = 64;

    /** For each component an array with that of every vector. */
    final float[][] components;

    /** Scratch of the kernels: for each quarter of the partial sums of {@link Kernels} a sum a row and lane. */
    final float[][] quarters = new float[4][Kernels.ROWS * LANES];

    /** Scratch of the scalar kernels: four partial sums a lane. */
    final float[][] partialSums = new float[4][LANES];

    /** @param length components of a vector. */
    public Columns(final int length) {
        components = new float[length][LANES];
    }

    /**
     * Puts a vector in its place.
     *
     * @param lane where, from 0 to {@code LANES - 1}.
     * @param vector array with the vector.
     * @param from index of its first component.
     */
    public void set(final int lane, final float[] vector, final int from) {
        for (int i = 0; i < components.length; i++) {
            components[i][lane] = vector[from + i];
        }
    }
}
