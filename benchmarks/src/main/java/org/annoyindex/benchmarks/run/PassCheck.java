package org.annoyindex.benchmarks.run;

import java.io.IOException;
import org.agrona.collections.IntHashSet;
import org.annoyindex.benchmarks.contender.Answers;
import org.annoyindex.core.Metric;

/**
 * Checks the answers of a pass and computes their recall. Every distance is recomputed from the vectors in double
 * precision.
 *
 * <p>An item counts as a true neighbor if its distance is at most that of the k-th true neighbor plus 1e-3, the rule of
 * ann-benchmarks. Comparing ids would reject one of two equally near items.
 */
final class PassCheck {
    private static final double EPSILON = 1e-3;

    private final Metric metric;
    private final FvecsRows base;
    private final float[][] queries;
    private final int k;
    private final double[] limits;
    private final IntHashSet seen = new IntHashSet();

    /**
     * Computes the distance of the k-th neighbor of each query.
     *
     * @throws IOException if the truth contains an id that does not exist, or the vectors cannot be read.
     */
    PassCheck(final Metric metric, final FvecsRows base, final float[][] queries, final int[][] truth, final int k)
            throws IOException {
        this.metric = metric;
        this.base = base;
        this.queries = queries;
        this.k = k;
        limits = new double[queries.length];
        for (int q = 0; q < queries.length; q++) {
            double farthest = 0;
            for (int rank = 0; rank < k; rank++) {
                farthest = Math.max(farthest, distance(q, truth[q][rank]));
            }
            limits[q] = farthest + EPSILON;
        }
    }

    /**
     * Checks the answers to half of the queries.
     *
     * @return their recall.
     * @throws FalseAnswerException if an id does not exist or is repeated, or a reported distance is wrong.
     * @throws IOException if the vectors cannot be read.
     */
    double recall(final Answers answers, final QueryHalf half, final Convention convention) throws IOException {
        final int rows = half.size(queries.length);
        long found = 0;
        for (int row = 0; row < rows; row++) {
            final int q = half.query(row);
            seen.clear();
            int missing = -1;
            for (int rank = 0; rank < k; rank++) {
                final int id = answers.id(row, rank);
                if (id == -1) {
                    missing = missing < 0 ? rank : missing;
                    continue;
                }
                if (missing >= 0) {
                    throw new FalseAnswerException(q, "answer " + missing + " is missing, but a later one is not");
                }
                if (id < 0 || id >= base.rows()) {
                    throw new FalseAnswerException(q, "id " + id + " is not from 0 to " + (base.rows() - 1));
                }
                if (!seen.add(id)) {
                    throw new FalseAnswerException(q, "id " + id + " is repeated");
                }
                final double distance = distance(q, id);
                if (!convention.matches(answers.distance(row, rank), distance)) {
                    throw new FalseAnswerException(
                            q,
                            "id " + id + " has reported distance "
                                    + convention.distance(answers.distance(row, rank)) + " (reported as "
                                    + answers.distance(row, rank) + "), but true distance " + distance);
                }
                found += distance <= limits[q] ? 1 : 0;
            }
        }
        return (double) found / ((long) rows * k);
    }

    private double distance(final int query, final int id) throws IOException {
        if (id < 0 || id >= base.rows()) {
            throw new IOException("the exact neighbors of query " + query + " contain item " + id + " of " + base.rows()
                    + "; prepare the data set again");
        }
        return distance(metric, queries[query], base.row(id));
    }

    static double distance(final Metric metric, final float[] a, final float[] b) {
        double squares = 0;
        double product = 0;
        double normA = 0;
        double normB = 0;
        for (int i = 0; i < a.length; i++) {
            final double difference = (double) a[i] - b[i];
            squares += difference * difference;
            product += (double) a[i] * b[i];
            normA += (double) a[i] * a[i];
            normB += (double) b[i] * b[i];
        }
        return switch (metric) {
            case EUCLIDEAN -> Math.sqrt(squares);
            case ANGULAR ->
                normA == 0 || normB == 0
                        ? Math.sqrt(2)
                        : Math.sqrt(Math.max(0, 2 - 2 * product / Math.sqrt(normA * normB)));
            default -> throw new IllegalArgumentException("metric " + metric.label() + " is not supported");
        };
    }

    /** A wrong answer. */
    static final class FalseAnswerException extends IOException {
        private static final long serialVersionUID = 1;

        FalseAnswerException(final int query, final String problem) {
            super("wrong answer to query " + query + ": " + problem);
        }
    }
}
