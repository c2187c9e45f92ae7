package org.annoyindex.builder.recall;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Queries;
import org.annoyindex.query.SearchOptions;

/**
 * Queries with their true nearest neighbors.
 *
 * @param vectors one query per row.
 * @param items the item that each query is, which does not count as its neighbor; -1 for a query that is no item.
 * @param truth ids of each query's nearest items that are known, nearest first; the query's item is among them.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record KnownQueries(float[][] vectors, int[] items, int[][] truth) {
    private static final int NO_ITEM = -1;

    /** No queries. */
    static KnownQueries none() {
        return others(new float[0][], new int[0][]);
    }

    /**
     * Takes queries that are no items, and searches for their neighbors.
     *
     * @param index to search.
     * @param vectors one query per row.
     * @param k number of neighbors to find.
     * @param workers threads of the searches.
     * @return the queries.
     */
    public static KnownQueries others(
            final AnnoyIndex index, final float[][] vectors, final int k, final Workers workers) {
        return others(vectors, exactNeighbors(index, vectors, k, workers));
    }

    private static int[][] exactNeighbors(
            final AnnoyIndex index, final float[][] vectors, final int k, final Workers workers) {
        final CompletableFuture<List<Neighbors>> result =
                index.nearestAll(Queries.of(vectors), k, SearchOptions.exact(), workers.pool());
        try {
            return result.get().stream().map(Neighbors::ids).toArray(int[][]::new);
        } catch (final ExecutionException ex) {
            if (ex.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) ex.getCause();
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
            result.cancel(false);
            throw new CancellationException("interrupted while searching");
        }
    }

    /**
     * Takes queries that are no items.
     *
     * @param vectors one query per row.
     * @param truth ids of each query's nearest items, nearest first.
     * @return the queries.
     */
    public static KnownQueries others(final float[][] vectors, final int[][] truth) {
        final int[] none = new int[vectors.length];
        Arrays.fill(none, NO_ITEM);
        return new KnownQueries(vectors, none, truth);
    }

    /** Items drawn at random, some of them more than once, without neighbors. */
    static KnownQueries sample(final AnnoyIndex index, final int count, final long seed) {
        final SplitMix random = new SplitMix(seed);
        final int[] ids = new int[count];
        Arrays.setAll(ids, i -> random.nextInt(index.size()));
        return items(index, ids);
    }

    /** Different items drawn at random, without neighbors; all of the index if it has no more. */
    static KnownQueries distinctSample(final AnnoyIndex index, final int count, final long seed) {
        final SplitMix random = new SplitMix(seed);
        final int[] ids = new int[index.size()];
        Arrays.setAll(ids, i -> i);
        final int drawn = Math.min(count, ids.length);
        for (int i = 0; i < drawn; i++) {
            final int other = i + random.nextInt(ids.length - i);
            final int id = ids[other];
            ids[other] = ids[i];
            ids[i] = id;
        }
        return items(index, Arrays.copyOf(ids, drawn));
    }

    private static KnownQueries items(final AnnoyIndex index, final int[] ids) {
        final float[][] vectors = new float[ids.length][];
        Arrays.setAll(vectors, i -> index.vector(ids[i]));
        return new KnownQueries(vectors, ids, new int[ids.length][0]);
    }

    /** These queries with their k nearest neighbors, which are searched for. */
    KnownQueries withNeighbors(final AnnoyIndex index, final int k, final Workers workers) {
        // One more than wanted, since the query's item is among its neighbors.
        return new KnownQueries(vectors, items, exactNeighbors(index, vectors, k + 1, workers));
    }

    /** The first of these queries, all if there are no more. */
    KnownQueries first(final int count) {
        final int taken = Math.min(count, size());
        return new KnownQueries(
                Arrays.copyOf(vectors, taken), Arrays.copyOf(items, taken), Arrays.copyOf(truth, taken));
    }

    /** Whether these are items of the index. */
    boolean areItems() {
        return size() > 0 && items[0] != NO_ITEM;
    }

    /** The number of queries. */
    int size() {
        return vectors.length;
    }

    /** How many neighbors a search has to return so that k remain without the query's item. */
    int wanted(final int query, final int k) {
        return items[query] == NO_ITEM ? k : k + 1;
    }

    /** The k nearest without the query's item, by ascending id; fewer if fewer are known. */
    int[] nearest(final int query, final int k) {
        return nearest(query, truth[query], k);
    }

    /** The first k of some ids, nearest first, without the query's item, by ascending id. */
    int[] nearest(final int query, final int[] ids, final int k) {
        return Arrays.stream(ids)
                .filter(id -> id != items[query])
                .limit(k)
                .sorted()
                .toArray();
    }
}
