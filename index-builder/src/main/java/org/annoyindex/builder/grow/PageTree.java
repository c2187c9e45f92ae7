package org.annoyindex.builder.grow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.annoyindex.core.math.SplitMix;

/**
 * A tree of pages: points in leaves, leaves in groups of near ones, these in groups again, until few enough are left for
 * the root page. Every level is made in the same way; the centroids of one level are the points of the next.
 *
 * @param levels one or more, the leaves first.
 * @param second number of each point's second leaf; empty if there are no second leaves.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record PageTree(List<Partition> levels, int[] second) {
    /** Largest number of children of an inner page before refinement. */
    private static final int FAN_OUT = 64;

    private static final int MAX_ROOT_CHILDREN = 128;

    /**
     * Grows a tree.
     *
     * @param points at least one.
     * @param shape of the tree.
     * @param seed equal seeds give equal trees.
     * @param workers threads of the build.
     * @param progress gets the share of the work that is done.
     * @return the tree.
     */
    public static PageTree grow(
            final Points points,
            final TreeShape shape,
            final long seed,
            final Workers workers,
            final DoubleConsumer progress) {
        final Partitioner leafPartitioner = new Partitioner(workers, shape.leafCapacity(), shape.rounds());
        final Partition leaves = leafPartitioner.partition(points, seed, share -> progress.accept(0.8 * share));
        final boolean hasSecond = shape.secondLeaves() && leaves.groups().count() > 1;
        final int[] second =
                hasSecond ? leafPartitioner.secondGroups(points, leaves, SplitMix.derive(seed, -1)) : new int[0];
        final List<Partition> levels = new ArrayList<>();
        levels.add(leaves);
        final Partitioner partitioner = new Partitioner(workers, FAN_OUT, shape.rounds());
        for (Partition top = leaves; top.groups().count() > MAX_ROOT_CHILDREN; ) {
            top = partitioner.partition(top.centroids(), SplitMix.derive(seed, -1 - levels.size()));
            levels.add(top);
        }
        progress.accept(1);
        return new PageTree(levels, second);
    }

    /** @return the leaves. */
    public Partition leaves() {
        return levels.get(0);
    }

    /** @return numbers of the groups of the highest level, the children of the root page. */
    public int[] topGroups() {
        return Partitioner.identity(levels.get(levels.size() - 1).groups().count());
    }

    /** @return numbers of the leaves in the order in which they are written: near leaves are adjacent. */
    public int[] leafOrder() {
        int[] order = topGroups();
        for (int level = levels.size() - 1; level > 0; level--) {
            order = levels.get(level).groups().membersOf(order);
        }
        return order;
    }

    /** @return numbers of the points in the order of the leaves: near points are adjacent. */
    public int[] pointOrder() {
        return leaves().groups().membersOf(leafOrder());
    }
}
