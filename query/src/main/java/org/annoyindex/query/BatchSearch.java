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

/**
 * A search for many queries on several threads. Workers take parts of the work from counters, and put what is found in the
 * queries' places. Whoever finds the last completes the result, which therefore waits for no task that an executor has yet
 * to begin. Between two parts a worker looks whether the result is still wanted.
 */
abstract sealed class BatchSearch permits SearcherBatch, ExactBatch {
    /** Held, so that closing the index does not end the batch. */
    final IndexFile file;

    final QueryRows queries;
    final int count;
    final int k;

    private final Neighbors[] found;
    private final AtomicInteger left;
    private final CompletableFuture<List<Neighbors>> result = new CompletableFuture<>();

    /** Takes queries and k that have been checked. */
    BatchSearch(final IndexFile file, final QueryRows queries, final int k) {
        this.file = file;
        this.queries = queries;
        this.k = k;
        count = queries.count();
        found = new Neighbors[count];
        left = new AtomicInteger(count);
        if (count == 0) {
            result.complete(List.of());
        }
    }

    /** Checks everything, and plans a search for so many processors. */
    static BatchSearch of(
            final AnnoyIndex index,
            final QueryRows queries,
            final int k,
            final SearchOptions options,
            final int processors) {
        Objects.requireNonNull(options, "options are null; give SearchOptions.defaults()");
        final IndexFile file = index.file();
        index.checkK(k);
        file.check(options);
        index.checkRows(queries);
        return options.isExact()
                ? new ExactBatch(file, queries, k, options.itemFilter(), processors)
                : new SearcherBatch(index, file, queries, k, options, processors);
    }

    /** Threads that are of use. */
    abstract int workers();

    /** Works until there is nothing left to take, or {@link #isDone}; returns whether that answered the last query. */
    abstract boolean run();

    /** Gives an executor the work. */
    final CompletableFuture<List<Neighbors>> on(final Executor executor) {
        start(Objects.requireNonNull(executor, "the executor is null; leave it out to use the common pool"), workers());
        return result;
    }

    /** Does the work on the calling thread and the common pool's. */
    final List<Neighbors> here() {
        try {
            start(ForkJoinPool.commonPool(), workers() - 1);
        } catch (final RejectedExecutionException ex) {
            // The calling thread does it alone.
        }
        work();
        return await(result);
    }

    /** Waits for a batch's answers. Interrupting the calling thread ends the batch. */
    static List<Neighbors> await(final CompletableFuture<List<Neighbors>> result) {
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
            if (left.get() > 0 && !result.isDone() && run()) {
                result.complete(List.of(found));
            }
        } catch (final RuntimeException | Error ex) {
            result.completeExceptionally(ex);
        }
    }

    /** Whether the result is there, or no longer wanted. Throws where the calling thread was interrupted. */
    final boolean isDone() {
        if (result.isDone()) {
            return true;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        return false;
    }

    /** Takes the answer to a query. */
    final void answer(final int row, final Neighbors neighbors) {
        found[row] = neighbors;
    }

    /** Tells of how many queries the answers have been taken; returns whether they were the last. */
    final boolean tellAnswered(final int rows) {
        return left.addAndGet(-rows) == 0;
    }

    private static CancellationException interrupted() {
        return new CancellationException("interrupted while searching");
    }
}
