package org.annoyindex.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.VectorReaders;

/**
 * All that a file gives.
 *
 * @param vectors components of the rows.
 * @param labels empty if there are none.
 * @param keys empty if there are none.
 * @param problems of rows that were skipped.
 * @param count as the reader states it.
 * @param guess as the reader states it.
 */
record Vectors(
        List<float[]> vectors,
        List<String> labels,
        List<String> keys,
        List<String> problems,
        long count,
        String guess) {
    static final ReadOptions DEFAULTS = ReadOptions.defaults();
    private static final int ROWS = 12;
    private static final int DIMENSION = 4;

    static Path write(final Path file, final String text) throws IOException {
        return Files.write(file, text.getBytes(UTF_8));
    }

    static Vectors read(final Path file) throws IOException {
        return read(file, DEFAULTS);
    }

    static Vectors read(final Path file, final ReadOptions options) throws IOException {
        try (VectorReader reader = VectorReaders.open(file, options)) {
            return read(reader, new ArrayList<>());
        }
    }

    /** Skips bad rows. */
    static Vectors skip(final Path file, final ReadOptions options) throws IOException {
        final List<String> problems = new ArrayList<>();
        final ReadOptions skipping = options.skipBadRows(problem -> problems.add(problem.getMessage()));
        try (VectorReader reader = VectorReaders.open(file, skipping)) {
            return read(reader, problems);
        }
    }

    private static Vectors read(final VectorReader reader, final List<String> problems) throws IOException {
        final List<float[]> vectors = new ArrayList<>();
        final List<String> labels = new ArrayList<>();
        final List<String> keys = new ArrayList<>();
        final float[] vector = new float[reader.dimension() + 1];
        vector[reader.dimension()] = 42;
        while (reader.next(vector)) {
            vectors.add(java.util.Arrays.copyOf(vector, reader.dimension()));
            if (reader.labeled()) {
                labels.add(reader.label());
            }
            if (reader.keyed()) {
                keys.add(reader.key());
            }
        }
        assertFalse(reader.next(vector), "after the end there is nothing more");
        assertEquals(42, vector[reader.dimension()], "what is behind the dimension is left alone");
        return new Vectors(vectors, labels, keys, problems, reader.count(), reader.guess());
    }

    /** Asserts that these are the vectors of testdata's files. */
    Vectors areThoseOfTestdata() {
        assertEquals(ROWS, vectors.size());
        for (int i = 0; i < ROWS; i++) {
            final float[] expected = new float[DIMENSION];
            for (int j = 0; j < DIMENSION; j++) {
                expected[j] = i + j / 4f - 5.5f;
            }
            assertArrayEquals(expected, vectors.get(i), "row " + (i + 1));
        }
        return this;
    }

    Vectors haveLabels(final String... expected) {
        assertEquals(List.of(expected), labels);
        return this;
    }

    /** Asserts labels {@code item 0} to {@code item 11}. */
    Vectors haveLabelsOfTestdata() {
        assertEquals(ROWS, labels.size());
        for (int i = 0; i < ROWS; i++) {
            assertEquals("item " + i, labels.get(i));
        }
        return this;
    }

    /** Asserts keys 100 to 111. */
    Vectors haveKeysOfTestdata() {
        assertEquals(ROWS, keys.size());
        for (int i = 0; i < ROWS; i++) {
            assertEquals(Integer.toString(100 + i), keys.get(i));
        }
        return this;
    }

    Vectors are(final float[]... expected) {
        assertEquals(expected.length, vectors.size());
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], vectors.get(i), "row " + (i + 1));
        }
        return this;
    }

    /** Asserts that reading fails, with a message that has the file's path and then words. */
    static void assertRefused(final Path file, final ReadOptions options, final String... words) {
        final InvalidInputException ex = assertThrows(InvalidInputException.class, () -> read(file, options));
        final String message = ex.getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        assertTrue(message.contains(" ; "), message);
        for (final String each : words) {
            assertTrue(message.contains(each), message + " lacks " + each);
        }
    }
}
