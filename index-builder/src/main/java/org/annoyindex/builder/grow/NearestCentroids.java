package org.annoyindex.builder.grow;

import java.util.Arrays;
import org.annoyindex.core.kernel.Columns;
import org.annoyindex.core.kernel.Kernels;

/** Finds the nearest centroids of many points at once. Scratch of one thread. */
final class NearestCentroids {
    private final Kernels kernels = Kernels.active();
    private final Points points;
    private final Centroids centroids;
    private final float[] point;
    private final Columns columns;
    private final int[] starts = new int[Kernels.ROWS];
    private final float[] distances = new float[Kernels.ROWS * Columns.LANES];
    private final float[] least = new float[Columns.LANES];
    private final int[] nearest = new int[Columns.LANES];

    NearestCentroids(final Points points, final Centroids centroids) {
        this.points = points;
        this.centroids = centroids;
        point = new float[points.dimension()];
        columns = new Columns(points.dimension());
    }

    /** Stores the candidate nearest to each member of a group; of equally near ones the first. */
    void find(final Groups groups, final int group, final int[] candidates, final int[] nearestOf) {
        final int end = groups.starts()[group + 1];
        for (int from = groups.starts()[group]; from < end; from += Columns.LANES) {
            final int count = Math.min(Columns.LANES, end - from);
            for (int lane = 0; lane < count; lane++) {
                points.load(groups.members()[from + lane], point, 0);
                columns.set(lane, point, 0);
            }
            compare(count, candidates);
            for (int lane = 0; lane < count; lane++) {
                nearestOf[groups.members()[from + lane]] = nearest[lane];
            }
        }
    }

    private void compare(final int count, final int[] candidates) {
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(nearest, candidates[0]);
        for (int i = 0; i < candidates.length; i += Kernels.ROWS) {
            centroids.starts(candidates, i, starts);
            kernels.squaredDistances(columns, count, centroids.rows(), starts, distances);
            for (int row = 0; row < Math.min(Kernels.ROWS, candidates.length - i); row++) {
                keepLeast(count, row * Columns.LANES, candidates[i + row]);
            }
        }
    }

    private void keepLeast(final int count, final int at, final int candidate) {
        for (int lane = 0; lane < count; lane++) {
            if (distances[at + lane] < least[lane]) {
                least[lane] = distances[at + lane];
                nearest[lane] = candidate;
            }
        }
    }
}
