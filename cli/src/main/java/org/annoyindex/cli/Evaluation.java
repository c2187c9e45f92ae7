package org.annoyindex.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.annoyindex.builder.recall.TrueNeighbors;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.Searcher;
import org.jspecify.annotations.Nullable;

/**
 * Runs a set of queries repeatedly at one effort, on the calling thread and further ones: passes to warm up, then measured
 * passes, whose median counts. Threads take a few queries at a time from a counter.
 */
final class Evaluation implements AutoCloseable {
    private static final int WARM_UP_PASSES = 2;

    /** A pass over few queries ends before the code is compiled, so it would be measured too slow. */
    private static final long WARM_UP_NANOS = 1_000_000_000L;

    private static final long LONGEST_NANOS = 60_000_000_000L;

    /** Queries that a thread takes at once. */
    private static final int CHUNK = 8;

    private final float[][] queries;
    private final TrueNeighbors truth;
    /** Queries whose truth is not the nearest, as some search found nearer items. */
    private final BitSet refuted = new BitSet();

    private final int k;
    private final int passes;
    private final Worker[] workers;
    /** For all workers but the first. */
    private final ExecutorService pool;

    private final AtomicInteger next = new AtomicInteger();

    Evaluation(
            final AnnoyIndex index,
            final float[][] queries,
            final int[][] truth,
            final int k,
            final int passes,
            final int threads) {
        this.queries = queries;
        this.truth = TrueNeighbors.of(index, Arrays.asList(queries), Arrays.asList(truth), k);
        this.k = k;
        this.passes = passes;
        workers = new Worker[threads];
        Arrays.setAll(workers, i -> new Worker(index));
        pool = Executors.newFixedThreadPool(Math.max(1, threads - 1));
    }

    Row measure(final String effort, final SearchOptions options) {
        final long warmUpStart = System.nanoTime();
        for (int pass = 0; pass < WARM_UP_PASSES || System.nanoTime() - warmUpStart < WARM_UP_NANOS; pass++) {
            run(options);
        }
        final double[] wall = new double[passes];
        final double[] cpu = new double[passes];
        for (final Worker worker : workers) {
            worker.latencies.reset();
        }
        for (int pass = 0; pass < passes; pass++) {
            final long start = System.nanoTime();
            final long cpuNanos = run(options);
            wall[pass] = queries.length / ((System.nanoTime() - start) / 1e9);
            cpu[pass] = queries.length / (cpuNanos / 1e9);
        }
        final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
        for (final Worker worker : workers) {
            latencies.add(worker.latencies);
        }
        return countWork(effort, options, median(wall), median(cpu), latencies);
    }

    /** Runs all queries once; returns the processor time that it took, in nanoseconds. */
    private long run(final SearchOptions options) {
        next.set(0);
        final List<Future<Long>> others = new ArrayList<>();
        for (int i = 1; i < workers.length; i++) {
            final Worker worker = workers[i];
            others.add(pool.submit(() -> worker.run(options)));
        }
        long cpuNanos = workers[0].run(options);
        for (final Future<Long> other : others) {
            cpuNanos += result(other);
        }
        return cpuNanos;
    }

    private static long result(final Future<Long> worker) {
        try {
            return worker.get();
        } catch (final ExecutionException ex) {
            if (ex.getCause() instanceof UncheckedIOException damaged) {
                throw damaged;
            }
            final Throwable cause = Objects.requireNonNull(ex.getCause());
            throw new IllegalStateException("a search failed: " + cause.getMessage(), cause);
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while searching");
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        pool.shutdownNow();
    }

    /** Searches on one thread at a time. */
    private final class Worker {
        private final AnnoyIndex index;
        private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        /** Made by the thread that uses it, so that the memory of two threads is not interleaved. */
        private @Nullable Searcher searcher;

        Worker(final AnnoyIndex index) {
            this.index = index;
        }

        Searcher searcher() {
            if (searcher == null) {
                searcher = index.searcher();
            }
            return searcher;
        }

        /** Takes queries until none is left; returns the thread's processor time in nanoseconds. */
        long run(final SearchOptions options) {
            final Searcher own = searcher();
            final long cpuStart = threads.getCurrentThreadCpuTime();
            long before = System.nanoTime();
            for (int from = next.getAndAdd(CHUNK); from < queries.length; from = next.getAndAdd(CHUNK)) {
                for (int q = from; q < Math.min(queries.length, from + CHUNK); q++) {
                    own.nearest(queries[q], k, options);
                    final long now = System.nanoTime();
                    latencies.recordValue(Math.min(LONGEST_NANOS, now - before));
                    before = now;
                }
            }
            return threads.getCurrentThreadCpuTime() - cpuStart;
        }
    }

    /** One more pass, not timed, that counts what is found and what is scanned. */
    private Row countWork(
            final String effort,
            final SearchOptions options,
            final double wall,
            final double cpu,
            final Histogram latencies) {
        long found = 0;
        long wanted = 0;
        long scanned = 0;
        long exact = 0;
        final Searcher searcher = workers[0].searcher();
        for (int q = 0; q < queries.length; q++) {
            final Neighbors neighbors = searcher.nearest(queries[q], k, options);
            final float[] distances = neighbors.distances();
            wanted += truth.wanted(q);
            found += truth.found(q, distances);
            refuted.set(q, refuted.get(q) || truth.areRefuted(q, distances));
            final SearchStatistics statistics = searcher.statistics();
            scanned += statistics.scanned();
            exact += statistics.exactComparisons();
        }
        final double count = queries.length;
        return new Row(
                effort,
                (double) found / wanted,
                wall,
                cpu,
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                scanned / count,
                exact / count);
    }

    /** The number of queries for which a search has found items that are all nearer than the last of the truth's. */
    int refuted() {
        return refuted.cardinality();
    }

    private static double median(final double[] values) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * What was measured at one effort.
     *
     * @param effort as it was asked for.
     * @param recall share of the true neighbors found.
     * @param wallRate queries per second by the clock, of all threads together.
     * @param cpuRate queries per second of the threads' processor time.
     * @param p50 median latency in microseconds.
     * @param p99 99th percentile of the latency in microseconds.
     * @param scanned items scanned per query.
     * @param exact exact comparisons per query.
     */
    record Row(
            String effort,
            double recall,
            double wallRate,
            double cpuRate,
            double p50,
            double p99,
            double scanned,
            double exact) {
        static final String TSV_HEADER =
                "effort\trecall\tqueries_per_second\tqueries_per_cpu_second\tp50_us\tp99_us\tscanned\texact";
        static final String TEXT_HEADER =
                "effort             recall   queries/s   q/s of CPU      p50 us      p99 us     scanned     exact";

        String toTsv() {
            return String.format(
                    Locale.ROOT,
                    "%s\t%.5f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f",
                    effort,
                    recall,
                    wallRate,
                    cpuRate,
                    p50,
                    p99,
                    scanned,
                    exact);
        }

        String toText() {
            return String.format(
                    Locale.ROOT,
                    "%-16s   %.4f  %,10.0f   %,10.0f  %,10.1f  %,10.1f  %,10.0f  %,8.0f",
                    effort,
                    recall,
                    wallRate,
                    cpuRate,
                    p50,
                    p99,
                    scanned,
                    exact);
        }

        void writeJson(final JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeStringField("effort", effort);
            json.writeNumberField("recall", recall);
            json.writeNumberField("queries_per_second", wallRate);
            json.writeNumberField("queries_per_cpu_second", cpuRate);
            json.writeNumberField("p50_us", p50);
            json.writeNumberField("p99_us", p99);
            json.writeNumberField("scanned", scanned);
            json.writeNumberField("exact", exact);
            json.writeEndObject();
        }
    }
}
