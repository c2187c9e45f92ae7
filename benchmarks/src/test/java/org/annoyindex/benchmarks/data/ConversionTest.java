package org.annoyindex.benchmarks.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversionTest {

    private static final long SEED = 1234567;

    /** Five words of two dimensions, with norm and index; the numbers are not written as Java prints floats. */
    private static final String WORDS = """
            {"precision": 8, "words": ["the", "é", "a\\"b", "x", "y"], "other": {"vectors": [1]},
             "vectors": {"the": [0.10, -2, 2.0025, 0], "é": [1e-7, 0.3000000001, 0.3, 1],
               "a\\"b": [7, 8, 10.6, 2], "x": [-0.0, 1E2, 100, 3], "y": [4, 5, 6.4, 4]},
             "unkVector": [0, 0, 0, -1]}
            """;

    @TempDir
    private Path folder;

    private Path out;

    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void nameOutput() {
        out = folder.resolve("out");
    }

    @Test
    void numbersOfTheBaseAreWrittenAsInTheSource() throws IOException {
        words(WORDS, 2).run(out);

        // SplitMix64 with this seed gives 2 modulo 5 and then 1 modulo 4: rows 2 ("a"b") and, at position 2, row 0.
        assertEquals("é 1e-7 0.3000000001\nx -0.0 1E2\ny 4 5\n", Files.readString(out.resolve("w.base.txt")));
        assertEquals("a\"b\nthe\n", Files.readString(out.resolve("w.queries.txt")));
    }

    @Test
    void vectorsFollowTheText() throws IOException {
        words(WORDS, 2).run(out);

        assertRows(new float[][] {{1e-7f, 0.3f}, {-0f, 100}, {4, 5}}, Files.readAllBytes(out.resolve("w.base.fvecs")));
        assertRows(new float[][] {{7, 8}, {0.1f, -2}}, Files.readAllBytes(out.resolve("w.queries.fvecs")));
    }

    @Test
    void imagesOfAnotherSizeAreSkippedAndCounted() throws IOException {
        final Path first = Files.writeString(folder.resolve("0.json"), "{\"data\":[[1,2,3],[],[255,0,7],[1,2]]}");
        final Path second = Files.writeString(folder.resolve("1.json"), "{\"data\":[[9,9,9],[1,2,3,4]]}");

        new Conversion("i", new ImageJson(List.of(first, second), 3), 0, SEED, progress::add).run(out);

        assertRows(new float[][] {{1, 2, 3}, {255, 0, 7}, {9, 9, 9}}, Files.readAllBytes(out.resolve("i.base.fvecs")));
        assertEquals(0, Files.size(out.resolve("i.queries.fvecs")));
        assertEquals(List.of("i.base.fvecs", "i.queries.fvecs"), namesIn(out));
        assertTrue(progress.contains("i: skipped 3 rows that do not have 3 numbers"), progress.toString());
    }

    @Test
    void existingFilesAreKept() throws IOException {
        final Conversion conversion = words(WORDS, 2);
        conversion.run(out);
        Files.writeString(out.resolve("w.base.txt"), "kept");

        conversion.run(out);

        assertEquals("kept", Files.readString(out.resolve("w.base.txt")));
        assertEquals("w: converted files exist, nothing to do", progress.get(progress.size() - 1));
    }

    @Test
    void missingFilesAreWrittenAgain() throws IOException {
        final Conversion conversion = words(WORDS, 2);
        conversion.run(out);
        Files.delete(out.resolve("w.queries.txt"));

        conversion.run(out);

        assertEquals("a\"b\nthe\n", Files.readString(out.resolve("w.queries.txt")));
    }

    @Test
    void truncatedSourcesLeaveNoFiles() throws IOException {
        final String message = failure(WORDS.substring(0, WORDS.lastIndexOf("\"y\"")));

        assertTrue(message.startsWith(folder.resolve("words.json") + ": not valid JSON at line 3, column "), message);
    }

    @Test
    void vectorsOfAnotherLengthAreRefused() throws IOException {
        assertEquals(
                folder.resolve("words.json") + ": 'x' has 3 numbers, expected 2 and 2 more",
                failure("{\"vectors\": {\"x\": [1, 2, 3]}}"));
    }

    @Test
    void valuesThatAreNotNumbersAreRefused() throws IOException {
        assertEquals(
                folder.resolve("words.json") + ": expected a number but found VALUE_STRING at line 1, column 23",
                failure("{\"vectors\": {\"x\": [1, \"2\", 3, 4]}}"));
    }

    @Test
    void missingKeysAreNamed() throws IOException {
        assertEquals(folder.resolve("words.json") + ": no key 'vectors'", failure("{\"words\": []}"));
    }

    @Test
    void labelsWithSpacesAreRefused() throws IOException {
        assertEquals(
                folder.resolve("words.json") + ": 'a b' cannot be a label: it is empty or contains white space",
                failure("{\"vectors\": {\"a b\": [1, 2, 3, 4]}}"));
    }

    private String failure(final String json) throws IOException {
        final Conversion conversion = words(json, 0);
        final String message =
                assertThrows(IOException.class, () -> conversion.run(out)).getMessage();
        assertEquals(List.of(), namesIn(out));
        assertFalse(message.contains("\n"), message);
        return message;
    }

    private Conversion words(final String json, final int queries) throws IOException {
        final Path file = Files.writeString(folder.resolve("words.json"), json);
        return new Conversion("w", new WordVectorJson(file, 2), queries, SEED, progress::add);
    }

    private static List<String> namesIn(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertRows(final float[][] expected, final byte[] fvecs) {
        final ByteBuffer bytes = ByteBuffer.wrap(fvecs).order(ByteOrder.LITTLE_ENDIAN);
        for (final float[] row : expected) {
            assertEquals(row.length, bytes.getInt());
            final float[] found = new float[row.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = bytes.getFloat();
            }
            assertArrayEquals(row, found);
        }
        assertFalse(bytes.hasRemaining());
    }
}
