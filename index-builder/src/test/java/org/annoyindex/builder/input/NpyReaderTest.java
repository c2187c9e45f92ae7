package org.annoyindex.builder.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.annoyindex.builder.input.VectorFiles.assertRefused;
import static org.annoyindex.builder.input.VectorFiles.concat;
import static org.annoyindex.builder.input.VectorFiles.randomVectors;
import static org.annoyindex.builder.input.VectorFiles.readAll;
import static org.annoyindex.builder.input.VectorFiles.write;
import static org.annoyindex.builder.input.VectorFiles.writeGzip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class NpyReaderTest {
    private static final String WRITE_AGAIN = " ; write the file with numpy.save";

    @TempDir
    private Path folder;

    /** The file was written by numpy.save(..., numpy.array([[1, 2.5], [-3, 4]], dtype='float32')) of NumPy 2.4.6. */
    @Test
    void readsWhatNumpyWrote() throws IOException {
        final byte[] start = header(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }");
        assertEquals(128, start.length);
        final byte[] file = concat(start, Base64.getDecoder().decode("AACAPwAAIEAAAEDAAACAQA=="));
        final VectorFiles.Content content = readAll(write(folder.resolve("a.npy"), file));
        assertEquals(2, content.dimension());
        assertEquals(2, content.count());
        assertArrayEquals(new float[][] {{1, 2.5f}, {-3, 4}}, content.vectors());
    }

    @ParameterizedTest
    @CsvSource({"1, <f4", "2, <f4", "3, <f4", "1, >f4", "1, <f8", "1, >f8", "3, >f8"})
    void writtenRowsAreReadBackBitForBit(final int version, final String type) throws IOException {
        final float[][] vectors = randomVectors(20_240_603, 50, 17);
        final byte[] file = concat(
                header(version, "{'descr': '" + type + "', 'fortran_order': False, 'shape': (50, 17), }"),
                components(type, vectors));
        final VectorFiles.Content plain = readAll(write(folder.resolve("a.npy"), file));
        assertEquals(50, plain.count());
        assertArrayEquals(vectors, plain.vectors());
        final VectorFiles.Content unpacked = readAll(writeGzip(folder.resolve("a.npy.gz"), file));
        assertEquals(50, unpacked.count());
        assertArrayEquals(vectors, unpacked.vectors());
    }

    @Test
    void roundsDoublesToTheNearestFloat() throws IOException {
        final ByteBuffer components = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        components.putDouble(0.1).putDouble(1e-300);
        final byte[] file = concat(header("'<f8'", "False", "(1, 2)"), components.array());
        assertArrayEquals(
                new float[][] {{0.1f, 0}},
                readAll(write(folder.resolve("a.npy"), file)).vectors());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"shape\":(1,2),\"fortran_order\":False,\"descr\":\"<f4\"}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1L, 2L), }",
                " { 'other' : [('}', 1), {2: 3}] , 'descr':'<f4','fortran_order':False , 'shape':( 1 , 2 ,) } \n",
            })
    void acceptsOtherSpellingsOfTheHeader(final String dictionary) throws IOException {
        final byte[] file = concat(header(1, dictionary), components("<f4", new float[][] {{1, 2}}));
        assertArrayEquals(
                new float[][] {{1, 2}},
                readAll(write(folder.resolve("a.npy"), file)).vectors());
    }

    @Test
    void hasNoLabels() throws IOException {
        final byte[] file = concat(header("'<f4'", "False", "(1, 2)"), new byte[8]);
        try (VectorReader reader = VectorReaders.open(write(folder.resolve("a.npy"), file))) {
            assertFalse(reader.labeled());
            final IllegalStateException e = assertThrows(IllegalStateException.class, reader::label);
            assertEquals("the file has no labels", e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'<c8'", "'<f16'", "'<U5'", "[('x', '<f4'), ('y', '<f4')]", "'f4'"})
    void refusesOtherTypes(final String type) throws IOException {
        refuses(
                header(type, "False", "(1, 2)"),
                ": components of type " + type
                        + ", expected floats, integers or booleans of up to 64 bits ; save array.astype('float32')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"()", "(5,)", "(1, 2, 3)", "(-1, 2)", "5"})
    void refusesOtherShapes(final String shape) throws IOException {
        refuses(
                header("'<f4'", "False", shape),
                ": shape " + shape + ", expected two dimensions: (count, dimension)"
                        + " ; save array.reshape(count, dimension)");
    }

    @Test
    void refusesSizesThatCannotBe() throws IOException {
        refuses(
                header("'<f4'", "False", "(3, 0)"),
                ": dimension 0, expected 1 to 65536, in shape (3, 0) ; save one vector per row");
        refuses(
                header("'<f4'", "False", "(3, 100000)"),
                ": dimension 100000, expected 1 to 65536, in shape (3, 100000) ; save one vector per row");
        refuses(
                header("'<f4'", "False", "(0, 3)"),
                ": no vectors, expected at least 1, in shape (0, 3) ; save at least one row");
    }

    @Test
    void refusesACountTheFileCannotHold() throws IOException {
        final String count = "99999999999999999999";
        refuses(
                concat(header("'<f4'", "False", "(" + count + ", 65536)"), new byte[10]),
                ":row 1: the file ends after 10 of the row's 262144 bytes, expected 9223372036854775807 rows"
                        + " ; it is truncated: copy or write it again");
        final Path gzip = writeGzip(
                folder.resolve("a.npy.gz"), concat(header("'<f4'", "False", "(1000000, 65536)"), new byte[10]));
        final InvalidInputException e = assertThrows(InvalidInputException.class, () -> VectorReaders.open(gzip));
        assertEquals(
                gzip + ": the npy header announces 1000000 vectors of dimension 65536,"
                        + " but the compressed file's size allows 0 at most"
                        + " ; it is truncated: copy or write it again",
                e.getMessage());
    }

    @Test
    void refusesATruncatedFileBeforeTheFirstRow() throws IOException {
        final Path file = write(folder.resolve("a.npy"), concat(header("'<f4'", "False", "(3, 2)"), new byte[12]));
        final InvalidInputException e = assertThrows(InvalidInputException.class, () -> VectorReaders.open(file));
        final String message = ":row 2: the file ends after 4 of the row's 8 bytes, expected 3 rows"
                + " ; it is truncated: copy or write it again";
        assertEquals(file + message, e.getMessage());
        assertRefused(
                writeGzip(folder.resolve("a.npy.gz"), concat(header("'<f4'", "False", "(3, 2)"), new byte[12])),
                message);
    }

    @Test
    void refusesBytesAfterTheLastRow() throws IOException {
        final byte[] file = concat(header("'<f4'", "False", "(1, 2)"), new byte[9]);
        final String message =
                ": more bytes follow after the last of 1 rows, expected the end of the file ; save one array a file";
        refuses(file, message);
        assertRefused(writeGzip(folder.resolve("a.npy.gz"), file), message);
    }

    @Test
    void refusesComponentsThatAreNotFinite() throws IOException {
        refuses(
                concat(header("'<f4'", "False", "(2, 2)"), components("<f4", new float[][] {
                    {1, 2}, {Float.POSITIVE_INFINITY, 3}
                })),
                ":row 2: component 1 of 2 is Infinity, expected a finite number ; correct or remove the row");
        refuses(
                concat(header("'>f8'", "False", "(1, 2)"), components(">f8", new float[][] {{1, Float.NaN}})),
                ":row 1: component 2 of 2 is NaN, expected a finite number ; correct or remove the row");
        final ByteBuffer large = ByteBuffer.allocate(8).putDouble(0, -1e39);
        refuses(
                concat(header("'>f8'", "False", "(1, 1)"), large.array()),
                ":row 1: component 1 of 1 is -1.0E39, which is too large for a 32-bit float"
                        + " ; scale the vectors down");
    }

    @Test
    void refusesMalformedHeaders() throws IOException {
        refuses(new byte[0], ": the file is empty, expected vectors ; write it again");
        refuses(
                "PK\3\4 no numpy".getBytes(ISO_8859_1),
                ": the zip file is damaged (zip END header not found) ; copy or write it again");
        refuses("no numpy".getBytes(ISO_8859_1), ": the npy header does not start with \\x93NUMPY" + WRITE_AGAIN);
        refuses(prelude(1), ": the npy header ends before its length" + WRITE_AGAIN);
        refuses("\u0093NUMPY\1".getBytes(ISO_8859_1), ": the npy header ends after 7 bytes" + WRITE_AGAIN);
        refuses(concat(prelude(9), new byte[100]), ": npy format version 9.0, expected 1.0, 2.0 or 3.0" + WRITE_AGAIN);
        refuses(
                concat(prelude(2), new byte[] {-1, -1, -1, -1}, new byte[100]),
                ": the npy header is said to be 4294967295 bytes long, expected 65536 at most" + WRITE_AGAIN);
        refuses(
                concat(prelude(1), new byte[] {50, 0}, "{'descr'".getBytes(ISO_8859_1)),
                ": the npy header ends after 8 of 50 bytes" + WRITE_AGAIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1, 2]                | expected { at character 1",
                "{descr: 1}            | expected a quote at character 2",
                "{'descr' '<f4'}       | expected : at character 10",
                "{'descr': '<f4}       | expected a closed string at character 11",
                "{'descr': (1, 2       | expected the end of a value at character 16",
                "{'descr': }           | expected a value at character 11",
                "{'descr': '<f4' 'a'}  | expected , at character 17",
                "{'a': 1} {            | expected nothing at character 10",
            })
    void refusesHeadersThatAreNoDictionary(final String dictionary, final String problem) throws IOException {
        refuses(
                concat(prelude(1), new byte[] {(byte) dictionary.length(), 0}, dictionary.getBytes(ISO_8859_1)),
                ": the npy header is no Python dictionary: " + problem + ", found \"" + dictionary + "\""
                        + WRITE_AGAIN);
    }

    @Test
    void refusesHeadersWithoutTheirEntries() throws IOException {
        refuses(
                header(1, "{'descr': '<f4', 'shape': (1, 2)}"),
                ": the npy header has no 'fortran_order', found \"{'descr': '<f4', 'shape': (1, 2)}\"" + WRITE_AGAIN);
    }

    private void refuses(final byte[] content, final String messageAfterPath) throws IOException {
        assertRefused(write(folder.resolve("bad.npy"), content), messageAfterPath);
    }

    private static byte[] header(final String type, final String fortranOrder, final String shape) {
        return header(1, "{'descr': " + type + ", 'fortran_order': " + fortranOrder + ", 'shape': " + shape + ", }");
    }

    /** A header as NumPy writes it: padded with spaces to a multiple of 64 bytes, a line feed at the end. */
    private static byte[] header(final int version, final String dictionary) {
        final int lengthBytes = version == 1 ? 2 : 4;
        final int before = 8 + lengthBytes;
        final int total = (before + dictionary.length() + 1 + 63) / 64 * 64;
        final byte[] padded =
                (dictionary + " ".repeat(total - before - dictionary.length() - 1) + "\n").getBytes(ISO_8859_1);
        final byte[] length = {(byte) padded.length, (byte) (padded.length >> 8), 0, 0};
        return concat(prelude(version), Arrays.copyOf(length, lengthBytes), padded);
    }

    private static byte[] prelude(final int version) {
        return ("\u0093NUMPY" + (char) version + "\0").getBytes(ISO_8859_1);
    }

    private static byte[] components(final String type, final float[][] vectors) {
        final int size = type.charAt(2) - '0';
        final ByteBuffer bytes = ByteBuffer.allocate(size * vectors.length * vectors[0].length)
                .order(type.charAt(0) == '<' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        for (final float[] vector : vectors) {
            for (final float component : vector) {
                if (size == 4) {
                    bytes.putFloat(component);
                } else {
                    bytes.putDouble(component);
                }
            }
        }
        return bytes.array();
    }
}
