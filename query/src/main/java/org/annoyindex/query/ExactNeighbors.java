package org.annoyindex.query;

import java.io.UncheckedIOException;
import java.util.concurrent.Executor;

/**
 * The true nearest neighbors of many queries at once, by comparing each with every item: the ground truth for measuring
 * recall.
 */
public final class ExactNeighbors {
    private ExactNeighbors() {}

    /**
     * Finds the nearest items to each query, equal distances in the order of ids.
     *
     * @param index to search.
     * @param queries one a row, each with the index's dimension.
     * @param k number of neighbors wanted, at least 1; all items if there are fewer.
     * @param threads where to work.
     * @return ids of the neighbors of each query, nearest first.
     * @throws IllegalArgumentException if k is below 1, or a query, which is named, has another dimension or a component
     *     that is not finite.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public static int[][] find(final AnnoyIndex index, final float[][] queries, final int k, final Executor threads) {
        final BatchSearch batch = BatchSearch.of(
                index,
                new QueryRows.Arrays(queries),
                k,
                SearchOptions.exact(),
                Runtime.getRuntime().availableProcessors());
        return BatchSearch.await(batch.on(threads)).stream().map(Neighbors::ids).toArray(int[][]::new);
    }
}
