package org.annoyindex.builder.input;

import static org.annoyindex.builder.input.VectorFiles.gzip;
import static org.annoyindex.builder.input.VectorFiles.readAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.annoyindex.testdata.FormatFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the formats' usual tools, read from a file, packed, and from a stream. */
@Tag("once")
final class FormatFilesTest {
    private static final float[][] VECTORS = {{0, 1, 2, 3}, {4, 5, 6, 7}, {100, 101, 102, 103}};

    @TempDir
    private Path folder;

    private void reads(final float[][] expected, final String name, final ReadOptions options) throws IOException {
        final byte[] bytes = FormatFiles.bytes(name);
        try (VectorReader reader = VectorReaders.open(FormatFiles.copy(name, folder), options)) {
            assertArrayEquals(expected, readAll(reader).vectors(), name);
        }
        try (VectorReader reader =
                VectorReaders.open(Files.write(folder.resolve(name + ".gz"), gzip(bytes)), options)) {
            assertArrayEquals(expected, readAll(reader).vectors(), name + ".gz");
        }
        try (VectorReader reader = VectorReaders.open(new ByteArrayInputStream(bytes), name, options)) {
            assertArrayEquals(expected, readAll(reader).vectors(), "stream of " + name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f2.npy",
                "f4.npy",
                "f8.npy",
                "i1.npy",
                "i2.npy",
                "i4.npy",
                "i8.npy",
                "u1.npy",
                "u2.npy",
                "u4.npy",
                "u8.npy",
                "f2-big-endian.npy",
                "f4-big-endian.npy",
                "f8-big-endian.npy",
                "i2-big-endian.npy",
                "i4-big-endian.npy",
                "i8-big-endian.npy",
                "u2-big-endian.npy",
                "u4-big-endian.npy",
                "u8-big-endian.npy",
                "f4-fortran.npy",
                "u1-fortran.npy",
                "one.npz",
                "fortran.npz",
                "rows.fvecs",
                "rows.bvecs",
                "rows.fbin",
                "rows.u8bin",
                "rows.i8bin",
                "savetxt.txt",
                "savetxt-integers.txt",
                "savetxt.csv",
                "word2vec.bin",
                "gensim.bin"
            })
    void readsTheVectors(final String name) throws IOException {
        reads(VECTORS, name, ReadOptions.defaults());
    }

    @Test
    void readsBooleansAndWhatMustBeAskedFor() throws IOException {
        reads(new float[][] {{0, 1, 0, 1}, {0, 1, 0, 1}, {0, 1, 0, 1}}, "bool.npy", ReadOptions.defaults());
        reads(VECTORS, "rows.ivecs", ReadOptions.defaults().format(VectorFormat.IVECS));
        reads(VECTORS, "rows.f32", ReadOptions.defaults().dimension(4));
        reads(VECTORS, "several.npz", ReadOptions.defaults().dataset("vectors"));
        reads(
                new float[][] {{1, 1, 1, 1}, {1, 1, 1, 1}},
                "several.npz",
                ReadOptions.defaults().dataset("other"));
    }

    @Test
    void readsLabelsOfWord2vec() throws IOException {
        for (final String name : List.of("word2vec.bin", "gensim.bin")) {
            assertEquals(
                    List.of("the", "New_York", "\u6771\u4eac"),
                    readAll(FormatFiles.copy(name, folder)).labels());
        }
    }

    @Test
    void asksWhichOfSeveralArrays() throws IOException {
        final Path file = FormatFiles.copy("several.npz", folder);
        final String message = assertThrows(InvalidInputException.class, () -> VectorReaders.open(file))
                .getMessage();
        assertTrue(message.contains("2 arrays of vectors: \"vectors\", \"other\""), message);
        final ReadOptions missing = ReadOptions.defaults().dataset("vektors");
        assertTrue(assertThrows(InvalidInputException.class, () -> VectorReaders.open(file, missing))
                .getMessage()
                .contains("use one of \"ids\", \"vectors\", \"other\""));
        final ReadOptions flat = ReadOptions.defaults().dataset("ids");
        assertTrue(assertThrows(InvalidInputException.class, () -> VectorReaders.open(file, flat))
                .getMessage()
                .contains("shape (3,)"));
    }

    @Test
    void asksForTheDimensionOfRawFloats() throws IOException {
        final Path file = FormatFiles.copy("rows.f32", folder);
        assertTrue(assertThrows(InvalidInputException.class, () -> VectorReaders.open(file))
                .getMessage()
                .contains("does not say its dimension"));
        final ReadOptions five = ReadOptions.defaults().dimension(5);
        assertTrue(assertThrows(InvalidInputException.class, () -> VectorReaders.open(file, five))
                .getMessage()
                .contains("not a whole number of rows"));
    }
}
