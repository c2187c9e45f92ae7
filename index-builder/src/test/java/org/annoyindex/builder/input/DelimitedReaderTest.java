package org.annoyindex.builder.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.annoyindex.builder.input.VectorFiles.assertRefused;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class DelimitedReaderTest {
    @TempDir
    private Path folder;

    @Test
    void readsNumbersAlone() throws IOException {
        final VectorFiles.Content content = read("1,2.5,-3e-1\n4,5,6\n");
        assertEquals(3, content.dimension());
        assertEquals(-1, content.count());
        assertEquals(List.of(), content.labels());
        assertArrayEquals(new float[][] {{1, 2.5f, -0.3f}, {4, 5, 6}}, content.vectors());
    }

    @Test
    void readsLabelsInTheFirstColumn() throws IOException {
        final VectorFiles.Content content = read("a,1,2\nb,3,4\n7,5,6\n");
        assertEquals(List.of("a", "b", "7"), content.labels());
        assertArrayEquals(new float[][] {{1, 2}, {3, 4}, {5, 6}}, content.vectors());
    }

    @Test
    void skipsAHeader() throws IOException {
        final VectorFiles.Content labeled = read("word,x,y\na,1,2\n");
        assertEquals(List.of("a"), labeled.labels());
        assertArrayEquals(new float[][] {{1, 2}}, labeled.vectors());
        final VectorFiles.Content plain = read("x,y\n1,2\n");
        assertEquals(List.of(), plain.labels());
        assertArrayEquals(new float[][] {{1, 2}}, plain.vectors());
        assertArrayEquals(new float[][] {{1}, {2}}, read("x\n1\n2\n").vectors());
        assertArrayEquals(new float[][] {{1, 2}}, read("2024,year\n1,2\n").vectors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "Label", " Word ", "token", "name", "key", "item", "INDEX", ""})
    void aHeaderCanSayThatNumbersAreLabels(final String name) throws IOException {
        final VectorFiles.Content content = read(name + ",x,y\n17,1,2\n18,3,4\n");
        assertEquals(List.of("17", "18"), content.labels());
        assertArrayEquals(new float[][] {{1, 2}, {3, 4}}, content.vectors());
    }

    @Test
    void recognizesTheColumnNumbersOfPandas() throws IOException {
        final VectorFiles.Content indexed = read(",0,1\n0,0.5,0.25\n1,3.0,4.0\n");
        assertEquals(List.of("0", "1"), indexed.labels());
        assertArrayEquals(new float[][] {{0.5f, 0.25f}, {3, 4}}, indexed.vectors());
        assertArrayEquals(
                new float[][] {{0.5f, 0.25f, 1}}, read("0,1,2\n0.5,0.25,1.0\n").vectors());
    }

    @Test
    void doesNotTakeVectorsOfSmallIntegersForColumnNumbers() throws IOException {
        assertArrayEquals(
                new float[][] {{0, 1, 2}, {3, 4, 5}}, read("0,1,2\n3,4,5\n").vectors());
        assertArrayEquals(
                new float[][] {{0, 1}, {0.5f, 0.5f}}, read("0,1\n0.5,0.5\n").vectors());
        assertArrayEquals(new float[][] {{0, 1, 2}}, read("0,1,2\n").vectors());
    }

    @Test
    void understandsQuotes() throws IOException {
        final VectorFiles.Content content =
                read("\"comma, and \"\"quotes\"\"\",\"1\",2\n\"two\nlines\",3,\"4\"\n spaced , 5 , 6\n");
        assertEquals(List.of("comma, and \"quotes\"", "two\nlines", "spaced"), content.labels());
        assertArrayEquals(new float[][] {{1, 2}, {3, 4}, {5, 6}}, content.vectors());
    }

    @Test
    void takesQuotesInsideUnquotedFieldsAsTheyAre() throws IOException {
        assertEquals(
                List.of("5\" disk", "a\"\"b"), read("5\" disk,1\na\"\"b,2\n").labels());
    }

    @Test
    void ignoresSpacesAroundQuotesAndKeepsThoseInside() throws IOException {
        assertEquals(List.of(" a "), read(" \" a \" , 1\n").labels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void countsLinesOfEveryKind(final String end) throws IOException {
        final String text = String.join(end, "a,1", "\"two", "lines\",2", "", "c,x", "");
        refuses(text, ":line 5: component 1 of 1 is \"x\", expected a number ; correct or remove the row");
    }

    @Test
    void readsTabSeparatedValues() throws IOException {
        final VectorFiles.Content content =
                readAll(write(folder.resolve("a.tsv"), "word\tx\ty\nNew York, NY\t1\t2\n\"tab\there\"\t3\t4\n"));
        assertEquals(List.of("New York, NY", "tab\there"), content.labels());
        assertArrayEquals(new float[][] {{1, 2}, {3, 4}}, content.vectors());
    }

    @Test
    void toleratesBlankLinesWindowsLineEndsAMissingLastOneAndAByteOrderMark() throws IOException {
        final VectorFiles.Content content = read("\ufeffa,1,2\r\n\r\n  \r\nb,3,4\r\nc,5,6");
        assertEquals(List.of("a", "b", "c"), content.labels());
        assertArrayEquals(new float[][] {{1, 2}, {3, 4}, {5, 6}}, content.vectors());
    }

    @Test
    void hasALabelOnlyAfterAVectorAndOnlyIfThereAreAny() throws IOException {
        try (VectorReader reader = VectorReaders.open(write(folder.resolve("a.csv"), "a,1\n"))) {
            assertTrue(reader.labeled());
            assertEquals(
                    "no vector has been read",
                    assertThrows(IllegalStateException.class, reader::label).getMessage());
            assertTrue(reader.next(new float[1]));
            assertEquals("a", reader.label());
            assertFalse(reader.next(new float[1]));
            assertThrows(IllegalStateException.class, reader::label);
        }
        try (VectorReader reader = VectorReaders.open(write(folder.resolve("a.csv"), "1,2\n"))) {
            assertFalse(reader.labeled());
            assertTrue(reader.next(new float[2]));
            assertEquals(
                    "the file has no labels",
                    assertThrows(IllegalStateException.class, reader::label).getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "tsv", "csv.gz", "tsv.gz"})
    void writtenVectorsAreReadBackBitForBit(final String extension) throws IOException {
        final float[][] vectors = randomVectors(20_240_607, 100, 23);
        final String delimiter = extension.startsWith("c") ? "," : "\t";
        final String[] labels = new String[vectors.length];
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < vectors.length; i++) {
            labels[i] = "w" + i + "\"" + delimiter + "\n";
            text.append('"').append(labels[i].replace("\"", "\"\"")).append('"');
            for (final float component : vectors[i]) {
                text.append(delimiter).append(component);
            }
            text.append('\n');
        }
        final byte[] bytes = text.toString().getBytes(UTF_8);
        final Path file = folder.resolve("a." + extension);
        final VectorFiles.Content content =
                readAll(extension.endsWith("gz") ? writeGzip(file, bytes) : write(file, bytes));
        assertEquals(Arrays.asList(labels), content.labels());
        assertArrayEquals(vectors, content.vectors());
    }

    @Test
    void refusesFilesWithoutVectors() throws IOException {
        refuses("", ": the file is empty, expected vectors ; write it again");
        refuses("\n\n", ": the file has only blank lines, expected vectors ; write it again");
        refuses("id,x,y\n", ":line 1: no rows follow the header, expected vectors ; write the file again");
        refuses(
                "id\na 1 2\n",
                ":line 2: dimension 0, expected 1 to 65536: found 1 fields separated by commas, the first \"a 1 2\""
                        + " ; check the delimiter: it is a comma in .csv and a tab in .tsv, or give it with --delimiter");
        refuses(
                "1,".repeat(65_536) + "1\n",
                ":line 1: dimension 65537, expected 1 to 65536: found 65537 fields separated by commas, the first \"1\""
                        + " ; check the delimiter: it is a comma in .csv and a tab in .tsv, or give it with --delimiter");
    }

    @Test
    void refusesRaggedRows() throws IOException {
        final String remedy = " ; give every row as many fields as the first";
        refuses("a,1,2\nb,3\n", ":line 2: 2 fields, expected 3 as in the first row" + remedy);
        refuses("1,2\n3,4\n5,6,7\n", ":line 3: 3 fields, expected 2 as in the first row" + remedy);
        refuses("a,1,2\n\"b\nc\",3,4\nd,5,6,\n", ":line 4: 4 fields, expected 3 as in the first row" + remedy);
        refuses("a,1,2\n\n\"b\nc\",3", ":line 3: 2 fields, expected 3 as in the first row" + remedy);
    }

    @Test
    void refusesFieldsThatAreNoFiniteNumbers() throws IOException {
        final String remedy = " ; correct or remove the row";
        refuses("a,1,2\nb,1,x\n", ":line 2: component 2 of 2 is \"x\", expected a number" + remedy);
        refuses(
                "a,1,x\n",
                ": column 3 seems to hold ids or text, not components"
                        + " ; say what columns are with --label-column, --key-column and --columns");
        refuses("x,y\n1,2\n3,\n", ":line 3: component 2 of 2 is \"\", expected a number" + remedy);
        refuses("a,,\nb,1,2\n", ":line 1: component 1 of 2 is \"\", expected a number" + remedy);
        refuses("1,2\n4,5\n6,7\n8,9\nfoo,3\n", ":line 5: component 1 of 2 is \"foo\", expected a number" + remedy);
        refuses(
                "1,2\nfoo,3\n",
                ":line 2: the first field is \"foo\", while most rows begin with a number"
                        + " ; correct the row, or say whether the first column holds labels: --labels first or none");
        refuses("a,1,2\nb,NaN,2\n", ":line 2: component 1 of 2 is \"NaN\", expected a finite number" + remedy);
        refuses("a,NaN,NaN\n", ":line 1: component 1 of 2 is \"NaN\", expected a finite number" + remedy);
        refuses("1,-Infinity\n", ":line 1: component 2 of 2 is \"-Infinity\", expected a finite number" + remedy);
        refuses(
                "1,2\n3,-1e40\n",
                ":line 2: component 2 of 2 is \"-1e40\", which is too large for a 32-bit float" + remedy);
        refuses(
                "a,1,2\nb,1,\"line\u001b[31m\nbreak\"\n",
                ":line 2: component 2 of 2 is \"line?[31m?break\", expected a number" + remedy);
    }

    @Test
    void refusesMalformedQuotes() throws IOException {
        final String remedy =
                " ; close each quoted field with a quote before the delimiter, and double the quotes inside";
        refuses(
                "a,1,2\n\"b\"x,3,4\n",
                ":line 2: malformed quotes: Invalid character between encapsulated token and delimiter"
                        + " at line: 2, position: 10" + remedy);
        refuses(
                "a,1,2\n\"b,3,4\nc,5,6\n",
                ":line 2: malformed quotes: (startline 2) EOF reached before encapsulated token finished" + remedy);
    }

    @Test
    void refusesAQuoteThatSwallowsTheFile() throws IOException {
        refuses(
                "a,1,2\n\"b,3,4\n" + "c,5,6\n".repeat((16 << 20) / 6 + 10_000),
                ":line 2: the row is longer than 16777216 characters, expected numbers"
                        + " ; look for a quote that is not closed");
    }

    private VectorFiles.Content read(final String text) throws IOException {
        return readAll(write(folder.resolve("a.csv"), text));
    }

    private void refuses(final String text, final String messageAfterPath) throws IOException {
        assertRefused(write(folder.resolve("bad.csv"), text), messageAfterPath);
    }
}
