package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.VectorReaders;
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
 * Counts the pages that the first searches need. A cold pass measures page faults and disk reads, which depend on the
 * kernel's read-ahead. In a second pass over the same queries all pages are mapped, so that the accessed bits, which
 * were cleared before, show exactly which pages the searches read, independently of read-ahead.
 */
@Command(
        name = "pages",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Counts the pages of index files that the first searches touch with a cold page cache,",
            "and the pages that the kernel's read-ahead adds."
        })
final class PagesCommand implements Callable<Integer> {
    private static final int KIB_PER_PAGE = PageCache.PAGE / 1024;

    @Parameters(arity = "1..*", paramLabel = "INDEX", description = "Index files.")
    private List<Path> files;

    @Option(
            names = "--annoy-metric",
            paramLabel = "METRIC",
            description =
                    "Metric of .ann files, which are read as files of Spotify's Annoy with the dimension of the queries.")
    private String annoyMetric;

    @Mixin
    private QueriesOption queryFile;

    @Option(
            names = "--counts",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,10,100",
            description = "Numbers of searches after which to count, ascending (${DEFAULT-VALUE}).")
    private int[] counts;

    @Option(
            names = "-k",
            paramLabel = "K",
            defaultValue = "10",
            description = "Number of neighbors (${DEFAULT-VALUE}).")
    private int k;

    @Mixin
    private SearchEffort effort;

    @Option(
            names = "--preload",
            paramLabel = "PART",
            defaultValue = "none",
            description = "Part that opening loads into memory: none, trees or all (${DEFAULT-VALUE}).")
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
                "mapped pages",
                "pages in memory",
                "read from disk KiB",
                "open ms",
                "ms");
        figures.fact("java", Runtime.version().toString());
        figures.fact("read_ahead_kib", PageCache.readAheadKib(files.get(0).toAbsolutePath()));
        figures.note("pages touched: distinct pages of 4 KiB that the searches read, independent of read-ahead.");
        figures.fact("preload", preload.name().toLowerCase(Locale.ROOT));
        if (preload != Preload.NONE) {
            figures.note("With preloading this count is too high; use the count of a run without.");
        }
        figures.note(
                "The other columns are of a cold pass. waits for disk: page faults that had to wait for the disk.");
        figures.note("mapped pages: touched pages and up to 16 pages around each that were in memory (fault-around).");
        figures.note(
                "pages in memory: pages of the file in the page cache, most of them by read-ahead (see above). Java has");
        figures.note("no madvise(MADV_RANDOM) to switch read-ahead off; use 'blockdev --setra' as root.");
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
                final long touched = MappedMemory.of(file).referenced() / KIB_PER_PAGE;
                figures.row(
                        file.getFileName().toString(),
                        counts[i],
                        touched,
                        100.0 * touched * PageCache.PAGE / Files.size(file),
                        cold[i].reads().majorFaults(),
                        cold[i].mapped().resident() / KIB_PER_PAGE,
                        cold[i].inMemory(),
                        cold[i].reads().bytesRead() / 1024,
                        openMillis,
                        cold[i].nanos() / 1e6);
            }
        }
    }

    private record Cold(ThreadReads reads, MappedMemory mapped, long inMemory, long nanos) {}

    /** Reads the queries and searches once warm, so that all code is loaded and compiled. */
    private List<float[]> readQueries(final Path file) throws IOException {
        final int dimension;
        try (VectorReader reader = VectorReaders.open(queryFile.file())) {
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
                    spec.commandLine(),
                    file + " does not contain its metric; give --annoy-metric, for instance angular");
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
