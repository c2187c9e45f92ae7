package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code annoy export} writes, and that {@code annoy build} reads it back to the same vectors. */
@Tag("once")
final class ExportCommandTest extends CommandFixture {
    /** Labels that are hard to write. */
    private static final String[] LABELS = {
        "the",
        "",
        " blank ",
        "a,b",
        "\"quoted\"",
        "two\nlines",
        "tab\there",
        "caf\u00e9 \ud83d\ude00",
        "-1.5",
        "NaN",
        "#",
        "a\\b"
    };

    private static float[][] vectors(final Metric metric, final int count) {
        final float[][] vectors = SampleVectors.random(metric, count, 5, 3);
        if (metric != Metric.HAMMING) {
            final Random random = new Random(4);
            for (int i = 0; i < count; i++) {
                vectors[i][0] = i % 3 == 0 ? Float.intBitsToFloat(random.nextInt(0x5a000000)) : vectors[i][0];
            }
            vectors[0] = new float[] {-0.0f, Float.MIN_VALUE, 1, Float.parseFloat("8.41E9"), 16777216};
        }
        return vectors;
    }

    private Path build(final Metric metric, final String kind, final float[]... vectors) throws IOException {
        final Path file = folder.resolve("x.annoy");
        try (IndexBuilder builder = new IndexBuilder(metric, vectors[0].length)) {
            builder.uniqueLabels(kind.equals("strings"));
            for (int id = 0; id < vectors.length; id++) {
                final String label = id < LABELS.length ? LABELS[id] : "label " + id;
                switch (kind) {
                    case "numbers" -> builder.add(1_000_000_000_000L - id, vectors[id]);
                    case "strings", "labels" -> builder.add(label, vectors[id]);
                    case "both" -> builder.add(7L * id, label, vectors[id]);
                    default -> builder.add(vectors[id]);
                }
            }
            builder.write(file);
        }
        return file;
    }

    private static void assertSameVectors(final float[][] vectors, final Path file) throws IOException {
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertEquals(vectors.length, index.size());
            for (int id = 0; id < vectors.length; id++) {
                assertArrayEquals(bits(vectors[id]), bits(index.vector(id)), "item " + id);
            }
        }
    }

    private static int[] bits(final float... vector) {
        final int[] bits = new int[vector.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(vector[i]));
        return bits;
    }

    @ParameterizedTest
    @CsvSource({
        "npy, none",
        "npy, labels",
        "fvecs, none",
        "fvecs, numbers",
        "csv, none",
        "csv, labels",
        "csv, strings",
        "csv, numbers",
        "tsv, none",
        "tsv, labels",
        "tsv, numbers",
        "csv, both",
        "tsv, both",
        "jsonl, none",
        "jsonl, labels",
        "jsonl, numbers",
        "jsonl, strings",
        "jsonl, both"
    })
    void isReadBackToTheSameVectors(final String format, final String kind) throws IOException {
        for (final Metric metric : Metric.values()) {
            final float[][] vectors = vectors(metric, 40);
            final Path index = build(metric, kind, vectors);
            final Path exported = folder.resolve("out." + format);
            assertRuns("export", index, "-o", exported);
            assertTrue(out.toString().startsWith(exported + ": 40 items x 5, " + format + ", "), out.toString());
            final Path back = folder.resolve("back.annoy");
            final boolean named = !format.equals("npy") && !format.equals("fvecs");
            final List<String> keys = new ArrayList<>();
            if (named && !kind.equals("none") && !kind.equals("labels")) {
                keys.addAll(List.of("--keys", kind.equals("strings") ? "strings" : "numbers"));
                if (kind.equals("strings") && format.equals("jsonl")) {
                    keys.addAll(List.of("--key-column", "key", "--labels", "none"));
                } else if (kind.equals("both") || format.equals("jsonl")) {
                    keys.addAll(List.of("--key-column", "key"));
                }
                if (kind.equals("both")) {
                    keys.addAll(List.of("--label-column", "label"));
                }
            }
            assertRuns("build -q -i", exported, "-m", metric.label(), "-o", back, keys.toArray());
            assertSameVectors(vectors, back);
            if (named) {
                assertSameNames(index, back);
            }
        }
    }

    private static void assertSameNames(final Path one, final Path other) throws IOException {
        try (AnnoyIndex a = AnnoyIndex.load(one);
                AnnoyIndex b = AnnoyIndex.load(other)) {
            assertEquals(a.info().keyKind(), b.info().keyKind());
            for (int id = 0; id < a.size(); id++) {
                if (a.info().isLabeled()) {
                    assertEquals(a.label(id), b.label(id));
                } else if (a.info().keyKind() == KeyKind.NUMBERS) {
                    assertEquals(a.key(id), b.key(id));
                }
            }
        }
    }

    @Test
    void keysAndLabelsHaveColumnsAndFilesOfTheirOwn() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, 3, 2, 1);
        final Path index = build(Metric.EUCLIDEAN, "both", vectors);
        final Path csv = folder.resolve("out.csv");
        final Path labels = folder.resolve("labels.txt");
        final Path keys = folder.resolve("keys.txt");
        assertRuns("export", index, "-o", csv, "--labels-to", labels, "--keys-to", keys);
        final List<String> rows = Files.readAllLines(csv);
        assertEquals("key,label,x0,x1", rows.get(0));
        assertEquals("0,the," + vectors[0][0] + "," + vectors[0][1], rows.get(1));
        assertEquals(
                "7,\"\"," + vectors[1][0] + "," + vectors[1][1], rows.get(2).replace("7,,", "7,\"\","));
        assertEquals(List.of("the", "", " blank "), Files.readAllLines(labels));
        assertEquals(List.of("0", "7", "14"), Files.readAllLines(keys));
        final Path fvecs = folder.resolve("out.fvecs");
        final Path back = folder.resolve("back.annoy");
        assertRuns("export", index, "-o", fvecs);
        assertTrue(err.toString().contains("note: fvecs has no place for the labels of " + index), err.toString());
        assertRuns("build -q -i", fvecs, "-m l2 --keys numbers --keys-from", keys, "-o", back);
        try (AnnoyIndex opened = AnnoyIndex.load(back)) {
            assertEquals(14, opened.key(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "labels", "numbers", "strings", "both"})
    void linesOfJsonHoldEverything(final String kind) throws IOException {
        final float[][] vectors = vectors(Metric.EUCLIDEAN, 30);
        final Path index = build(Metric.EUCLIDEAN, kind, vectors);
        assertRuns("export", index, "-o - --output-format jsonl");
        assertTrue(err.toString().startsWith("standard output: 30 items x 5, jsonl, "), err.toString());
        final List<String> rows = lines();
        assertEquals(30, rows.size());
        final boolean key = kind.equals("numbers") || kind.equals("strings") || kind.equals("both");
        final boolean label = kind.equals("labels") || kind.equals("both");
        for (int id = 0; id < rows.size(); id++) {
            final List<String> names = new ArrayList<>();
            final List<Float> components = new ArrayList<>();
            try (JsonParser json = new JsonFactory().createParser(rows.get(id))) {
                for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                    if (token.isScalarValue() && json.currentName() != null) {
                        names.add(json.currentName() + "=" + json.getText());
                    } else if (token.isNumeric()) {
                        components.add(Float.parseFloat(json.getText()));
                    }
                }
            }
            final String name = id < LABELS.length ? LABELS[id] : "label " + id;
            final List<String> expected = new ArrayList<>(List.of("id=" + id));
            if (key) {
                expected.add("key="
                        + switch (kind) {
                            case "strings" -> name;
                            case "both" -> Long.toString(7L * id);
                            default -> Long.toString(1_000_000_000_000L - id);
                        });
            }
            if (label) {
                expected.add("label=" + name);
            }
            assertEquals(expected, names);
            for (int i = 0; i < 5; i++) {
                assertEquals(Float.floatToRawIntBits(vectors[id][i]), Float.floatToRawIntBits(components.get(i)));
            }
        }
    }

    @Test
    void decimalsAreTheShortest() throws IOException {
        final Random random = new Random(1);
        final float[] vector = new float[2000];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = i % 2 == 0
                    ? (float) random.nextGaussian()
                    : Math.min(0x1p50f, Float.intBitsToFloat(random.nextInt(0x5a000000)));
        }
        final Path index = SampleVectors.build(folder.resolve("x.annoy"), Metric.EUCLIDEAN, new float[][] {vector});
        assertRuns("export", index, "-o - --output-format csv");
        final String[] decimals = lines().get(1).split(",", -1);
        for (int i = 0; i < vector.length; i++) {
            assertEquals(vector[i], Float.parseFloat(decimals[i]));
            final BigDecimal decimal = new BigDecimal(decimals[i]).stripTrailingZeros();
            final BigDecimal exact = new BigDecimal(vector[i]);
            if (decimal.precision() > 1) {
                final BigDecimal shorter = exact.round(new MathContext(decimal.precision() - 1));
                assertTrue(shorter.floatValue() != vector[i], decimals[i] + " could be " + shorter);
            }
        }
    }

    @Test
    void unusedIdsOfAnnoysFilesAreOmittedAndTheOthersAreKeys() throws IOException {
        final Path annoy = folder.resolve("gaps.ann");
        final Path keyed = withGaps(annoy);
        final Object[] kind = {"--metric euclidean --dimension 2"};
        final Path npy = folder.resolve("out.npy");
        assertRuns("export", annoy, kind, "-o", npy);
        assertTrue(
                err.toString().contains("note: 2 ids of " + annoy + " have no item, so that rows are not numbered"),
                err.toString());
        assertTrue(out.toString().contains(": 3 items x 2, npy"), out.toString());
        assertRuns("export", annoy, kind, "-o - --output-format csv --keys-to", keyed);
        assertEquals(List.of("key,x0,x1", "0,1.0,2.0", "2,3.0,4.0", "4,5.0,6.0"), lines());
        assertEquals(List.of("0", "2", "4"), Files.readAllLines(keyed));
        assertRuns("export", annoy, kind, "-o - --output-format jsonl");
        assertEquals("{\"id\":2,\"vector\":[3.0,4.0]}", lines().get(1));
    }

    /** Nodes of items 0, 2 and 4, with zeros in the places of 1 and 3; a bucket, a root and its copy. */
    private Path withGaps(final Path annoy) throws IOException {
        final ByteBuffer nodes = ByteBuffer.allocate(8 * 24).order(ByteOrder.LITTLE_ENDIAN);
        for (int id = 0; id < 5; id += 2) {
            nodes.putInt(24 * id, 1).putFloat(24 * id + 16, id + 1).putFloat(24 * id + 20, id + 2);
        }
        nodes.putInt(24 * 5, 2).putInt(24 * 5 + 8, 0).putInt(24 * 5 + 12, 2);
        for (int root = 6; root < 8; root++) {
            nodes.putInt(24 * root, 5)
                    .putFloat(24 * root + 4, -4)
                    .putInt(24 * root + 8, 5)
                    .putInt(24 * root + 12, 4)
                    .putFloat(24 * root + 16, 1);
        }
        Files.write(annoy, nodes.array());
        return folder.resolve("keys.txt");
    }

    @Test
    void namesThatNoListCanHoldAreRefused() throws IOException {
        final Path index = build(Metric.EUCLIDEAN, "strings", vectors(Metric.EUCLIDEAN, 12));
        final Path labels = folder.resolve("labels.txt");
        final Path fvecs = folder.resolve("out.fvecs");
        assertEquals(1, run("export", index, "-o", fvecs, "--labels-to", labels));
        assertEquals(
                "annoy: " + index + ": the label of item 5 has a line break, which a file of one label per line cannot"
                        + " hold; export as .csv or .jsonl",
                err.toString().strip());
        assertTrue(Files.notExists(labels));
        assertEquals(1, run("export", index, "-o", fvecs, "--keys-to", labels));
        assertTrue(err.toString().contains("the key of item 1 is empty"), err.toString());
    }

    @Test
    void wrongOptionsAreNamed() throws IOException {
        final Path index = build(Metric.EUCLIDEAN, "none", vectors(Metric.EUCLIDEAN, 4));
        final Path strange = folder.resolve("out.xyz");
        assertError(
                2,
                "the name of --output " + strange
                        + " does not say a format; give --output-format, or one of the endings"
                        + " .npy, .fvecs, .csv, .tsv, .jsonl",
                "export",
                index,
                "-o",
                strange);
        assertError(2, "--output - needs --output-format; give npy, fvecs, csv, tsv or jsonl", "export", index, "-o -");
        final Path npy = folder.resolve("out.npy");
        assertError(2, index + " has no labels; omit --labels-to", "export", index, "-o", npy, "--labels-to l.txt");
        assertError(2, index + " has no keys; omit --keys-to", "export", index, "-o", npy, "--keys-to k.txt");
        assertError(
                2,
                "--output, --labels-to and --keys-to name a file twice; name different ones",
                "export",
                index,
                "-o",
                npy,
                "--labels-to",
                npy);
        assertError(
                2,
                index + " would be read and overwritten; name another output",
                "export",
                index,
                "-o",
                index,
                "--output-format csv");
        assertError(
                2,
                "--output-format is 'parquet'; use one of npy, fvecs, csv, tsv, jsonl; see 'annoy help export'",
                "export",
                index,
                "-o x --output-format parquet");
    }
}
