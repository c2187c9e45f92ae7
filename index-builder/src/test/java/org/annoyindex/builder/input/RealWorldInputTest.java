package org.annoyindex.builder.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.annoyindex.builder.input.VectorFiles.concat;
import static org.annoyindex.builder.input.VectorFiles.fvecsRow;
import static org.annoyindex.builder.input.VectorFiles.gzip;
import static org.annoyindex.builder.input.VectorFiles.readAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.annoyindex.testdata.FormatFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input as people have it: what was once read wrong without a word must come out right, or be refused. */
@Tag("once")
final class RealWorldInputTest {
    @TempDir
    private Path folder;

    /** What a file gives: rows of "label|components". */
    private String read(final String name, final byte[] content, final ReadOptions options) throws IOException {
        try (VectorReader reader = VectorReaders.open(VectorFiles.write(folder.resolve(name), content), options)) {
            final StringBuilder rows = new StringBuilder();
            final float[] vector = new float[reader.dimension()];
            while (reader.next(vector)) {
                rows.append(rows.length() == 0 ? "" : " / ");
                rows.append(reader.keyed() ? reader.key() + "=" : "");
                rows.append(reader.labeled() ? reader.label() + "|" : "");
                for (int i = 0; i < vector.length; i++) {
                    rows.append(i == 0 ? "" : ",")
                            .append(Float.toString(vector[i]).replaceFirst("\\.0$", ""));
                }
            }
            return rows.toString();
        }
    }

    private void reads(final String expected, final String name, final String content) throws IOException {
        assertEquals(expected, read(name, content.getBytes(UTF_8), ReadOptions.defaults()), content);
    }

    private void reads(final String expected, final String name, final String content, final ReadOptions options)
            throws IOException {
        assertEquals(expected, read(name, content.getBytes(UTF_8), options), content);
    }

    private String refused(final String name, final byte[] content, final ReadOptions options) {
        return assertThrows(InvalidInputException.class, () -> read(name, content, options))
                .getMessage()
                .replace(folder.resolve(name).toString(), name);
    }

    private void refuses(final String name, final String content, final String... words) {
        refuses(name, content.getBytes(UTF_8), words);
    }

    private void refuses(final String name, final byte[] content, final String... words) {
        final String message = refused(name, content, ReadOptions.defaults());
        for (final String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    private String guess(final String name, final String content) throws IOException {
        try (VectorReader reader = VectorReaders.open(VectorFiles.write(folder.resolve(name), content))) {
            return reader.guess();
        }
    }

    @Test
    void linesEndInAllThreeWays() throws IOException {
        for (final String end : List.of("\n", "\r\n", "\r")) {
            reads("a|1,2 / b|3,4 / c|5,6", "words.txt", "a 1 2\nb 3 4\nc 5 6\n".replace("\n", end));
            reads("1.5,2 / 3.5,4", "plain.txt", "1.5 2\n3.5 4\n".replace("\n", end));
            reads("a|1,2 / b|3,4", "words.vec", "2 2\n\na 1 2\n\n\nb 3 4".replace("\n", end));
            reads("a|1,2 / b|3,4", "words.tsv", "a\t1\t2\n\nb\t3\t4".replace("\n", end));
            reads("a|1,2 / b|3,4", "words.csv", "w,x,y\na,1,2\n\nb,3,4\n".replace("\n", end));
            refuses("words.txt", "a 1 2\nb 3 x\n".replace("\n", end), "words.txt:line 2: ");
            refuses("words.txt", "a 1 2\n\nb 3 x\n".replace("\n", end), "words.txt:line 3: ");
            refuses("words.csv", "a,1,2\n\nb,3,x\nc,5,6\n".replace("\n", end), "words.csv:line 3: ");
        }
        // Ends that are mixed, and one that is cut by the end of a buffer.
        reads("a|1,2 / b|3,4 / c|5,6", "words.txt", "a 1 2\rb 3 4\r\nc 5 6\n");
        final String line = "w" + "x".repeat(32_762) + " 1 2\r\n";
        final String[] rows = read("long.txt", line.repeat(9).getBytes(UTF_8), ReadOptions.defaults())
                .split(" / ", -1);
        assertEquals(9, rows.length);
    }

    @Test
    void wholeNumbersAmongWholeNumbersAreComponents() throws IOException {
        reads("1,0,1 / 0,0,1 / 1,0,0", "bits.txt", "1 0 1\n0 0 1\n1 0 0\n");
        reads("1,0,1 / 0,0,1 / 1,0,0", "bits.txt", "3 3\n1 0 1\n0 0 1\n1 0 0\n");
        reads("1,0 / 0,1 / 1,1", "bits.txt", "1 0\n0 1\n1 1\n");
        reads("the|1,0 / of|0,1 / 7|1,1", "words.txt", "the 1 0\nof 0 1\n7 1 1\n");
        reads("7|1,1 / the|1,0 / of|0,1", "words.txt", "7 1 1\nthe 1 0\nof 0 1\n");
        assertEquals("", guess("words.txt", "the 1 0\nof 0 1\n7 1 1\n"));
        // Behind whole numbers there are fractions: labels, but not without a word.
        reads("10|0.5,1 / 11|0.25,2", "ids.txt", "10 0.5 1\n11 0.25 2\n");
        assertTrue(guess("ids.txt", "10 0.5 1\n11 0.25 2\n").startsWith("labels: the first column"));
        reads("1.5,2,3 / 4,5,6.5", "plain.txt", "1.5 2 3\n4 5 6.5\n");
        final ReadOptions none = ReadOptions.defaults().labels(ReadOptions.Labels.NONE);
        reads("10,0.5,1 / 11,0.25,2", "ids.txt", "10 0.5 1\n11 0.25 2\n", none);
        final ReadOptions first = ReadOptions.defaults().labels(ReadOptions.Labels.FIRST);
        reads("1|0,1 / 0|0,1", "bits.txt", "1 0 1\n0 0 1\n", first);
        // A line with a word among numbers is no evidence; it is asked what is meant.
        refuses("mixed.txt", "1.5 2\n3.5 4\nthe 5\n5.5 6\n", "--labels first or none");
    }

    @Test
    void columnsOfIdsAreNoComponents() throws IOException {
        reads("100|0.5,1 / 200|0.25,2", "m.csv", "movieId,x,y\n100,0.5,1\n200,0.25,2\n");
        for (final String name : List.of(
                "user_id",
                "ID",
                "item id",
                "userid",
                "product-ID",
                "ISBN",
                "ean_code",
                "Id",
                "Unnamed: 0",
                "asin",
                "product_sku",
                "uuid",
                "index",
                "key",
                "")) {
            reads("100|0.5,1 / 200|0.25,2", "m.csv", name + ",x,y\n100,0.5,1\n200,0.25,2\n");
            if (!name.isEmpty()) {
                reads("100|0.5,1 / 200|0.25,2", "m.csv", "x," + name + ",y\n0.5,100,1\n0.25,200,2\n");
                reads("100|0.5,1 / 200|0.25,2", "m.csv", "x,y," + name + "\n0.5,1,100\n0.25,2,200\n");
            }
        }
        // Features whose names only look alike.
        reads("7.4,0.5 / 7.8,0.25", "wine.csv", "citric acid,grid\n7.4,0.5\n7.8,0.25\n");
        // A class is no feature either.
        reads("1|0.5,2 / 0|0.25,3", "iris.csv", "x,y,class\n0.5,2,1\n0.25,3,0\n");
        reads("1=king|0.5,2 / 2=queen|0.25,3", "w.csv", "id,name,x,y\n1,king,0.5,2\n2,queen,0.25,3\n");
        refuses("two.csv", "userId,movieId,x\n1,10,0.5\n2,20,0.25\n", "userId", "movieId", "--label-column");
        refuses("t.csv", ",Unnamed: 0,x,y\n0,0,1.5,2.5\n1,1,3.5,4.5\n", "Unnamed: 0");
        refuses("text.csv", "name,x,color\na,1,red\nb,2,blue\n", "color");
        final ReadOptions named = ReadOptions.defaults().labelColumn("movieId").keyColumn("userId");
        reads("1=10|0.5 / 2=20|0.25", "two.csv", "userId,movieId,x\n1,10,0.5\n2,20,0.25\n", named);
        reads(
                "1=10|0.5 / 2=20|0.25",
                "two.csv",
                "userId,movieId,x\n1,10,0.5\n2,20,0.25\n",
                ReadOptions.defaults().labelColumn("2").columns(List.of("x")));
    }

    @Test
    void headersAreNoData() throws IOException {
        reads("0|0.5,1 / 1|0.25,2", "u.csv", "Unnamed: 0,0,1\n0,0.5,1\n1,0.25,2\n");
        reads("the|0.5,0.1 / of|0.25,0.2", "u.csv", "word,0,1\nthe,0.5,0.1\nof,0.25,0.2\n");
        reads("1|1.5,2.5 / 2|3.5,4.5", "r.csv", "x,y\n1,1.5,2.5\n2,3.5,4.5\n");
        reads("a|1.5,2.5 / b|3.5,4.5", "r.csv", "x,y\n\"a\",1.5,2.5\n\"b\",3.5,4.5\n");
        // One-hot rows are data.
        reads("king|0,1 / queen|1,0", "w.csv", "king,0,1\nqueen,1,0\n");
        refuses("h.csv", "x,y,z\n1,2\n3,4\n", "the header has 3 names");
    }

    @Test
    void theFirstMissingCellDoesNotMakeLabels() {
        refuses("x.csv", "x,y,z\n,0.5,0.2\n0.1,0.2,0.3\n", "x.csv:line 2: component 1 of 3");
        refuses("x.csv", "x,y,z\nNA,0.5,0.2\n0.1,0.2,0.3\n", "x.csv:line 2: component 1 of 3");
        refuses("x.csv", "x,y,z\n0.1,0.2,0.3\n,0.5,0.2\n0.1,0.2,0.3\n", "x.csv:line 3: component 1 of 3");
        refuses("x.csv", ",0.5,0.2\n0.1,0.2,0.3\n", "x.csv:line 1: component 1 of 3");
        refuses("x.csv", "0.1,0.2,0.3\nfoo,0.5,0.2\n0.1,0.2,0.3\n", "x.csv:line 2: ", "foo");
        refuses("x.csv", "0,1\n2,3\n4,5\n6,7\nfoo,9\n", "x.csv:line 5: component 1 of 2");
    }

    @Test
    void otherSeparatorsAreRecognized() throws IOException {
        reads("a|0.5 / b|1.5", "g.csv", "a;0,5\nb;1,5\n");
        reads("the|0.5,1 / of|0.25,2", "h.csv", "word;a;b\nthe;0,5;1\nof;0,25;2\n");
        reads("the|0.5,1 / of|0.25,2", "h.csv", "word;a;b\nthe;0.5;1\nof;0.25;2\n");
        reads("the|0.5,1 / of|0.25,2", "h.csv", "word\ta\tb\nthe\t0.5\t1\nof\t0.25\t2\n");
        reads("the|0.5,1 / of|0.25,2", "h.csv", "word|a|b\nthe|0.5|1\nof|0.25|2\n");
        reads("the|0.5,1 / of|0.25,2", "h.tsv", "word,a,b\nthe,0.5,1\nof,0.25,2\n");
        reads("a;b|1,2 / c;d|3,4", "w.csv", "a;b,1,2\nc;d,3,4\n");
        reads("a, b|1,2 / c|3,4", "w.csv", "\"a, b\";1;2\nc;3;4\n");
        reads("the|0.5,1", "s.csv", "the 0.5 1\n", ReadOptions.defaults().delimiter(' '));
        refuses("i.csv", "a;1,2,3\nb;4,5,6\n", "semicolons");
        refuses("d.csv", "a;0,5;1\nb;1.5;2\n", "1.5");
        refuses("w.txt", "the,0.1 0.2 0.3\nof,0.4 0.5 0.6\n", "commas");
        refuses("w.txt", "the, 0.1, 0.2\nof, 0.4, 0.5\n", "commas");
        refuses("w.txt", "the 0,1 0,2\nof 0,4 0,5\n", "w.txt:line 1: ");
    }

    @Test
    void aTabEndsALabel() throws IOException {
        reads("Python 2.7|0.5,0.25 / Windows 3.1|0.1,0.2", "t.vec", "Python 2.7\t0.5\t0.25\nWindows 3.1\t0.1\t0.2\n");
        reads("Python 2.7|0.5,0.25 / a|0.1,0.2", "t.vec", "2 2\nPython 2.7\t0.5\t0.25\na\t0.1\t0.2\n");
        reads("Python 3|5,6 / Go|1,2", "t.txt", "Python 3\t5 6\nGo\t1 2\n");
        refuses("t.vec", "the 0.5 0.25\na 0.5 0.25\nWindows 3.1 0.1 0.2\n", "t.vec:line 3: ", ".tsv");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() throws IOException {
        final byte[] latin = "name,x\nM\u00fcller,1\nM\u00f6ller,2\n".getBytes(ISO_8859_1);
        refuses("l.csv", latin, "l.csv:line 2: ", "not UTF-8 (byte 0xFC)", "iconv");
        refuses(
                "l.txt",
                "M\u00fcller 1\nM\u00f6ller 2\n".getBytes(ISO_8859_1),
                "l.txt:line 1: ",
                "not UTF-8 (byte 0xFC)");
        assertEquals(
                "M\u00fcller|1 / M\u00f6ller|2",
                read("l.csv", latin, ReadOptions.defaults().encoding(ISO_8859_1)));
        // A character that is cut by the end of a block of bytes is whole all the same.
        final String wide = "name,x\n" + "\u6771\u4eac,1\n".repeat(40_000);
        assertEquals(
                40_000,
                readAll(VectorFiles.write(folder.resolve("w.csv"), wide)).vectors().length);
        reads("\ud83d\ude00|1 / b|2", "e.csv", "\ud83d\ude00,1\nb,2\n");
        refuses("l.csv", concat(latin, new byte[] {(byte) 0xC3}), "not UTF-8");
    }

    @Test
    void whatFollowsAGzipMemberIsReadOrRefused() throws IOException {
        final byte[] member = gzip("a 1 2\nb 3 4\n".getBytes(UTF_8));
        refuses("m.txt.gz", concat(member, "c 5 6\n".getBytes(UTF_8)), "bytes behind the gzip data");
        refuses("m.txt.gz", concat(member, new byte[3], "c 5 6\n".getBytes(UTF_8)), "bytes behind the gzip data");
        refuses("m.txt.gz", concat(member, new byte[] {0x1F}), "end early");
        refuses("m.txt.gz", concat(member, new byte[] {0x1F, (byte) 0x8B, 8}), "end early");
        final String two = read("m.txt.gz", concat(member, gzip("c 5 6\n".getBytes(UTF_8))), ReadOptions.defaults());
        assertEquals("a|1,2 / b|3,4 / c|5,6", two);
        assertEquals("a|1,2 / b|3,4", read("m.txt.gz", concat(member, new byte[1024]), ReadOptions.defaults()));
        assertEquals("a|1,2 / b|3,4", read("m.txt.gz", concat(gzip(new byte[0]), member), ReadOptions.defaults()));
    }

    @Test
    void integersReadAsFloatsAreRefused() {
        final byte[] ivecs = ints(3, 0, 1, 2, 3, 1, 2, 3, 3, 2, 3, 4);
        refuses("iv.fvecs", ivecs, "int32 (as in .ivecs)");
        refuses("iv.f32", ivecs, "dimension");
        final byte[] raw = concat(ints(1, 2), ints(1, 2, 3, 4));
        refuses("iv.fbin", concat(ints(2, 2), ints(1, 2, 3, 4)), "int32 (as in .ivecs)");
        assertTrue(refused("iv.f32", raw, ReadOptions.defaults().dimension(2)).contains("int32"));
        final byte[] fbin = concat(ints(100, 8), new byte[3200]);
        refuses("fb.fvecs", fbin, "fbin");
        refuses("iv.ivecs", ivecs, "--input-format ivecs".replace("--input-format", "format"));
        refuses(
                "big.fvecs",
                ByteBuffer.allocate(12).putInt(2).putFloat(1).putFloat(2).array(),
                "big-endian");
    }

    @Test
    void zerosAreNoIntegers() throws IOException {
        assertEquals(
                "0,0 / 0,0", read("z.fvecs", concat(fvecsRow(2, 0, 0), fvecsRow(2, 0, 0)), ReadOptions.defaults()));
        assertEquals("1.0E-40,1", read("z.fvecs", fvecsRow(2, 1e-40f, 1), ReadOptions.defaults()));
    }

    private static byte[] ints(final int... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    @Test
    void aBlankLineInAListOfKeysIsNoKey() throws IOException {
        final Path file = VectorFiles.write(folder.resolve("keys"), "k0\n\nk2\nk3\n\n\n");
        try (KeyReader keys = KeyReader.open(file)) {
            keys.requireNext();
            assertEquals("k0", keys.key());
            assertEquals(
                    file + ":line 2: no key ; give a key for each vector, without blank lines between them",
                    assertThrows(InvalidInputException.class, keys::requireNext).getMessage());
        }
        try (KeyReader keys = KeyReader.open(file)) {
            assertTrue(keys.next());
            assertTrue(keys.next());
            assertTrue(keys.next());
            assertEquals("k3", keys.key());
            keys.requireEnd();
        }
        try (KeyReader keys = KeyReader.open(VectorFiles.write(folder.resolve("keys"), "\nk1\n"))) {
            assertThrows(InvalidInputException.class, keys::requireNext);
        }
        try (KeyReader keys =
                KeyReader.open(VectorFiles.write(folder.resolve("keys"), "M\u00fcller\n".getBytes(ISO_8859_1)))) {
            assertTrue(assertThrows(InvalidInputException.class, keys::next)
                    .getMessage()
                    .contains("not UTF-8"));
        }
        try (KeyReader keys = KeyReader.open(VectorFiles.write(folder.resolve("keys"), "a\rb\rc\r"))) {
            assertTrue(keys.next());
            assertTrue(keys.next());
            assertTrue(keys.next());
            assertEquals("c", keys.key());
        }
    }

    @Test
    void streamsAreReadOnce() throws IOException {
        final StringBuilder ids = new StringBuilder();
        for (int id = 0; id < 100_000; id++) {
            ids.append(String.format("%09d%n", id));
        }
        final byte[] bytes = ids.toString().getBytes(UTF_8);
        assertEquals(
                100_000,
                IdsFile.read(new OneByteStream(bytes), "standard input").getCardinality());
        assertEquals(0, IdsFile.read(new ByteArrayInputStream(new byte[0]), "-").getCardinality());
        for (final byte[] vectors : List.of("a,1,2\nb,3,4\n".getBytes(UTF_8), gzip("a,1,2\nb,3,4\n".getBytes(UTF_8)))) {
            try (VectorReader reader =
                    VectorReaders.open(new OneByteStream(vectors), "standard input", ReadOptions.defaults())) {
                assertArrayEquals(
                        new float[][] {{1, 2}, {3, 4}}, readAll(reader).vectors());
            }
        }
        assertEquals(
                "standard input: the file is empty, expected vectors ; write it again",
                assertThrows(
                                InvalidInputException.class,
                                () -> VectorReaders.open(
                                        new ByteArrayInputStream(new byte[0]),
                                        "standard input",
                                        ReadOptions.defaults()))
                        .getMessage());
    }

    /** Gives a byte at a time, as a slow pipe may. */
    private static final class OneByteStream extends ByteArrayInputStream {
        private OneByteStream(final byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(final byte[] target, final int offset, final int length) {
            return super.read(target, offset, Math.min(length, 1));
        }
    }

    @Test
    void otherFormatsAreNamed() {
        final byte[] utf16 = concat(new byte[] {(byte) 0xFF, (byte) 0xFE}, "a 1 2\n".getBytes(UTF_16LE));
        refuses("words.txt", utf16, "UTF-16", "UTF-8");
        refuses("words.csv", utf16, "UTF-16", "UTF-8");
        refuses(
                "x.fvecs",
                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n",
                "Git LFS",
                "git lfs pull");
        refuses(
                "x.csv",
                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n",
                "Git LFS",
                "git lfs pull");
        refuses("x.txt", "<!DOCTYPE html>\n<html>", "HTML");
        refuses("x.npy", "\n<html lang=\"en\">", "HTML");
        refuses("x.txt", new byte[] {(byte) 0x80, 4, (byte) 0x95, 1, 2, 3}, "pickle");
        refuses("x.npy", "BZh91AY&SY123".getBytes(ISO_8859_1), "bzip2", "bunzip2");
        refuses("x.csv", "\u00fd7zXZ\0abc".getBytes(ISO_8859_1), "xz");
        refuses("x.txt", "SQLite format 3\0abc".getBytes(ISO_8859_1), "SQLite");
        refuses("x.npy", "ANNOYIDX\1\0".getBytes(ISO_8859_1), "index", "annoy export");
        refuses("x.fvecs", "a 1 2\nb 3 4\n", "is text", "fvecs");
    }

    @Test
    void textInAnotherEncodingIsReadOnRequest() throws IOException {
        final byte[] utf16 = concat(new byte[] {(byte) 0xFF, (byte) 0xFE}, "caf\u00e9 1 2\n".getBytes(UTF_16LE));
        final ReadOptions options = ReadOptions.defaults().encoding(UTF_16);
        assertEquals("caf\u00e9|1,2", read("words.txt", utf16, options));
        assertEquals("caf\u00e9|1,2", read("words.csv", utf16, options.format(VectorFormat.TEXT)));
        assertTrue(refused("words.txt", concat("caf\u00e9 1 2\n".getBytes(ISO_8859_1)), options.encoding(US_ASCII))
                .contains("US-ASCII"));
    }

    @Test
    void word2vecIsRecognized() throws IOException {
        final byte[] binary = "1 2\nthe \0\0\u0080?\0\0\0@\n".getBytes(ISO_8859_1);
        assertEquals("the|1,2", read("x.txt", binary, ReadOptions.defaults()));
        assertEquals("the|1,2", read("x.bin", binary, ReadOptions.defaults()));
        refuses("x.bin", Arrays.copyOf(binary, 14), "x.bin:row 1: the file ends after");
        refuses("x.bin", concat("2 2\n".getBytes(UTF_8), Arrays.copyOfRange(binary, 4, 16)), "announces 2");
    }

    @Test
    void listsInACellAreVectors() throws IOException {
        reads("0|0.1,0.2 / 1|0.3,0.4", "e.csv", "id,embedding\n0,\"[0.1, 0.2]\"\n1,\"[0.3, 0.4]\"\n");
        reads("0|0.1,0.2 / 1|0.3,0.4", "e.csv", "id,embedding\n0,\"{0.1,0.2}\"\n1,\"{0.3,0.4}\"\n");
        reads("0|0.1,0.2 / 1|0.3,0.4", "e.csv", "id,embedding\n0,\"[0.1 0.2]\"\n1,\"[ 0.3\n 0.4 ]\"\n");
        reads("a|0.1,0.2 / b|0.3,0.4", "e.csv", "a,\"[0.1, 0.2]\"\nb,\"[0.3, 0.4]\"\n");
        reads("0.1,0.2 / 0.3,0.4", "e.csv", "embedding\n\"[0.1, 0.2]\"\n\"[0.3, 0.4]\"\n");
        reads("a|0.1,0.2 / b|0.3,0.4", "e.tsv", "name\tprice\tvector\na\t9\t[0.1, 0.2]\nb\t8\t[0.3, 0.4]\n");
        refuses("e.csv", "id,embedding\n0,\"[0.1 ... 0.2]\"\n", "omitted");
        refuses("e.csv", "id,embedding\n0,\"[0.1, 0.2]\"\n1,\"[0.3]\"\n", "e.csv:line 3: a list of 1 numbers");
        refuses("e.csv", "id,a,b\n0,\"[1]\",\"[2]\"\n", "--vector-column");
        reads(
                "0|2",
                "e.csv",
                "id,a,b\n0,\"[1]\",\"[2]\"\n",
                ReadOptions.defaults().columns(List.of("b")));
    }

    @Test
    void booleansAreNumbers() throws IOException {
        reads("a|1,0 / b|0,1", "b.csv", "a,True,False\nb,False,True\n");
        reads("a|1,0 / b|0,1", "b.csv", "word,x,y\na,TRUE,false\nb,false,TRUE\n");
    }

    @Test
    void aLabelMayBeABlank() throws IOException {
        reads("the|1,2 /  |3,4 / of|5,6", "w.vec", "3 2\nthe 1 2\n  3 4\nof 5 6\n");
        reads("the|1,2 / |3,4 / of|5,6", "w.vec", "3 2\nthe 1 2\n 3 4\nof 5 6\n");
        refuses("w.vec", "3 2\nthe 1 2\n3 4\nof 5 6\n", "w.vec:line 3: no label");
    }

    @Test
    void badRowsAreSkippedOnRequestAndTold() throws IOException {
        final List<String> skipped = new ArrayList<>();
        final ReadOptions options = ReadOptions.defaults()
                .skipBadRows(problem -> skipped.add(problem.getMessage().replaceFirst(".*:(line|row) (\\d+).*", "$2")));
        reads("the|1,2 / of|5,6", "w.vec", "the 1 2\nx 3 a\n3 4\nof 5 6\nwrong 1\n", options);
        reads("a|1,2 / d|5,6", "w.csv", "a,1,2\nb,,2\nc,1\nd,5,6\n", options);
        reads("0|1,2 / 2|5,6", "e.csv", "id,embedding\n0,\"[1,2]\"\n1,\"[1,x]\"\n2,\"[5,6]\"\n3,\"[5]\"\n", options);
        assertEquals("1,2", read("w.fvecs", concat(fvecsRow(2, Float.NaN, 1), fvecsRow(2, 1, 2)), options));
        final byte[] latin = "a,1\nb\u00fc,2\nc,3\n".getBytes(ISO_8859_1);
        assertEquals("a|1 / c|3", read("l.csv", latin, options));
        assertEquals("[2, 3, 5, 2, 3, 3, 5, 1, 2]", skipped.toString());
        // What damages more than a row is an error all the same.
        assertTrue(refused("w.fvecs", concat(fvecsRow(2, 1, 2), new byte[5]), options)
                .contains("row 2"));
        assertTrue(refused("w.csv", "a,1\n\"b,2\n".getBytes(UTF_8), options).contains("malformed quotes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 3\na 1 2 3\nb 4 5", "a 1 2 3\nb 4 5", "a 1 2 3\nb 4 5 6\nc 7 8"})
    void aLastLineWithoutAnEndSeemsCutOff(final String text) {
        refuses("a.txt", text, "cut off");
    }

    @Test
    void oldEditorsEndTextWithCtrlZ() throws IOException {
        reads("a|1,2 / b|3,4", "w.txt", "a 1 2\nb 3 4\n\u001a");
        reads("a|1,2 / b|3,4", "w.txt", "a 1 2\r\nb 3 4\u001a");
        reads("a|1,2 / b|3,4", "w.csv", "a,1,2\r\nb,3,4\r\n\u001a");
    }

    @Test
    void aDelimiterMayEndEveryLine() throws IOException {
        reads("the|1,2 / of|3,4", "w.csv", "word,a,b,\nthe,1,2,\nof,3,4,\n");
        reads("the|1,2 / of|3,4", "w.csv", "the,1,2,\nof,3,4,\n");
    }

    @Test
    void largeWholeDifferentNumbersAreNoted() throws IOException {
        assertTrue(guess("n.csv", "100234,0.5\n100235,0.25\n100300,0.1\n").contains("as ids have"));
        assertTrue(guess("n.csv", "x,y\n100234,0.5\n100235,0.25\n").contains("column 1 \"x\""));
        assertEquals(
                "labels: column 1 \"id\"; components: 2 columns, column 2 \"x\" to column 3 \"y\"; separated by commas",
                guess("n.csv", "id,x,y\n1,0.5,2\n"));
        assertEquals(
                "labels: none; components: 2 columns, column 1 to column 2; no header; separated by semicolons;"
                        + " numbers have decimal commas",
                guess("n.csv", "0,5;1,5\n0,25;2\n"));
    }

    @Test
    void optionsThatFitNoColumnAreRefused() {
        final String csv = "id,x,y\n1,0.5,2\n";
        assertTrue(refused("o.csv", csv.getBytes(UTF_8), ReadOptions.defaults().labelColumn("nam"))
                .contains("there is no column \"nam\""));
        assertTrue(refused("o.csv", csv.getBytes(UTF_8), ReadOptions.defaults().columns(List.of("2-9")))
                .contains("there is no column"));
        assertTrue(refused("o.csv", csv.getBytes(UTF_8), ReadOptions.defaults().columns(List.of("x", "x")))
                .contains("twice"));
        assertTrue(refused(
                        "o.txt",
                        "a 1 2\n".getBytes(UTF_8),
                        ReadOptions.defaults().columns(List.of("x")))
                .contains("no columns"));
        assertTrue(refused("o.fvecs", fvecsRow(2, 1, 2), ReadOptions.defaults().dimension(3))
                .contains("dimension 2"));
    }

    @Test
    void columnsAreChosenByNameOrNumber() throws IOException {
        final String csv = "id,x,y,z\n1,0.5,2,3\n2,0.25,4,5\n";
        reads("1|3,0.5 / 2|5,0.25", "o.csv", csv, ReadOptions.defaults().columns(List.of("z", "x")));
        reads("1|2,3 / 2|4,5", "o.csv", csv, ReadOptions.defaults().columns(List.of("3-4")));
        reads(
                "1,0.5 / 2,0.25",
                "o.csv",
                csv,
                ReadOptions.defaults().columns(List.of("1", "2")).labels(ReadOptions.Labels.NONE));
    }

    @Test
    void nothingIsLeftInTheWorkFolder() throws IOException {
        final Path work = Files.createDirectory(folder.resolve("work"));
        final byte[] npz = FormatFiles.bytes("one.npz");
        try (VectorReader reader = VectorReaders.open(
                new ByteArrayInputStream(npz),
                "standard input",
                ReadOptions.defaults().workFolder(work))) {
            assertEquals(4, reader.dimension());
            assertEquals(1, work.toFile().list().length);
        }
        assertEquals(0, work.toFile().list().length);
    }
}
