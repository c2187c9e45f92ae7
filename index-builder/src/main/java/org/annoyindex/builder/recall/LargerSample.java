package org.annoyindex.builder.recall;

import org.annoyindex.query.SearchOptions;

/**
 * Estimates recall by more queries than those whose true neighbors are known, which are expensive to find. A reference
 * search with much effort is run for all queries, and the answers of other searches are compared with what it found. The
 * known queries have a recall against the truth, too; what the further queries differ from them against the reference is
 * added to it. Since only a difference is taken, the few neighbors that the reference misses do no harm. (Two-phase
 * sampling with a difference estimator; Cochran, Sampling Techniques, 1977, chapter 12.)
 */
final class LargerSample {
    /** A recall for which all of the queries are run. */
    private static final double ALL_QUERIES_AT = 0.8;

    private final RecallMeasurement known;
    private final RecallMeasurement more;

    /**
     * @param known queries whose true neighbors are known, measured against the reference.
     * @param more queries of the same kind, measured against the same reference.
     */
    LargerSample(final RecallMeasurement known, final RecallMeasurement more) {
        this.known = known;
        this.more = more;
    }

    /**
     * Estimates what all queries come to, on average.
     *
     * @param options of the searches.
     * @param answers what such searches for the known queries found.
     * @param truly what these answers come to, by the true neighbors.
     */
    RecallMeasurement.Reached reached(
            final SearchOptions options,
            final RecallMeasurement.Answers answers,
            final RecallMeasurement.Reached truly) {
        final int count = count(truly.recall());
        final double share = (double) count / (known.size() + count);
        final RecallMeasurement.Reached others = more.reach(options, count);
        final double difference = others.recall() - known.reached(answers).recall();
        return new RecallMeasurement.Reached(
                Math.floor(truly.budget() + share * (others.budget() - truly.budget())),
                Math.max(0, Math.min(1, truly.recall() + share * difference)),
                truly.cost() + share * (others.cost() - truly.cost()));
    }

    /** As many queries as estimate this recall as well as all of them one of 0.8: the variance is lower near 1. */
    private int count(final double recall) {
        return (int)
                Math.ceil(more.size() * Math.min(1, recall * (1 - recall) / (ALL_QUERIES_AT * (1 - ALL_QUERIES_AT))));
    }
}
