package org.annoyindex.formats;

import static org.annoyindex.formats.Vectors.DEFAULTS;
import static org.annoyindex.formats.Vectors.assertRefused;
import static org.annoyindex.formats.Vectors.read;
import static org.annoyindex.formats.Vectors.skip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.testdata.FormatFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
final class Hdf5Test {
    @TempDir
    private Path folder;

    private Path file(final String name) throws IOException {
        return FormatFiles.copy(name, folder);
    }

    @Test
    void readsTheLayoutOfAnnBenchmarks() throws IOException {
        final Path file = file("ann-benchmarks.hdf5");
        final Vectors vectors = read(file).areThoseOfTestdata().haveLabels();
        assertEquals(12, vectors.count());
        assertEquals(
                "labels: none; components: dataset \"train\"; not used: distances, neighbors, test", vectors.guess());
        read(file, DEFAULTS.dataset("neighbors")).are(new float[] {0, 1, 2}, new float[] {1, 0, 2});
        assertEquals(2, read(file, DEFAULTS.dataset("/test")).vectors().size());
        assertRefused(file, DEFAULTS.dataset("trian"), "no dataset \"trian\"", "train [12, 4]");
        assertRefused(file, DEFAULTS.labelColumn("x"), "no columns");
    }

    @ParameterizedTest
    @CsvSource({
        "group-chunks-gzip.h5, model/layer/vectors",
        "chunks-lzf.h5,        x",
        "chunks-v110.h5,       fixed",
        "chunks-v110.h5,       growing",
        "types.h5,             f4"
    })
    void readsChunksAndGroups(final String name, final String dataset) throws IOException {
        read(file(name), DEFAULTS.dataset(dataset)).areThoseOfTestdata();
    }

    @Test
    void theOnlyDatasetNeedsNoName() throws IOException {
        assertEquals("", read(file("group-chunks-gzip.h5")).areThoseOfTestdata().guess());
        assertRefused(
                file("chunks-v110.h5"), DEFAULTS, "several datasets", "fixed [12, 4], growing [12, 4]", "--dataset");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f2", "f8", "big-f2", "big-f4", "big-f8"})
    void floatsOfEverySizeAreRead(final String dataset) throws IOException {
        read(file("types.h5"), DEFAULTS.dataset(dataset)).areThoseOfTestdata();
    }

    @ParameterizedTest
    @ValueSource(strings = {"i1", "i2", "i4", "i8", "big-i1", "big-i2", "big-i4", "big-i8"})
    void wholeNumbersOfEverySizeAreRead(final String dataset) throws IOException {
        final Vectors vectors = read(file("types.h5"), DEFAULTS.dataset(dataset));
        assertEquals(12, vectors.vectors().size());
        // numpy cuts the fraction of -5.5, -5.25, -5, -4.75 off.
        assertEquals(
                "[-5.0, -5.0, -5.0, -4.0]", Arrays.toString(vectors.vectors().get(0)));
        assertEquals("[5.0, 5.0, 6.0, 6.0]", Arrays.toString(vectors.vectors().get(11)));
    }

    @ParameterizedTest
    @CsvSource({"u1, 255", "u2, 65535", "u4, 4294967296", "u8, 18446744073709551616"})
    void unsignedNumbersAreRounded(final String dataset, final float expected) throws IOException {
        final float[] row = {expected, expected};
        read(file("types.h5"), DEFAULTS.dataset(dataset)).are(row, row);
    }

    @Test
    void booleansAreZeroAndOne() throws IOException {
        final Vectors vectors = read(file("types.h5"), DEFAULTS.dataset("bool"));
        assertEquals("[0.0, 0.0, 0.0, 0.0]", Arrays.toString(vectors.vectors().get(0)));
        assertEquals("[0.0, 0.0, 0.0, 1.0]", Arrays.toString(vectors.vectors().get(5)));
    }

    @Test
    void badRowsAreNamedAndSkipped() throws IOException {
        final Path file = file("types.h5");
        final Vectors vectors = skip(file, DEFAULTS.dataset("bad"));
        vectors.are(new float[] {1, 2}, new float[] {3, 4});
        assertTrue(
                vectors.problems().get(0).contains(":row 2: component 1 of 2 is NaN"),
                vectors.problems().get(0));
        assertTrue(
                vectors.problems().get(1).contains(":row 3: component 1 of 2 is 1.0E300, which is too large"),
                vectors.problems().get(1));
        assertRefused(file, DEFAULTS.dataset("text"), "expected rows of numbers");
        assertRefused(file, DEFAULTS.dataset("empty"), ":row 1: ", "No chunk");
    }

    @Test
    void truncatedFilesAreRefused() throws IOException {
        final Path file = file("ann-benchmarks.hdf5");
        final byte[] whole = Files.readAllBytes(file);
        for (int size = 16; size < whole.length; size += 97) {
            Files.write(file, Arrays.copyOf(whole, size));
            try {
                read(file).areThoseOfTestdata();
            } catch (final InvalidInputException ex) {
                assertTrue(ex.getMessage().startsWith(file.toString()), ex.getMessage());
            }
        }
    }
}
