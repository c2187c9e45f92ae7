package org.annoyindex.builder;

import org.annoyindex.query.SearchOptions;

/**
 * Tells recall by more queries than those whose true neighbors are known, which are dear to find. All queries are
 * searched for once with much effort, and other searches are measured against what that found, too: the more queries
 * reach by so much more, or less, than the known ones, by as much does the true recall of all of them differ, since much
 * effort finds nearly all neighbors. As it is a difference that is taken, the neighbors that it misses do no harm.
 * (Sampling in two phases with a difference estimator; Cochran, Sampling Techniques, 1977, chapter 12.)
 */
final class LargerSample {
    /** A recall that takes all of the queries. */
    private static final double MOST_STRAYING = 0.8;

    private final RecallMeasurement known;
    private final RecallMeasurement more;

    /**
     * @param known queries whose true neighbors are known, measured against much effort.
     * @param more queries of the same kind, measured against the same.
     */
    LargerSample(final RecallMeasurement known, final RecallMeasurement more) {
        this.known = known;
        this.more = more;
    }

    /**
     * What all queries come to, on average.
     *
     * @param options how to search.
     * @param answers what such searches for the known queries found.
     * @param truly what that comes to, by their true neighbors.
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
                Math.max(0, Math.min(1, truly.recall() + share * difference)));
    }

    /** As many as tell this recall as well as all of them one of 0.8: the nearer to 1, the less it strays. */
    private int count(final double recall) {
        return (int)
                Math.ceil(more.size() * Math.min(1, recall * (1 - recall) / (MOST_STRAYING * (1 - MOST_STRAYING))));
    }
}
