package org.annoyindex.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.annoyindex.benchmarks.contender.Answers;

/** The measurements of a library at a setting with one half of the queries, per round. */
final class Measurement {
    private static final long LONGEST_NANOS = 600_000_000_000L;

    private final int queries;
    private final List<Double> wallQps = new ArrayList<>();
    private final List<Double> cpuQps = new ArrayList<>();
    private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
    private double recalls;
    private int passes;
    private long rssBytes;
    private int roundPasses;
    private long roundNanos;
    private long roundCpuNanos;

    Measurement(final int queries) {
        this.queries = queries;
    }

    void beginRound() {
        roundPasses = 0;
        roundNanos = 0;
        roundCpuNanos = 0;
    }

    void add(final Answers answers, final double recall, final Pass pass) {
        for (int q = 0; q < queries; q++) {
            latencies.recordValue(Math.min(LONGEST_NANOS, Math.max(0, answers.nanos(q))));
        }
        recalls += recall;
        passes++;
        rssBytes = pass.rssBytes();
        roundPasses++;
        roundNanos += pass.wallNanos();
        roundCpuNanos += pass.cpuNanos();
    }

    /** Time of the passes of the current round. */
    long roundNanos() {
        return roundNanos;
    }

    /** Combines the passes of the current round to a rate; returns its description. */
    String endRound() {
        wallQps.add((double) queries * roundPasses / (roundNanos / 1e9));
        cpuQps.add((double) queries * roundPasses / (Math.max(1, roundCpuNanos) / 1e9));
        return String.format(
                Locale.ROOT, "recall %.4f, %,.0f queries/s", recalls / passes, wallQps.get(wallQps.size() - 1));
    }

    /** Recall and rates; the recall is the mean of all passes, which are equal for most libraries. */
    ResultLine.Figures figures() {
        return new ResultLine.Figures(recalls / passes, List.copyOf(wallQps), List.copyOf(cpuQps));
    }

    /** Percentiles of the time per query. */
    ResultLine.Latency latency() {
        return new ResultLine.Latency(at(50), at(90), at(95), at(99), at(99.9));
    }

    /** Resident memory after the last pass. */
    long rssBytes() {
        return rssBytes;
    }

    private double at(final double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }

    /**
     * The figures of a pass, reported by a contender.
     *
     * @param wallNanos wall-clock time.
     * @param cpuNanos processor time of the whole process.
     * @param rssBytes resident memory after the pass.
     */
    record Pass(long wallNanos, long cpuNanos, long rssBytes) {}
}
