package org.annoyindex.builder.grow;

import java.util.Arrays;
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
        final int dimension = points.dimension();
        final float[] rows = new float[groups.count() * dimension];
        final float[] radii = new float[groups.count()];
        workers.forEach(groups.count(), () -> {
            final Kernels kernels = Kernels.active();
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
        });
        return new Partition(groups, new Centroids(rows, dimension), radii);
    }
}
