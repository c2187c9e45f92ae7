package org.annoyindex.benchmarks.run;

import java.util.Arrays;
import java.util.List;

/** A line of a results file: a run, a build, or a search setting. */
public sealed interface ResultLine {
    /** @return start of the run in ISO 8601, which is the name of the run. */
    String run();

    /** @return name of the data set. */
    String dataset();

    /**
     * One call of {@code bin/bench run}.
     *
     * @param run start of the run.
     * @param dataset name of the data set.
     * @param commit of the project, with {@code -dirty} if files were modified; empty if unknown.
     * @param machine that ran it.
     * @param rounds measured passes per setting.
     * @param k number of neighbors.
     * @param queries of the data set; settings are chosen by one half, and compared with the other.
     * @param items per index.
     * @param dimension of the vectors.
     * @param metric label of the metric.
     */
    record Run(
            String run,
            String dataset,
            String commit,
            Machine machine,
            int rounds,
            int k,
            int queries,
            int items,
            int dimension,
            String metric)
            implements ResultLine {}

    /**
     * The machine of a run.
     *
     * @param cpu name of the processor.
     * @param cores number of logical processors.
     * @param memoryBytes size of main memory.
     * @param os name and version.
     * @param java version of the JVM that runs vector kernels and the other Java libraries.
     */
    record Machine(String cpu, int cores, long memoryBytes, String os, String java) {}

    /**
     * A library.
     *
     * @param id for files and options, for instance {@code annoy-cpp}.
     * @param label to display, for instance {@code Annoy C++}.
     * @param version that it reports.
     * @param language of its implementation.
     * @param kernel implementation of its inner loops: {@code vector}, {@code scalar} or {@code native}.
     */
    record Library(String id, String label, String version, String language, String kernel) {}

    /**
     * A build of an index.
     *
     * @param run that built it.
     * @param dataset name of the data set.
     * @param library that built it.
     * @param buildParameters of the index.
     * @param threads number of threads that built it.
     * @param wallSeconds wall-clock time, without reading the vectors.
     * @param cpuSeconds processor time of all threads.
     * @param peakRssBytes peak resident memory of the process until the end of the build.
     * @param indexBytes size on disk, or in memory if the library cannot save.
     */
    record Build(
            String run,
            String dataset,
            Library library,
            Parameters buildParameters,
            int threads,
            double wallSeconds,
            double cpuSeconds,
            long peakRssBytes,
            long indexBytes)
            implements ResultLine {}

    /**
     * The measurements of a search setting.
     *
     * @param run that measured it.
     * @param dataset name of the data set.
     * @param library that searched.
     * @param buildParameters of the index.
     * @param searchParameters of the search.
     * @param k number of neighbors.
     * @param validation figures for the half of the queries by which settings are chosen.
     * @param test figures for the other half, which are compared.
     * @param latencyMicros of all rounds with the other half.
     * @param rssBytes resident memory of the process after the last round.
     */
    record Search(
            String run,
            String dataset,
            Library library,
            Parameters buildParameters,
            Parameters searchParameters,
            int k,
            Figures validation,
            Figures test,
            Latency latencyMicros,
            long rssBytes)
            implements ResultLine {}

    /**
     * Recall and speed of a setting for half of the queries.
     *
     * @param recall share of the true neighbors found, counting ties as found.
     * @param wallQps queries per second of wall-clock time, one value per round.
     * @param cpuQps queries per second of processor time, one value per round.
     */
    record Figures(double recall, List<Double> wallQps, List<Double> cpuQps) {
        /** @return median of the rounds by wall-clock time. */
        public double medianWallQps() {
            return median(wallQps);
        }

        /** @return median of the rounds by processor time. */
        public double medianCpuQps() {
            return median(cpuQps);
        }

        private static double median(final List<Double> values) {
            final double[] sorted =
                    values.stream().mapToDouble(Double::doubleValue).toArray();
            Arrays.sort(sorted);
            final int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    /**
     * Percentiles of the time per query in microseconds.
     *
     * @param p50 median.
     * @param p90 90th percentile.
     * @param p95 95th percentile.
     * @param p99 99th percentile.
     * @param p999 99.9th percentile.
     */
    record Latency(double p50, double p90, double p95, double p99, double p999) {}
}
