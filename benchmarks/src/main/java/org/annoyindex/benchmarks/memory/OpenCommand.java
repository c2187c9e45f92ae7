package org.annoyindex.benchmarks.memory;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the time and memory of opening indexes of several sizes. */
@Command(
        name = "open",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the time and memory of opening indexes of several sizes.",
            "It generates valid indexes and opens each cold (its pages dropped from memory) and warm.",
            "The vectors are drawn from a tree, which becomes the tree of the index, so that gigabytes are written in a",
            "minute. In all other respects the files are like any index."
        })
final class OpenCommand implements Callable<Integer> {
    private static final int K = 10;
    private static final int BUDGET = 10_000;
    private static final double RECALL = 0.95;
    private static final Pattern SIZE = Pattern.compile("(\\d+)([KMG])");

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "SIZE",
            defaultValue = "100M,400M,1G,4G",
            description = "Sizes of the files: numbers with K, M or G (${DEFAULT-VALUE}).")
    private String[] sizes;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Folder for the files, which are deleted afterward; must be on a disk (the folder for temporary files).")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "5",
            description = "Number of times to open each, cold and warm; medians are shown (${DEFAULT-VALUE}).")
    private int repeats;

    @Mixin
    private FiguresOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (repeats < 1) {
            throw new ParameterException(spec.commandLine(), "--repeats is " + repeats + "; give at least 1");
        }
        final long[] lengths = Arrays.stream(sizes).mapToLong(this::bytes).toArray();
        final Figures figures = new Figures(
                "bytes",
                "items",
                "state",
                "open ms",
                "worst ms",
                "heap KiB",
                "process growth KiB",
                "file resident KiB",
                "first search ms",
                "then resident KiB");
        figures.fact("java", Runtime.version().toString());
        figures.fact("read_ahead_kib", PageCache.readAheadKib(folder));
        figures.note(
                "cold: the pages of the file were dropped from memory before it was opened; warm: all are in memory.");
        figures.note(
                "heap: allocated by opening. The growth of the process differs from it, as other threads allocate, too.");
        figures.note("first search: 10 neighbors, " + String.format(Locale.ROOT, "%,d", BUDGET) + " scanned items.");
        warmUp();
        for (final long length : lengths) {
            final Path file = Files.createTempFile(folder, "annoy-open-", ".annoy");
            try {
                spec.commandLine().getErr().println("bench: generating an index of " + length + " bytes in " + folder);
                final List<float[]> queries = SizedIndex.write(file, length);
                measure(file, queries, true, figures);
                measure(file, queries, false, figures);
            } finally {
                Files.deleteIfExists(file);
            }
        }
        output.print(figures);
        return 0;
    }

    private long bytes(final String size) {
        final Matcher matcher = SIZE.matcher(size.toUpperCase(Locale.ROOT));
        if (!matcher.matches() || matcher.group(1).length() > 6) {
            throw new ParameterException(spec.commandLine(), "--sizes has '" + size + "'; for instance 100M,4G");
        }
        final long unit = 1L << 10 * (1 + "KMG".indexOf(matcher.group(2)));
        return Long.parseLong(matcher.group(1)) * unit;
    }

    /** Loads and compiles all code on a small index, as in a process that has run for a while. */
    private void warmUp() throws IOException {
        final Path file = Files.createTempFile(folder, "annoy-open-", ".annoy");
        try {
            final List<float[]> queries = SizedIndex.write(file, 1 << 20);
            for (int i = 0; i < 50; i++) {
                try (SearchedFile index = SearchedFile.open(file, RECALL, BUDGET)) {
                    index.search(queries.get(i), K);
                }
                MappedMemory.of(file);
                MappedMemory.ofProcess();
            }
        } finally {
            Files.delete(file);
        }
    }

    private void measure(final Path file, final List<float[]> queries, final boolean cold, final Figures figures)
            throws IOException, InterruptedException {
        final double[][] samples = new double[6][repeats];
        int items = 0;
        for (int i = 0; i < repeats; i++) {
            PageCache.awaitUnmapped(file);
            if (cold) {
                PageCache.drop(file);
                PageCache.awaitUnmapped(file);
            } else {
                readWhole(file);
            }
            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            final long processBefore = MappedMemory.ofProcess().resident();
            final long heapBefore = threads.getCurrentThreadAllocatedBytes();
            final long start = System.nanoTime();
            try (SearchedFile index = SearchedFile.open(file, RECALL, BUDGET)) {
                samples[0][i] = (System.nanoTime() - start) / 1e6;
                samples[1][i] = (threads.getCurrentThreadAllocatedBytes() - heapBefore) / 1024.0;
                samples[2][i] = MappedMemory.ofProcess().resident() - processBefore;
                samples[3][i] = MappedMemory.of(file).resident();
                final long searching = System.nanoTime();
                index.search(queries.get(i % queries.size()), K);
                samples[4][i] = (System.nanoTime() - searching) / 1e6;
                samples[5][i] = MappedMemory.of(file).resident();
                items = index.items();
            }
        }
        figures.row(
                Files.size(file),
                items,
                cold ? "cold" : "warm",
                median(samples[0]),
                Arrays.stream(samples[0]).max().orElseThrow(),
                (long) median(samples[1]),
                (long) median(samples[2]),
                (long) median(samples[3]),
                median(samples[4]),
                (long) median(samples[5]));
    }

    private static void readWhole(final Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static double median(final double[] values) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
