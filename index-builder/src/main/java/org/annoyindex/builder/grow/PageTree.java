package org.annoyindex.builder.grow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.annoyindex.core.math.SplitMix;

/**
 * One tree, cut into pages: points in leaves, leaves in groups of near ones, those again in groups, until few enough are
 * left for the root page. Every level is made in the same way, the centroids of one being the points of the next.
 *
 * @param levels the leaves first; of at least one level.
 * @param second for each point the number of its second leaf; empty where there is none.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record PageTree(List<Partition> levels, int[] second) {
    /** Most children of an inner page before settling. */
    private static final int FAN_OUT = 64;

    private static final int MOST_ROOT_CHILDREN = 128;

    /**
     * Grows a tree.
     *
     * @param points at least one.
     * @param shape what it should be like.
     * @param seed equal seeds give equal trees.
     * @param workers to work with.
     * @param progress told the share of the work that is done.
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
        final boolean twice = shape.secondLeaves() && leaves.groups().count() > 1;
        final int[] second =
                twice ? leafPartitioner.secondGroups(points, leaves, SplitMix.derive(seed, -1)) : new int[0];
        final List<Partition> levels = new ArrayList<>();
        levels.add(leaves);
        final Partitioner partitioner = new Partitioner(workers, FAN_OUT, shape.rounds());
        for (Partition top = leaves; top.groups().count() > MOST_ROOT_CHILDREN; ) {
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

    /** @return numbers of the leaves in the order in which they are written: near ones beside each other. */
    public int[] leafOrder() {
        int[] order = topGroups();
        for (int level = levels.size() - 1; level > 0; level--) {
            final Groups groups = levels.get(level).groups();
            final int[] below = new int[groups.members().length];
            int size = 0;
            for (final int group : order) {
                final int members = groups.size(group);
                System.arraycopy(groups.members(), groups.starts()[group], below, size, members);
                size += members;
            }
            order = below;
        }
        return order;
    }
}
