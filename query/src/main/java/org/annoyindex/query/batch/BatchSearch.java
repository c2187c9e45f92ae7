package org.annoyindex.query.batch;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.annoyindex.query.exact.RankedItems;
import org.annoyindex.query.open.IndexFile;

/**
 * A search for many queries on several threads. Workers take parts of the work from counters, and put the results in the
 * queries' places. The worker that answers the last query completes the future, which therefore waits for no task that an
 * executor has not begun yet. Between two parts a worker checks whether the result is still wanted.
 *
 * @param <N> the result for a query.
 */
public abstract sealed class BatchSearch<N> permits SearcherBatch, ExactBatch {
    private final IndexFile file;
    private final QueryRows queries;
    private final int count;
    private final int k;
    private final Function<RankedItems, N> results;
    private final N[] found;
    private final AtomicInteger left;
    private final CompletableFuture<List<N>> future = new CompletableFuture<>();

    /** Takes queries and k that have been checked. */
    @SuppressWarnings("unchecked") // the array stays in here
    BatchSearch(final IndexFile file, final QueryRows queries, final int k, final Function<RankedItems, N> results) {
        this.file = file;
        this.queries = queries;
        this.k = k;
        this.results = results;
        count = queries.count();
        found = (N[]) new Object[count];
        left = new AtomicInteger(count);
        if (count == 0) {
            future.complete(List.of());
        }
    }

    final IndexFile file() {
        return file;
    }

    final QueryRows queries() {
        return queries;
    }

    /** Number of queries. */
    final int count() {
        return count;
    }

    final int k() {
        return k;
    }

    /** Number of threads that there is work for. */
    abstract int workers();

    /** Works until there is nothing left to take, or {@link #isDone}; returns whether that answered the last query. */
    abstract boolean run();

    /** Does the work on the threads of an executor. */
    public final CompletableFuture<List<N>> on(final Executor executor) {
        hold();
        try {
            start(executor, workers());
        } catch (final RejectedExecutionException ex) {
            future.completeExceptionally(ex);
            throw ex;
        }
        return future;
    }

    /** Does the work on the calling thread and the common pool's. */
    public final List<N> here() {
        hold();
        try {
            start(ForkJoinPool.commonPool(), workers() - 1);
        } catch (final RejectedExecutionException ex) {
            // The calling thread does it alone.
        }
        work();
        return await();
    }

    /** Keeps the file's memory mapped until the future is complete, as closing the index does not end the batch. */
    private void hold() {
        file.guard().hold();
        final var unused =
                future.whenComplete((answers, failure) -> file.guard().release());
    }

    /** Waits for the results. Interrupting the calling thread ends the batch. */
    private List<N> await() {
        try {
            return future.get();
        } catch (final ExecutionException ex) {
            if (ex.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) ex.getCause();
        } catch (final CancellationException ex) {
            throw interrupted(); // Java 25 throws another in its place.
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
            future.cancel(false);
            throw interrupted();
        }
    }

    private void start(final Executor executor, final int tasks) {
        for (int task = 0; task < tasks && !future.isDone(); task++) {
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
                future.completeExceptionally(ex);
                throw ex;
            }
        }
    }

    private void work() {
        try {
            if (left.get() > 0 && !future.isDone() && run()) {
                future.complete(List.of(found));
            }
        } catch (final RuntimeException | Error ex) {
            future.completeExceptionally(ex);
        }
    }

    /** Whether the result is complete, or no longer wanted. Throws if the calling thread was interrupted. */
    final boolean isDone() {
        if (future.isDone()) {
            return true;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        return false;
    }

    /** Takes the items found for a query, which may change afterwards. */
    final void answer(final int row, final RankedItems items) {
        found[row] = results.apply(items.copy());
    }

    /** Counts queries that have been answered; returns whether they were the last. */
    final boolean countAnswered(final int rows) {
        return left.addAndGet(-rows) == 0;
    }

    private static CancellationException interrupted() {
        return new CancellationException("interrupted while searching");
    }
}
