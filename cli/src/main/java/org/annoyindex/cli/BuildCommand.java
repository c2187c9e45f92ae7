package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
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

    @Option(
            names = {"-i", "--input"},
            required = true,
            paramLabel = "FILE",
            description =
                    "Vectors: .npy, .npz, .fvecs, .bvecs, .fbin, .u8bin, .i8bin, .f32, .txt or .vec (a label, then"
                            + " numbers), word2vec, .csv, .tsv, .json, .jsonl, .hdf5, .parquet; each also .gz or .zst; - for standard"
                            + " input.")
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

    @Mixin
    private InputOptions inputOptions;

    @Option(
            names = "--dimension",
            paramLabel = "N",
            description = "Components of a vector, for .f32, which does not say it.")
    private @Nullable Integer dimension;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final long start = System.nanoTime();
        final Metric metric = OptionValues.metric(metricName);
        final Path folder = output.check(metric);
        VectorFiles.checkNotRead(output.file(), input);
        keys.check(output);
        try (ProgressDisplay display = output.display(spec.commandLine().getErr());
                VectorReader reader = inputOptions.open(
                        input, readOptions(folder), spec.commandLine().getErr());
                ItemSource items = keys.open(reader, input, inputOptions);
                IndexBuilder builder = new IndexBuilder(metric, reader.dimension(), folder)) {
            output.configure(builder);
            builder.listener(display);
            addAll(items, builder, display);
            inputOptions.report(spec.commandLine().getErr());
            output.write(builder, reader.dimension(), start, spec.commandLine());
        }
        return 0;
    }

    private ReadOptions readOptions(final Path folder) {
        final ReadOptions options = ReadOptions.defaults().workFolder(folder);
        if (dimension == null) {
            return options;
        }
        try {
            return options.dimension(dimension);
        } catch (final IllegalArgumentException ex) {
            throw new UsageException("--dimension: " + ex.getMessage());
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
}
