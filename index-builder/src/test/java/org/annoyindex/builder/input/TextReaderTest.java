package org.annoyindex.builder.input;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class TextReaderTest {
    @TempDir
    private Path folder;

    @Test
    void readsLabelsAndNumbers() throws IOException {
        final VectorFiles.Content content = read("the 0.1 -2 3e-2\nof 1 2 3\n");
        assertEquals(3, content.dimension());
        assertEquals(-1, content.count());
        assertEquals(List.of("the", "of"), content.labels());
        assertArrayEquals(new float[][] {{0.1f, -2, 0.03f}, {1, 2, 3}}, content.vectors());
    }

    @Test
    void takesCountAndDimensionFromTheFirstLine() throws IOException {
        final VectorFiles.Content content = read("2 3\n</s> 0.1 0.2 0.3 \nNew York 1 2 3 \n");
        assertEquals(3, content.dimension());
        assertEquals(2, content.count());
        assertEquals(List.of("</s>", "New York"), content.labels());
        assertArrayEquals(new float[][] {{0.1f, 0.2f, 0.3f}, {1, 2, 3}}, content.vectors());
    }

    @Test
    void labelsMayContainSpacesAndNumbers() throws IOException {
        final VectorFiles.Content content = read("""
                . . . -0.1 0.2
                at name@domain.com 0.3 0.4
                Apollo 11 0.5 0.6
                42 0.7 0.8
                nan 0.9 1.0
                 indented  twice   1.1\t1.2
                """);
        assertEquals(2, content.dimension());
        assertEquals(
                List.of(". . .", "at name@domain.com", "Apollo 11", "42", "nan", "indented  twice"), content.labels());
        assertArrayEquals(
                new float[][] {{-0.1f, 0.2f}, {0.3f, 0.4f}, {0.5f, 0.6f}, {0.7f, 0.8f}, {0.9f, 1}, {1.1f, 1.2f}},
                content.vectors());
    }

    @Test
    void toleratesTabsBlankLinesWindowsLineEndsAndAMissingLastOne() throws IOException {
        final VectorFiles.Content content = read("\r\na\t1\t2\r\n\r\n  \nb \t 3 4 \r\nc 5 6");
        assertEquals(List.of("a", "b", "c"), content.labels());
        assertArrayEquals(new float[][] {{1, 2}, {3, 4}, {5, 6}}, content.vectors());
    }

    @Test
    void decodesLabelsAsUtf8() throws IOException {
        assertEquals(
                List.of("größe", "東京", "a\u00a0b"),
                read("größe 1 2\n東京 3 4\na\u00a0b 5 6\n").labels());
        final Path file = write(
                folder.resolve("malformed.vec"),
                concat("caf".getBytes(UTF_8), new byte[] {(byte) 0xE9}, " 1 2\n".getBytes(UTF_8)));
        assertRefused(
                file,
                ":line 1: not UTF-8 (byte 0xE9) at byte 4 of 8"
                        + " ; convert the file with iconv -t UTF-8, or give its --encoding");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstLabel() throws IOException {
        assertEquals(List.of("the"), read("\ufeffthe 1 2\n").labels());
        assertEquals(1, read("\ufeff1 2\nthe 1 2\n").count());
    }

    @Test
    void linesWithoutLabelsAreRecognizedByTheFirst() throws IOException {
        final VectorFiles.Content content = read("1.000e+00 2.5\n3 4\n");
        assertEquals(2, content.dimension());
        assertEquals(List.of(), content.labels());
        assertArrayEquals(new float[][] {{1, 2.5f}, {3, 4}}, content.vectors());
        assertArrayEquals(new float[][] {{1, 2, 3}}, read("1 3\n1 2 3\n").vectors());
        try (VectorReader reader = VectorReaders.open(write(folder.resolve("a.txt"), "0.5 1\n"))) {
            assertFalse(reader.labeled());
            assertTrue(reader.next(new float[2]));
            final IllegalStateException e = assertThrows(IllegalStateException.class, reader::label);
            assertEquals("the file has no labels", e.getMessage());
        }
    }

    @Test
    void hasALabelOnlyAfterAVector() throws IOException {
        try (VectorReader reader = VectorReaders.open(write(folder.resolve("a.txt"), "a 1 2\n"))) {
            assertEquals(
                    "no vector has been read",
                    assertThrows(IllegalStateException.class, reader::label).getMessage());
            assertTrue(reader.next(new float[2]));
            assertEquals("a", reader.label());
            assertEquals("a", reader.label());
            assertFalse(reader.next(new float[2]));
            assertThrows(IllegalStateException.class, reader::label);
        }
    }

    @Test
    void writtenVectorsAreReadBackBitForBit() throws IOException {
        final float[][] vectors = randomVectors(20_240_605, 400, 50);
        final Random random = new Random(20_240_606);
        final String[] labels = new String[vectors.length];
        final StringBuilder text = new StringBuilder("400 50\n");
        for (int i = 0; i < vectors.length; i++) {
            // From now and then a label that is longer than the reader's buffer at the start.
            labels[i] = i % 97 == 5 ? "x".repeat(300_000) : "w" + Integer.toString(random.nextInt(), 36);
            text.append(labels[i]);
            for (final float component : vectors[i]) {
                text.append(random.nextInt(9) == 0 ? "\t" : " ").append(component);
            }
            text.append('\n');
        }
        final VectorFiles.Content content = read(text.toString());
        assertEquals(400, content.count());
        assertEquals(Arrays.asList(labels), content.labels());
        assertArrayEquals(vectors, content.vectors());

        final VectorFiles.Content unpacked =
                readAll(writeGzip(folder.resolve("a.vec.gz"), text.toString().getBytes(UTF_8)));
        assertEquals(Arrays.asList(labels), unpacked.labels());
        assertArrayEquals(vectors, unpacked.vectors());
    }

    @Test
    void refusesFilesWithoutVectors() throws IOException {
        refuses("", ": the file is empty, expected vectors ; write it again");
        refuses("\n  \n\r\n", ": the file has only blank lines, expected vectors ; write it again");
        refuses(
                "2 2\n\n\n \n",
                ":line 1: announces 2 vectors, but the file holds 0 ; it is truncated: copy or write it again");
        refuses(
                "the\nof\n",
                ":line 1: dimension 0, expected 1 to 65536: found 1 fields, of which the last is \"the\""
                        + " ; start each line with a label and let its numbers follow, separated by spaces or tabs");
        refuses(
                "a,1,2\n",
                ":line 1: the fields seem to be separated by commas or semicolons: \"a,1,2\""
                        + " ; give the file a name that ends in .csv, or --input-format csv");
        refuses(
                "it was a dark night\n",
                ":line 1: dimension 0, expected 1 to 65536: found 5 fields, of which the last is \"night\""
                        + " ; start each line with a label and let its numbers follow, separated by spaces or tabs");
    }

    @Test
    void refusesRaggedLines() throws IOException {
        final String remedy = " ; give every line as many numbers as the first";
        final String tab = remedy + "; if labels end in numbers, separate them by a tab (.tsv)";
        refuses("a 1 2 3\nb 1 2\n", ":line 2: 3 fields, expected a label and 3 numbers" + remedy);
        refuses("a 1 2 3\n\nb 1 2 3 4\n", ":line 3: 5 fields, expected a label and 3 numbers" + tab);
        refuses("a .1 .2\nb .1 .2 .3\n", ":line 2: 4 fields, expected a label and 2 numbers" + tab);
        refuses("a .1 .2\nb .1 2 3\n", ":line 2: 4 fields, expected a label and 2 numbers" + tab);
        refuses(
                "2 3\na 1 2 3\n1 2 3\n",
                ":line 3: no label before 3 numbers"
                        + " ; give the line a label, or leave such lines out with --on-error skip");
        final String labels = remedy + "; if lines begin with a label, give --labels first";
        refuses("0.1 0.2\n0.3\n", ":line 2: 1 fields, expected 2 numbers, as lines have no labels" + labels);
        refuses(
                "0.1 0.2\n.3 .4\nword 0.1 0.2\n",
                ": line 1 begins with a number, as most do, and line 3 with \"word\""
                        + " ; say whether lines begin with a label: --labels first or none");
    }

    @Test
    void refusesATruncatedLastLine() throws IOException {
        refuses(
                "a 1.5 2.5\nb 1.",
                ":line 2: 2 fields, expected a label and 2 numbers"
                        + " ; the file seems cut off in the middle of its last line: copy or write it again");
    }

    @Test
    void refusesFieldsThatAreNoFiniteNumbers() throws IOException {
        final String remedy = " ; correct or remove the line";
        refuses("a 1 2\nb 1 x2\n", ":line 2: component 2 of 2 is \"x2\", expected a number" + remedy);
        refuses(
                "a 1 2\nb 1,5 2\n",
                ":line 2: component 1 of 2 is \"1,5\", expected a number with a decimal point, not a comma" + remedy);
        refuses("a 1 2\nb nan 2\n", ":line 2: component 1 of 2 is \"nan\", expected a finite number" + remedy);
        refuses("a 1 -inf\n", ":line 1: component 2 of 2 is \"-inf\", expected a finite number" + remedy);
        refuses(
                "a 1 2\nb 1 1e39\n",
                ":line 2: component 2 of 2 is \"1e39\", which is too large for a 32-bit float" + remedy);
        refuses(
                "a 1 2\nb 1 " + "z".repeat(1000) + "\n",
                ":line 2: component 2 of 2 is \"" + "z".repeat(40) + "...\" (1000 characters), expected a number"
                        + remedy);
    }

    @Test
    void refusesCountLinesThatDisagreeWithTheFile() throws IOException {
        refuses(
                "3 2\na 1 2\nb 3 4\n",
                ":line 3: the file ends after 2 vectors, but the first line announces 3"
                        + " ; copy or write it again, or correct the count in the first line");
        refuses(
                "1 2\na 1 2\nb 3 4\n",
                ":line 3: vector 2 found, but the first line announces 1 ; correct the count in the first line");
    }

    @Test
    void refusesCountLinesThatCannotBe() throws IOException {
        final String remedy = " ; correct the line, or remove it";
        refuses("3 0\na\n", ":line 1: dimension 0, expected 1 to 65536" + remedy);
        refuses("3 65537\na\n", ":line 1: dimension 65537, expected 1 to 65536" + remedy);
        refuses("3 99999999999999999999\na\n", ":line 1: dimension 9223372036854775807, expected 1 to 65536" + remedy);
        refuses("0 3\na 1 2 3\n", ":line 1: announces 0 vectors, expected at least 1" + remedy);
        refuses("-1 3\na 1 2 3\n", ":line 1: announces -1 vectors, expected at least 1" + remedy);
        refuses(
                "1000000000 3\na 1 2 3\n",
                ":line 1: announces 1000000000 vectors of dimension 3, but the file's size allows 4 at most" + remedy);
    }

    @Test
    void refusesALineWithoutEnd() throws IOException {
        refuses(
                "a " + "1 ".repeat((16 << 20) / 2),
                ":line 1: the line is longer than 16777216 bytes" + " ; check that this is a text file");
    }

    private VectorFiles.Content read(final String text) throws IOException {
        return readAll(write(folder.resolve("a.vec"), text));
    }

    private void refuses(final String text, final String messageAfterPath) throws IOException {
        assertRefused(write(folder.resolve("bad.txt"), text), messageAfterPath);
    }
}
