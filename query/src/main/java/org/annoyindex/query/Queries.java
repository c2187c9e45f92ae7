package org.annoyindex.query;

import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.function.IntFunction;
import org.annoyindex.query.batch.QueryRows;

/**
 * The vectors of a batch search, see {@link AnnoyIndex#nearestAll(Queries, int, SearchOptions)}. Vectors are not copied,
 * and must not be changed during a search.
 */
public final class Queries {
    /** By the index's dimension, which a buffer does not contain. */
    private final IntFunction<QueryRows> rows;

    private Queries(final IntFunction<QueryRows> rows) {
        this.rows = rows;
    }

    /**
     * Makes a batch of vectors.
     *
     * @param vectors of the index's dimension each, of finite components.
     * @return a query for each vector.
     * @throws NullPointerException if the array or a vector is null.
     */
    public static Queries of(final float[]... vectors) {
        final float[][] copy = Objects.requireNonNull(vectors, "vectors is null; give an array of vectors")
                .clone();
        for (int row = 0; row < copy.length; row++) {
            if (copy[row] == null) {
                throw new NullPointerException("row " + row + " is null; omit it");
            }
        }
        return new Queries(dimension -> new QueryRows.Arrays(copy));
    }

    /**
     * Makes a batch of the vectors in a buffer.
     *
     * @param rows vectors of the index's dimension one after the other, from the buffer's position to its limit as they
     *     are now; the buffer may be direct, and of any byte order. Its position and limit stay as they are.
     * @return a query for each row.
     * @throws NullPointerException if the buffer is null.
     */
    public static Queries of(final FloatBuffer rows) {
        final FloatBuffer slice = Objects.requireNonNull(rows, "rows is null; give a buffer of vectors")
                .slice();
        return new Queries(dimension -> QueryRows.Buffer.of(slice, dimension));
    }

    /** The vectors for an index of a dimension; {@link IllegalArgumentException} if the last one is not whole. */
    QueryRows rows(final int dimension) {
        return rows.apply(dimension);
    }
}
