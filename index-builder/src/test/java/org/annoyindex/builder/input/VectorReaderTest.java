package org.annoyindex.builder.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.annoyindex.builder.input.VectorFiles.assertRefused;
import static org.annoyindex.builder.input.VectorFiles.concat;
import static org.annoyindex.builder.input.VectorFiles.fvecsRow;
import static org.annoyindex.builder.input.VectorFiles.gzip;
import static org.annoyindex.builder.input.VectorFiles.readAll;
import static org.annoyindex.builder.input.VectorFiles.write;
import static org.annoyindex.builder.input.VectorFiles.writeGzip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class VectorReaderTest {
    private static final String DAMAGED = " ; compress or download it again";

    @TempDir
    private Path folder;

    @Test
    void picksTheFormatByExtensionInUpperOrLowerCase() throws IOException {
        final float[][] expected = {{1.5f, 2}};
        assertArrayEquals(
                expected,
                readAll(write(folder.resolve("A.FVECS"), fvecsRow(2, 1.5f, 2))).vectors());
        assertArrayEquals(
                expected, readAll(write(folder.resolve("a.b.Txt"), "a 1.5 2")).vectors());
        assertArrayEquals(
                expected, readAll(write(folder.resolve("a.VEC"), "a 1.5 2")).vectors());
        assertArrayEquals(
                expected, readAll(write(folder.resolve("a.CSV"), "a,1.5,2")).vectors());
        assertArrayEquals(
                expected, readAll(write(folder.resolve("a.Tsv"), "a\t1.5\t2")).vectors());
        assertArrayEquals(
                expected,
                readAll(writeGzip(folder.resolve("a.txt.GZ"), "a 1.5 2".getBytes(UTF_8)))
                        .vectors());
    }

    @Test
    void readsAnyNameWhenToldTheFormat() throws IOException {
        final Path plain = write(folder.resolve("vectors.dat"), "a,1,2");
        try (VectorReader reader =
                VectorReaders.open(plain, ReadOptions.defaults().format(VectorFormat.CSV))) {
            assertArrayEquals(new float[][] {{1, 2}}, readAll(reader).vectors());
        }
        final Path packed = writeGzip(folder.resolve("vectors.gz"), fvecsRow(2, 1, 2));
        try (VectorReader reader =
                VectorReaders.open(packed, ReadOptions.defaults().format(VectorFormat.FVECS))) {
            assertEquals(-1, reader.count());
            assertArrayEquals(new float[][] {{1, 2}}, readAll(reader).vectors());
        }
    }

    @Test
    void readsGzipFilesOfSeveralMembers() throws IOException {
        final byte[] one = gzip("a 1 2\nb 3 4\n".getBytes(UTF_8));
        final byte[] two = gzip("c 5 6\n".getBytes(UTF_8));
        assertEquals(
                List.of("a", "b", "c"),
                readAll(write(folder.resolve("a.txt.gz"), concat(one, two))).labels());
    }

    @Test
    void shareReadOfAGzipFileCountsCompressedBytes() throws IOException {
        final StringBuilder text = new StringBuilder();
        final Random random = new Random(20_240_608);
        for (int i = 0; i < 400_000; i++) {
            text.append("w ").append(random.nextFloat()).append('\n');
        }
        final Path file = writeGzip(folder.resolve("a.txt.gz"), text.toString().getBytes(UTF_8));
        try (VectorReader reader = VectorReaders.open(file)) {
            final double start = reader.shareRead();
            assertTrue(start > 0 && start < 0.9, "at the start " + start);
            assertEquals(400_000, readAll(reader).vectors().length);
            assertEquals(1.0, reader.shareRead());
        }
    }

    @Test
    void closingTwiceIsHarmless() throws IOException {
        final VectorReader reader = VectorReaders.open(write(folder.resolve("a.csv"), "a,1,2"));
        reader.close();
        reader.close();
    }

    @Test
    void refusesAMissingFile() {
        final Path file = folder.resolve("none.csv");
        assertRefused(file, ": no such file ; check the path");
        assertRefused(folder.resolve("none.xyz"), ": no such file ; check the path");
        final InvalidInputException e = assertThrows(InvalidInputException.class, () -> VectorReaders.open(file));
        assertInstanceOf(NoSuchFileException.class, e.getCause());
    }

    @Test
    void refusesAFolder() {
        assertRefused(folder, ": is a directory, expected a file ; name a file of vectors");
        assertRefused(Path.of("/"), ": is a directory, expected a file ; name a file of vectors");
    }

    @Test
    void refusesAFileItMayNotRead() throws IOException {
        final Path file = write(folder.resolve("secret.csv"), "1,2");
        assertTrue(file.toFile().setReadable(false));
        Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");
        assertRefused(file, ": no permission to read the file ; change its permissions or the user");
    }

    @Test
    void saysInOneLineWhyAFileCannotBeOpened() {
        final Path file = Path.of("bad\nname.csv");
        assertEquals(
                "bad?name.csv: no permission to read the file ; change its permissions or the user",
                InvalidInputException.cannotOpen(file, new AccessDeniedException("x"))
                        .getMessage());
        assertEquals(
                "bad?name.csv: cannot be opened (Too many open files) ; check the path and the file system",
                InvalidInputException.cannotOpen(file, new FileSystemException("x", null, "Too many open files"))
                        .getMessage());
        assertEquals(
                "bad?name.csv: cannot be opened (java.io.IOException: Input/output error)"
                        + " ; check the path and the file system",
                InvalidInputException.cannotOpen(file, new IOException("Input/output error"))
                        .getMessage());
    }

    @Test
    void refusesUnknownExtensionsAndListsTheKnownOnes() throws IOException {
        final String rest =
                ", expected one of .fvecs, .bvecs, .ivecs, .fbin, .u8bin, .i8bin, .f32, .npy, .npz, .txt, .vec,"
                        + " .glove, .w2v, .csv, .tsv, .tab, .json, .jsonl, .ndjson, .hdf5, .h5, .parquet, .arrow, .feather,"
                        + " or one of these and .gz ; rename the file or name its format";
        assertRefused(write(folder.resolve("a.xyz"), "x"), ": unknown extension \".xyz\"" + rest);
        assertRefused(write(folder.resolve("vectors"), new byte[] {1}), ": no extension" + rest);
        assertRefused(write(folder.resolve("csv"), new byte[] {1}), ": no extension" + rest);
        assertRefused(writeGzip(folder.resolve("a.gz"), new byte[] {1}), ": no extension" + rest);
        assertRefused(writeGzip(folder.resolve("a.zip.gz"), new byte[] {1}), ": unknown extension \".zip\"" + rest);
    }

    @Test
    void recognizesGzipByContentWhateverTheName() throws IOException {
        assertEquals(
                List.of("a"),
                readAll(write(folder.resolve("a.csv.gz"), "a,1,2\n")).labels());
        assertEquals(
                List.of("a"),
                readAll(writeGzip(folder.resolve("b.csv"), "a,1,2\n".getBytes(UTF_8)))
                        .labels());
    }

    @Test
    void refusesGzipFilesThatAreEmpty() throws IOException {
        final String message = ": the file is empty, expected vectors ; write it again";
        assertRefused(write(folder.resolve("a.csv.gz"), new byte[0]), message);
        for (final VectorFormat format : VectorFormat.values()) {
            final String extension = format.extensions().get(0);
            assertRefused(writeGzip(folder.resolve("b." + extension + ".gz"), new byte[0]), message);
        }
    }

    @Test
    void refusesGzipFilesThatEndEarlyOrAreDamaged() throws IOException {
        final byte[] whole = gzip("a,1,2\nb,3,4\n".getBytes(UTF_8));
        assertRefused(
                write(folder.resolve("a.csv.gz"), Arrays.copyOf(whole, whole.length - 9)),
                ": the compressed data end early" + DAMAGED);
        assertRefused(
                write(folder.resolve("b.csv.gz"), Arrays.copyOf(whole, 5)),
                ": the compressed data end early" + DAMAGED);
        whole[whole.length - 8] ^= 1;
        assertRefused(write(folder.resolve("c.csv.gz"), whole), ": damaged compressed data (wrong checksum)" + DAMAGED);
    }
}
