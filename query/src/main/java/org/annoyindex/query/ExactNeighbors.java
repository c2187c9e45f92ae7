package org.annoyindex.query;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.annoyindex.core.RankedKey;

/**
 * The true nearest neighbours of many queries at once, by comparing each with every item: the ground truth for measuring
 * recall.
 */
public final class ExactNeighbors {
    /** Positions of a piece of work. */
    private static final int PIECE = 16_384;

    private ExactNeighbors() {}

    /**
     * Finds the nearest items to each query, equal distances in the order of ids.
     *
     * @param index to search.
     * @param queries one a row, each with the index's dimension.
     * @param k number of neighbours wanted, at least 1; all items if there are fewer.
     * @param threads where to work.
     * @return ids of the neighbours of each query, nearest first.
     * @throws IllegalArgumentException if k is below 1, or a query, which is named, has another dimension or a component
     *     that is not finite.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public static int[][] find(
            final AnnoyIndex index, final float[][] queries, final int k, final ExecutorService threads) {
        final IndexFile file = index.file();
        index.checkK(k);
        index.checkRows(new QueryRows.Arrays(queries));
        final ExactQuery[] prepared = new ExactQuery[queries.length];
        for (int q = 0; q < queries.length; q++) {
            prepared[q] = new ExactQuery(file);
            prepared[q].set(queries[q]);
        }
        final List<Future<TopK[]>> pieces = new ArrayList<>();
        for (int from = 0; from < index.size(); from += PIECE) {
            final int first = from;
            final int last = Math.min(index.size(), from + PIECE);
            final Callable<TopK[]> piece = () -> search(file, prepared, first, last, k);
            pieces.add(threads.submit(piece));
        }
        final TopK[] all = lists(queries.length, k);
        for (final Future<TopK[]> piece : pieces) {
            final TopK[] found = result(piece);
            for (int q = 0; q < all.length; q++) {
                while (found[q].size() > 0) {
                    all[q].offer(found[q].removeFarthest());
                }
            }
        }
        final int[][] ids = new int[queries.length][];
        for (int q = 0; q < ids.length; q++) {
            ids[q] = new int[all[q].size()];
            for (int rank = ids[q].length - 1; rank >= 0; rank--) {
                ids[q][rank] = RankedKey.index(all[q].removeFarthest());
            }
        }
        return ids;
    }

    private static TopK[] search(
            final IndexFile file, final ExactQuery[] queries, final int first, final int last, final int k) {
        final TopK[] found = lists(queries.length, k);
        try {
            new ExactScan(file, queries, found).search(first, last);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw file.broken(ex);
        }
        return found;
    }

    private static TopK[] result(final Future<TopK[]> piece) {
        try {
            return piece.get();
        } catch (final ExecutionException ex) {
            if (ex.getCause() instanceof UncheckedIOException damaged) {
                throw damaged;
            }
            throw new IllegalStateException("a search failed: " + ex.getCause().getMessage(), ex.getCause());
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while searching");
        }
    }

    private static TopK[] lists(final int count, final int k) {
        final TopK[] lists = new TopK[count];
        for (int i = 0; i < count; i++) {
            lists[i] = new TopK();
            lists[i].reset(k);
        }
        return lists;
    }
}
