package org.annoyindex.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.annoyindex.builder.input.IvecsFile;
import org.annoyindex.core.Metric;

/**
 * The files of a data set in a folder.
 *
 * @param name of the set.
 * @param metric of searches.
 * @param baseFile vectors to index.
 * @param queriesFile vectors to search for.
 * @param truthFile ids of the exact neighbors of each query.
 */
record BenchmarkData(String name, Metric metric, Path baseFile, Path queriesFile, Path truthFile) {
    /** Finds the files of a data set in a folder. */
    static BenchmarkData open(final Path folder, final String name) throws IOException {
        return new BenchmarkData(
                name,
                metric(folder, name),
                existing(folder, name, "base.fvecs"),
                existing(folder, name, "queries.fvecs"),
                existing(folder, name, "truth.ivecs"));
    }

    private static Path existing(final Path folder, final String name, final String ending) throws IOException {
        final Path file = folder.resolve(name + "." + ending);
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such file; 'bin/bench data' prepares data sets");
        }
        return file.toAbsolutePath();
    }

    /** Reads the metric, which 'bin/bench data' writes next to the vectors. */
    private static Metric metric(final Path folder, final String name) throws IOException {
        final Path file = folder.resolve(name + ".metric");
        if (Files.isRegularFile(file)) {
            try {
                return Metric.of(Files.readString(file).strip());
            } catch (final IllegalArgumentException ex) {
                throw new IOException(file + ": " + ex.getMessage(), ex);
            }
        }
        return switch (name) {
            case "glove", "sentences", "sentences-768", "sentences-1536" -> Metric.ANGULAR;
            case "fashion-mnist" -> Metric.EUCLIDEAN;
            default -> throw new IOException(file + ": no such file; create it with the metric, angular or euclidean");
        };
    }

    float[][] queries() throws IOException {
        try (FvecsRows rows = new FvecsRows(queriesFile)) {
            final float[][] queries = new float[rows.rows()][];
            for (int q = 0; q < queries.length; q++) {
                queries[q] = rows.row(q);
            }
            return queries;
        }
    }

    /**
     * Reads the exact neighbors.
     *
     * @param queries expected number of rows.
     * @param k smallest allowed number of neighbors per row.
     * @return ids of the neighbors of each query, nearest first.
     */
    int[][] truth(final int queries, final int k) throws IOException {
        final int[][] truth = IvecsFile.read(truthFile);
        if (truth.length != queries) {
            throw new IOException(truthFile + " has " + truth.length + " rows, but " + queriesFile + " has " + queries
                    + " queries; prepare the data set again");
        }
        for (int q = 0; q < queries; q++) {
            if (truth[q].length < k) {
                throw new IOException(truthFile + " has " + truth[q].length + " neighbors in row " + q
                        + ", fewer than k = " + k + "; prepare the data set again");
            }
        }
        return truth;
    }
}
