package org.annoyindex.benchmarks.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.annoyindex.builder.input.FvecsWriter;
import org.annoyindex.builder.input.IvecsFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Generates a clustered data set of any size; {@code bin/bench data synthetic} runs this. */
@Command(
        name = "data-synthetic",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Generates clustered vectors, queries of the same distribution, and the exact neighbors of the queries.",
            "The metric is euclidean. The same options give the same files on every machine."
        })
public final class DataSyntheticCommand implements Callable<Integer> {
    private static final int NEIGHBORS = 100;
    private static final int ROWS_BETWEEN_REPORTS = 1_000_000;

    @Option(names = "--items", required = true, paramLabel = "N", description = "Number of vectors to index.")
    private int items;

    @Option(
            names = "--dimension",
            defaultValue = "96",
            paramLabel = "D",
            description = "Components of a vector (${DEFAULT-VALUE}).")
    private int dimension;

    @Option(names = "--clusters", paramLabel = "N", description = "Number of clusters (one per 1,000 items).")
    private Integer clusters;

    @Option(
            names = "--queries",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Number of queries (${DEFAULT-VALUE}).")
    private int queries;

    @Option(names = "--seed", defaultValue = "42", paramLabel = "N", description = "Random seed (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the data set (synthetic-ITEMSxDIMENSION).")
    private String name;

    @Option(
            names = "--dir",
            defaultValue = "data",
            paramLabel = "DIR",
            description = "Folder to write to (${DEFAULT-VALUE}).")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        atLeastOne("--items", items);
        atLeastOne("--dimension", dimension);
        atLeastOne("--queries", queries);
        final int groups = clusters == null ? Math.max(1, items / 1_000) : clusters;
        atLeastOne("--clusters", groups);
        final String set = name == null ? "synthetic-" + items + "x" + dimension : name;
        final Path base = folder.resolve(set + ".base.fvecs");
        final Path truth = folder.resolve(set + ".truth.ivecs");
        if (Files.exists(truth)) {
            say(set + ": exists, nothing to do; delete " + truth + " to generate it again");
            return 0;
        }
        Files.createDirectories(folder);
        final ClusteredVectors vectors = new ClusteredVectors(seed, dimension, groups);
        final float[][] searched = new float[queries][dimension];
        for (int q = 0; q < queries; q++) {
            vectors.row((long) items + q, searched[q]);
        }
        try (OutputFiles files = new OutputFiles()) {
            writeBase(set, vectors, new FvecsWriter(files.create(base)));
            final FvecsWriter writer = new FvecsWriter(files.create(folder.resolve(set + ".queries.fvecs")));
            for (final float[] query : searched) {
                writer.append(query);
            }
            files.create(folder.resolve(set + ".metric")).write("euclidean\n".getBytes(StandardCharsets.UTF_8));
            files.publish();
        }
        say(set + ": computing the exact neighbors of each query");
        final Path partial = folder.resolve(set + ".truth.ivecs.partial");
        IvecsFile.write(partial, StreamedTruth.find(base, searched, NEIGHBORS));
        Files.move(partial, truth);
        say(String.format(Locale.ROOT, "%s: wrote %,d vectors and %,d queries to %s", set, items, queries, folder));
        return 0;
    }

    private void writeBase(final String set, final ClusteredVectors vectors, final FvecsWriter writer)
            throws IOException {
        final float[] row = new float[dimension];
        for (int i = 0; i < items; i++) {
            vectors.row(i, row);
            writer.append(row);
            if ((i + 1) % ROWS_BETWEEN_REPORTS == 0) {
                say(String.format(Locale.ROOT, "%s: %,d of %,d rows", set, i + 1, items));
            }
        }
    }

    private void atLeastOne(final String option, final int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + ", must be at least 1");
        }
    }

    private void say(final String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
