package org.annoyindex.query.batch;

import java.nio.FloatBuffer;

/** The queries of a batch. Safe for several threads as long as they are not changed. */
public sealed interface QueryRows {
    /** Number of queries. */
    int count();

    /** A query's vector: {@code scratch}, of the index's dimension, or an array that is not to be changed. */
    float[] get(int row, float[] scratch);

    /** One array per query. */
    final class Arrays implements QueryRows {
        private final float[][] rows;

        public Arrays(final float[]... rows) {
            this.rows = rows;
        }

        @Override
        public int count() {
            return rows.length;
        }

        @Override
        public float[] get(final int row, final float[] scratch) {
            return rows[row];
        }
    }

    /** Queries one after the other, from a buffer's beginning. */
    record Buffer(FloatBuffer floats, int dimension) implements QueryRows {
        /** All of a buffer, which stays where it is. */
        public static Buffer of(final FloatBuffer floats, final int dimension) {
            if (floats.limit() % dimension != 0) {
                throw new IllegalArgumentException("the buffer has " + floats.limit()
                        + " floats from its position to its limit, not a whole number of rows of " + dimension);
            }
            return new Buffer(floats, dimension);
        }

        @Override
        public int count() {
            return floats.limit() / dimension;
        }

        @Override
        public float[] get(final int row, final float[] scratch) {
            floats.get(row * dimension, scratch, 0, dimension);
            return scratch;
        }
    }
}
