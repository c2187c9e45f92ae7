package org.annoyindex.query;

import java.util.Objects;
import org.annoyindex.core.Metric;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.math.PointSpace;
import org.annoyindex.core.sketch.SketchCodec;

/**
 * A query as pages are searched for it: its point for centroids, its bit planes for sketches. Scratch of one searcher.
 */
final class PagedQuery {
    /** What single precision may make of a sum that should be 0. */
    private static final float ROUNDING = 1e-6f;

    final float[] point;
    final QueryPlanes planes;

    private final PagedFile file;
    private final Kernels kernels = Kernels.active();
    private final PointSpace space;
    private final float[] rotated;
    private final float[] scratch;
    private float pointScale;

    PagedQuery(final PagedFile file) {
        this.file = file;
        space = file.space;
        point = new float[space.pointDimension()];
        scratch = new float[Kernels.scratchLength(point.length)];
        rotated = new float[file.rotation == null ? 0 : file.rotation.dimension()];
        planes = new QueryPlanes(file.header.sketchBits() / 64);
    }

    /** Takes a query of the right dimension; returns its Euclidean norm for angular and dot, else 0. */
    double set(final float[] query) {
        final double norm = space.queryToPoint(query, point);
        final float product = (float) norm * space.largestNorm();
        pointScale = product > 0 ? 2 / product : 0;
        return norm;
    }

    /** Rotates the query and cuts it into planes; needed before sketches are scanned. */
    void sketch() {
        Objects.requireNonNull(file.rotation, "no sketches").rotate(point, 0, rotated);
        SketchCodec.quantize(rotated, planes);
    }

    /** The squared length of the rotated query: how far it is from the center. Known once it has been rotated. */
    float squaredLength() {
        float sum = 0;
        for (final float component : rotated) {
            sum += component * component;
        }
        return sum;
    }

    /** How far the query's point is from a centroid: what pages are ordered by. */
    float centroidDistance(final Chunk chunk, final int offset) {
        return file.metric == Metric.MANHATTAN
                ? kernels.manhattanDistance(point, chunk, offset, point.length, scratch)
                : kernels.squaredDistance(point, chunk, offset, point.length, scratch);
    }

    /**
     * Turns an order, as {@link ExactQuery} gives it, into the squared distance of points, on which sketch estimates and
     * their bounds are.
     */
    float pointDistance(final float order) {
        // What is infinite stays so, also where the scale is 0.
        return file.metric == Metric.DOT && order < Float.POSITIVE_INFINITY ? 2 + pointScale * order : order;
    }

    /**
     * Turns an order into what sketch scores of items of at most this order are below. What should be 0 may come out as a
     * small share of the squared length of the query, whose rotated components are added up.
     */
    float boundWithin(final float order) {
        final float squaredLength = planes.largestProduct * (planes.largestProduct / (planes.words * Long.SIZE));
        return Math.nextUp(pointDistance(order) + ROUNDING * squaredLength);
    }
}
