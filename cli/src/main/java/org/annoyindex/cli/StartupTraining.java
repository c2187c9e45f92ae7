package org.annoyindex.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.core.Metric;

/**
 * Runs the commands that end within a second, once each, so that the launcher can record which classes they use in an
 * archive for class data sharing. A program of its own, whose output the launcher drops.
 */
final class StartupTraining {
    private static final int ITEMS = 4;
    private static final int DIMENSION = 8;

    private StartupTraining() {}

    /**
     * Runs the commands on a small index in a temporary folder.
     *
     * @param arguments none.
     * @throws IOException if the index cannot be written.
     */
    public static void main(final String[] arguments) throws IOException {
        final Path folder = Files.createTempDirectory("annoy-training-");
        final Path index = folder.resolve("x.annoy");
        try {
            build(index);
            final String file = index.toString();
            run("query", file, "--label", "item0", "-k", "2");
            run("query", file, "--item", "0", "--output-format", "json");
            run("query", file, "--vector", "1,0,0,0,0,0,0,0", "--output-format", "tsv");
            run("query", file, "--label", "none");
            run("info", file);
            run("--version");
            run("--help");
            run("help", "query");
        } finally {
            Files.deleteIfExists(index);
            Files.deleteIfExists(folder);
        }
    }

    private static void build(final Path index) throws IOException {
        try (IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, DIMENSION)) {
            for (int item = 0; item < ITEMS; item++) {
                final float[] vector = new float[DIMENSION];
                vector[item] = 1;
                builder.add("item" + item, vector);
            }
            builder.write(index);
        }
    }

    /** Runs a command; its exit code and what it prints are of no interest. */
    private static void run(final String... arguments) {
        final PrintWriter nowhere = new CommandOutput(OutputStream.nullOutputStream());
        AnnoyCommand.commandLine(arguments).setOut(nowhere).setErr(nowhere).execute(arguments);
    }
}
