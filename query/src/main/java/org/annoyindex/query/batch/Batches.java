package org.annoyindex.query.batch;

import java.util.function.Function;
import org.annoyindex.query.exact.RankedItems;
import org.annoyindex.query.open.IndexFile;
import org.annoyindex.query.open.OpenIndex;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.pool.SearcherPool;

/** Plans batches: checks the queries, and chooses how to search for them. */
public final class Batches {
    private Batches() {}

    /**
     * Plans a search for many queries.
     *
     * @param index to search.
     * @param pool of its searchers.
     * @param queries to search for; {@link IllegalArgumentException} if one of them is wrong, which the message names.
     * @param k number of neighbors wanted.
     * @param request effort and filter.
     * @param results makes the result for a query.
     * @param processors that are to be busy.
     * @return the batch.
     */
    public static <N> BatchSearch<N> of(
            final OpenIndex index,
            final SearcherPool pool,
            final QueryRows queries,
            final int k,
            final SearchRequest request,
            final Function<RankedItems, N> results,
            final int processors) {
        final IndexFile file = index.file();
        OpenIndex.checkK(k);
        file.check(request.effort());
        checkRows(index, queries);
        return request.isExact()
                ? new ExactBatch<>(file, queries, k, request.filter(), results, processors)
                : new SearcherBatch<>(pool, file, queries, k, request, results, processors);
    }

    /** Whether a search for one query is worth several threads. */
    public static boolean isLarge(final IndexFile file, final SearchRequest request) {
        return request.isExact() && ExactBatch.isLarge(file, request.filter());
    }

    /** Compares one vector, which has been checked, with all items, on several threads. */
    public static <N> N compareAll(
            final IndexFile file,
            final float[] vector,
            final int k,
            final SearchRequest request,
            final Function<RankedItems, N> results,
            final int processors) {
        return new ExactBatch<>(file, new QueryRows.Arrays(vector), k, request.filter(), results, processors)
                .here()
                .get(0);
    }

    private static void checkRows(final OpenIndex index, final QueryRows rows) {
        final float[] scratch = new float[index.dimension()];
        for (int row = 0; row < rows.count(); row++) {
            try {
                index.checkVector(rows.get(row, scratch));
            } catch (final IllegalArgumentException ex) {
                throw new IllegalArgumentException("row " + row + ": " + ex.getMessage(), ex);
            }
        }
    }
}
