package org.annoyindex.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
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

/** Builds an index of real words, searches it, and leaves the files for further commands. */
@Command(
        name = "demo",
        description =
                "Builds an index of 10,000 English words, searches it, and leaves the files for further commands.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy demo",
            "  annoy demo --output /tmp/words",
            "",
            "Writes words.txt (words and their GloVe vectors), words.annoy (the index), words.ann (the same words as a file",
            "of Spotify's Annoy), q.fvecs (queries), nouns.txt and seen.txt (ids for --allow and --deny). The examples in the",
            "README use these files. Files of an earlier demo are replaced, others never."
        })
final class DemoCommand implements Callable<Integer> {
    private static final String[] SHOWN = {"king", "coffee", "computer", "paris", "winter"};
    private static final int NEAREST = 5;
    private static final int PASSES = 4;
    private static final int SEARCHES_PER_PASS = 2000;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The folder for the files (default: the current folder).")
    private @Nullable Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (folder != null && OutputFile.isStandard(folder)) {
            throw new UsageException("--output is -, but the demo writes several files; name a folder");
        }
        final PrintWriter out = spec.commandLine().getOut();
        final DemoFiles files = new DemoFiles(folder == null ? Path.of("") : Files.createDirectories(folder));
        final Path file = files.index();
        files.writeWords();
        long start = System.nanoTime();
        files.build();
        out.printf(
                Locale.ROOT,
                "read and built    %8.2f s   %,d words x %d%n",
                seconds(start),
                Words.COUNT,
                Words.DIMENSION);
        out.flush();
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
            out.flush();
            out.printf(
                    Locale.ROOT,
                    "search, warm      %8.3f ms  at recall %.2f, one thread, Java %d, %s kernels%n%n",
                    warmMillis(index),
                    SearchOptions.DEFAULT_RECALL,
                    Runtime.version().feature(),
                    index.info().kernel());
            for (final String word : SHOWN) {
                out.printf(Locale.ROOT, "%-10s %s%n", word, nearest(index, word));
            }
            files.writeOthers(index);
        }
        out.printf(
                Locale.ROOT,
                "%nwritten: %s, %s, %s, %s, %s, %s%n",
                files.words(),
                file,
                files.spotify(),
                files.queries(),
                files.nouns(),
                files.seen());
        out.printf(
                Locale.ROOT,
                "try:%n  annoy query %s --label tea%n  annoy query %s --vectors %s -k 3%n  annoy info %s%n",
                file,
                file,
                files.queries(),
                file);
        return 0;
    }

    private static double seconds(final long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Milliseconds per search, in the last of several passes over the most frequent words. */
    private static double warmMillis(final AnnoyIndex index) {
        final Searcher searcher = index.searcher();
        double millis = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            final long start = System.nanoTime();
            for (int item = 0; item < SEARCHES_PER_PASS; item++) {
                searcher.nearest(Query.item(item), NEAREST + 1, SearchOptions.defaults());
            }
            millis = 1e3 * seconds(start) / SEARCHES_PER_PASS;
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
