package org.annoyindex.builder.grow;

import java.util.Arrays;
import org.annoyindex.core.kernel.Columns;
import org.annoyindex.core.kernel.Kernels;

/**
 * Finds second centroids for points by the rule of SOAR (Sun et al., NeurIPS 2023): the one that minimizes {@code |r'|^2
 * + (r' r / |r|)^2} for residuals r of the first and r' of the second. A query that misses the point in its first group
 * because of its direction finds it in a second one whose residual is orthogonal. Scratch of one thread.
 */
final class SecondCentroids {
    private final Kernels kernels = Kernels.active();
    private final Points points;
    private final Centroids centroids;
    private final float[] point;
    private final float[] residual;
    private final Columns pointColumns;
    private final Columns residualColumns;
    private final int[] starts = new int[Kernels.ROWS];
    private final float[] distances = new float[Kernels.ROWS * Columns.LANES];
    private final float[] products = new float[Kernels.ROWS * Columns.LANES];
    private final float[] along = new float[Columns.LANES];
    private final float[] squaredNorms = new float[Columns.LANES];
    private final float[] least = new float[Columns.LANES];
    private final int[] best = new int[Columns.LANES];

    SecondCentroids(final Points points, final Centroids centroids) {
        this.points = points;
        this.centroids = centroids;
        point = new float[points.dimension()];
        residual = new float[points.dimension()];
        pointColumns = new Columns(points.dimension());
        residualColumns = new Columns(points.dimension());
    }

    /** Stores the second centroid of each member of a group, one of the group's neighbors; of equals the first. */
    void find(final Groups groups, final int group, final int[] neighbors, final int[] secondOf) {
        final int[] candidates =
                Arrays.stream(neighbors).filter(other -> other != group).toArray();
        final int end = groups.starts()[group + 1];
        for (int from = groups.starts()[group]; from < end; from += Columns.LANES) {
            final int count = Math.min(Columns.LANES, end - from);
            for (int lane = 0; lane < count; lane++) {
                load(lane, groups.members()[from + lane], group);
            }
            compare(count, candidates);
            for (int lane = 0; lane < count; lane++) {
                secondOf[groups.members()[from + lane]] = best[lane];
            }
        }
    }

    private void load(final int lane, final int member, final int group) {
        final int dimension = point.length;
        points.load(member, point, 0);
        for (int j = 0; j < dimension; j++) {
            residual[j] = point[j] - centroids.rows()[group * dimension + j];
        }
        along[lane] = kernels.dot(point, 0, residual, 0, dimension);
        squaredNorms[lane] = kernels.dot(residual, 0, residual, 0, dimension);
        pointColumns.set(lane, point, 0);
        residualColumns.set(lane, residual, 0);
    }

    private void compare(final int count, final int[] candidates) {
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(best, 0);
        for (int i = 0; i < candidates.length; i += Kernels.ROWS) {
            centroids.starts(candidates, i, starts);
            kernels.squaredDistances(pointColumns, count, centroids.rows(), starts, distances);
            kernels.dots(residualColumns, count, centroids.rows(), starts, products);
            for (int row = 0; row < Math.min(Kernels.ROWS, candidates.length - i); row++) {
                keepLeast(count, row * Columns.LANES, candidates[i + row]);
            }
        }
    }

    private void keepLeast(final int count, final int at, final int candidate) {
        for (int lane = 0; lane < count; lane++) {
            final float product = along[lane] - products[at + lane];
            final float penalty = squaredNorms[lane] > 0 ? product * product / squaredNorms[lane] : 0;
            final float loss = distances[at + lane] + penalty;
            if (loss < least[lane]) {
                least[lane] = loss;
                best[lane] = candidate;
            }
        }
    }
}
