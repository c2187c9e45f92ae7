package org.annoyindex.query;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.annoyindex.core.Metric;
import org.annoyindex.testdata.Words;

/** Files that C++ Annoy, as packaged by Debian, has written, and what it answers on them. */
final class AnnoyGoldenFiles {
    private static final Pattern TABS = Pattern.compile("\t");

    private AnnoyGoldenFiles() {}

    /** A file and what is known of it. */
    record GoldenFile(String name, Metric metric, int dimension, int added, int trees, int items) {
        Path copyInto(final Path folder) throws IOException {
            final Path path = folder.resolve(name + ".ann");
            try (InputStream golden = resource(name + ".ann")) {
                Files.copy(golden, path);
            }
            return path;
        }

        LoadOptions options() {
            return LoadOptions.spotify(metric, dimension);
        }
    }

    static List<GoldenFile> files() throws IOException {
        return lines().stream()
                .filter(fields -> fields[0].equals("index"))
                .map(AnnoyGoldenFiles::file)
                .toList();
    }

    /** The fields of all lines of answers. */
    static List<String[]> lines() throws IOException {
        try (InputStream golden = resource("expected.tsv.gz");
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(golden), StandardCharsets.US_ASCII))) {
            return reader.lines().map(line -> TABS.split(line, -1)).toList();
        }
    }

    private static GoldenFile file(final String[] fields) {
        final Metric metric = Metric.of(fields[2]);
        return new GoldenFile(
                fields[1],
                metric,
                number(fields[3], "f=") * (metric == Metric.HAMMING ? 64 : 1),
                number(fields[4], "items="),
                // What C++ counts in tiny files is twice as many.
                number(fields[5], "trees_asked="),
                number(fields[6], "n_items="));
    }

    /** The number in a field like {@code k=10}. */
    static int number(final String field, final String name) {
        if (!field.startsWith(name)) {
            throw new IllegalArgumentException(field + " is not " + name);
        }
        return Integer.parseInt(field.substring(name.length()));
    }

    private static InputStream resource(final String name) {
        return Words.class.getResourceAsStream("golden/annoy/" + name);
    }
}
