package org.annoyindex.builder.recall;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.Searcher;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries and measures the recall of their answers. Queries of which fewer than k neighbors are known are omitted.
 * For one thread; searches run on all workers.
 */
public final class RecallMeasurement {
    private final AnnoyIndex index;
    private final int k;
    private final Workers workers;
    private final KnownQueries queries;
    private final int[] measured;
    private final int[][] nearest;
    /** Null if found items count by their ids: those of queries that are items, or of another search's answers. */
    private @Nullable TrueNeighbors trueNeighbors;

    /**
     * @param index to search.
     * @param queries to search for.
     * @param k number of neighbors.
     * @param workers threads of the searches.
     */
    public RecallMeasurement(final AnnoyIndex index, final KnownQueries queries, final int k, final Workers workers) {
        this(
                index,
                queries,
                k,
                workers,
                IntStream.range(0, queries.size())
                        .filter(query -> queries.nearest(query, k).length == k)
                        .toArray());
        Arrays.setAll(nearest, i -> queries.nearest(measured[i], k));
        if (!queries.areItems()) {
            trueNeighbors = TrueNeighbors.of(
                    index,
                    Arrays.stream(measured)
                            .mapToObj(query -> queries.vectors()[query])
                            .toList(),
                    List.of(nearest),
                    k);
        }
    }

    private RecallMeasurement(
            final AnnoyIndex index,
            final KnownQueries queries,
            final int k,
            final Workers workers,
            final int[] measured) {
        this.index = index;
        this.k = k;
        this.workers = workers;
        this.queries = queries;
        this.measured = measured;
        nearest = new int[measured.length][];
    }

    /** Measures searches for all of some queries against what a reference search found, instead of true neighbors. */
    RecallMeasurement ofOthers(final KnownQueries others, final SearchOptions reference) {
        final RecallMeasurement unknown = new RecallMeasurement(
                index, others, k, workers, IntStream.range(0, others.size()).toArray());
        return unknown.against(unknown.answers(reference));
    }

    /** Measures searches for the same queries against other answers, instead of true neighbors. */
    RecallMeasurement against(final Answers reference) {
        final RecallMeasurement other = new RecallMeasurement(index, queries, k, workers, measured);
        Arrays.setAll(other.nearest, i -> queries.nearest(measured[i], reference.ids[i], k));
        return other;
    }

    /**
     * What searches come to on average.
     *
     * @param budget number of scanned items, or of pages of items visited over links, rounded down.
     * @param recall share of the true neighbors that were found.
     * @param cost see {@link SearchStatistics#cost()}.
     */
    public record Reached(double budget, double recall, double cost) {}

    /**
     * What searches did.
     *
     * @param scanned number of items that each scanned, or of pages of items that it visited over links.
     * @param costs of each.
     * @param ids found by each, nearest first.
     * @param distances of these.
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
    record Answers(long[] scanned, double[] costs, int[][] ids, float[][] distances) {}

    /**
     * Runs all queries.
     *
     * @param options of the searches.
     * @return what they come to.
     */
    public Reached reach(final SearchOptions options) {
        return reach(options, measured.length);
    }

    /** Runs the first of the queries. */
    Reached reach(final SearchOptions options, final int count) {
        return reached(answers(options, count));
    }

    /** Runs all queries. */
    Answers answers(final SearchOptions options) {
        return answers(options, measured.length);
    }

    /** Runs the first of the queries. */
    Answers answers(final SearchOptions options, final int count) {
        final long[] scanned = new long[count];
        final double[] costs = new double[count];
        final int[][] ids = new int[count][];
        final float[][] distances = new float[count][];
        workers.forEach(count, () -> {
            final Searcher searcher = index.searcher();
            return i -> {
                final int query = measured[i];
                final Neighbors found = searcher.nearest(queries.vectors()[query], queries.wanted(query, k), options);
                ids[i] = found.ids();
                distances[i] = found.distances();
                final SearchStatistics statistics = searcher.statistics();
                scanned[i] = switch (statistics.plan()) {
                    case EXACT -> index.size();
                    case LINKS -> statistics.itemPages();
                    case WALK, FLAT -> statistics.scanned();
                };
                costs[i] = statistics.cost();
            };
        });
        return new Answers(scanned, costs, ids, distances);
    }

    /** What some answers to these queries, or to the first of them, come to. */
    Reached reached(final Answers answers) {
        return reached(answers, answers.ids.length);
    }

    /** What the first answers come to. */
    Reached reached(final Answers answers, final int count) {
        long hits = 0;
        for (int i = 0; i < count; i++) {
            hits += trueNeighbors == null ? hits(i, answers.ids[i]) : trueNeighbors.found(i, answers.distances[i]);
        }
        return new Reached(
                Math.floor((double) Arrays.stream(answers.scanned, 0, count).sum() / count),
                (double) hits / ((long) count * k),
                Arrays.stream(answers.costs, 0, count).sum() / count);
    }

    private int hits(final int i, final int... ids) {
        int hits = 0;
        for (final int id : ids) {
            hits += Arrays.binarySearch(nearest[i], id) >= 0 ? 1 : 0;
        }
        return hits;
    }

    /**
     * Counts queries whose known neighbors are not the nearest, as a search finds as many items that are all nearer.
     *
     * @param options of the searches.
     * @return their number; 0 if the queries are items.
     */
    public long refuted(final SearchOptions options) {
        if (trueNeighbors == null) {
            return 0;
        }
        final TrueNeighbors known = trueNeighbors;
        final float[][] distances = answers(options).distances;
        return IntStream.range(0, distances.length)
                .filter(i -> known.areRefuted(i, distances[i]))
                .count();
    }

    /** Number of neighbors. */
    int k() {
        return k;
    }

    /** Whether the queries are items of the index. */
    boolean queriesAreItems() {
        return queries.areItems();
    }

    /** The number of queries that are measured. */
    int size() {
        return measured.length;
    }
}
