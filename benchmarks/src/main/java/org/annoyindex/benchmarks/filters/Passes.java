package org.annoyindex.benchmarks.filters;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.Searcher;

/** Passes over some queries on one thread; each query has its own options, or all share the same. */
final class Passes {
    private final AnnoyIndex index;
    private final List<float[]> queries;
    private final SearchOptions[] options;
    private final int k;
    private final long minNanos;
    private final Searcher searcher;
    private double[] rounds = new double[0];

    /**
     * @param millis processor time for which a pass is repeated at least, so that the state of the caches at its start
     *     does not matter.
     */
    Passes(
            final AnnoyIndex index,
            final List<float[]> queries,
            final SearchOptions[] options,
            final int k,
            final int millis) {
        minNanos = TimeUnit.MILLISECONDS.toNanos(millis);
        this.index = index;
        this.queries = queries;
        this.options = options;
        this.k = k;
        searcher = index.searcher();
    }

    /** Searches for all queries repeatedly, until the time is long enough to be measured. */
    void run() {
        final long start = processorTime();
        long searches = 0;
        long nanos;
        do {
            for (int q = 0; q < queries.size(); q++) {
                searcher.nearest(queries.get(q), k, options[q % options.length]);
            }
            searches += queries.size();
            nanos = processorTime() - start;
        } while (nanos < minNanos);
        rounds = Arrays.copyOf(rounds, rounds.length + 1);
        rounds[rounds.length - 1] = nanos / 1000.0 / searches;
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Microseconds per query, the median of all rounds but the first. */
    double micros() {
        final double[] sorted = Arrays.copyOfRange(rounds, 1, rounds.length);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Share of the searches whose statistics match a condition. */
    double share(final Predicate<SearchStatistics> what) {
        int count = 0;
        for (int q = 0; q < queries.size(); q++) {
            searcher.nearest(queries.get(q), k, options[q % options.length]);
            count += what.test(searcher.statistics()) ? 1 : 0;
        }
        return (double) count / queries.size();
    }

    /** Recall relative to the results of other options. */
    double recall(final SearchOptions... truth) {
        int found = 0;
        int wanted = 0;
        for (int q = 0; q < queries.size(); q++) {
            final int[] nearest =
                    index.nearest(queries.get(q), k, truth[q % truth.length]).ids();
            final Neighbors near = searcher.nearest(queries.get(q), k, options[q % options.length]);
            for (final int id : nearest) {
                wanted++;
                found += Arrays.stream(near.ids()).anyMatch(other -> other == id) ? 1 : 0;
            }
        }
        return (double) found / wanted;
    }
}
