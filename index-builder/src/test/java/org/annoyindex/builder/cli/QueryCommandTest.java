package org.annoyindex.builder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.builder.input.FvecsWriter;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code annoy query} finds within distances, page by page, and how it explains it. */
final class QueryCommandTest {
    private static final int ITEMS = 2500;

    @TempDir
    private Path folder;

    private float[][] vectors;
    private Path index;
    private StringWriter out;
    private StringWriter err;

    @BeforeEach
    void buildIndex() throws IOException {
        vectors = SampleVectors.random(Metric.ANGULAR, ITEMS, 8, 1);
        index = SampleVectors.build(folder.resolve("x.annoy"), Metric.ANGULAR, vectors);
    }

    private int run(final Object... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        final CommandLine command =
                AnnoyCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    }

    private void assertUsageError(final String message, final Object... arguments) {
        assertEquals(2, run(arguments), out.toString());
        assertEquals("annoy: " + message, err.toString().strip());
        assertEquals("", out.toString());
    }

    /** The fields of a column of tsv, without its name. */
    private List<String> column(final int column) {
        return out.toString()
                .lines()
                .skip(1)
                .map(line -> line.split("\t", -1)[column])
                .toList();
    }

    private Neighbors exact(final int item, final int k) throws IOException {
        try (AnnoyIndex opened = AnnoyIndex.load(index)) {
            return opened.nearestToItem(item, k, SearchOptions.exact());
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
        assertEquals(0, run("query", index, "--item", 17, "--within", distance, "--exact", "--output-format", "tsv"));
        assertEquals(ids(all, 0, 30), column(2));
        assertEquals(
                0,
                run(
                        "query",
                        index,
                        "--item",
                        17,
                        "--within",
                        distance,
                        "--limit",
                        4,
                        "--exact",
                        "--output-format",
                        "tsv"));
        assertEquals(ids(all, 0, 4), column(2));
        assertEquals(0, run("query", index, "--item", 17, "--within", distance, "--output-format", "tsv"));
        assertTrue(ids(all, 0, 30).containsAll(column(2)) && column(2).size() >= 25, out.toString());
        assertEquals(0, run("query", index, "--vector", "0,0,0,0,0,0,0,0", "--within", 1));
        assertEquals("", out.toString());
    }

    @Test
    void skipsTheNearestAndGoesOnCounting() throws IOException {
        final Neighbors all = exact(3, 12);
        assertEquals(0, run("query", index, "--item", 3, "-k", 5, "--skip", 7, "--exact", "--output-format", "tsv"));
        assertEquals(ids(all, 7, 12), column(2));
        assertEquals(List.of("8", "9", "10", "11", "12"), column(1));
        assertEquals(0, run("query", index, "--item", 3, "-k", 5, "--skip", ITEMS - 2, "--exact"));
        assertEquals(2, out.toString().lines().count());
        assertTrue(out.toString().startsWith("2499 "), out.toString());
        assertEquals(0, run("query", index, "--item", 3, "--skip", 0, "--output-format", "tsv"));
        assertEquals(10, column(0).size());
    }

    @Test
    void manyQueriesHaveRangesToo() throws IOException {
        final Path queries = folder.resolve("q.fvecs");
        try (FvecsWriter writer = new FvecsWriter(queries)) {
            writer.append(vectors[5]);
            writer.append(vectors[9]);
        }
        assertEquals(
                0,
                run("query", index, "--vectors", queries, "-k", 2, "--skip", 1, "--exact", "--output-format", "tsv"));
        final List<String> expected = new ArrayList<>(ids(exact(5, 3), 1, 3));
        expected.addAll(ids(exact(9, 3), 1, 3));
        assertEquals(expected, column(2));
        assertEquals(
                0, run("query", index, "--vectors", queries, "--within", 0.01, "--limit", 1, "--output-format", "tsv"));
        assertEquals(List.of("5", "9"), column(2));
    }

    @Test
    void explainsInWords() throws IOException {
        assertEquals(0, run("query", index, "--item", 17, "-k", 3, "--explain"));
        final String text = out.toString();
        for (final String expected : new String[] {
            "asked for    3 nearest, the default effort",
            "plan         look at ",
            " of 2,500 items on average, as the recall that was measured for 1, 10, 100 neighbours says: ",
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

        assertEquals(0, run("query", index, "--item", 17, "--within", 1e-4, "--explain", "--recall", 0.9));
        assertTrue(out.toString().contains("asked for    all within 1.0E-4, a recall of 0.9"), out.toString());
        assertEquals(0, run("query", index, "--item", 17, "--within", 1e-4, "--explain", "--budget", 2400));
        assertTrue(out.toString().contains(", before the limit: no more was likely to be found"), out.toString());
        assertEquals(0, run("query", index, "--item", 17, "--explain", "--exact"));
        assertTrue(
                out.toString().contains("plan         compare with all 2,500 items that may be returned: that much"),
                out.toString());
        assertFalse(out.toString().contains("walk"), out.toString());
        assertEquals(0, run("query", index, "--vector", "0,0,0,0,0,0,0,0", "--within", 1, "--limit", 5, "--explain"));
        assertTrue(out.toString().contains("asked for    at most 5 within 1.0, the default effort"), out.toString());
        assertTrue(out.toString().contains("results      none found"), out.toString());
    }

    @Test
    void explainsInNumbers() throws IOException {
        assertEquals(
                0,
                run(
                        "query",
                        index,
                        "--item",
                        17,
                        "-k",
                        4,
                        "--skip",
                        2,
                        "--budget",
                        600,
                        "--explain",
                        "--output-format",
                        "json"));
        final Map<String, Double> numbers = new HashMap<>();
        int neighbors = 0;
        int steps = 0;
        try (JsonParser json = new JsonFactory().createParser(out.toString())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isNumeric()) {
                    numbers.put(json.currentName(), json.getDoubleValue());
                    neighbors += json.currentName().equals("id") ? 1 : 0;
                } else if (token == JsonToken.VALUE_STRING
                        && json.getText().equals("4 behind the 2 nearest, a budget of 600")) {
                    steps++;
                }
            }
        }
        assertEquals(4, neighbors);
        assertEquals(1, steps);
        assertEquals(600, numbers.get("budget"));
        assertTrue(numbers.get("leaf_pages") >= 1 && numbers.get("inner_pages") >= 1);
        assertTrue(numbers.get("effort") >= numbers.get("effort_limit"));
        assertTrue(numbers.get("scanned") >= numbers.get("exact_comparisons"));
        for (final String time : new String[] {"open_ms", "first_ms", "warm_ms"}) {
            assertTrue(numbers.get(time) > 0, time);
        }
    }

    @Test
    void searchesOfAnnoysFilesAreExplainedToo() throws IOException {
        final Path file = folder.resolve("x.ann");
        assertEquals(0, run("convert", index, "--output", file, "--trees", 4));
        final Object[] query = {"query", file, "--metric", "angular", "--dimension", 8, "--item", 17, "--explain"};
        assertEquals(0, run(query));
        for (final String expected : new String[] {
            "plan         collect 40 of 2,500 items from the leaves of 4 trees, repeats counted",
            " splits passed, ",
            " collected, repeats counted"
        }) {
            assertTrue(out.toString().contains(expected), expected + " in " + out);
        }
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertUsageError("--limit is for --within only; give -k", "query", index, "--item", 1, "--limit", 3);
        assertUsageError(
                "-k does not go with --within, which finds all; give --limit to find fewer",
                "query",
                index,
                "--item",
                1,
                "--within",
                1,
                "-k",
                3);
        assertUsageError(
                "--skip does not go with --within; leave it out",
                "query",
                index,
                "--item",
                1,
                "--within",
                1,
                "--skip",
                3);
        assertUsageError("--skip is -1; give at least 0", "query", index, "--item", 1, "--skip", -1);
        assertUsageError("--limit is 0; give at least 1", "query", index, "--item", 1, "--within", 1, "--limit", 0);
        assertUsageError("--within is -0.5; give at least 0", "query", index, "--item", 1, "--within", -0.5);
        assertUsageError("--within is NaN; give at least 0", "query", index, "--item", 1, "--within", "NaN");
        assertUsageError(
                "--explain has no tsv output; use text or json",
                "query",
                index,
                "--item",
                1,
                "--explain",
                "--output-format",
                "tsv");
        assertUsageError(
                "--explain is for one query; give --item, --label or --vector",
                "query",
                index,
                "--vectors",
                "q.fvecs",
                "--explain");
        assertUsageError(
                "--threads does not go with --within or --skip; leave it out",
                "query",
                index,
                "--vectors",
                "q.fvecs",
                "--skip",
                1,
                "--threads",
                2);
    }
}
