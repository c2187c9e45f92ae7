package org.annoyindex.builder.grow;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The threads of a build. What they do may not depend on their number. */
public final class Workers implements AutoCloseable {
    private final ForkJoinPool pool;

    /** @param threads how many, at least 1. */
    public Workers(final int threads) {
        pool = new ForkJoinPool(threads);
    }

    /** @return the pool, for work that divides itself. */
    public ForkJoinPool pool() {
        return pool;
    }

    /** @return number of threads. */
    public int threads() {
        return pool.getParallelism();
    }

    /**
     * Does numbered pieces of work, in any order.
     *
     * @param count number of pieces.
     * @param worker called once by each thread that takes part; makes that thread's scratch and returns what does piece i.
     */
    public void forEach(final int count, final Supplier<IntConsumer> worker) {
        final AtomicInteger next = new AtomicInteger();
        final List<ForkJoinTask<?>> tasks = new ArrayList<>();
        for (int t = 0; t < Math.min(threads(), count); t++) {
            tasks.add(pool.submit(() -> {
                final IntConsumer piece = worker.get();
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    piece.accept(i);
                }
            }));
        }
        tasks.forEach(ForkJoinTask::join);
    }

    /**
     * Takes numbered pieces, in order.
     *
     * @param <T> a piece.
     */
    @FunctionalInterface
    public interface Taker<T> {
        /**
         * Takes the next piece.
         *
         * @param piece what was made.
         * @throws IOException if it cannot be written.
         */
        void take(T piece) throws IOException;
    }

    /**
     * Makes numbered pieces on all threads and passes them on in order, on this thread; a few are in memory at a time.
     *
     * @param <T> a piece.
     * @param count number of pieces.
     * @param maker makes piece i.
     * @param taker gets the pieces.
     * @throws IOException if the taker does.
     */
    public <T> void inOrder(final int count, final IntFunction<T> maker, final Taker<T> taker) throws IOException {
        final ArrayDeque<ForkJoinTask<T>> underWay = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            final int piece = i;
            underWay.add(pool.submit(() -> maker.apply(piece)));
            if (underWay.size() > 2 * threads()) {
                taker.take(underWay.remove().join());
            }
        }
        while (!underWay.isEmpty()) {
            taker.take(underWay.remove().join());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
