package org.annoyindex.benchmarks.run;

import java.util.Arrays;
import java.util.List;

/** A line of a results file: a run, an index that was built, or a setting that was searched with. */
public sealed interface ResultLine {
    /** @return when the run began, in ISO 8601: the run's name. */
    String run();

    /** @return name of the data set. */
    String dataset();

    /**
     * One call of {@code bin/bench run}.
     *
     * @param run when it began.
     * @param dataset name of the data set.
     * @param commit of the project, with {@code -dirty} where files were changed; empty if unknown.
     * @param machine where it ran.
     * @param rounds measured passes a setting.
     * @param k neighbors asked for.
     * @param queries in a pass.
     * @param items in each index.
     * @param dimension of the vectors.
     * @param metric its label.
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
     * What a run ran on.
     *
     * @param cpu the processor's name.
     * @param cores logical processors.
     * @param memoryBytes main memory.
     * @param os name and version.
     * @param java version of the JVM of the vector kernels and of the Java rivals.
     */
    record Machine(String cpu, int cores, long memoryBytes, String os, String java) {}

    /**
     * Which library a line is about.
     *
     * @param id for files and options, for instance {@code annoy-cpp}.
     * @param label for people, for instance {@code Annoy C++}.
     * @param version as it states it.
     * @param language it is written in.
     * @param kernel how its inner loops run: {@code vector}, {@code scalar} or {@code native}.
     */
    record Library(String id, String label, String version, String language, String kernel) {}

    /**
     * An index that was built.
     *
     * @param run the run that needed it.
     * @param dataset name of the data set.
     * @param library that built it.
     * @param buildParameters as given to the library.
     * @param threads that built it.
     * @param wallSeconds by the clock, without reading the vectors.
     * @param cpuSeconds of all threads.
     * @param peakRssBytes largest resident memory of the process up to the end of the build.
     * @param indexBytes on disk, or in memory where the library cannot save.
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
     * A setting that was searched with.
     *
     * @param run that measured it.
     * @param dataset name of the data set.
     * @param library that searched.
     * @param buildParameters of the index.
     * @param searchParameters of the search.
     * @param k neighbors asked for.
     * @param recall share of the true neighbors found, ties counted as found.
     * @param wallQps queries a second by the clock, one a round.
     * @param cpuQps queries a second of processor time, one a round.
     * @param latencyMicros of all rounds.
     * @param rssBytes resident memory of the process after the last round.
     */
    record Search(
            String run,
            String dataset,
            Library library,
            Parameters buildParameters,
            Parameters searchParameters,
            int k,
            double recall,
            List<Double> wallQps,
            List<Double> cpuQps,
            Latency latencyMicros,
            long rssBytes)
            implements ResultLine {
        /** @return median of the rounds by the clock. */
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
     * Percentiles of the time that a query takes, in microseconds.
     *
     * @param p50 median.
     * @param p90 90th percentile.
     * @param p95 95th percentile.
     * @param p99 99th percentile.
     * @param p999 99.9th percentile.
     */
    record Latency(double p50, double p90, double p95, double p99, double p999) {}
}
