package org.annoyindex.builder.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.input.VectorFormat;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.write.AtomicFile;
import org.annoyindex.core.Metric;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Builds an index from a file of vectors. */
@Command(
        name = "build",
        description = "Builds an index from a file of vectors.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy build --input words.txt.gz --metric angular --output words.annoy",
            "  annoy build --input images.npy --metric euclidean --output images.annoy --threads 8 --quiet",
            "",
            "The same input, options and seed give the same file, whatever the number of threads.",
            "The output appears when it is whole; an index of that name may be in use meanwhile."
        })
final class BuildCommand implements Callable<Integer> {
    /** Set by the launcher where the error stream is a terminal: from inside, a JVM cannot tell. */
    private static final String TERMINAL_PROPERTY = "annoy.terminal";

    private static final int ROWS_BETWEEN_REPORTS = 1024;

    @Option(
            names = {"-i", "--input"},
            required = true,
            paramLabel = "FILE",
            description = "Vectors: .fvecs, .npy, .txt or .vec (a label, then numbers), .csv, .tsv; each also .gz.")
    private Path input;

    @Option(
            names = {"-m", "--metric"},
            required = true,
            paramLabel = "METRIC",
            description = "angular, euclidean, manhattan, dot or hamming.")
    private String metricName;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The index to write.")
    private Path output;

    @Option(names = "--trees", paramLabel = "N", defaultValue = "1", description = "Trees to grow (${DEFAULT-VALUE}).")
    private int trees;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Random seed (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to work with (one a processor).")
    private Integer threads;

    @Option(
            names = "--leaf-capacity",
            paramLabel = "N",
            defaultValue = "128",
            description = "Items a leaf may hold before settling (${DEFAULT-VALUE}).")
    private int leafCapacity;

    @Option(names = "--no-second-leaves", description = "Write each item into one leaf only: smaller, a little worse.")
    private boolean noSecondLeaves;

    @Option(
            names = {"--input-format", "--format"},
            paramLabel = "FORMAT",
            description = "The input's format where its name does not say: fvecs, npy, text, csv or tsv.")
    private String format;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final long start = System.nanoTime();
        final Metric metric = metric(metricName);
        final VectorFormat inputFormat = inputFormat();
        checkCounts();
        final Path folder = AtomicFile.checkTarget(output);
        VectorFiles.checkNotRead(output, input);
        try (ProgressDisplay display = new ProgressDisplay(
                        quiet ? null : spec.commandLine().getErr(), Boolean.getBoolean(TERMINAL_PROPERTY));
                VectorReader reader =
                        inputFormat == null ? VectorReader.open(input) : VectorReader.open(input, inputFormat);
                IndexBuilder builder = new IndexBuilder(metric, reader.dimension(), folder)) {
            builder.trees(trees).seed(seed).leafCapacity(leafCapacity).secondLeaves(!noSecondLeaves);
            builder.listener(display);
            if (threads != null) {
                builder.threads(threads);
            }
            addAll(reader, builder, input, display);
            builder.write(output);
            final double seconds = (System.nanoTime() - start) / 1e9;
            spec.commandLine().getOut().println(summary(builder.size(), reader.dimension(), metric, output, seconds));
        }
        return 0;
    }

    private void checkCounts() {
        OptionValues.atLeast(1, "--trees", trees);
        if (threads != null) {
            OptionValues.atLeast(1, "--threads", threads);
        }
        OptionValues.atLeast(2, "--leaf-capacity", leafCapacity);
    }

    private VectorFormat inputFormat() {
        try {
            return format == null ? null : VectorFormat.fromName(format);
        } catch (final IllegalArgumentException ex) {
            throw new UsageException(ex.getMessage());
        }
    }

    static Metric metric(final String name) {
        try {
            return Metric.ofLabel(name);
        } catch (final IllegalArgumentException ex) {
            throw new UsageException(ex.getMessage());
        }
    }

    /** Adds every vector of a file, with its label if it has one. */
    static void addAll(
            final VectorReader reader, final IndexBuilder builder, final Path file, final ProgressDisplay display)
            throws IOException {
        final float[] vector = new float[reader.dimension()];
        while (reader.next(vector)) {
            try {
                if (reader.labelled()) {
                    builder.add(reader.label(), vector);
                } else {
                    builder.add(vector);
                }
            } catch (final IllegalArgumentException ex) {
                throw new IOException(file + ": " + ex.getMessage() + "; correct the file", ex);
            }
            if (builder.size() % ROWS_BETWEEN_REPORTS == 0) {
                final double share = Math.min(0.999, reader.shareRead());
                display.items(reader.count() < 0 && share > 0 ? Math.round(builder.size() / share) : reader.count());
                display.show("reading", share);
            }
        }
        display.items(builder.size());
        display.show("reading", 1);
    }

    static String summary(
            final int items, final int dimension, final Metric metric, final Path file, final double seconds)
            throws IOException {
        final long bytes = Files.size(file);
        return String.format(
                Locale.ROOT,
                "%s: %,d items x %d, %s, %,d bytes (%.0f an item), %.1f s",
                file,
                items,
                dimension,
                metric.label(),
                bytes,
                items == 0 ? 0 : (double) bytes / items,
                seconds);
    }
}
