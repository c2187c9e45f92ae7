package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.Preload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Pages that the first searches need, and what the kernel makes of it. A cold pass shows what is waited for and what is
 * read: that depends on the kernel's read-ahead. A second pass over the same queries finds every page mapped in, so
 * that the processor's marks, cleared before, tell exactly which pages the searches read: that does not.
 */
@Command(
        name = "pages",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Counts the pages of index files that their first searches touch, on a cold cache.",
            "It shows what the kernel's read-ahead makes of them, too."
        })
final class PagesCommand implements Callable<Integer> {
    private static final int KIB_A_PAGE = PageCache.PAGE / 1024;

    @Parameters(arity = "1..*", paramLabel = "INDEX", description = "Index files.")
    private List<Path> files;

    @Option(
            names = "--annoy-metric",
            paramLabel = "METRIC",
            description = "Files named .ann are Spotify's Annoy's, of this metric and the queries' dimension.")
    private String annoyMetric;

    @Mixin
    private QueriesOption queryFile;

    @Option(
            names = "--counts",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,10,100",
            description = "After how many searches to count, ascending (${DEFAULT-VALUE}).")
    private int[] counts;

    @Option(names = "-k", paramLabel = "K", defaultValue = "10", description = "Neighbors (${DEFAULT-VALUE}).")
    private int k;

    @Mixin
    private SearchEffort effort;

    @Option(
            names = "--preload",
            paramLabel = "PART",
            defaultValue = "none",
            description = "What opening brings into memory: none, trees or all (${DEFAULT-VALUE}).")
    private Preload preload;

    @Mixin
    private FiguresOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] <= (i == 0 ? 0 : counts[i - 1])) {
                throw new ParameterException(spec.commandLine(), "--counts must ascend from 1, for instance 1,10,100");
            }
        }
        final Figures figures = new Figures(
                "file",
                "searches",
                "pages touched",
                "share of file %",
                "waits for disk",
                "mapped in",
                "in memory",
                "read from disk KiB",
                "open ms",
                "ms");
        figures.fact("java", Runtime.version().toString());
        figures.fact("read_ahead_kib", PageCache.readAheadKib(files.get(0).toAbsolutePath()));
        figures.note("pages touched: distinct pages of 4 KiB that the searches read, whatever the kernel does.");
        figures.fact("preload", preload.name().toLowerCase(Locale.ROOT));
        if (preload != Preload.NONE) {
            figures.note("Preloading makes that count too high; take it from a run without.");
        }
        figures.note("The rest is of a cold pass, pages dropped before. waits: faults that had to wait for the disk.");
        figures.note("mapped in: touched pages and those around them, up to 16, that were in memory (fault-around).");
        figures.note(
                "in memory: pages of the file that the kernel holds then, most by read-ahead (see above). Java has");
        figures.note("no madvise(MADV_RANDOM), which would switch read-ahead off; 'blockdev --setra' does, as root.");
        for (final Path file : files) {
            measure(file, figures);
        }
        output.print(figures);
        return 0;
    }

    private void measure(final Path file, final Figures figures) throws IOException, InterruptedException {
        final List<float[]> queries = readQueries(file);
        if (queries.size() < counts[counts.length - 1]) {
            throw new IOException(queryFile.file() + " has " + queries.size() + " queries; give smaller --counts");
        }
        PageCache.awaitUnmapped(file);
        PageCache.drop(file);
        PageCache.awaitUnmapped(file);
        final Cold[] cold = new Cold[counts.length];
        final long opening = System.nanoTime();
        try (SearchedFile index = open(file, queries.get(0).length)) {
            final double openMillis = (System.nanoTime() - opening) / 1e6;
            final ThreadReads before = ThreadReads.now();
            long nanos = 0;
            for (int i = 0, done = 0; i < counts.length; i++) {
                final long start = System.nanoTime();
                done = search(index, queries, done, counts[i]);
                nanos += System.nanoTime() - start;
                cold[i] = new Cold(
                        ThreadReads.now().since(before), MappedMemory.of(file), PageCache.resident(file), nanos);
            }
            MappedMemory.forgetReferences();
            for (int i = 0, done = 0; i < counts.length; i++) {
                done = search(index, queries, done, counts[i]);
                final long touched = MappedMemory.of(file).referenced() / KIB_A_PAGE;
                figures.row(
                        file.getFileName().toString(),
                        counts[i],
                        touched,
                        100.0 * touched * PageCache.PAGE / Files.size(file),
                        cold[i].reads().majorFaults(),
                        cold[i].mapped().resident() / KIB_A_PAGE,
                        cold[i].inMemory(),
                        cold[i].reads().bytesRead() / 1024,
                        openMillis,
                        cold[i].nanos() / 1e6);
            }
        }
    }

    private record Cold(ThreadReads reads, MappedMemory mapped, long inMemory, long nanos) {}

    /** Also loads and compiles what a search needs: the whole file is searched warm first. */
    private List<float[]> readQueries(final Path file) throws IOException {
        final int dimension;
        try (VectorReader reader = VectorReader.open(queryFile.file())) {
            dimension = reader.dimension();
        }
        try (SearchedFile index = open(file, dimension)) {
            final List<float[]> queries = queryFile.read(index.dimension());
            search(index, queries, 0, Math.min(queries.size(), 2 * counts[counts.length - 1]));
            return queries;
        }
    }

    private SearchedFile open(final Path file, final int dimension) throws IOException {
        if (!file.getFileName().toString().endsWith(".ann")) {
            return effort.search(AnnoyIndex.load(file, LoadOptions.defaults().preload(preload)));
        }
        if (annoyMetric == null) {
            throw new ParameterException(
                    spec.commandLine(), file + " does not say its metric; give --annoy-metric, for instance angular");
        }
        try {
            final LoadOptions options = LoadOptions.spotify(Metric.of(annoyMetric), dimension);
            return effort.search(AnnoyIndex.load(file, options.preload(preload)));
        } catch (final IllegalArgumentException ex) {
            throw new ParameterException(spec.commandLine(), ex.getMessage(), ex);
        }
    }

    private int search(final SearchedFile index, final List<float[]> queries, final int from, final int to) {
        for (int q = from; q < to; q++) {
            index.search(queries.get(q), k);
        }
        return to;
    }
}
