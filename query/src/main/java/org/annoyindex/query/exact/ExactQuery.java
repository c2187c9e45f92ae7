package org.annoyindex.query.exact;

import java.nio.ByteBuffer;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.math.PointSpace;
import org.annoyindex.query.open.IndexFile;

/**
 * A query as it is compared with the items' vectors. Scratch of one searcher.
 *
 * <p>Comparisons give a <i>surrogate distance</i>, which is monotone in the distance but cheaper: squared Euclidean distance,
 * {@code 2 - 2 cos}, Manhattan or Hamming distance, or the negated inner product.
 */
public final class ExactQuery {
    /**
     * From this cosine on {@code 2 - 2 cos} loses too many bits in single precision; products beyond
     * single precision's range are above it, too.
     */
    private static final float NEARLY_PARALLEL = 0.99f;

    /** The query's components. */
    private final float[] vector;
    /** The query's bits, for hamming. */
    private final long[] packed;
    /** For comparing the query with a vector. */
    private final float[] scratch;

    private final Kernels kernels = Kernels.active();
    private final Metric metric;
    private final int dimension;
    private final VectorColumn vectors;
    private final PointSpace space;
    private float inverseNorm;

    public ExactQuery(final IndexFile file) {
        metric = file.metric();
        dimension = file.dimension();
        vectors = file.vectors();
        space = new PointSpace(metric, dimension, 0);
        vector = new float[dimension];
        scratch = new float[Kernels.scratchLength(dimension)];
        packed = new long[metric == Metric.HAMMING ? VectorColumn.words(dimension) : 0];
    }

    /** Takes a query of the right dimension. */
    public void set(final float[] query) {
        set(query, metric == Metric.ANGULAR ? space.norm(query, 0) : 0);
    }

    /** Takes a query whose norm is known; only angular uses it. */
    public void set(final float[] query, final double norm) {
        System.arraycopy(query, 0, vector, 0, dimension);
        inverseNorm = norm > 0 ? (float) (1 / norm) : 0;
        if (metric == Metric.HAMMING) {
            VectorColumn.pack(vector, packed);
        }
    }

    /** The query's components; not to be changed. */
    public float[] vector() {
        return vector;
    }

    /** The query's bits, for hamming; not to be changed. */
    public long[] packed() {
        return packed;
    }

    /** Scratch for comparing the query with a vector, see {@link Kernels#scratchLength}. */
    public float[] scratch() {
        return scratch;
    }

    /** Compares the query with the vector at a position; see the class comment. */
    public float surrogate(final int position) {
        return surrogate(position, scratch);
    }

    /** The same with scratch of the caller, as long as this query's: so several threads may compare one query at once. */
    float surrogate(final int position, final float[] callerScratch) {
        final Chunk chunk = vectors.chunk(position);
        final int offset = vectors.offset(position);
        return switch (metric) {
            case EUCLIDEAN -> kernels.squaredDistance(vector, chunk, offset, dimension, callerScratch);
            case MANHATTAN -> kernels.manhattanDistance(vector, chunk, offset, dimension, callerScratch);
            case DOT -> -kernels.dot(vector, chunk, offset, dimension, callerScratch);
            case HAMMING -> kernels.hammingDistance(packed, chunk, offset);
            case ANGULAR -> {
                final float cosine = kernels.dot(vector, chunk, offset, dimension, callerScratch)
                        * (inverseNorm * vectors.inverseNorm(chunk, offset));
                yield isPrecise(cosine) ? angularSurrogate(cosine) : preciseAngularSurrogate(chunk, offset);
            }
        };
    }

    /** Whether a cosine in single precision is precise enough to sort by. */
    static boolean isPrecise(final float cosine) {
        return Math.abs(cosine) <= NEARLY_PARALLEL; // false for NaN, too
    }

    /** The surrogate distance of a precise cosine. */
    static float angularSurrogate(final float cosine) {
        return 2 - 2 * cosine;
    }

    /** One divided by the query's norm for angular, 0 for a zero query; else 0. */
    float inverseNorm() {
        return inverseNorm;
    }

    /** In double precision: equal directions are at distance 0, near ones in order, and any length will do. */
    private float preciseAngularSurrogate(final Chunk chunk, final int offset) {
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

    /** The greatest surrogate whose {@link #distance} is at most a distance; for dot, at least a product. */
    public float surrogateWithin(final float distance) {
        return switch (metric) {
            case ANGULAR, EUCLIDEAN -> squareWithin(distance);
            case DOT -> 0f - distance; // never the zero that is negative, behind which keys of 0 lie
            case MANHATTAN, HAMMING -> 0f + distance;
        };
    }

    /** The greatest number whose square root, rounded, is no more than a distance. */
    private static float squareWithin(final float distance) {
        float square = (float) ((double) distance * distance);
        while ((float) Math.sqrt(square) > distance) {
            square = Math.nextDown(square);
        }
        while (square < Float.POSITIVE_INFINITY && (float) Math.sqrt(Math.nextUp(square)) <= distance) {
            square = Math.nextUp(square);
        }
        return square;
    }

    /** Turns a surrogate distance into the metric's distance. */
    public float distance(final float surrogate) {
        return switch (metric) {
            case ANGULAR, EUCLIDEAN -> (float) Math.sqrt(surrogate);
            case DOT -> surrogate == 0 ? 0 : -surrogate;
            case MANHATTAN, HAMMING -> surrogate;
        };
    }
}
