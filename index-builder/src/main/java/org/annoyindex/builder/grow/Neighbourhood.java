package org.annoyindex.builder.grow;

import java.util.Arrays;
import org.annoyindex.core.RankedKey;
import org.annoyindex.core.kernel.Kernels;

/**
 * For every centroid of a partition the nearest others: the only ones to which its members are likely to move. Few
 * centroids are compared with all others; many are grouped first, and compared with those of the nearest groups.
 */
final class Neighbourhood {
    /** Centroids that are compared with all others. */
    private static final int COMPARE_ALL = 4096;

    private static final int GROUP_CAPACITY = 64;
    private static final int NEAREST_GROUPS = 16;

    private Neighbourhood() {}

    /**
     * @param centroids of a partition.
     * @param most neighbours a centroid.
     * @param seed for grouping.
     * @param workers to work with.
     * @return for each centroid its neighbours, nearest first, beginning with itself.
     */
    static int[][] of(final Centroids centroids, final int most, final long seed, final Workers workers) {
        final int count = centroids.count();
        final int[][] neighbours = new int[count][];
        if (count <= COMPARE_ALL) {
            final int[] all = Partitioner.identity(count);
            workers.forEach(count, () -> {
                final Nearest nearest = new Nearest(centroids);
                return c -> neighbours[c] = nearest.among(all, all.length, centroids, c, most);
            });
            return neighbours;
        }
        final Partition grouped = new Partitioner(workers, GROUP_CAPACITY, 1).partition(centroids, seed);
        final int[] allGroups = Partitioner.identity(grouped.groups().count());
        workers.forEach(count, () -> {
            final Nearest nearestGroups = new Nearest(grouped.centroids());
            final Nearest nearest = new Nearest(centroids);
            return c -> {
                final int[] groups = nearestGroups.among(allGroups, allGroups.length, centroids, c, NEAREST_GROUPS);
                final int[] candidates = new int
                        [Arrays.stream(groups).map(grouped.groups()::size).sum()];
                int size = 0;
                for (final int group : groups) {
                    final int members = grouped.groups().size(group);
                    System.arraycopy(
                            grouped.groups().members(), grouped.groups().starts()[group], candidates, size, members);
                    size += members;
                }
                neighbours[c] = nearest.among(candidates, size, centroids, c, most);
            };
        });
        return neighbours;
    }

    /** Finds the nearest rows to a point. Scratch of one thread. */
    private static final class Nearest {
        private final Kernels kernels = Kernels.active();
        private final Centroids rows;
        private long[] keys = new long[0];

        Nearest(final Centroids rows) {
            this.rows = rows;
        }

        int[] among(final int[] candidates, final int size, final Centroids points, final int point, final int most) {
            if (keys.length < size) {
                keys = new long[size];
            }
            final int dimension = rows.dimension();
            for (int i = 0; i < size; i++) {
                final float distance = kernels.squaredDistance(
                        points.rows(), point * dimension, rows.rows(), candidates[i] * dimension, dimension);
                keys[i] = RankedKey.of(distance, candidates[i]);
            }
            Arrays.sort(keys, 0, size);
            final int[] nearest = new int[Math.min(most, size)];
            for (int i = 0; i < nearest.length; i++) {
                nearest[i] = RankedKey.index(keys[i]);
            }
            return nearest;
        }
    }
}
