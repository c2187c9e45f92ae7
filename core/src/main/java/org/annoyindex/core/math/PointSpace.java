package org.annoyindex.core.math;

import org.annoyindex.core.Metric;

/**
 * The Euclidean space of trees, centroids and sketches. Every vector has one point in it; the nearer two points are,
 * the nearer are their vectors by the metric of the index:
 *
 * <ul>
 *   <li>euclidean, manhattan: the vector itself (only an approximation for manhattan, whose leaves are compared
 *       exactly);
 *   <li>hamming: the vector of zeros and ones, whose squared Euclidean distance is the Hamming distance;
 *   <li>angular: the vector divided by its norm, so that the squared distance is {@code 2 - 2 cos};
 *   <li>dot: the vector with an additional component {@code sqrt(M^2 - |x|^2)}, divided by the largest norm M of any
 *       item, so that items lie on the unit sphere and the squared distance to the direction of the query is
 *       {@code 2 - 2 <x, q> / (M |q|)} (Bachrach et al., RecSys 2014).
 * </ul>
 *
 * <p>Immutable and thread-safe.
 */
public final class PointSpace {
    private final Metric metric;
    private final int dimension;
    private final float largestNorm;

    /**
     * @param metric the index's metric.
     * @param dimension number of components of a vector.
     * @param largestNorm the largest Euclidean norm of any item; used for {@link Metric#DOT} only.
     */
    public PointSpace(final Metric metric, final int dimension, final float largestNorm) {
        this.metric = metric;
        this.dimension = dimension;
        this.largestNorm = largestNorm;
    }

    /** @return number of components of a point. */
    public int pointDimension() {
        return pointDimension(metric, dimension);
    }

    /** @return the largest norm that was passed to the constructor. */
    public float largestNorm() {
        return largestNorm;
    }

    /**
     * @param metric a metric.
     * @param dimension number of components of a vector.
     * @return number of components of a point.
     */
    public static int pointDimension(final Metric metric, final int dimension) {
        return metric == Metric.DOT ? dimension + 1 : dimension;
    }

    /**
     * Converts the vector of an item to its point, in place.
     *
     * @param point holds the vector at {@code offset} on entry and the point on return; for dot, one component longer.
     * @param offset index of the first component.
     */
    public void itemToPoint(final float[] point, final int offset) {
        itemToPoint(point, offset, metric == Metric.ANGULAR || metric == Metric.DOT ? norm(point, offset) : 0);
    }

    /**
     * Converts the vector of an item to its point, in place.
     *
     * @param point as {@link #itemToPoint(float[], int)}.
     * @param offset index of the first component.
     * @param norm of the vector; used for angular and dot only.
     */
    public void itemToPoint(final float[] point, final int offset, final double norm) {
        switch (metric) {
            case ANGULAR -> scale(point, offset, inverse(norm));
            case DOT -> {
                final double inverse = inverse(largestNorm);
                scale(point, offset, inverse);
                final double share = norm * inverse;
                point[offset + dimension] = (float) Math.sqrt(Math.max(0, 1 - share * share));
            }
            default -> {}
        }
    }

    /**
     * Converts a query to its point.
     *
     * @param query the components of the query; not modified.
     * @param point receives the {@link #pointDimension()} components of the point.
     * @return the Euclidean norm of the query for angular and dot, which divide by it; otherwise 0.
     */
    public double queryToPoint(final float[] query, final float[] point) {
        System.arraycopy(query, 0, point, 0, dimension);
        if (metric != Metric.ANGULAR && metric != Metric.DOT) {
            return 0;
        }
        final double norm = norm(query, 0);
        scale(point, 0, inverse(norm));
        if (metric == Metric.DOT) {
            point[dimension] = 0;
        }
        return norm;
    }

    /**
     * @param vector components.
     * @param offset index of the first component.
     * @return the Euclidean norm of the vector, summed in double precision.
     */
    public double norm(final float[] vector, final int offset) {
        double sum = 0;
        for (int i = offset; i < offset + dimension; i++) {
            sum += (double) vector[i] * vector[i];
        }
        return Math.sqrt(sum);
    }

    private static double inverse(final double norm) {
        return norm > 0 ? 1 / norm : 0;
    }

    private void scale(final float[] point, final int offset, final double factor) {
        for (int i = offset; i < offset + dimension; i++) {
            point[i] = (float) (point[i] * factor);
        }
    }
}
