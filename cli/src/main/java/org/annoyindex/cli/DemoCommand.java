package org.annoyindex.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.core.Metric;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.Searcher;
import org.annoyindex.testdata.Words;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Builds an index of real words and searches it: what the library does, in one go. */
@Command(
        name = "demo",
        description = "Builds an index of 10,000 English words and shows the nearest words of some.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  annoy demo", "  annoy demo --folder /tmp/words"})
final class DemoCommand implements Callable<Integer> {
    private static final String[] SHOWN = {"king", "coffee", "computer", "paris", "winter"};
    private static final int NEAREST = 5;
    private static final int PASSES = 3;

    @Option(names = "--folder", paramLabel = "DIR", description = "Where words and index go (a new temporary folder).")
    private @Nullable Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        final Path into = folder == null ? Files.createTempDirectory("annoy-demo-") : Files.createDirectories(folder);
        final Path words = into.resolve("words.txt");
        final Path file = into.resolve("words.annoy");
        writeWords(words, file);

        out.printf(
                Locale.ROOT,
                "Java %s, %s kernels%n%n",
                Runtime.version().feature(),
                Kernels.active().name());
        long start = System.nanoTime();
        build(words, file, into);
        out.printf(
                Locale.ROOT,
                "read and built    %8.2f s   %,d words x %d%n",
                seconds(start),
                Words.COUNT,
                Words.DIMENSION);
        start = System.nanoTime();
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            out.printf(
                    Locale.ROOT,
                    "opened            %8.2f ms  %,d bytes in %s%n",
                    1e3 * seconds(start),
                    Files.size(file),
                    file);
            start = System.nanoTime();
            index.nearest(Query.item(0), NEAREST + 1);
            out.printf(Locale.ROOT, "first search      %8.2f ms%n", 1e3 * seconds(start));
            out.printf(
                    Locale.ROOT,
                    "search, warm      %8.3f ms  at recall %.2f, one thread%n%n",
                    warmMillis(index),
                    SearchOptions.DEFAULT_RECALL);
            for (final String word : SHOWN) {
                out.printf(Locale.ROOT, "%-10s %s%n", word, nearest(index, word));
            }
        }
        out.printf(Locale.ROOT, "%nNext:%n  bin/annoy query %s --label tea%n  bin/annoy info %s%n", file, file);
        return 0;
    }

    /** Writes the words, unless an earlier demo did. Files of these names that are not a demo's stay as they are. */
    private static void writeWords(final Path words, final Path file) throws IOException {
        if (!Files.exists(words) && !Files.exists(file)) {
            Words.copyTo(words);
        } else if (!Files.isRegularFile(words) || !holdsWords(words)) {
            throw new IOException(words.getParent()
                    + " has a words.txt or words.annoy that is not the demo's; choose another folder");
        }
    }

    private static boolean holdsWords(final Path file) throws IOException {
        try (InputStream words = Words.open();
                InputStream found = Files.newInputStream(file)) {
            return Arrays.equals(words.readAllBytes(), found.readAllBytes());
        }
    }

    private static double seconds(final long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void build(final Path words, final Path file, final Path temporary) throws IOException {
        try (ProgressDisplay display = new ProgressDisplay(null, false);
                VectorReader reader = VectorReader.open(words);
                ItemSource items = new ItemSource(reader, words);
                IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, reader.dimension(), temporary)) {
            BuildCommand.addAll(items, builder, display);
            builder.write(file);
        }
    }

    /** Milliseconds a search, over the words of the last of some passes. */
    private static double warmMillis(final AnnoyIndex index) {
        final Searcher searcher = index.searcher();
        double millis = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            final long start = System.nanoTime();
            for (int item = 0; item < index.size(); item++) {
                searcher.nearest(Query.item(item), NEAREST + 1, SearchOptions.defaults());
            }
            millis = 1e3 * seconds(start) / index.size();
        }
        return millis;
    }

    private static String nearest(final AnnoyIndex index, final String word) {
        final int item = index.idOf(word).orElseThrow();
        final Neighbors found = index.nearest(Query.item(item), NEAREST + 1);
        final StringJoiner words = new StringJoiner("  ");
        for (int rank = 0; rank < found.size(); rank++) {
            if (found.id(rank) != item) {
                words.add(String.format(Locale.ROOT, "%s %.3f", index.label(found.id(rank)), found.distance(rank)));
            }
        }
        return words.toString();
    }
}
