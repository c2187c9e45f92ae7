package org.annoyindex.core.kernel;

/**
 * A rotated query quantized to {@link Kernels#QUERY_BITS} bits per component and split into bit planes, so that its
 * inner product with a code of signs takes a few XORs and bit counts. Component i of the rotated query is about
 * {@code step/2 * sum over j of 2^j * (plane_j has bit i ? +1 : -1)}. The sketch codec fills it for each query, and the
 * kernels read it. Owned by one thread.
 */
public final class QueryPlanes {
    /** Words of plane j at {@code [j * words, (j + 1) * words)}. */
    public final long[] planes;

    /** Number of 64-bit words per plane. */
    public final int words;

    /** Scratch space for the counts of a block. */
    final int[] sums = new int[Kernels.BLOCK];

    /** Twice the value of a plane-0 bit. */
    public float step;

    /** The inner product with a code that agrees with every plane in every bit. */
    public float largestProduct;

    /** @param words number of 64-bit words of a code. */
    public QueryPlanes(final int words) {
        this.words = words;
        planes = new long[Kernels.QUERY_BITS * words];
    }
}
