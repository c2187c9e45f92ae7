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
import java.util.concurrent.atomic.AtomicLong;

/**
 * Searches for many queries on several threads. A worker takes a few queries at a time from a shared counter, searches
 * with a searcher of its own, and puts what it finds in the queries' places. Whoever finds the last completes the result,
 * which therefore waits for no task that an executor has yet to begin. Between two queries a worker looks whether the
 * result is still wanted.
 */
final class BatchSearch {
    /** Few enough queries that workers end together, and enough that they seldom meet at the counter. */
    private static final int LARGEST_CHUNK = 16;

    private static final int CHUNKS_A_WORKER = 16;

    private final AnnoyIndex index;
    private final IndexFile file;
    private final QueryRows queries;
    private final int count;
    private final int k;
    private final SearchOptions options;
    private final int workers;
    private final int chunk;
    private final Neighbors[] found;
    private final AtomicLong next = new AtomicLong();
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
        found = new Neighbors[count];
        left = new AtomicInteger(count);
        if (count == 0) {
            result.complete(List.of());
        }
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
            if (next.get() < count && !result.isDone()) {
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
        while (true) {
            final long from = next.getAndAdd(chunk);
            if (from >= count) {
                return false;
            }
            final int to = (int) Math.min(count, from + chunk);
            for (int row = (int) from; row < to; row++) {
                if (result.isDone()) {
                    return false;
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw interrupted();
                }
                found[row] =
                        searcher.search(queries.get(row, scratch), k, options).copy();
            }
            if (left.addAndGet((int) from - to) == 0) {
                return true;
            }
        }
    }

    private static CancellationException interrupted() {
        return new CancellationException("interrupted while searching");
    }
}
