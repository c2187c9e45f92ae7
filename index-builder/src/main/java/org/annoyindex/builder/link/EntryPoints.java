package org.annoyindex.builder.link;

import java.util.Arrays;
import org.annoyindex.builder.grow.Centroids;
import org.annoyindex.builder.grow.Groups;
import org.annoyindex.builder.grow.PageTree;
import org.annoyindex.builder.grow.Partition;
import org.annoyindex.core.kernel.Kernels;

/**
 * Chooses the items at which searches enter: one in the middle of each leaf, or of each group of the lowest level of the tree
 * that has few enough groups. They are spread like all items, so that one of them is near to any query.
 */
final class EntryPoints {
    /** A table of more entries takes longer to scan than it saves. */
    static final int MAX_ENTRIES = 4096;

    private EntryPoints() {}

    /**
     * Chooses entries.
     *
     * @param tree of the items.
     * @param middles position of the item nearest to the centroid of each leaf.
     * @param max number of entries at most, unless the highest level has more groups.
     * @return their positions, ascending.
     */
    static int[] of(final PageTree tree, final int[] middles, final int max) {
        int[] entries = middles;
        for (int level = 1; level < tree.levels().size() && entries.length > max; level++) {
            final int[] below = entries;
            final Groups groups = tree.levels().get(level).groups();
            final int[] above = new int[groups.count()];
            for (int group = 0; group < above.length; group++) {
                above[group] = below[
                        nearestMember(tree.levels().get(level), tree.levels().get(level - 1), group)];
            }
            entries = above;
        }
        final int[] sorted = entries.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static int nearestMember(final Partition level, final Partition below, final int group) {
        final Kernels kernels = Kernels.active();
        final Centroids centroids = level.centroids();
        final int dimension = centroids.dimension();
        int nearest = -1;
        float least = Float.POSITIVE_INFINITY;
        for (int i = level.groups().starts()[group]; i < level.groups().starts()[group + 1]; i++) {
            final int member = level.groups().members()[i];
            final float distance = kernels.squaredDistance(
                    centroids.rows(), group * dimension, below.centroids().rows(), member * dimension, dimension);
            if (nearest < 0 || distance < least) {
                nearest = member;
                least = distance;
            }
        }
        return nearest;
    }
}
