package org.annoyindex.builder.grow;

import java.util.function.IntConsumer;
import org.annoyindex.core.kernel.Kernels;

/**
 * Points divided into groups of near ones, with the groups' centroids.
 *
 * @param groups the members of each group.
 * @param centroids mean of each group's members.
 * @param radii root mean square distance of each group's members from its centroid.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record Partition(Groups groups, Centroids centroids, float[] radii) {
    static Partition of(final Points points, final Groups groups, final Workers workers) {
        final Partition partition =
                new Partition(groups, Centroids.of(points, groups, workers), new float[groups.count()]);
        workers.forEach(groups.count(), () -> partition.radiiOf(points));
        return partition;
    }

    /**
     * Makes one group of points.
     *
     * @param points all points.
     * @param members numbers of the group's points, at least one.
     * @return the partition of that one group.
     */
    public static Partition of(final Points points, final int[] members) {
        final Groups group = new Groups(new int[] {0, members.length}, members);
        final Partition partition = new Partition(group, Centroids.of(points, group), new float[1]);
        partition.radiiOf(points).accept(0);
        return partition;
    }

    /** Returns a function that computes the radius of a group; it has scratch of its own. */
    private IntConsumer radiiOf(final Points points) {
        final Kernels kernels = Kernels.active();
        final int dimension = points.dimension();
        final float[] point = new float[dimension];
        return group -> {
            double squares = 0;
            for (int i = groups.starts()[group]; i < groups.starts()[group + 1]; i++) {
                points.load(groups.members()[i], point, 0);
                squares += kernels.squaredDistance(point, 0, centroids.rows(), group * dimension, dimension);
            }
            radii[group] = (float) Math.sqrt(squares / groups.size(group));
        };
    }
}
