package org.annoyindex.builder.grow;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The means of groups of points, row by row in one array. They are points of the next level.
 *
 * @param rows one centroid per row.
 * @param dimension components of a row.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record Centroids(float[] rows, int dimension) implements Points {
    /** Computes the means of groups in double precision and in the order of members, so they do not depend on the threads. */
    static Centroids of(final Points points, final Groups groups, final Workers workers) {
        final Centroids centroids = empty(groups.count(), points.dimension());
        workers.forEach(groups.count(), () -> centroids.meansOf(points, groups));
        return centroids;
    }

    /** Computes the mean of one group. */
    static Centroids of(final Points points, final Groups group) {
        final Centroids centroid = empty(1, points.dimension());
        centroid.meansOf(points, group).accept(0);
        return centroid;
    }

    private static Centroids empty(final int count, final int dimension) {
        return new Centroids(new float[count * dimension], dimension);
    }

    /** Returns a function that computes the mean of a group; it has scratch of its own. */
    private IntConsumer meansOf(final Points points, final Groups groups) {
        final float[] point = new float[dimension];
        final double[] sum = new double[dimension];
        return group -> {
            Arrays.fill(sum, 0);
            for (int i = groups.starts()[group]; i < groups.starts()[group + 1]; i++) {
                points.load(groups.members()[i], point, 0);
                for (int j = 0; j < sum.length; j++) {
                    sum[j] += point[j];
                }
            }
            final int size = groups.size(group);
            for (int j = 0; j < sum.length; j++) {
                rows[group * dimension + j] = (float) (sum[j] / size);
            }
        };
    }

    @Override
    public int count() {
        return rows.length / dimension;
    }

    /**
     * Sets where the rows of the next few centroids of a list start; at its end the last one is repeated.
     *
     * @param list numbers of centroids.
     * @param from index of the first of them in the list.
     * @param starts receives where their rows start.
     */
    public void starts(final int[] list, final int from, final int[] starts) {
        for (int i = 0; i < starts.length; i++) {
            starts[i] = list[Math.min(from + i, list.length - 1)] * dimension;
        }
    }

    @Override
    public void load(final int point, final float[] into, final int offset) {
        System.arraycopy(rows, point * dimension, into, offset, dimension);
    }
}
