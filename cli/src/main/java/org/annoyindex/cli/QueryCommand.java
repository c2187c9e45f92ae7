package org.annoyindex.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Queries;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds the nearest items to an item, a key, a label, a vector or many vectors. */
@Command(
        name = "query",
        description = "Finds the items nearest to an item, a vector, or each vector of a file.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy query words.annoy --label coffee",
            "  annoy query words.annoy --item 17 -k 5 --recall 0.99",
            "  annoy query products.annoy --key 4006381333931",
            "  annoy query points.annoy --vector 0.5,-1,2.25 --output-format json",
            "  annoy query words.annoy --vectors queries.fvecs --budget 20000 --output-format tsv",
            "  annoy query words.annoy --vectors queries.fvecs -k 20 --output ids.npy --distances distances.npy",
            "  annoy query words.annoy --label coffee --within 0.632456 --limit 100",
            "  annoy query words.annoy --label coffee -k 10 --skip 10",
            "  annoy query words.annoy --label coffee --explain",
            "  annoy query words.annoy --label coffee --cosine",
            "  annoy query words.annoy --label coffee --allow nouns.txt --deny seen.bitmap",
            "  annoy query products.annoy --key 4006381333931 --allow-keys stock.txt",
            "  annoy query words.ann --metric angular --dimension 100 --item 17 --search-k 5000",
            "",
            "Words that look like options are written --label=WORD and --key=KEY. For angular, the cosine is 1 - d^2 / 2 of",
            "the distance d: a cosine of at least 0.8 is --within 0.632456, which is sqrt(2 - 2 * 0.8).",
            "In tsv, labels have \\t, \\n, \\r and \\uXXXX for tabs, line breaks and other control characters, and \\\\ for a",
            "backslash. Arrays (.npy, .ivecs, .fvecs) have -1 and an infinite distance where fewer items were found.",
            "Columns are rank, id, distance, and key and label if the index has them. The default is a recall of 0.95; in a",
            "file of Spotify's Annoy it is Annoy's default, a budget of -k times the number of trees. --explain shows the",
            "steps of a search: plan, pages, sketches, comparisons and times."
        })
final class QueryCommand implements Callable<Integer> {
    @Mixin
    private IndexArgument input;

    @ArgGroup(multiplicity = "1")
    private Subject query;

    @Mixin
    private NeighborRange range;

    @ArgGroup
    private @Nullable EffortOptions effort;

    @Mixin
    private LinkOption links;

    @Mixin
    private FilterOptions filter;

    @Mixin
    private InputOptions inputOptions;

    @Option(names = "--threads", paramLabel = "N", description = "Threads for --vectors (default: one per processor).")
    private @Nullable Integer threads;

    @Option(names = "--cosine", description = "Also show the cosine similarity of each neighbor; for angular indexes.")
    private boolean cosine;

    @Option(names = "--explain", description = "Also show the steps of the search.")
    private boolean explain;

    @Mixin
    private AnswerOptions answers;

    @Spec
    private CommandSpec spec;

    /** What to search with. */
    static final class Subject {
        @Option(names = "--item", paramLabel = "N", description = "Search with the vector of the item with this id.")
        private @Nullable Integer item;

        @Option(names = "--key", paramLabel = "KEY", description = "Search with the vector of the item with this key.")
        private @Nullable String key;

        @Option(
                names = "--label",
                paramLabel = "WORD",
                description = "Search with the vector of the item with this label.")
        private @Nullable String label;

        @Option(names = "--vector", paramLabel = "X,Y,...", description = "Search with this vector.")
        private @Nullable String vector;

        @Option(
                names = "--vectors",
                paramLabel = "FILE",
                description = "Search with each vector of a file, in one of the formats that 'build' reads; - for"
                        + " standard input.")
        private @Nullable Path vectors;
    }

    @Override
    public Integer call() throws IOException {
        check();
        final SearchOptions unfiltered = effort == null ? SearchOptions.defaults() : effort.options();
        final long start = System.nanoTime();
        try (AnnoyIndex index = input.load()) {
            final double openMillis = (System.nanoTime() - start) / 1e6;
            if (effort != null) {
                effort.check(index, input.file());
            }
            range.checkDistance(index);
            if (cosine && index.metric() != Metric.ANGULAR) {
                throw new UsageException("--cosine is for angular indexes, and " + input.file() + " is "
                        + index.metric().label() + "; omit it");
            }
            final SearchOptions options =
                    filter.restrict(links.apply(unfiltered, index, input.file()), index, input.file());
            final NeighborsPrinter printer = new NeighborsPrinter(index, range.skipped(), cosine);
            if (query.vectors != null) {
                printAll(index, query.vectors, options, printer);
            } else {
                print(index, options, printer, openMillis);
            }
        }
        return 0;
    }

    private void check() throws IOException {
        range.check();
        if (threads != null) {
            OptionValues.atLeast(1, "--threads", threads);
            if (query.vectors == null) {
                throw new UsageException("--threads is for --vectors only; omit it");
            }
            if (!range.isPlain()) {
                throw new UsageException("--threads cannot be used with --within or --skip; omit it");
            }
        }
        if (explain && query.vectors != null) {
            throw new UsageException("--explain is for one query; give --item, --label or --vector");
        }
        filter.requireStandardInputOnce(query.vectors);
        answers.check(explain, sources());
    }

    private void printAll(
            final AnnoyIndex index, final Path file, final SearchOptions options, final NeighborsPrinter printer)
            throws IOException {
        final List<String> names = new ArrayList<>();
        final float[][] vectors = VectorFiles.readQueries(
                file, index, inputOptions, spec.commandLine().getErr());
        for (int q = 0; q < vectors.length; q++) {
            names.add("query " + q);
        }
        write(index, printer, names, searchAll(index, vectors, options));
    }

    private void print(
            final AnnoyIndex index,
            final SearchOptions options,
            final NeighborsPrinter printer,
            final double openMillis)
            throws IOException {
        final String name;
        final Query subject;
        if (query.vector != null) {
            name = query.vector;
            subject = Query.of(parse(query.vector, index));
        } else {
            final int item = item(index);
            name = name(item);
            subject = Query.item(item);
        }
        try {
            if (explain) {
                final SearchExplanation explanation = new SearchExplanation(
                        index,
                        effort == null ? "the default effort" : effort.describe(),
                        range,
                        subject,
                        options,
                        openMillis);
                answers.print(
                        spec.commandLine().getOut(), to -> printer.print(to, name, explanation, answers.format()));
            } else {
                write(index, printer, List.of(name), List.of(range.find(index, subject, options)));
            }
        } catch (final IllegalArgumentException ex) {
            throw new UsageException(ex.getMessage() + "; correct the query");
        }
    }

    private void write(
            final AnnoyIndex index,
            final NeighborsPrinter printer,
            final List<String> names,
            final List<Neighbors> results)
            throws IOException {
        answers.write(spec.commandLine().getOut(), printer, names, results, range.columns(), index.metric());
    }

    /** The files that are read, which no output may replace. */
    private Path[] sources() {
        return Stream.concat(Stream.of(input.file()), Stream.ofNullable(query.vectors))
                .toArray(Path[]::new);
    }

    private List<Neighbors> searchAll(final AnnoyIndex index, final float[][] vectors, final SearchOptions options) {
        if (!range.isPlain()) {
            return Arrays.stream(vectors)
                    .parallel()
                    .map(vector -> range.find(index, Query.of(vector), options))
                    .toList();
        }
        if (threads == null) {
            return index.nearestAll(Queries.of(vectors), range.k(), options);
        }
        final ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            return index.nearestAll(Queries.of(vectors), range.k(), options, pool)
                    .join();
        } catch (final CompletionException ex) {
            throw ex.getCause() instanceof UncheckedIOException damaged ? damaged : ex;
        } finally {
            pool.shutdownNow();
        }
    }

    private String name(final int item) {
        if (query.key != null) {
            return query.key;
        }
        return query.label == null ? "item " + item : query.label;
    }

    private int item(final AnnoyIndex index) {
        if (query.key != null) {
            return withKey(index, query.key);
        }
        if (query.label != null) {
            return withLabel(index, query.label);
        }
        final int item = Objects.requireNonNull(query.item);
        if (!index.contains(item)) {
            throw new UsageException("there is no item " + item + " in " + input.file() + "; it has " + index.size()
                    + " items, numbered from 0"
                    + (index.info().isSpotify() ? ", some of which may be missing" : ""));
        }
        return item;
    }

    private int withLabel(final AnnoyIndex index, final String label) {
        if (!index.info().isLabeled()) {
            throw new UsageException(
                    input.file() + " has no labels; use --item, or build it from an input with labels");
        }
        return index.idOf(label)
                .orElseThrow(() -> new UsageException(
                        "there is no label '" + label + "' in " + input.file() + "; labels are case-sensitive"));
    }

    private int withKey(final AnnoyIndex index, final String key) {
        final OptionalInt id = switch (index.info().keyKind()) {
            case NUMBERS -> index.idOf(number(key));
            case STRINGS -> index.idOf(key);
            case NONE ->
                throw new UsageException(input.file() + " has no keys; use --item"
                        + (index.info().isLabeled() ? " or --label" : "") + ", or build it with --keys");
        };
        return id.orElseThrow(() -> new UsageException("there is no key '" + key + "' in " + input.file()
                + "; its keys are " + index.info().keyKind().label()));
    }

    private static long number(final String key) {
        try {
            return Long.parseLong(key);
        } catch (final NumberFormatException ex) {
            throw new UsageException(
                    "--key is '" + key + "', but the keys of this index are numbers; give a 64-bit whole number");
        }
    }

    private static float[] parse(final String text, final AnnoyIndex index) {
        final String[] fields = text.trim().split("[,\\s]+", -1);
        if (fields.length != index.dimension()) {
            throw new UsageException("--vector has " + fields.length + " components, the index's vectors have "
                    + index.dimension() + "; give as many numbers, separated by commas");
        }
        final float[] vector = new float[fields.length];
        for (int i = 0; i < fields.length; i++) {
            try {
                vector[i] = Float.parseFloat(fields[i]);
            } catch (final NumberFormatException ex) {
                throw new UsageException(
                        "component " + i + " of --vector is '" + fields[i] + "'; give a number such as 0.5");
            }
        }
        return vector;
    }
}
