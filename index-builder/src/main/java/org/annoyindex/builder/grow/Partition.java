package org.annoyindex.builder.grow;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.annoyindex.core.kernel.Kernels;

/**
 * Points divided among groups of near ones, with the groups' means.
 *
 * @param groups which points belong together.
 * @param centroids mean of each group's members.
 * @param radii root mean square distance of each group's members from its centroid.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record Partition(Groups groups, Centroids centroids, float[] radii) {
    /** Takes the means of groups, in double precision and in the order of members: the same with any number of threads. */
    static Partition of(final Points points, final Groups groups, final Workers workers) {
        final Partition partition = empty(groups, points.dimension());
        workers.forEach(groups.count(), () -> partition.meansOf(points));
        return partition;
    }

    /**
     * Makes one group of points.
     *
     * @param points all points.
     * @param members numbers of the group's, at least one.
     * @return the partition of that one group.
     */
    public static Partition of(final Points points, final int[] members) {
        final Partition partition = empty(new Groups(new int[] {0, members.length}, members), points.dimension());
        partition.meansOf(points).accept(0);
        return partition;
    }

    private static Partition empty(final Groups groups, final int dimension) {
        return new Partition(
                groups, new Centroids(new float[groups.count() * dimension], dimension), new float[groups.count()]);
    }

    /** Returns what takes the mean of a group, with scratch of its own. */
    private IntConsumer meansOf(final Points points) {
        final Kernels kernels = Kernels.active();
        final int dimension = points.dimension();
        final float[] rows = centroids.rows();
        final float[] point = new float[dimension];
        final double[] sum = new double[dimension];
        return group -> {
            Arrays.fill(sum, 0);
            for (int i = groups.starts()[group]; i < groups.starts()[group + 1]; i++) {
                points.load(groups.members()[i], point, 0);
                for (int j = 0; j < dimension; j++) {
                    sum[j] += point[j];
                }
            }
            final int size = groups.size(group);
            for (int j = 0; j < dimension; j++) {
                rows[group * dimension + j] = (float) (sum[j] / size);
            }
            double squares = 0;
            for (int i = groups.starts()[group]; i < groups.starts()[group + 1]; i++) {
                points.load(groups.members()[i], point, 0);
                squares += kernels.squaredDistance(point, 0, rows, group * dimension, dimension);
            }
            radii[group] = (float) Math.sqrt(squares / size);
        };
    }
}
