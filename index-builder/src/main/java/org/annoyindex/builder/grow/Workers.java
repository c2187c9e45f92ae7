package org.annoyindex.builder.grow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
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

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
