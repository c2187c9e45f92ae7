package org.annoyindex.builder.grow;

/**
 * What a tree should be like.
 *
 * @param leafCapacity most points of a leaf before settling.
 * @param rounds of settling.
 * @param secondLeaves whether every point is written into a second leaf.
 */
public record TreeShape(int leafCapacity, int rounds, boolean secondLeaves) {
    /** Rounds after which settling gains little. */
    public static final int ROUNDS = 5;
}
