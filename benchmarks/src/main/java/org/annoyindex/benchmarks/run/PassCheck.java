package org.annoyindex.benchmarks.run;

import java.io.IOException;
import org.agrona.collections.IntHashSet;
import org.annoyindex.benchmarks.contender.Answers;
import org.annoyindex.core.Metric;

/**
 * Whether a pass's answers are what they claim to be, and how many of the true neighbors are among them. Every distance is
 * computed again from the vectors, in double precision.
 *
 * <p>An answer counts as found if its true distance is at most that of the k-th true neighbor plus 1e-3, the rule of
 * ann-benchmarks: ids alone would call one of two equally near items wrong.
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
     * Finds out how far away each query's k-th neighbor is.
     *
     * @throws IOException if the truth names an item that is not there, or the vectors cannot be read.
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
     * Checks answers.
     *
     * @return their recall.
     * @throws FalseAnswerException if an id is none or repeated, or a reported distance untrue.
     * @throws IOException if the vectors cannot be read.
     */
    double recall(final Answers answers, final Convention convention) throws IOException {
        long found = 0;
        for (int q = 0; q < queries.length; q++) {
            seen.clear();
            int missing = -1;
            for (int rank = 0; rank < k; rank++) {
                final int id = answers.id(q, rank);
                if (id == -1) {
                    missing = missing < 0 ? rank : missing;
                    continue;
                }
                if (missing >= 0) {
                    throw new FalseAnswerException(q, "there is no answer " + missing + " but one after it");
                }
                if (id < 0 || id >= base.rows()) {
                    throw new FalseAnswerException(q, "id " + id + " is not from 0 to " + (base.rows() - 1));
                }
                if (!seen.add(id)) {
                    throw new FalseAnswerException(q, "id " + id + " is there twice");
                }
                final double distance = distance(q, id);
                if (!convention.matches(answers.distance(q, rank), distance)) {
                    throw new FalseAnswerException(
                            q,
                            "id " + id + " is said to be at distance "
                                    + convention.distance(answers.distance(q, rank)) + " (reported as "
                                    + answers.distance(q, rank) + "), but is at " + distance);
                }
                found += distance <= limits[q] ? 1 : 0;
            }
        }
        return (double) found / ((long) queries.length * k);
    }

    private double distance(final int query, final int id) throws IOException {
        if (id < 0 || id >= base.rows()) {
            throw new IOException("the exact neighbors of query " + query + " name item " + id + " of " + base.rows()
                    + "; make the data set again");
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
            default -> throw new IllegalArgumentException("metric " + metric.label() + " is not among those compared");
        };
    }

    /** An answer that is not what it claims to be. */
    static final class FalseAnswerException extends IOException {
        private static final long serialVersionUID = 1;

        FalseAnswerException(final int query, final String problem) {
            super("wrong answer to query " + query + ": " + problem);
        }
    }
}
