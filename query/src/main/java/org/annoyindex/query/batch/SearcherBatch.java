package org.annoyindex.query.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.RankedItems;
import org.annoyindex.query.open.IndexFile;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.pool.IndexSearcher;
import org.annoyindex.query.pool.SearcherPool;
import org.jspecify.annotations.Nullable;

/**
 * A batch searched query by query. The rows are cut into shares, and each worker begins at another one: it takes a few queries
 * at a time from the share's counter, and searches with a searcher of its own. When a share is used up it continues with the
 * next, where other workers may be.
 */
final class SearcherBatch<N> extends BatchSearch<N> {
    /** Few enough queries that workers end together, and enough that they seldom meet at the counter. */
    private static final int MAX_CHUNK = 16;

    private static final int CHUNKS_PER_WORKER = 16;

    /** Rows of a share at most: ordering them takes a few milliseconds. */
    private static final int MAX_SHARE = 4096;

    private final SearcherPool pool;
    private final SearchRequest request;
    private final int workers;
    private final int chunk;
    private final List<Share> shares = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();

    SearcherBatch(
            final SearcherPool pool,
            final IndexFile file,
            final QueryRows queries,
            final int k,
            final SearchRequest request,
            final Function<RankedItems, N> results,
            final int processors) {
        super(file, queries, k, results);
        this.pool = pool;
        this.request = request;
        final int count = count();
        workers = Math.min(processors, count);
        chunk = Math.max(1, Math.min(MAX_CHUNK, count / (CHUNKS_PER_WORKER * processors)));
        final int number = Math.max(workers, (count + MAX_SHARE - 1) / MAX_SHARE);
        for (int i = 0; i < number; i++) {
            shares.add(new Share(first(i, number), first(i + 1, number)));
        }
    }

    private int first(final int share, final int number) {
        return (int) ((long) count() * share / number);
    }

    @Override
    int workers() {
        return workers;
    }

    @Override
    boolean run() {
        final IndexSearcher searcher = pool.borrow(file());
        final boolean last = search(searcher);
        pool.giveBack(searcher);
        return last;
    }

    private boolean search(final IndexSearcher searcher) {
        final float[] scratch = new float[file().dimension()];
        final int worker = begun.getAndIncrement() % workers;
        final int first = (int) ((long) shares.size() * worker / workers);
        boolean last = false;
        for (int i = 0; i < shares.size() && !last; i++) {
            last = search(searcher, shares.get((first + i) % shares.size()), scratch);
        }
        return last;
    }

    private boolean search(final IndexSearcher searcher, final Share share, final float[] scratch) {
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
                final float[] query = queries().get(rows[i], scratch);
                answer(rows[i], searcher.nearest(query, ExactComparer.NO_ITEM, k(), request));
            }
            if (countAnswered(to - from)) {
                return true;
            }
        }
    }

    /** Rows that follow each other, taken in an order that groups similar ones, which the first worker determines. */
    private final class Share {
        private final int from;
        private final int size;
        private final AtomicInteger next = new AtomicInteger();
        private int @Nullable [] rows;

        Share(final int from, final int to) {
            this.from = from;
            size = to - from;
        }

        /** Takes a chunk; returns where it begins, after the last if there is none. */
        int take() {
            return Math.min(size, next.getAndAdd(chunk));
        }

        synchronized int[] rows() {
            if (rows == null) {
                rows = QueryOrder.of(queries(), file().dimension(), from, from + size);
            }
            return rows;
        }
    }
}
