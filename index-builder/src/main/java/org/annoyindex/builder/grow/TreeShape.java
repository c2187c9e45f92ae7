package org.annoyindex.builder.grow;

/**
 * The shape of a tree.
 *
 * @param leafCapacity largest number of points in a leaf before refinement.
 * @param rounds of refinement.
 * @param secondLeaves whether every point is written into a second leaf.
 */
public record TreeShape(int leafCapacity, int rounds, boolean secondLeaves) {
    /** Number of rounds after which refinement gains little. */
    public static final int ROUNDS = 5;
}
