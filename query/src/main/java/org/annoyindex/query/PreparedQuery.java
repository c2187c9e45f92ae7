package org.annoyindex.query;

import java.nio.ByteBuffer;
import org.annoyindex.core.Metric;
import org.annoyindex.core.PointSpace;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.sketch.SketchCodec;

/**
 * A query in the forms a search needs: the vector itself for exact comparisons, its point for centroids, its bit planes
 * for sketches. Scratch of one searcher.
 *
 * <p>Exact comparisons give an <i>order</i>, a number that sorts items as the metric does but is cheaper than the
 * distance: squared Euclidean distance, {@code 2 - 2 cos}, Manhattan or Hamming distance, or the negated inner product.
 */
final class PreparedQuery {
    /**
     * From this cosine on {@code 2 - 2 cos} loses too many bits in single precision; beyond it is also what comes of
     * products that leave single precision's range.
     */
    private static final float NEARLY_PARALLEL = 0.99f;

    final float[] point;
    final QueryPlanes planes;

    private final IndexFile file;
    private final Kernels kernels = Kernels.active();
    private final Metric metric;
    private final int dimension;
    private final PointSpace space;
    private final VectorColumn vectors;
    private final float[] vector;
    private final float[] rotated;
    private final long[] packed;
    private float inverseNorm;
    private float pointScale;

    PreparedQuery(final IndexFile file) {
        this.file = file;
        metric = file.header.metric();
        dimension = file.header.dimension();
        space = file.space;
        vectors = file.vectors;
        vector = new float[dimension];
        point = new float[space.pointDimension()];
        rotated = new float[file.header.sketchBits()];
        planes = new QueryPlanes(file.header.sketchBits() / 64);
        packed = new long[metric == Metric.HAMMING ? VectorColumn.words(dimension) : 0];
    }

    /** Prepares everything that the rest of the search will need from a query of the right dimension. */
    void set(final float[] query) {
        System.arraycopy(query, 0, vector, 0, dimension);
        final double norm = space.queryToPoint(vector, point);
        inverseNorm = norm > 0 ? (float) (1 / norm) : 0;
        final float product = (float) norm * space.largestNorm();
        pointScale = product > 0 ? 2 / product : 0;
        if (metric == Metric.HAMMING) {
            VectorColumn.pack(vector, packed);
        }
    }

    /** Rotates the query and cuts it into planes; needed before sketches are scanned. */
    void sketch() {
        file.rotation.rotate(point, 0, rotated);
        SketchCodec.quantise(rotated, planes);
    }

    /** How far the query's point is from a centroid: what pages are ordered by. */
    float centroidDistance(final Chunk chunk, final int offset) {
        return metric == Metric.MANHATTAN
                ? kernels.manhattanDistance(point, chunk, offset, point.length)
                : kernels.squaredDistance(point, chunk, offset, point.length);
    }

    /** Compares the query exactly with the item at a position; see the class comment. */
    float order(final int position) {
        final Chunk chunk = vectors.chunk(position);
        final int offset = vectors.offset(position);
        return switch (metric) {
            case EUCLIDEAN -> kernels.squaredDistance(vector, chunk, offset, dimension);
            case MANHATTAN -> kernels.manhattanDistance(vector, chunk, offset, dimension);
            case DOT -> -kernels.dot(vector, chunk, offset, dimension);
            case HAMMING -> kernels.hammingDistance(packed, chunk, offset);
            case ANGULAR -> {
                final float cosine = kernels.dot(vector, chunk, offset, dimension)
                        * (inverseNorm * vectors.inverseNorm(chunk, offset));
                // False for NaN, too.
                yield Math.abs(cosine) <= NEARLY_PARALLEL ? 2 - 2 * cosine : preciseAngularOrder(chunk, offset);
            }
        };
    }

    /** In double precision: equal directions are at distance 0, near ones in order, and any length will do. */
    private float preciseAngularOrder(final Chunk chunk, final int offset) {
        final ByteBuffer bytes = chunk.bytes();
        double product = 0;
        double itemNorm = 0;
        double queryNorm = 0;
        for (int i = 0; i < dimension; i++) {
            final double a = vector[i];
            final double b = bytes.getFloat(offset + 4 * i);
            product += a * b;
            itemNorm += b * b;
            queryNorm += a * a;
        }
        final double norms = Math.sqrt(itemNorm * queryNorm);
        return norms == 0 ? 2 : (float) Math.min(4, Math.max(0, 2 - 2 * product / norms));
    }

    /** Turns an order into the squared distance of points, on which sketch estimates and their bounds are. */
    float pointDistance(final float order) {
        return metric == Metric.DOT ? 2 + pointScale * order : order;
    }

    /** Turns an order into the metric's distance. */
    float distance(final float order) {
        return switch (metric) {
            case ANGULAR, EUCLIDEAN -> (float) Math.sqrt(order);
            case DOT -> order == 0 ? 0 : -order;
            case MANHATTAN, HAMMING -> order;
        };
    }
}
