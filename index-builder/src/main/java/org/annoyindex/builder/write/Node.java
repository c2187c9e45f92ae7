package org.annoyindex.builder.write;

import java.util.Arrays;
import org.annoyindex.builder.grow.Groups;
import org.annoyindex.builder.grow.PageTree;
import org.annoyindex.builder.grow.Partition;

/**
 * The content of an inner page: the root of a tree, or a group of one of its levels above the leaves.
 *
 * @param level in the tree; the leaves' is 0.
 * @param below the level of the children.
 * @param children their numbers in it.
 * @param centroid mean of the children's centroids.
 * @param radius root mean square distance of the children's centroids from it.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
record Node(int level, Partition below, int[] children, float[] centroid, float radius) {
    /** More than the average, so that a page is not opened too late if its members lie in clusters. */
    private static final float RADIUS_SHARE = 1.5f;

    static Node root(final PageTree tree) {
        final int level = tree.levels().size();
        final Partition below = tree.levels().get(level - 1);
        final int[] children = tree.topGroups();
        final Partition all = Partition.of(below.centroids(), children);
        return new Node(level, below, children, all.centroids().rows(), all.radii()[0]);
    }

    static Node of(final PageTree tree, final int level, final int group) {
        final Partition own = tree.levels().get(level);
        final Groups groups = own.groups();
        final int dimension = own.centroids().dimension();
        return new Node(
                level,
                tree.levels().get(level - 1),
                Arrays.copyOfRange(groups.members(), groups.starts()[group], groups.starts()[group + 1]),
                Arrays.copyOfRange(own.centroids().rows(), group * dimension, (group + 1) * dimension),
                own.radii()[group]);
    }

    /**
     * A number that is added to the squared distance from a child's centroid. If the child is an inner page, a query that
     * belongs to it is nearer to one of that page's children: on average by the square of the page's radius. Subtracting it
     * makes the distance comparable with that of a leaf.
     */
    float shift(final int child) {
        return aboveLeaves() ? 0 : -RADIUS_SHARE * below.radii()[child] * below.radii()[child];
    }

    /** Whether the children are leaves. */
    boolean aboveLeaves() {
        return level == 1;
    }
}
