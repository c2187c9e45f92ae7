package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.annoyindex.core.Metric;
import org.annoyindex.testdata.Words;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What C++ Annoy, as packaged by Debian, answers on files that it wrote. */
final class AnnoyGoldenFilesTest {
    /** Relative; products and squares are summed in another order than by C++. */
    private static final double TOLERANCE = 1e-5;

    /**
     * Of the squared distance, which for angular is {@code 2 - 2 cos} of numbers of single precision: near distances have
     * few right digits in C++, an item's distance to itself among them.
     */
    private static final double ANGULAR_TOLERANCE = 1e-6;

    private static final Pattern TABS = Pattern.compile("\t");
    private static final Pattern COMMAS = Pattern.compile(",");

    @TempDir
    private Path folder;

    private final Map<String, AnnoyIndex> indexes = new HashMap<>();
    private int lines;

    @AfterEach
    void close() {
        indexes.values().forEach(AnnoyIndex::close);
    }

    @Test
    void everyAnswerIsAnnoys() throws IOException {
        try (InputStream golden = resource("expected.tsv.gz");
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(golden), StandardCharsets.US_ASCII))) {
            check(reader.lines());
        }
        assertEquals(1210, lines);
    }

    private void check(final Stream<String> answers) {
        answers.forEach(line -> {
            final String[] fields = TABS.split(line, -1);
            try {
                if (fields[0].equals("index")) {
                    open(fields);
                } else {
                    search(line, fields);
                }
            } catch (final IOException ex) {
                throw new AssertionError(line, ex);
            }
            lines++;
        });
    }

    private void open(final String[] fields) throws IOException {
        final Path path = folder.resolve(fields[1] + ".ann");
        try (InputStream golden = resource(fields[1] + ".ann")) {
            Files.copy(golden, path);
        }
        final Metric metric = Metric.ofLabel(fields[2]);
        final int dimension = number(fields[3], "f=") * (metric == Metric.HAMMING ? 64 : 1);
        final AnnoyIndex index =
                AnnoyIndex.load(path, LoadOptions.of(metric, dimension).verify());
        assertEquals(number(fields[6], "n_items="), index.size());
        // C++ counts the roots of tiny files twice.
        assertEquals(number(fields[5], "trees_asked="), index.treeCount());
        assertEquals(number(fields[4], "items="), (int) Stream.iterate(0, id -> id + 1)
                .limit(index.size())
                .filter(index::contains)
                .count());
        indexes.put(fields[1], index);
    }

    private void search(final String line, final String[] fields) {
        final AnnoyIndex index = indexes.get(fields[1]);
        final int k = number(fields[3], "k=");
        final int searchK = number(fields[4], "search_k=");
        final SearchOptions options = searchK == -1 ? SearchOptions.defaults() : SearchOptions.searchK(searchK);
        final Neighbors found = fields[0].equals("item")
                ? index.nearestToItem(Integer.parseInt(fields[2]), k, options)
                : index.nearest(vector(index, fields[2]), k, options);
        final int[] ids = COMMAS.splitAsStream(fields[5])
                .filter(text -> !text.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        final double[] distances = COMMAS.splitAsStream(fields[6])
                .filter(text -> !text.isEmpty())
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertArrayEquals(ids, found.ids(), line);
        for (int rank = 0; rank < ids.length; rank++) {
            assertTrue(same(index, distances[rank], found.distance(rank)), line + " found " + found);
        }
    }

    private static boolean same(final AnnoyIndex index, final double expected, final double found) {
        return Math.abs(expected - found) <= TOLERANCE * Math.abs(expected)
                || index.metric() == Metric.ANGULAR
                        && Math.abs(expected * expected - found * found) <= ANGULAR_TOLERANCE;
    }

    private static float[] vector(final AnnoyIndex index, final String components) {
        final String[] numbers = COMMAS.split(components, -1);
        final float[] vector = new float[index.dimension()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = index.metric() == Metric.HAMMING
                    ? Long.parseUnsignedLong(numbers[i >> 6]) >>> i & 1
                    : Float.parseFloat(numbers[i]);
        }
        return vector;
    }

    private static int number(final String field, final String name) {
        assertTrue(field.startsWith(name), field);
        return Integer.parseInt(field.substring(name.length()));
    }

    private static InputStream resource(final String name) {
        return Words.class.getResourceAsStream("golden/annoy/" + name);
    }
}
