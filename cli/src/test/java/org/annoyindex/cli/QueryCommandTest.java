package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code annoy query} finds within distances, page by page, and how it explains it. */
@Tag("once")
final class QueryCommandTest extends CommandFixture {
    private static final int ITEMS = 2500;

    private static float[][] vectors;

    /** The index of each test is a copy of this one. */
    @TempDir
    static Path originals;

    private Path index;

    @BeforeAll
    static void buildIndex() throws IOException {
        vectors = SampleVectors.random(Metric.ANGULAR, ITEMS, 8, 1);
        SampleVectors.build(originals.resolve("x.annoy"), Metric.ANGULAR, vectors);
    }

    @BeforeEach
    void copyIndex() throws IOException {
        index = Files.copy(originals.resolve("x.annoy"), folder.resolve("x.annoy"));
    }

    private Neighbors exact(final int item, final int k) throws IOException {
        try (AnnoyIndex opened = AnnoyIndex.load(index)) {
            return opened.nearest(Query.item(item), k, SearchOptions.exact());
        }
    }

    private static List<String> ids(final Neighbors found, final int from, final int to) {
        final List<String> ids = new ArrayList<>();
        for (int rank = from; rank < to; rank++) {
            ids.add(Integer.toString(found.id(rank)));
        }
        return ids;
    }

    @Test
    void findsAllWithinADistanceUpToALimit() throws IOException {
        final Neighbors all = exact(17, 40);
        final float distance = all.distance(29);
        assertRuns("query", index, "--item 17 --within", distance, "--exact --output-format tsv");
        assertEquals(ids(all, 0, 30), column(2));
        assertRuns("query", index, "--item 17 --within", distance, "--limit 4 --exact --output-format tsv");
        assertEquals(ids(all, 0, 4), column(2));
        assertRuns("query", index, "--item 17 --within", distance, "--output-format tsv");
        assertTrue(ids(all, 0, 30).containsAll(column(2)) && column(2).size() >= 25, out.toString());
        assertRuns("query", index, "--vector 0,0,0,0,0,0,0,0 --within 1");
        assertEquals("", out.toString());
    }

    @Test
    void skipsTheNearestAndGoesOnCounting() throws IOException {
        final Neighbors all = exact(3, 12);
        assertRuns("query", index, "--item 3 -k 5 --skip 7 --exact --output-format tsv");
        assertEquals(ids(all, 7, 12), column(2));
        assertEquals(List.of("8", "9", "10", "11", "12"), column(1));
        assertRuns("query", index, "--item 3 -k 5 --skip", ITEMS - 2, "--exact");
        assertEquals(2, out.toString().lines().count());
        assertTrue(out.toString().startsWith("2499 "), out.toString());
        assertRuns("query", index, "--item 3 --skip 0 --output-format tsv");
        assertEquals(10, column(0).size());
    }

    @Test
    void manyQueriesHaveRangesToo() throws IOException {
        final Path queries = SampleVectors.writeFvecs(folder.resolve("q.fvecs"), vectors[5], vectors[9]);
        assertRuns("query", index, "--vectors", queries, "-k 2 --skip 1 --exact --output-format tsv");
        final List<String> expected = new ArrayList<>(ids(exact(5, 3), 1, 3));
        expected.addAll(ids(exact(9, 3), 1, 3));
        assertEquals(expected, column(2));
        assertRuns("query", index, "--vectors", queries, "--within 0.01 --limit 1 --output-format tsv");
        assertEquals(List.of("5", "9"), column(2));
    }

    @Test
    void explainsInWords() throws IOException {
        assertRuns("query", index, "--item 17 -k 3 --explain");
        final String text = out.toString();
        for (final String expected : new String[] {
            "asked for    3 nearest, the default effort",
            "plan         scan ",
            " of 2,500 items on average, by the recall profile for 1, 10, 100 neighbors: ",
            "walk         ",
            "sketches     ",
            " of all, scored by bounds of their distances",
            "comparisons  ",
            " vectors read and compared exactly, ",
            "results      3 found, from 0.00000 to ",
            "time         opening "
        }) {
            assertTrue(text.contains(expected), expected + " in " + text);
        }
        assertTrue(text.lines().skip(8).findFirst().orElseThrow().matches(" +1 +17 +0\\.00000"), text);

        assertRuns("query", index, "--item 17 --within 1e-4 --explain --recall 0.9");
        assertTrue(out.toString().contains("asked for    all within 1.0E-4, a recall of 0.9"), out.toString());
        assertRuns("query", index, "--item 17 --within 1e-4 --explain --budget 2400");
        assertTrue(out.toString().contains(", before the limit: further neighbors were unlikely"), out.toString());
        assertRuns("query", index, "--item 17 --explain --exact");
        assertTrue(
                out.toString()
                        .contains("plan         compare with all 2,500 allowed items: exact search was asked for"),
                out.toString());
        assertFalse(out.toString().contains("walk"), out.toString());
        assertRuns("query", index, "--vector 0,0,0,0,0,0,0,0 --within 1 --limit 5 --explain");
        assertTrue(out.toString().contains("asked for    at most 5 within 1.0, the default effort"), out.toString());
        assertTrue(out.toString().contains("results      none found"), out.toString());
    }

    @Test
    void explainsInNumbers() throws IOException {
        assertRuns("query", index, "--item 17 -k 4 --skip 2 --budget 600 --explain --output-format json");
        final Map<String, Double> numbers = new HashMap<>();
        int neighbors = 0;
        int steps = 0;
        try (JsonParser json = new JsonFactory().createParser(out.toString())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isNumeric()) {
                    numbers.put(json.currentName(), json.getDoubleValue());
                    neighbors += json.currentName().equals("id") ? 1 : 0;
                } else if (token == JsonToken.VALUE_STRING
                        && json.getText().equals("4 after the 2 nearest, a budget of 600")) {
                    steps++;
                }
            }
        }
        assertEquals(4, neighbors);
        assertEquals(1, steps);
        assertEquals(600, numbers.get("budget"));
        assertTrue(numbers.get("leaf_pages") >= 1 && numbers.get("inner_pages") >= 1);
        assertTrue(numbers.get("adaptive_reached") >= numbers.get("adaptive_limit"));
        assertTrue(numbers.get("scanned") >= numbers.get("exact_comparisons"));
        for (final String time : new String[] {"open_ms", "first_ms", "warm_ms"}) {
            assertTrue(numbers.get(time) > 0, time);
        }
    }

    @Test
    void searchesOfAnnoysFilesAreExplainedToo() throws IOException {
        final Path file = folder.resolve("x.ann");
        assertRuns("convert", index, "--output", file, "--trees 4");
        final Object[] query = {"query", file, "--metric", "angular", "--dimension", 8, "--item", 17, "--explain"};
        assertRuns(query);
        for (final String expected : new String[] {
            "plan         collect 40 of 2,500 items from the leaves of 4 trees, repeats counted",
            " splits passed, ",
            " collected, repeats counted"
        }) {
            assertTrue(out.toString().contains(expected), expected + " in " + out);
        }
    }

    @Test
    void showsCosinesOfAngularIndexesOnly() throws IOException {
        assertRuns("query", index, "--item 17 -k 3 --exact --cosine --output-format tsv");
        assertEquals("query\trank\tid\tlabel\tdistance\tcosine", lines().get(0));
        for (int rank = 0; rank < 3; rank++) {
            final float[] neighbor = vectors[Integer.parseInt(column(2).get(rank))];
            assertEquals(
                    cosine(vectors[17], neighbor), Double.parseDouble(column(5).get(rank)), 1e-5);
        }
        assertRuns("query", index, "--item 17 -k 1 --cosine");
        assertEquals("   1         17       0.00000   1.000000", lines().get(0));
        assertRuns("query", index, "--item 17 -k 1 --cosine --output-format json");
        assertTrue(out.toString().contains("\"cosine\" : 1.0"), out.toString());
        final Path dot =
                SampleVectors.build(folder.resolve("dot.annoy"), Metric.DOT, new float[][] {vectors[1], vectors[2]});
        assertError(
                2,
                "--cosine is for angular indexes, and " + dot + " is dot; omit it",
                "query",
                dot,
                "--item 1 --cosine");
    }

    private static double cosine(final float[] a, final float[] b) {
        double product = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squaresOfA += (double) a[i] * a[i];
            squaresOfB += (double) b[i] * b[i];
        }
        return product / Math.sqrt(squaresOfA * squaresOfB);
    }

    @Test
    void optionsThatExcludeEachOtherAreRejected() throws IOException {
        assertError(2, "--limit is for --within only; give -k", "query", index, "--item 1 --limit 3");
        assertError(
                2,
                "-k and --within exclude each other; use --limit with --within",
                "query",
                index,
                "--item 1 --within 1 -k 3");
        assertError(
                2, "--skip and --within exclude each other; omit one", "query", index, "--item 1 --within 1 --skip 3");
        assertError(2, "--skip is -1; give at least 0", "query", index, "--item 1 --skip -1");
        assertError(2, "--limit is 0; give at least 1", "query", index, "--item 1 --within 1 --limit 0");
        assertError(2, "--within is -0.5; give at least 0", "query", index, "--item 1 --within -0.5");
        assertError(2, "--within is NaN; give at least 0", "query", index, "--item 1 --within NaN");
        assertError(
                2,
                "--explain has no tsv output; use text or json",
                "query",
                index,
                "--item 1 --explain --output-format tsv");
        assertError(
                2,
                "--explain is for one query; give --item, --label or --vector",
                "query",
                index,
                "--vectors q.fvecs --explain");
        assertError(
                2,
                "--threads cannot be used with --within or --skip; omit it",
                "query",
                index,
                "--vectors q.fvecs --skip 1 --threads 2");
    }
}
