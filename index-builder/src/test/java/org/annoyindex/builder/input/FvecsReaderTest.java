package org.annoyindex.builder.input;

import static org.annoyindex.builder.input.VectorFiles.assertRefused;
import static org.annoyindex.builder.input.VectorFiles.concat;
import static org.annoyindex.builder.input.VectorFiles.fvecsRow;
import static org.annoyindex.builder.input.VectorFiles.randomVectors;
import static org.annoyindex.builder.input.VectorFiles.readAll;
import static org.annoyindex.builder.input.VectorFiles.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class FvecsReaderTest {
    private static final String CHECK_FORMAT =
            " ; check that this is .fvecs: before each row's components its dimension as a little-endian int32";

    @TempDir
    private Path folder;

    @Test
    void readsRowsAndCountsThemBySize() throws IOException {
        final Path file =
                write(folder.resolve("a.fvecs"), concat(fvecsRow(3, 1, 2, 3), fvecsRow(3, -0.5f, 1e-40f, 3e38f)));
        final VectorFiles.Content content = readAll(file);
        assertEquals(3, content.dimension());
        assertEquals(2, content.count());
        assertArrayEquals(new float[][] {{1, 2, 3}, {-0.5f, 1e-40f, 3e38f}}, content.vectors());
    }

    @Test
    void writtenRowsAreReadBackBitForBit() throws IOException {
        final Path file = folder.resolve("random.fvecs");
        final float[][] vectors = randomVectors(20_240_601, 300, 37);
        try (FvecsWriter writer = new FvecsWriter(file)) {
            for (final float[] vector : vectors) {
                writer.append(vector);
            }
        }
        final VectorFiles.Content content = readAll(file);
        assertEquals(300, content.count());
        assertArrayEquals(vectors, content.vectors());
    }

    @Test
    void leavesTheRestOfALargerArrayAlone() throws IOException {
        final Path file = write(folder.resolve("a.fvecs"), fvecsRow(2, 1, 2));
        try (VectorReader reader = VectorReaders.open(file)) {
            final float[] vector = {9, 9, 9};
            assertTrue(reader.next(vector));
            assertArrayEquals(new float[] {1, 2, 9}, vector);
        }
    }

    @Test
    void refusesAnArrayThatIsTooShort() throws IOException {
        final Path file = write(folder.resolve("a.fvecs"), fvecsRow(2, 1, 2));
        try (VectorReader reader = VectorReaders.open(file)) {
            final IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> reader.next(new float[1]));
            assertEquals("array of length 1, expected at least the dimension 2", e.getMessage());
        }
    }

    @Test
    void hasNoLabels() throws IOException {
        final Path file = write(folder.resolve("a.fvecs"), fvecsRow(2, 1, 2));
        try (VectorReader reader = VectorReaders.open(file)) {
            assertFalse(reader.labeled());
            assertTrue(reader.next(new float[2]));
            final IllegalStateException e = assertThrows(IllegalStateException.class, reader::label);
            assertEquals("the file has no labels", e.getMessage());
        }
    }

    @Test
    void shareReadGrowsFromNothingToAll() throws IOException {
        final Path file = folder.resolve("large.fvecs");
        try (FvecsWriter writer = new FvecsWriter(file)) {
            for (int i = 0; i < 1000; i++) {
                writer.append(new float[100]);
            }
        }
        try (VectorReader reader = VectorReaders.open(file)) {
            double share = reader.shareRead();
            assertTrue(share < 0.2, "at the start " + share);
            final float[] vector = new float[100];
            while (reader.next(vector)) {
                assertTrue(reader.shareRead() >= share);
                share = reader.shareRead();
            }
            assertEquals(1.0, reader.shareRead());
        }
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        assertRefused(
                write(folder.resolve("a.fvecs"), new byte[0]),
                ": the file is empty, expected vectors ; write it again");
    }

    @Test
    void refusesAFileThatEndsWithinTheFirstDimension() throws IOException {
        assertRefused(
                write(folder.resolve("a.fvecs"), new byte[] {3, 0}),
                ":row 1: the file ends after 2 bytes, expected a dimension" + CHECK_FORMAT);
    }

    @Test
    void refusesDimensionsThatCannotBe() throws IOException {
        for (final int dimension : new int[] {0, -1, 65_537, Integer.MAX_VALUE}) {
            assertRefused(
                    write(folder.resolve("a.fvecs"), fvecsRow(dimension, 1, 2)),
                    ":row 1: dimension " + dimension + ", expected 1 to 65536" + CHECK_FORMAT);
        }
    }

    @Test
    void refusesARowOfAnotherDimension() throws IOException {
        assertRefused(
                write(folder.resolve("a.fvecs"), concat(fvecsRow(2, 1, 2), fvecsRow(3, 1, 2, 3))),
                ":row 2: dimension 3, expected 2 as in row 1 ; write all rows with one dimension");
    }

    @Test
    void refusesATruncatedLastRow() throws IOException {
        final Path file =
                write(folder.resolve("a.fvecs"), concat(fvecsRow(2, 1, 2), fvecsRow(2, 1, 2), fvecsRow(2, 1)));
        try (VectorReader reader = VectorReaders.open(file)) {
            assertEquals(-1, reader.count());
        }
        assertRefused(
                file, ":row 3: the file ends after 8 of the row's 12 bytes ; it is truncated: copy or write it again");
        assertRefused(
                write(file, concat(fvecsRow(2, 1, 2), new byte[3])),
                ":row 2: the file ends after 3 of the row's 12 bytes ; it is truncated: copy or write it again");
    }

    @Test
    void refusesComponentsThatAreNotFinite() throws IOException {
        assertRefused(
                write(folder.resolve("a.fvecs"), concat(fvecsRow(2, 1, 2), fvecsRow(2, 1, Float.NaN))),
                ":row 2: component 2 of 2 is NaN, expected a finite number ; correct or remove the row");
        assertRefused(
                write(folder.resolve("a.fvecs"), fvecsRow(2, Float.NEGATIVE_INFINITY, 2)),
                ":row 1: component 1 of 2 is -Infinity, expected a finite number ; correct or remove the row");
    }
}
