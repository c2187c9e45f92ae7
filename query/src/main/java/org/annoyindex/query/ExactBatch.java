package org.annoyindex.query;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Compares queries with every item that may be returned, on several threads. The items are cut into pieces; each worker
 * takes one after the other from a counter, keeps the nearest of those it has seen, and in the end puts them together
 * with those of the others. Keys differ, so the nearest are the same whoever saw them. Whoever finishes the last piece
 * completes the result, which therefore waits for no task that an executor has yet to begin.
 */
final class ExactPass {
    /** Positions or ids of a piece. */
    static final int PIECE = 16_384;

    private final IndexFile file;
    private final ExactQuery[] queries;
    private final @Nullable ItemFilter filter;
    private final TopK[] nearest;
    private final int k;
    private final int pieces;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private final CompletableFuture<TopK[]> result = new CompletableFuture<>();

    /** Takes queries that have been checked; the filter is null where all items may be returned. */
    ExactPass(final IndexFile file, final ExactQuery[] queries, final int k, final @Nullable ItemFilter filter) {
        this.file = file;
        this.queries = queries;
        this.k = k;
        this.filter = filter;
        nearest = lists();
        pieces = (int) (((long) file.itemCount + PIECE - 1) / PIECE);
        left = new AtomicInteger(pieces);
        if (pieces == 0) {
            result.complete(nearest);
        }
    }

    /** Whether several threads are worth waking. */
    static boolean isLarge(final IndexFile file, final @Nullable ItemFilter filter) {
        return (filter == null ? file.itemCount : filter.most(file.itemCount)) > PIECE;
    }

    private TopK[] lists() {
        final TopK[] lists = new TopK[queries.length];
        for (int q = 0; q < lists.length; q++) {
            lists[q] = new TopK();
            lists[q].reset(k);
        }
        return lists;
    }

    /** Does the work on an executor's threads alone, however many it has; returns the nearest items to each query. */
    TopK[] on(final Executor executor) {
        for (int task = 0; task < pieces && !result.isDone(); task++) {
            executor.execute(this::work);
        }
        return await();
    }

    /** Does the work on the calling thread and the common pool's. */
    TopK[] here() {
        try {
            for (int task = 1; task < Math.min(pieces, Runtime.getRuntime().availableProcessors()); task++) {
                ForkJoinPool.commonPool().execute(this::work);
            }
        } catch (final RejectedExecutionException ex) {
            // The calling thread does it alone, or with those that there are.
        }
        work();
        return await();
    }

    private void work() {
        try {
            int piece = next.getAndIncrement();
            if (piece >= pieces) {
                return;
            }
            final TopK[] found = lists();
            final ExactScan scan = new ExactScan(file, queries, found, filter);
            int done = 0;
            for (; piece < pieces && !result.isDone(); piece = next.getAndIncrement()) {
                final int first = piece * PIECE;
                scan.search(first, (int) Math.min(file.itemCount, (long) first + PIECE));
                done++;
            }
            merge(found);
            if (left.addAndGet(-done) == 0) {
                result.complete(nearest);
            }
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            result.completeExceptionally(file.broken(ex));
        } catch (final RuntimeException | Error ex) {
            result.completeExceptionally(ex);
        }
    }

    private synchronized void merge(final TopK[] found) {
        for (int q = 0; q < found.length; q++) {
            while (found[q].size() > 0) {
                nearest[q].offer(found[q].removeFarthest());
            }
        }
    }

    private TopK[] await() {
        try {
            return result.get();
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
}
