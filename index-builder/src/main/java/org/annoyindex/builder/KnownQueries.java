package org.annoyindex.builder;

import java.util.Arrays;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.SplitMix;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.ExactNeighbors;

/**
 * Queries whose true nearest neighbours are known.
 *
 * @param vectors the queries.
 * @param own the item that each query is, which does not count as its neighbour; -1 where it is none.
 * @param truth ids of each query's nearest items, nearest first, as many as are known; its own item among them.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
record KnownQueries(float[][] vectors, int[] own, int[][] truth) {
    /** With 256 queries the measured recall was up to 2.5 points from that of others, with 1,000 half a point. */
    private static final int ITEMS = 1000;

    /**
     * Of these many neighbours are found. A mean over a hundred neighbours strays less than one over ten, and such
     * searches, and finding the truth for them, take longest.
     */
    private static final int ITEMS_WITH_MANY = 300;

    private static final int MANY = 100;
    private static final int FEW = 10;

    /** Some of an index's own items. */
    static KnownQueries items(final AnnoyIndex index, final long seed, final Workers workers) {
        final SplitMix random = new SplitMix(SplitMix.derive(seed, ITEMS));
        final int[] ids = new int[ITEMS];
        Arrays.setAll(ids, i -> random.nextInt(index.size()));
        final float[][] vectors = new float[ITEMS][];
        Arrays.setAll(vectors, i -> index.vector(ids[i]));
        final int[][] truth = new int[ITEMS][];
        // One more than wanted, since a query's own item is among its neighbours.
        find(index, vectors, truth, 0, ITEMS_WITH_MANY, MANY + 1, workers);
        find(index, vectors, truth, ITEMS_WITH_MANY, ITEMS, FEW + 1, workers);
        return new KnownQueries(vectors, ids, truth);
    }

    /** Queries from elsewhere, whose neighbours are to be found. */
    static KnownQueries others(final AnnoyIndex index, final float[][] vectors, final int k, final Workers workers) {
        return others(vectors, ExactNeighbors.find(index, vectors, k, workers.pool()));
    }

    /** Queries from elsewhere. */
    static KnownQueries others(final float[][] vectors, final int[][] truth) {
        final int[] none = new int[vectors.length];
        Arrays.fill(none, -1);
        return new KnownQueries(vectors, none, truth);
    }

    private static void find(
            final AnnoyIndex index,
            final float[][] vectors,
            final int[][] truth,
            final int from,
            final int to,
            final int k,
            final Workers workers) {
        final int[][] found = ExactNeighbors.find(index, Arrays.copyOfRange(vectors, from, to), k, workers.pool());
        System.arraycopy(found, 0, truth, from, found.length);
    }

    /** How many neighbours have to be found to have k besides the query's own item. */
    int wanted(final int query, final int k) {
        return own[query] < 0 ? k : k + 1;
    }

    /** The k nearest that are not the query's own item, by ascending id; fewer where fewer are known. */
    int[] nearest(final int query, final int k) {
        return Arrays.stream(truth[query])
                .filter(id -> id != own[query])
                .limit(k)
                .sorted()
                .toArray();
    }
}
