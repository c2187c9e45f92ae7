package org.annoyindex.builder.recall;

import java.util.Arrays;
import java.util.List;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.Searcher;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which items that a search finds count as true neighbors: those no farther than the last of the k that are known, as
 * <a href="https://github.com/erikbern/ann-benchmarks">ann-benchmarks</a> has it. Among items at equal distances, such as
 * copies and binary codes, other tools name others of them, so that ids alone would count true neighbors as missed.
 * Distances are those of the index itself, with room for rounding. Safe for use by several threads.
 */
public final class TrueNeighbors {
    /** Single-precision sums over components differ by less than this, relative to the sum. */
    private static final double ROUNDING = 4e-6;

    /** The same for two minus twice a cosine, which is not relative. */
    private static final double ROUNDING_OF_COSINES = 1e-6;

    private final Metric metric;
    /** By query: the distance of the last, and for dot the largest magnitude of a product. */
    private final float[] last;

    private final float[] scale;
    private final int[] wanted;

    private TrueNeighbors(final Metric metric, final int queries) {
        this.metric = metric;
        last = new float[queries];
        scale = new float[queries];
        wanted = new int[queries];
    }

    /**
     * Measures the distances of known neighbors.
     *
     * @param index that has them.
     * @param queries one per row.
     * @param truth ids of each query's nearest items, at least one.
     * @param k number of neighbors that count; fewer if a query has fewer.
     * @return the rule for the queries.
     */
    public static TrueNeighbors of(
            final AnnoyIndex index, final List<float[]> queries, final List<int[]> truth, final int k) {
        final TrueNeighbors neighbors = new TrueNeighbors(index.metric(), queries.size());
        final Searcher searcher = index.searcher();
        for (int q = 0; q < queries.size(); q++) {
            final int[] ids = Arrays.copyOf(truth.get(q), Math.min(k, truth.get(q).length));
            final SearchOptions among = SearchOptions.exact().filter(RoaringBitmap.bitmapOf(ids));
            final float[] distances = searcher.nearest(Query.of(queries.get(q)), ids.length, among)
                    .distances();
            neighbors.wanted[q] = ids.length;
            neighbors.last[q] = distances[distances.length - 1];
            neighbors.scale[q] = Math.max(Math.abs(distances[0]), Math.abs(distances[distances.length - 1]));
        }
        return neighbors;
    }

    /**
     * Returns how many neighbors of a query are known.
     *
     * @param query its number.
     * @return at most k.
     */
    public int wanted(final int query) {
        return wanted[query];
    }

    /**
     * Counts true neighbors.
     *
     * @param query number of the query.
     * @param distances of the found items.
     * @return how many of them are no farther than the last known neighbor; at most {@link #wanted}.
     */
    public int found(final int query, final float... distances) {
        int found = 0;
        for (final float distance : distances) {
            found += distance(distance) <= distance(last[query]) + room(query) ? 1 : 0;
        }
        return Math.min(found, wanted[query]);
    }

    /**
     * Whether a search proves that known neighbors are not the nearest: it finds as many items that are all nearer than the
     * last of them.
     *
     * @param query number of the query.
     * @param distances of the found items, nearest first.
     * @return whether the neighbors are of another index, another metric or another query.
     */
    public boolean areRefuted(final int query, final float... distances) {
        return distances.length >= wanted[query]
                && distance(distances[wanted[query] - 1]) < distance(last[query]) - room(query);
    }

    /** A number that is the smaller the nearer an item is: for angular the square of the distance. */
    private double distance(final float distance) {
        return switch (metric) {
            case DOT -> -(double) distance;
            case ANGULAR -> (double) distance * distance;
            case EUCLIDEAN, MANHATTAN, HAMMING -> distance;
        };
    }

    private double room(final int query) {
        return switch (metric) {
            case ANGULAR -> ROUNDING_OF_COSINES;
            case HAMMING -> 0;
            case EUCLIDEAN, MANHATTAN, DOT -> ROUNDING * scale[query];
        };
    }
}
