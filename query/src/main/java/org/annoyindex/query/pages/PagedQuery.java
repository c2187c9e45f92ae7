package org.annoyindex.query.pages;

import java.util.Objects;
import org.annoyindex.core.Metric;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.math.PointSpace;
import org.annoyindex.core.sketch.Rotation;
import org.annoyindex.core.sketch.SketchCodec;
import org.annoyindex.query.open.PagedFile;
import org.jspecify.annotations.Nullable;

/**
 * A query prepared for searching pages: its point for centroids, its bit planes for sketches. Scratch of one searcher.
 */
final class PagedQuery {
    /** Relative error of a sum in single precision that should be 0. */
    private static final float ROUNDING = 1e-6f;

    private final float[] point;
    private final QueryPlanes planes;
    private final Metric metric;
    private final @Nullable Rotation rotation;
    private final Kernels kernels = Kernels.active();
    private final PointSpace space;
    private final float[] rotated;
    private final float[] scratch;
    private float pointScale;
    private boolean isSketched;

    PagedQuery(final PagedFile file) {
        metric = file.metric();
        rotation = file.rotation();
        space = file.space();
        point = new float[space.pointDimension()];
        scratch = new float[Kernels.scratchLength(point.length)];
        rotated = new float[rotation == null ? 0 : rotation.dimension()];
        planes = new QueryPlanes(file.header().sketchBits() / 64);
    }

    /** Takes a query of the right dimension; returns its Euclidean norm for angular and dot, else 0. */
    double set(final float[] query) {
        final double norm = space.queryToPoint(query, point);
        final float product = (float) norm * space.largestNorm();
        pointScale = product > 0 ? 2 / product : 0;
        isSketched = false;
        return norm;
    }

    /** Rotates and quantizes the query, once; needed before sketches are scanned. */
    void sketch() {
        if (!isSketched) {
            Objects.requireNonNull(rotation, "no sketches").rotate(point, 0, rotated);
            SketchCodec.quantize(rotated, planes);
            isSketched = true;
        }
    }

    /** The squared length of the rotated query: its squared distance from the center. Known once it has been rotated. */
    float squaredLength() {
        float sum = 0;
        for (final float component : rotated) {
            sum += component * component;
        }
        return sum;
    }

    /** The query's bit planes, once it has been quantized. */
    QueryPlanes planes() {
        return planes;
    }

    /** Components of a point. */
    int dimension() {
        return point.length;
    }

    /** The distance of the query's point from a centroid, by which pages are sorted: squared, except for manhattan. */
    float centroidDistance(final Chunk chunk, final int offset) {
        return metric == Metric.MANHATTAN
                ? kernels.manhattanDistance(point, chunk, offset, point.length, scratch)
                : kernels.squaredDistance(point, chunk, offset, point.length, scratch);
    }

    /**
     * Turns a surrogate distance, see {@link org.annoyindex.query.exact.ExactQuery}, into the squared distance of points,
     * which sketches estimate.
     */
    float pointDistance(final float surrogate) {
        // Infinity stays infinite, also if the scale is 0.
        return metric == Metric.DOT && surrogate < Float.POSITIVE_INFINITY ? 2 + pointScale * surrogate : surrogate;
    }

    /**
     * Turns a surrogate distance into a bound that sketch scores of items of at most this distance are below. A score that
     * should be 0 may be a small share of the squared length of the query, whose rotated components are added.
     */
    float boundWithin(final float surrogate) {
        final float squaredLength = planes.largestProduct * (planes.largestProduct / (planes.words * Long.SIZE));
        return Math.nextUp(pointDistance(surrogate) + ROUNDING * squaredLength);
    }
}
