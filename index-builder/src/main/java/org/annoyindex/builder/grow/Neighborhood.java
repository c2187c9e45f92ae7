package org.annoyindex.builder.grow;

import java.util.Arrays;
import org.annoyindex.core.kernel.Columns;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.ScoredKey;

/**
 * Finds the nearest neighbors of every centroid of a partition, the only ones to which its members are likely to move. A few
 * centroids are compared with all others. Many are grouped first, and compared with those of the nearest groups.
 */
public final class Neighborhood {
    /** Largest number of centroids that are compared with all others. */
    private static final int COMPARE_ALL = 4096;

    private static final int GROUP_CAPACITY = 64;
    private static final int NEAREST_GROUPS = 16;

    private Neighborhood() {}

    /**
     * Finds the neighbors.
     *
     * @param centroids of a partition.
     * @param max largest number of neighbors of a centroid.
     * @param seed for grouping.
     * @param workers threads of the build.
     * @return for each centroid its neighbors, nearest first, beginning with itself.
     */
    public static int[][] of(final Centroids centroids, final int max, final long seed, final Workers workers) {
        final int count = centroids.count();
        final int[][] neighbors = new int[count][];
        if (count <= COMPARE_ALL) {
            workers.forEach((count + Kernels.ROWS - 1) / Kernels.ROWS, () -> {
                final NearestOfAll nearest = new NearestOfAll(centroids);
                return task -> nearest.find(centroids, task * Kernels.ROWS, max, neighbors);
            });
            return neighbors;
        }
        final Partition grouped = new Partitioner(workers, GROUP_CAPACITY, 1).partition(centroids, seed);
        final int[][] nearestGroups = new int[count][];
        workers.forEach((count + Kernels.ROWS - 1) / Kernels.ROWS, () -> {
            final NearestOfAll nearest = new NearestOfAll(grouped.centroids());
            return task -> nearest.find(centroids, task * Kernels.ROWS, NEAREST_GROUPS, nearestGroups);
        });
        workers.forEach(count, () -> {
            final Nearest nearest = new Nearest(centroids);
            return c -> neighbors[c] = nearest.among(grouped.groups().membersOf(nearestGroups[c]), c, max);
        });
        return neighbors;
    }

    private static int[] nearest(final long[] keys, final int size, final int max) {
        Arrays.sort(keys, 0, size);
        final int[] nearest = new int[Math.min(max, size)];
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = ScoredKey.ordinal(keys[i]);
        }
        return nearest;
    }

    /** Finds the nearest of all rows to a few points at once. Scratch of one thread. */
    private static final class NearestOfAll {
        private final Kernels kernels = Kernels.active();
        private final int count;
        private final Columns[] rows;
        private final int[] starts = new int[Kernels.ROWS];
        private final float[] distances = new float[Kernels.ROWS * Columns.LANES];
        private final long[][] keys;

        NearestOfAll(final Centroids centroids) {
            count = centroids.count();
            rows = new Columns[(count + Columns.LANES - 1) / Columns.LANES];
            for (int row = 0; row < count; row++) {
                if (row % Columns.LANES == 0) {
                    rows[row / Columns.LANES] = new Columns(centroids.dimension());
                }
                rows[row / Columns.LANES].set(row % Columns.LANES, centroids.rows(), row * centroids.dimension());
            }
            keys = new long[Kernels.ROWS][count];
        }

        /** Stores the nearest rows to each of {@link Kernels#ROWS} points, or fewer at the end. */
        void find(final Centroids points, final int first, final int max, final int[][] nearestOf) {
            final int last = Math.min(first + Kernels.ROWS, points.count());
            for (int i = 0; i < Kernels.ROWS; i++) {
                starts[i] = Math.min(first + i, last - 1) * points.dimension();
            }
            for (int from = 0; from < count; from += Columns.LANES) {
                final int lanes = Math.min(Columns.LANES, count - from);
                kernels.squaredDistances(rows[from / Columns.LANES], lanes, points.rows(), starts, distances);
                for (int i = 0; i < last - first; i++) {
                    for (int lane = 0; lane < lanes; lane++) {
                        keys[i][from + lane] = ScoredKey.of(distances[i * Columns.LANES + lane], from + lane);
                    }
                }
            }
            for (int i = 0; i < last - first; i++) {
                nearestOf[first + i] = nearest(keys[i], count, max);
            }
        }
    }

    /** Finds the nearest of some centroids to one of them. Scratch of one thread. */
    private static final class Nearest {
        private final Kernels kernels = Kernels.active();
        private final Centroids centroids;
        private long[] keys = new long[0];

        Nearest(final Centroids centroids) {
            this.centroids = centroids;
        }

        int[] among(final int[] candidates, final int point, final int max) {
            if (keys.length < candidates.length) {
                keys = new long[candidates.length];
            }
            final float[] rows = centroids.rows();
            final int dimension = centroids.dimension();
            for (int i = 0; i < candidates.length; i++) {
                final float distance =
                        kernels.squaredDistance(rows, point * dimension, rows, candidates[i] * dimension, dimension);
                keys[i] = ScoredKey.of(distance, candidates[i]);
            }
            return nearest(keys, candidates.length, max);
        }
    }
}
