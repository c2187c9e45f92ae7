package org.annoyindex.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.annoyindex.query.AnnoyIndex;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** How commands read vectors: what they guess and say, standard input, rows that are left out. */
@Tag("once")
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@Isolated("replaces standard input")
final class InputOptionsTest extends CommandFixture {
    private int withInput(final String text, final Object... arguments) {
        final InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(text.getBytes(UTF_8)));
        try {
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }

    private Path build(final Path input, final Object... more) {
        final Path index = folder.resolve("out.annoy");
        assertRuns("build", "--metric", "euclidean", "--output", index, "--input", input, "--quiet", more);
        return index;
    }

    @Test
    void saysWhatTheColumnsWereTakenFor() throws IOException {
        final Path csv = write("m.csv", "movieId,x,y\n100,0.5,1\n200,0.25,2\n");
        final Path index = build(csv, "--keys", "numbers");
        assertEquals(
                "annoy: note: " + csv
                        + ": labels: column 1 \"movieId\"; components: 2 columns, column 2 \"x\" to column"
                        + " 3 \"y\"; separated by commas" + System.lineSeparator(),
                err.toString());
        try (AnnoyIndex opened = AnnoyIndex.load(index)) {
            assertEquals(2, opened.dimension());
            assertEquals(200, opened.key(1));
        }
        assertRuns("query", index, "--vectors", csv, "--output-format", "tsv");
        assertTrue(err.toString().contains("labels: column 1 \"movieId\""), err::toString);
        build(csv, "--label-column", "movieId", "--columns", "x,y");
        assertEquals("", err.toString());
    }

    @Test
    void aColumnOfKeysAndOneOfLabels() throws IOException {
        final Path csv = write("w.csv", "id,name,x,y\n7,king,0.5,2\n9,queen,0.25,3\n");
        try (AnnoyIndex opened = AnnoyIndex.load(build(csv, "--keys", "numbers"))) {
            assertEquals("queen", opened.label(1));
            assertEquals(9, opened.key(1));
        }
        assertEquals(
                2,
                run(
                        "build",
                        "--metric",
                        "euclidean",
                        "--output",
                        folder.resolve("o.annoy"),
                        "--input",
                        csv,
                        "--keys",
                        "strings"));
        assertTrue(err.toString().contains("which string keys would replace"), err::toString);
    }

    @Test
    void readsStandardInput() throws IOException {
        final Path index = folder.resolve("stdin.annoy");
        assertEquals(
                0,
                withInput(
                        "a 1 2\nb 3 4\n",
                        "build",
                        "--metric",
                        "euclidean",
                        "--output",
                        index,
                        "--input",
                        "-",
                        "--quiet"),
                err::toString);
        assertEquals(
                0,
                withInput(
                        "1,2\n3,4\n",
                        "query",
                        index,
                        "--vectors",
                        "-",
                        "--input-format",
                        "csv",
                        "--output-format",
                        "tsv"),
                err::toString);
        assertEquals(5, lines().size());
        assertEquals(0, withInput("1\n", "query", index, "--item", "0", "--allow", "-", "--output-format", "tsv"));
        assertEquals(List.of("1"), column(2));
        assertEquals(2, withInput("1\n", "query", index, "--vectors", "-", "--allow", "-"));
        assertTrue(err.toString().contains("cannot both come from standard input"), err::toString);
        assertEquals(1, withInput("", "query", index, "--vectors", "-"));
        assertEquals(
                "annoy: standard input: the file is empty, expected vectors ; write it again" + System.lineSeparator(),
                err.toString());
    }

    @Test
    void leavesOutBadRowsAndSaysWhich() throws IOException {
        final StringBuilder rows = new StringBuilder();
        final StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            rows.append(i % 2 == 0 ? "w" + i + " " + i + " 0.5\n" : "w" + i + " x y\n");
            keys.append(1000 + i).append('\n');
        }
        final Path words = write("w.txt", rows);
        final Path index = build(words, "--on-error", "skip", "--keys", "numbers", "--keys-from", write("keys", keys));
        final String[] notes = err.toString().split("\\R", -1);
        assertEquals("annoy: note: 15 rows were skipped; the first 10:", notes[0]);
        assertEquals(12, notes.length);
        assertEquals(
                "  " + words + ":line 2: component 1 of 2 is \"x\", expected a number ; correct or remove the line",
                notes[1]);
        try (AnnoyIndex opened = AnnoyIndex.load(index)) {
            assertEquals(15, opened.size());
            assertEquals("w28", opened.label(14));
            assertEquals(1028, opened.key(14));
        }
    }

    @Test
    void leavesOutItemsThatTheIndexCannotHave() throws IOException {
        final Path bits = write("b.txt", "a 1 0\nb 1 2\nc 0 1\n");
        final Path index = folder.resolve("b.annoy");
        assertEquals(
                1, run("build", "--metric", "hamming", "--output", index, "--input", bits, "--quiet"), err::toString);
        assertTrue(err.toString().contains("numpy.unpackbits(a, axis=1)"), err::toString);
        assertRuns("build", "--metric", "hamming", "--output", index, "--input", bits, "--quiet", "--on-error", "skip");
        assertTrue(err.toString().contains("1 row was skipped"), err::toString);
        final Path twice = write("t.csv", "id,x\n1,0.5\n1,0.25\n2,1\n");
        build(twice, "--keys", "numbers", "--on-error", "skip");
        assertTrue(err.toString().contains("has the key 1 of item 0"), err::toString);
    }

    @Test
    void refusesOptionsThatMeanNothing() throws IOException {
        final Path words = write("w.txt", "a 1 2\n");
        final Object[] build = {
            "build", "--metric", "euclidean", "--output", folder.resolve("o.annoy"), "--input", words
        };
        assertError(
                2,
                "--delimiter is \"ab\"; give one character, or comma, semicolon, tab, space or pipe",
                build,
                "--delimiter",
                "ab");
        assertError(
                2,
                "unknown encoding \"latin\"; for instance UTF-16, ISO-8859-1 or windows-1252",
                build,
                "--encoding",
                "latin");
        assertError(
                1,
                words + ": is read as text, which has no columns to name ; omit the columns; for text, give --labels",
                build,
                "--label-column",
                "x");
        assertError(2, "--dimension: dimension 0, expected 1 to 65536", build, "--dimension", "0");
    }
}
