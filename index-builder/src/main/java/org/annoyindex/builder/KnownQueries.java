package org.annoyindex.builder;

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
 * Queries whose true nearest neighbors are known.
 *
 * @param vectors the queries.
 * @param own the item that each query is, which does not count as its neighbor; -1 where it is none.
 * @param truth ids of each query's nearest items, nearest first, as many as are known; its own item among them.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
record KnownQueries(float[][] vectors, int[] own, int[][] truth) {
    /** Finding the neighbors of so many takes about a tenth of a build. */
    private static final int ITEMS = 1000;

    /** With these, recall@1 of 0.8 is known to six tenths of a point, and to 1.3 points without. */
    private static final int MORE_ITEMS = 4000;

    /** In a small index they would take longer than all else: one of so many items at most. */
    private static final int MORE_ITEMS_OF = 10;

    /** Neighbors that are found of each. */
    private static final int MOST = 100;

    /** Some of an index's own items. */
    static KnownQueries items(final AnnoyIndex index, final long seed, final Workers workers) {
        final KnownQueries items = sample(index, ITEMS, SplitMix.derive(seed, ITEMS));
        // One more than wanted, since a query's own item is among its neighbors.
        return new KnownQueries(items.vectors, items.own, exactNeighbors(index, items.vectors, MOST + 1, workers));
    }

    /** More of an index's own items, of which no neighbors are known. */
    static KnownQueries moreItems(final AnnoyIndex index, final long seed) {
        return sample(index, Math.min(MORE_ITEMS, index.size() / MORE_ITEMS_OF), SplitMix.derive(seed, MORE_ITEMS));
    }

    private static KnownQueries sample(final AnnoyIndex index, final int count, final long seed) {
        final SplitMix random = new SplitMix(seed);
        final int[] ids = new int[count];
        Arrays.setAll(ids, i -> random.nextInt(index.size()));
        final float[][] vectors = new float[count][];
        Arrays.setAll(vectors, i -> index.vector(ids[i]));
        return new KnownQueries(vectors, ids, new int[count][0]);
    }

    /** No queries. */
    static KnownQueries none() {
        return others(new float[0][], new int[0][]);
    }

    /** Queries from elsewhere, whose neighbors are to be found. */
    static KnownQueries others(final AnnoyIndex index, final float[][] vectors, final int k, final Workers workers) {
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

    /** Queries from elsewhere. */
    static KnownQueries others(final float[][] vectors, final int[][] truth) {
        final int[] none = new int[vectors.length];
        Arrays.fill(none, -1);
        return new KnownQueries(vectors, none, truth);
    }

    /** Whether these are items of the index. */
    boolean areItems() {
        return size() > 0 && own[0] >= 0;
    }

    /** The number of queries. */
    int size() {
        return vectors.length;
    }

    /** Of queries from the first on, as many as tell a mean over k neighbors as well as all of them a mean over one. */
    KnownQueries part(final int k) {
        final int count = (int) (size() / Math.sqrt(k));
        return new KnownQueries(Arrays.copyOf(vectors, count), Arrays.copyOf(own, count), Arrays.copyOf(truth, count));
    }

    /** How many neighbors have to be found to have k besides the query's own item. */
    int wanted(final int query, final int k) {
        return own[query] < 0 ? k : k + 1;
    }

    /** The k nearest that are not the query's own item, by ascending id; fewer where fewer are known. */
    int[] nearest(final int query, final int k) {
        return nearest(query, truth[query], k);
    }

    /** The first k of some ids, nearest first, that are not the query's own item, by ascending id. */
    int[] nearest(final int query, final int[] ids, final int k) {
        return Arrays.stream(ids)
                .filter(id -> id != own[query])
                .limit(k)
                .sorted()
                .toArray();
    }
}
