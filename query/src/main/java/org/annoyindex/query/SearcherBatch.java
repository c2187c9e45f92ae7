package org.annoyindex.query;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Searches for many queries on several threads. The rows are cut into shares, and each worker begins at another one: it
 * takes a few queries at a time from the share's counter, searches with a searcher of its own, and puts what it finds in
 * the queries' places. When a share is used up it goes on to the next, where it may meet others. Whoever finds the last
 * completes the result, which therefore waits for no task that an executor has yet to begin. Between two queries a worker
 * looks whether the result is still wanted.
 */
final class BatchSearch {
    /** Few enough queries that workers end together, and enough that they seldom meet at the counter. */
    private static final int LARGEST_CHUNK = 16;

    private static final int CHUNKS_A_WORKER = 16;

    /** Rows of a share at most: ordering them takes a few milliseconds. */
    private static final int LARGEST_SHARE = 4096;

    private final AnnoyIndex index;
    private final IndexFile file;
    private final QueryRows queries;
    private final int count;
    private final int k;
    private final SearchOptions options;
    private final int workers;
    private final int chunk;
    private final Neighbors[] found;
    private final Share[] shares;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger left;
    private final CompletableFuture<List<Neighbors>> result = new CompletableFuture<>();

    /** Checks everything. The file is held, so that closing the index does not end the batch. */
    BatchSearch(
            final AnnoyIndex index,
            final QueryRows queries,
            final int k,
            final SearchOptions options,
            final int processors) {
        this.index = index;
        this.queries = queries;
        this.k = k;
        this.options = Objects.requireNonNull(options, "options are null; give SearchOptions.defaults()");
        file = index.file();
        index.checkK(k);
        file.check(options);
        index.checkRows(queries);
        count = queries.count();
        workers = Math.min(processors, count);
        chunk = Math.max(1, Math.min(LARGEST_CHUNK, count / (CHUNKS_A_WORKER * processors)));
        shares = new Share[Math.max(workers, (count + LARGEST_SHARE - 1) / LARGEST_SHARE)];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = new Share(first(i), first(i + 1));
        }
        found = new Neighbors[count];
        left = new AtomicInteger(count);
        if (count == 0) {
            result.complete(List.of());
        }
    }

    private int first(final int share) {
        return (int) ((long) count * share / shares.length);
    }

    /** Gives an executor the work. */
    CompletableFuture<List<Neighbors>> on(final Executor executor) {
        start(Objects.requireNonNull(executor, "the executor is null; leave it out to use the common pool"), workers);
        return result;
    }

    /** Does the work on the calling thread and the common pool's. */
    List<Neighbors> await() {
        try {
            start(ForkJoinPool.commonPool(), workers - 1);
        } catch (final RejectedExecutionException ex) {
            // The calling thread does it alone.
        }
        work();
        try {
            return result.get();
        } catch (final ExecutionException ex) {
            if (ex.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) ex.getCause();
        } catch (final CancellationException ex) {
            throw interrupted(); // Java 25 throws another in its place.
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
            result.cancel(false);
            throw interrupted();
        }
    }

    private void start(final Executor executor, final int tasks) {
        for (int task = 0; task < tasks && !result.isDone(); task++) {
            try {
                executor.execute(this::work);
            } catch (final RejectedExecutionException ex) {
                if (task > 0) {
                    return; // Those that it took do all the work.
                }
                throw new RejectedExecutionException(
                        "the executor takes no searches; give one that is not shut down and whose queue is not full",
                        ex);
            } catch (final RuntimeException | Error ex) {
                result.completeExceptionally(ex);
                throw ex;
            }
        }
    }

    private void work() {
        try {
            if (left.get() > 0 && !result.isDone()) {
                final Searcher searcher = index.borrow(file);
                final boolean last = search(searcher);
                index.giveBack(searcher);
                if (last) {
                    result.complete(List.of(found));
                }
            }
        } catch (final RuntimeException | Error ex) {
            result.completeExceptionally(ex);
        }
    }

    /** Searches until there is nothing left to take; returns whether that completed the results. */
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
            if (from >= share.size || result.isDone()) {
                return false;
            }
            final int[] rows = share.rows();
            final int to = Math.min(share.size, from + chunk);
            for (int i = from; i < to; i++) {
                if (result.isDone()) {
                    return false;
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw interrupted();
                }
                found[rows[i]] = searcher.search(queries.get(rows[i], scratch), Search.NO_ITEM, k, options)
                        .copy();
            }
            if (left.addAndGet(from - to) == 0) {
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

    private static CancellationException interrupted() {
        return new CancellationException("interrupted while searching");
    }
}
