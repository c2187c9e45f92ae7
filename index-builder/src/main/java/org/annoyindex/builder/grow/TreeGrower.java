package org.annoyindex.builder.grow;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import org.agrona.collections.IntArrayList;
import org.annoyindex.core.math.SplitMix;

/**
 * Grows a random-projection tree: divides points by hyperplanes until no group is larger than a leaf may be. Only the
 * leaves are kept, since searches find them by their centroids. A split's seed is derived from its place in the tree, so the
 * result does not depend on the threads.
 */
final class TreeGrower {
    /** Smaller sets of points are divided by one thread. */
    private static final int FORK = 4096;

    private final Points points;
    private final int capacity;
    private final int[] members;
    private final float[] margins;
    private final boolean[] leafStarts;
    private final ThreadLocal<TwoMeansSplit> splits;

    private TreeGrower(final Points points, final int capacity, final int[] members) {
        this.points = points;
        this.capacity = capacity;
        this.members = members;
        margins = new float[members.length];
        leafStarts = new boolean[members.length];
        splits = ThreadLocal.withInitial(() -> new TwoMeansSplit(this.points));
    }

    /**
     * Divides some points into groups of at most {@code capacity}.
     *
     * @param points all points.
     * @param members numbers of those to divide; reordered, group by group.
     * @param capacity largest number of points in a group.
     * @param seed of the tree.
     * @param pool to work in.
     * @return starts of the groups in members, and its length at the end.
     */
    static int[] grow(
            final Points points, final int[] members, final int capacity, final long seed, final ForkJoinPool pool) {
        final TreeGrower grower = new TreeGrower(points, capacity, members);
        pool.invoke(grower.new Division(0, members.length, seed));
        final IntArrayList starts = new IntArrayList();
        for (int i = 0; i < members.length; i++) {
            if (grower.leafStarts[i]) {
                starts.addInt(i);
            }
        }
        starts.addInt(members.length);
        return starts.toIntArray();
    }

    private final class Division extends RecursiveAction {
        private static final long serialVersionUID = 1L;

        private final int from;
        private final int to;
        private final long seed;

        Division(final int from, final int to, final long seed) {
            this.from = from;
            this.to = to;
            this.seed = seed;
        }

        @Override
        protected void compute() {
            divide(from, to, seed);
        }

        private void divide(final int start, final int end, final long nodeSeed) {
            if (end - start <= capacity) {
                if (end > start) {
                    leafStarts[start] = true;
                }
                return;
            }
            final int middle = splits.get().split(members, start, end, nodeSeed, margins);
            final long leftSeed = SplitMix.derive(nodeSeed, 1);
            final long rightSeed = SplitMix.derive(nodeSeed, 2);
            if (end - start > FORK) {
                invokeAll(new Division(start, middle, leftSeed), new Division(middle, end, rightSeed));
            } else {
                divide(start, middle, leftSeed);
                divide(middle, end, rightSeed);
            }
        }
    }
}
