package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.input.VectorFormat;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.VectorReaders;
import org.annoyindex.core.Metric;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "  annoy build --input words.txt.gz --metric angular --output words.ann --trees 50",
            "  annoy build --input products.csv --metric dot --output products.annoy --keys numbers",
            "",
            "The same input, options and seed give the same file, with any number of threads.",
            "The output appears when it is complete, so an index of that name may be in use meanwhile."
        })
final class BuildCommand implements Callable<Integer> {
    private static final int ROWS_BETWEEN_REPORTS = 1024;
    private static final List<String> FORMATS = List.of("fvecs", "npy", "text", "csv", "tsv");

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
            description = "angular (cosine), euclidean (l2), manhattan (l1), dot (ip, inner_product) or hamming.")
    private String metricName;

    @Mixin
    private IndexOutput output;

    @Mixin
    private KeyOptions keys;

    @Option(
            names = {"--input-format", "--format"},
            paramLabel = "FORMAT",
            description = "The format of the input, if its name does not say: fvecs, npy, text, csv or tsv.")
    private @Nullable String format;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final long start = System.nanoTime();
        final Metric metric = OptionValues.metric(metricName);
        final VectorFormat inputFormat = inputFormat();
        final Path folder = output.check(metric);
        VectorFiles.checkNotRead(output.file(), input);
        keys.check(output);
        try (ProgressDisplay display = output.display(spec.commandLine().getErr());
                VectorReader reader =
                        inputFormat == null ? VectorReaders.open(input) : VectorReaders.open(input, inputFormat);
                ItemSource items = keys.open(reader, input);
                IndexBuilder builder = new IndexBuilder(metric, reader.dimension(), folder)) {
            output.configure(builder);
            builder.listener(display);
            addAll(items, builder, display);
            output.write(builder, spec.commandLine().getErr());
            final double seconds = (System.nanoTime() - start) / 1e9;
            spec.commandLine()
                    .getOut()
                    .println(summary(builder.size(), reader.dimension(), metric, output.file(), seconds));
        }
        return 0;
    }

    private @Nullable VectorFormat inputFormat() {
        try {
            return format == null ? null : VectorFormat.fromName(format);
        } catch (final IllegalArgumentException ex) {
            throw new UsageException(ex.getMessage() + UsageProblem.didYouMean(String.valueOf(format), FORMATS));
        }
    }

    /** Adds every item of a file. */
    static void addAll(final ItemSource items, final IndexBuilder builder, final ProgressDisplay display)
            throws IOException {
        final VectorReader reader = items.vectors();
        items.configure(builder);
        while (items.addNext(builder)) {
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
                "%s: %,d items x %d, %s, %,d bytes (%.0f per item), %.1f s",
                file,
                items,
                dimension,
                metric.label(),
                bytes,
                items == 0 ? 0 : (double) bytes / items,
                seconds);
    }
}
