package org.annoyindex.formats;

import static org.annoyindex.formats.Vectors.DEFAULTS;
import static org.annoyindex.formats.Vectors.assertRefused;
import static org.annoyindex.formats.Vectors.read;
import static org.annoyindex.formats.Vectors.skip;
import static org.annoyindex.formats.Vectors.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorFormat;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.VectorReaders;
import org.annoyindex.testdata.FormatFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
final class JsonTest {
    @TempDir
    private Path folder;

    private Path json(final String text) throws IOException {
        return write(folder.resolve("x.json"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.jsonl", "rows.jsonl.zst", "array-pandas.json"})
    void readsRowsOfPython(final String name) throws IOException {
        final Vectors vectors = read(FormatFiles.copy(name, folder));
        vectors.areThoseOfTestdata().haveLabelsOfTestdata().haveKeysOfTestdata();
        assertEquals(
                "labels: column 2 \"title\"; keys: column 1 \"id\"; components: the lists in column 3 \"embedding\"",
                vectors.guess());
    }

    @Test
    void readsParallelArrays() throws IOException {
        final Path file = FormatFiles.copy("parallel.json", folder);
        final Vectors vectors =
                read(file).areThoseOfTestdata().haveLabelsOfTestdata().haveKeysOfTestdata();
        assertEquals(12, vectors.count());
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(Files.readAllBytes(file));
        }
        final ReadOptions options =
                DEFAULTS.workFolder(folder).labelColumn("ids").keyColumn("documents");
        final List<Path> before = listed();
        try (VectorReader reader =
                VectorReaders.open(new ByteArrayInputStream(packed.toByteArray()), "stdin", options)) {
            assertTrue(reader.next(new float[4]));
            assertEquals("100", reader.label());
            assertEquals("item 0", reader.key());
        }
        assertEquals(before, listed(), "the copy of a pipe is deleted");
    }

    private List<Path> listed() throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().collect(Collectors.toList());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1, 2]\n[3, 4]\n",
                "[1,2]\r[3,4]\r",
                "\uFEFF[1,2]\r\n\r\n[3,4]",
                "[[1,2],[3,4]]",
                "[\n  [1, 2],\n  [3, 4]\n]\n",
                "[1,\n2]\n[3,\n4]\n",
                "{\"vectors\": [[1,2],[3,4]]}",
                "{\"v\": [1, 2]}\n{\"v\": [3, 4]}\n",
                "[{\"v\": [1, 2]}, {\"v\": [3, 4]}]",
                "{\"a\": {\"b\": [1, 2]}}\n{\"a\": {\"b\": [3, 4]}}\n",
                "{\n\"v\": [1, 2]\n}\n{\n\"v\": [3, 4]\n}\n",
                "{\"x\": 1, \"y\": 2}\n{\"y\": 4, \"x\": 3}\n",
                "{\"object\": \"list\", \"data\": [{\"embedding\": [1,2]}, {\"embedding\": [3,4]}], \"model\": \"m\"}",
            })
    void readsEveryArrangement(final String text) throws IOException {
        read(json(text)).are(new float[] {1, 2}, new float[] {3, 4}).haveLabels();
    }

    @Test
    void readsOneRow() throws IOException {
        read(json("[1, 2]")).are(new float[] {1, 2});
        read(json("{\"word\": \"a\", \"v\": [1, 2]}")).are(new float[] {1, 2}).haveLabels("a");
        read(json("[[1, 2]]")).are(new float[] {1, 2});
    }

    @Test
    void takesLabelsFromArraysAndFieldNames() throws IOException {
        read(json("[\"a\", 1, 2]\n[\"b\", 3, 4]\n"))
                .are(new float[] {1, 2}, new float[] {3, 4})
                .haveLabels("a", "b");
        read(json("[\"a\", [1, 2]]\n[\"b\", [3, 4]]\n"))
                .are(new float[] {1, 2}, new float[] {3, 4})
                .haveLabels("a", "b");
        final Path file = json("{\"the\": [1, 2], \"of\": [3, 4]}");
        assertRefused(file, DEFAULTS, "each of which may be a vector or a column", "--labels first");
        read(file, DEFAULTS.labels(ReadOptions.Labels.FIRST))
                .are(new float[] {1, 2}, new float[] {3, 4})
                .haveLabels("the", "of");
        read(file, DEFAULTS.labels(ReadOptions.Labels.NONE)).haveLabels();
    }

    @Test
    void optionsNameFields() throws IOException {
        final Path file = json("{\"id\": 7, \"a\": [1, 2], \"b\": [3, 4, 5], \"note\": \"x\"}\n");
        assertRefused(file, DEFAULTS, "hold lists of numbers", "--vector-column");
        read(file, DEFAULTS.columns(List.of("b")).labelColumn("note").keyColumn("id"))
                .are(new float[] {3, 4, 5})
                .haveLabels("x");
        assertRefused(file, DEFAULTS.columns(List.of("c")), "no column \"c\"");
    }

    @Test
    void numbersAreThoseOfParseFloat() throws IOException {
        final Random random = new Random(15);
        final StringBuilder text = new StringBuilder();
        final float[] expected = new float[4000];
        for (int i = 0; i < expected.length; i++) {
            float value = Float.NaN;
            while (!Float.isFinite(value)) {
                value = Float.intBitsToFloat(random.nextInt());
            }
            // Also the decimals in the middle between two floats, and more digits than a double has.
            final double between = i % 3 == 0 ? value : ((double) value + Math.nextUp(value)) / 2;
            final String number = Double.isFinite((float) between)
                    ? new java.math.BigDecimal(between).toString()
                    : Float.toString(value);
            expected[i] = Float.parseFloat(number);
            text.append(i == 0 ? "[" : ",").append(number);
        }
        final Vectors vectors = read(json(text.append("]\n").toString()));
        assertArrayEquals(expected, vectors.vectors().get(0));
        read(json("[16777217, 9007199254740993, -0, -0.0, 1e-50, 3.4028235677973362e38, true, false]\n"))
                .are(new float[] {16777216f, 0x1p53f, -0f, -0f, 0f, Float.MAX_VALUE, 1, 0});
    }

    @Test
    void badRowsAreNamedAndSkipped() throws IOException {
        final Path file = json("""
                {"w": "a", "v": [1, 2]}
                {"w": "b", "v": [1, "2"]}
                {"w": "c", "v": [1, null]}
                {"w": "d", "v": [1]}
                {"w": "e", "v": [1, 2, 3]}

                {"w": "f", "v": [NaN, 2]}
                {"w": "g", "v": [1, 1e39]}
                {"w": "h"}
                {"v": [1, 2]}
                {"w": "i", "v": null}
                {"w": "j", "v": [1, [2]]}
                {"w": "k", "w": "l", "v": [1, 2]}
                {"w": "\\ud800", "v": [1, 2]}
                {"w": "m", "v": [1, 2]} {"w": "n", "v": [1, 2]}
                {"w": "o", "v": [1, 2]
                [1, 2]
                {"w": null, "v": [1, 2]}
                {"w": "p", "v": [01, 2]}
                {"w": "z", "v": [5, 6]}
                {"w": "end", "v": [5, 6""");
        final Vectors vectors = skip(file, DEFAULTS);
        vectors.are(new float[] {1, 2}, new float[] {5, 6}).haveLabels("a", "z");
        final String problems = vectors.problems().stream()
                .map(each -> each.substring(file.toString().length() + 1).replaceFirst(" ; .*", ""))
                .collect(Collectors.joining("\n"));
        assertEquals("""
                line 2: component 2 of 2 is the text "2", expected a number
                line 3: component 2 of 2 is null, expected a number
                line 4: a list of 1 numbers, expected 2 as in the first row
                line 5: a list of 3 numbers, expected 2 as in the first row
                line 7: component 1 of 2 is "NaN", expected a finite number
                line 8: component 2 of 2 is "1e39", which is too large for a 32-bit float
                line 9: no field "v"
                line 10: no field "w", which holds the labels
                line 11: field "v" is null, expected a list of 2 numbers
                line 12: component 2 of 2 is a list, expected a number
                line 13: the field "w" comes twice
                line 14: field "w" has half of a surrogate pair, which is no character
                line 15: another value behind the row
                line 16: the line ends in the middle of its row
                line 17: a list, expected an object as in the first row
                line 18: field "w" is null, expected text or a number
                line 19: not JSON (Invalid numeric value: Leading zeroes not allowed) at byte 19
                line 21: the file ends in the middle of the row""", problems);
        assertRefused(file, DEFAULTS, ":line 2: ", "write numbers without quotes");
    }

    @Test
    void badRowsOfAnArrayAreSkipped() throws IOException {
        final Vectors vectors = skip(json("[[1, 2], [3], [null, 4], {}, 7, [5, 6]]"), DEFAULTS);
        vectors.are(new float[] {1, 2}, new float[] {5, 6});
        assertEquals(4, vectors.problems().size());
        assertTrue(
                vectors.problems().get(0).contains(":row 2: "),
                vectors.problems().get(0));
    }

    @Test
    void aFirstLineThatIsNoJsonIsSkipped() throws IOException {
        final Path file = write(folder.resolve("x.jsonl"), "{\"v\": [1,\n{\"v\": [1, 2]}\n{\"v\": [3, 4]}\n");
        final Vectors vectors = skip(file, DEFAULTS);
        vectors.are(new float[] {1, 2}, new float[] {3, 4});
        assertEquals(1, vectors.problems().size());
    }

    @Test
    void textThatIsNoUtf8IsNamedWithItsLine() throws IOException {
        final Path file = folder.resolve("l.jsonl");
        Files.write(
                file,
                "{\"w\": \"a\", \"v\": [1]}\n{\"w\": \"M\u00fcller\", \"v\": [2]}\n{\"w\": \"b\", \"v\": [3]}\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(file, DEFAULTS, ":line 2: not UTF-8 (byte 0xFC", "iconv");
        read(file, DEFAULTS.encoding(StandardCharsets.ISO_8859_1)).haveLabels("a", "M\u00fcller", "b");
        skip(file, DEFAULTS).haveLabels("a", "b");
        // An overlong form, which JSON parsers let pass.
        Files.write(
                file,
                "{\"w\": \"\u00c1\u00a1\", \"v\": [1]}\n{\"w\": \"b\", \"v\": [3]}\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(file, DEFAULTS, ":line 1: not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "17",
                "   ",
                "[[1, 2], [3, 4]",
                "[[1, 2], [3, 4]] [5, 6]",
                "[[1, 2], [3, 4,",
                "{\"a\": [[1, 2]], \"b\": [[1, 2]]}",
                "{\"ids\": [1, 2], \"v\": [[1, 2]]}",
                "{\"v\": [[1, 2]], \"v\": [[3, 4]]}",
                "{\"data\": [{\"v\": [1]}], \"data\": [{\"v\": [1]}]}",
                "{\"a\": \"text\"}",
                "[{\"v\": []}]",
            })
    void whatIsNoTableIsRefused(final String text) throws IOException {
        assertRefused(json(text), DEFAULTS.format(VectorFormat.JSON));
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        assertRefused(json("[".repeat(200_000)), DEFAULTS.format(VectorFormat.JSON));
        assertRefused(json("{\"a\":".repeat(200_000)), DEFAULTS.format(VectorFormat.JSON));
        final Vectors vectors = skip(json("{\"v\":[1]}\n{\"v\":" + "[".repeat(100_000) + "\n{\"v\":[2]}\n"), DEFAULTS);
        vectors.are(new float[] {1}, new float[] {2});
    }

    @Test
    void rowsLongerThanTheSampleAreRead() throws IOException {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append(i == 0 ? "[{\"id\": " : ",{\"id\": ")
                    .append(i)
                    .append(", \"text\": \"")
                    .append("x".repeat(100));
            text.append("\", \"v\": [").append(i).append(", 0.5]}");
        }
        final Vectors vectors = read(json(text.append(']').toString()));
        assertEquals(20_000, vectors.vectors().size());
        assertArrayEquals(new float[] {19_999, 0.5f}, vectors.vectors().get(19_999));
        final String ids = text.toString().replaceAll("[^0-9]+", "");
        final Path parallel = json("{\"ids\": ["
                + ids.chars().mapToObj(each -> "1").collect(Collectors.joining(",")) + "], \"v\": [[1, 2]]}");
        assertRefused(parallel, DEFAULTS, "expected 1 as there are vectors");
    }
}
