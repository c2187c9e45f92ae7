package org.annoyindex.query;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A batch searched for query by query. The rows are cut into shares, and each worker begins at another one: it takes a few
 * queries at a time from the share's counter, and searches with a searcher of its own. When a share is used up it goes on
 * to the next, where it may meet others.
 */
final class SearcherBatch extends BatchSearch {
    /** Few enough queries that workers end together, and enough that they seldom meet at the counter. */
    private static final int LARGEST_CHUNK = 16;

    private static final int CHUNKS_A_WORKER = 16;

    /** Rows of a share at most: ordering them takes a few milliseconds. */
    private static final int LARGEST_SHARE = 4096;

    private final AnnoyIndex index;
    private final SearchOptions options;
    private final int workers;
    private final int chunk;
    private final Share[] shares;
    private final AtomicInteger begun = new AtomicInteger();

    SearcherBatch(
            final AnnoyIndex index,
            final IndexFile file,
            final QueryRows queries,
            final int k,
            final SearchOptions options,
            final int processors) {
        super(file, queries, k);
        this.index = index;
        this.options = options;
        workers = Math.min(processors, count);
        chunk = Math.max(1, Math.min(LARGEST_CHUNK, count / (CHUNKS_A_WORKER * processors)));
        shares = new Share[Math.max(workers, (count + LARGEST_SHARE - 1) / LARGEST_SHARE)];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = new Share(first(i), first(i + 1));
        }
    }

    private int first(final int share) {
        return (int) ((long) count * share / shares.length);
    }

    @Override
    int workers() {
        return workers;
    }

    @Override
    boolean run() {
        final Searcher searcher = index.borrow(file);
        final boolean last = search(searcher);
        index.giveBack(searcher);
        return last;
    }

    private boolean search(final Searcher searcher) {
        final float[] scratch = new float[file.dimension];
        final int worker = begun.getAndIncrement() % workers;
        final int first = (int) ((long) shares.length * worker / workers);
        boolean last = false;
        for (int i = 0; i < shares.length && !last; i++) {
            last = search(searcher, shares[(first + i) % shares.length], scratch);
        }
        return last;
    }

    private boolean search(final Searcher searcher, final Share share, final float[] scratch) {
        while (true) {
            final int from = share.take();
            if (from >= share.size || isDone()) {
                return false;
            }
            final int[] rows = share.rows();
            final int to = Math.min(share.size, from + chunk);
            for (int i = from; i < to; i++) {
                if (isDone()) {
                    return false;
                }
                final float[] query = queries.get(rows[i], scratch);
                answer(
                        rows[i],
                        searcher.search(query, Search.NO_ITEM, k, options).copy());
            }
            if (tellAnswered(to - from)) {
                return true;
            }
        }
    }

    /** Rows that follow each other, taken in an order of likeness, which the worker that comes first finds. */
    private final class Share {
        private final int from;
        private final int size;
        private final AtomicInteger next = new AtomicInteger();
        private int @Nullable [] rows;

        Share(final int from, final int to) {
            this.from = from;
            size = to - from;
        }

        /** Takes a chunk; returns where it begins, behind the last where there is none. */
        int take() {
            return Math.min(size, next.getAndAdd(chunk));
        }

        synchronized int[] rows() {
            if (rows == null) {
                rows = QueryOrder.of(queries, file.dimension, from, from + size);
            }
            return rows;
        }
    }
}
