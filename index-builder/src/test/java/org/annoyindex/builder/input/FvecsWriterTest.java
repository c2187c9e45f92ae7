package org.annoyindex.builder.input;

import static org.annoyindex.builder.input.VectorFiles.concat;
import static org.annoyindex.builder.input.VectorFiles.fvecsRow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class FvecsWriterTest {
    @TempDir
    private Path folder;

    @Test
    void writesDimensionAndComponentsLittleEndian() throws IOException {
        final Path file = folder.resolve("a.fvecs");
        try (FvecsWriter writer = new FvecsWriter(file)) {
            writer.append(new float[] {1, -2});
            writer.append(new float[] {0.5f, 3});
        }
        assertArrayEquals(concat(fvecsRow(2, 1, -2), fvecsRow(2, 0.5f, 3)), Files.readAllBytes(file));
    }

    @Test
    void refusesWhatNoReaderWouldTake() throws IOException {
        try (FvecsWriter writer = new FvecsWriter(folder.resolve("a.fvecs"))) {
            assertEquals("dimension 0, expected 1 to 65536", refusal(writer, new float[0]));
            assertEquals("dimension 65537, expected 1 to 65536", refusal(writer, new float[65_537]));
            writer.append(new float[] {1, 2});
            assertEquals(
                    "vector of dimension 3, expected 2 as in the first row", refusal(writer, new float[] {1, 2, 3}));
            assertEquals("vector of dimension 0, expected 2 as in the first row", refusal(writer, new float[0]));
            assertEquals("component 2 is NaN, expected a finite number", refusal(writer, new float[] {1, Float.NaN}));
        }
        assertArrayEquals(
                new float[][] {{1, 2}},
                VectorFiles.readAll(folder.resolve("a.fvecs")).vectors());
    }

    private static String refusal(final FvecsWriter writer, final float[] vector) {
        return assertThrows(IllegalArgumentException.class, () -> writer.append(vector))
                .getMessage();
    }
}
