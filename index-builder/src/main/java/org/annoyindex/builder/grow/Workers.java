package org.annoyindex.builder.grow;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The threads of a build. The result of their work must not depend on their number. */
public final class Workers implements AutoCloseable {
    /** Time between two reports of progress. */
    private static final int PROGRESS_MILLIS = 200;

    private final ForkJoinPool pool;

    /**
     * Starts no thread before there is work.
     *
     * @param threads number of threads, at least 1.
     */
    public Workers(final int threads) {
        pool = new ForkJoinPool(threads);
    }

    /** @return the pool, for tasks that fork. */
    public ForkJoinPool pool() {
        return pool;
    }

    /** @return number of threads. */
    public int threads() {
        return pool.getParallelism();
    }

    /**
     * Runs numbered tasks, in any order.
     *
     * @param count number of tasks.
     * @param worker called once by each thread that takes part; allocates that thread's scratch and returns what runs task i.
     */
    public void forEach(final int count, final Supplier<IntConsumer> worker) {
        forEach(count, worker, share -> {});
    }

    /**
     * Runs numbered tasks, in any order.
     *
     * @param count number of tasks.
     * @param worker as {@link #forEach(int, Supplier)}.
     * @param progress gets the share of the tasks that have begun, now and then, on this thread.
     */
    public void forEach(final int count, final Supplier<IntConsumer> worker, final DoubleConsumer progress) {
        final AtomicInteger next = new AtomicInteger();
        final List<ForkJoinTask<?>> tasks = new ArrayList<>();
        for (int t = 0; t < Math.min(threads(), count); t++) {
            tasks.add(pool.submit(() -> {
                final IntConsumer task = worker.get();
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    task.accept(i);
                }
            }));
        }
        for (final ForkJoinTask<?> task : tasks) {
            while (!isDone(task)) {
                progress.accept((double) Math.min(next.get(), count) / count);
            }
            task.join();
        }
    }

    /** Waits for a task, but not for long. */
    private static boolean isDone(final ForkJoinTask<?> task) {
        try {
            task.get(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (final TimeoutException ex) {
            return false;
        } catch (final ExecutionException ex) {
            return true; // joining throws it
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt(); // a build is not interrupted: joining waits in any case
        }
        return true;
    }

    /**
     * Consumes the results of numbered tasks, in order.
     *
     * @param <T> a result.
     */
    @FunctionalInterface
    public interface ResultConsumer<T> {
        /**
         * Consumes the next result.
         *
         * @param result of the next task.
         * @throws IOException if it cannot be written.
         */
        void accept(T result) throws IOException;
    }

    /**
     * Runs numbered tasks on all threads and passes their results on in order, on this thread. A few results are in memory
     * at a time.
     *
     * @param <T> a result.
     * @param count number of tasks.
     * @param task computes result i.
     * @param consumer gets the results.
     * @throws IOException if the consumer throws it.
     */
    public <T> void inOrder(final int count, final IntFunction<T> task, final ResultConsumer<T> consumer)
            throws IOException {
        final ArrayDeque<ForkJoinTask<T>> running = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            final int number = i;
            running.add(pool.submit(() -> task.apply(number)));
            if (running.size() > 2 * threads()) {
                consumer.accept(running.remove().join());
            }
        }
        while (!running.isEmpty()) {
            consumer.accept(running.remove().join());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
