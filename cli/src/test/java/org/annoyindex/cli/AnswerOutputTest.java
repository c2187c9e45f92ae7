package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.builder.input.IvecsFile;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Queries;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers of {@code annoy query} in files, and the comparison of two indexes. */
@Tag("once")
final class AnswerOutputTest extends CommandFixture {
    private float[][] vectors;
    private float[][] asked;
    private Path index;
    private Path queries;

    @BeforeEach
    void buildIndex() throws IOException {
        vectors = SampleVectors.random(Metric.EUCLIDEAN, 1200, 6, 1);
        asked = SampleVectors.random(Metric.EUCLIDEAN, 7, 6, 2);
        index = SampleVectors.build(folder.resolve("x.annoy"), Metric.EUCLIDEAN, vectors);
        queries = SampleVectors.writeFvecs(folder.resolve("q.fvecs"), asked);
    }

    private List<Neighbors> exact(final int k) throws IOException {
        try (AnnoyIndex opened = AnnoyIndex.load(index)) {
            return opened.nearestAll(Queries.of(asked), k, SearchOptions.exact());
        }
    }

    /** The header and the numbers of an array. */
    private static ByteBuffer npy(final Path file, final String type, final int rows, final int columns)
            throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals("NUMPY", new String(bytes, 1, 5, StandardCharsets.US_ASCII));
        final int length = buffer.getShort(8);
        assertEquals(0, (10 + length) % 64);
        assertEquals(
                "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }",
                new String(bytes, 10, length, StandardCharsets.US_ASCII).strip());
        assertEquals(10 + length + 4L * rows * columns, bytes.length);
        return buffer.position(10 + length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void arraysHoldIdsAndDistances() throws IOException {
        final Path ids = folder.resolve("ids.npy");
        final Path distances = folder.resolve("d.npy");
        final Path ivecs = folder.resolve("ids.ivecs");
        final Path fvecs = folder.resolve("d.fvecs");
        assertRuns("query", index, "--vectors", queries, "-k 4 --exact -o", ids, "--distances", distances);
        assertEquals("", out.toString());
        assertRuns("query", index, "--vectors", queries, "-k 4 --exact -o", ivecs, "--distances", fvecs);
        final ByteBuffer foundIds = npy(ids, "<i4", 7, 4);
        final ByteBuffer foundDistances = npy(distances, "<f4", 7, 4);
        final ByteBuffer rows = ByteBuffer.wrap(Files.readAllBytes(fvecs)).order(ByteOrder.LITTLE_ENDIAN);
        final int[][] written = IvecsFile.read(ivecs);
        for (int q = 0; q < 7; q++) {
            final Neighbors found = exact(4).get(q);
            assertArrayEquals(found.ids(), written[q]);
            assertEquals(4, rows.getInt());
            for (int rank = 0; rank < 4; rank++) {
                assertEquals(found.id(rank), foundIds.getInt());
                assertEquals(found.distance(rank), foundDistances.getFloat());
                assertEquals(found.distance(rank), rows.getFloat());
            }
        }
        final Path again = folder.resolve("again.fvecs");
        assertRuns("query", index, "--vectors", queries, "-k 4 --exact -o", again);
        assertArrayEquals(Files.readAllBytes(fvecs), Files.readAllBytes(again));
        assertRuns("query", index, "--vectors", queries, "-k 4 --exact --output-format npy");
        assertArrayEquals(Files.readAllBytes(ids), out.toByteArray());
        assertRuns("query", index, "--vectors", queries, "-k 4 --exact --output - --output-format npy");
        assertArrayEquals(Files.readAllBytes(ids), out.toByteArray());
    }

    /** The answers of an exact search are truth. */
    @Test
    void answersAreTruth() throws IOException {
        final Path ivecs = folder.resolve("gt.ivecs");
        assertRuns("query", index, "--vectors", queries, "-k 10 --exact -o", ivecs);
        assertRuns(withTruth("eval", index, queries, ivecs, "-k 10 --passes 3 --recalls 1 --output-format tsv"));
        assertEquals(1, Double.parseDouble(column(1).get(0)));
    }

    @Test
    void rowsAreFilledWhereFewerAreFound() throws IOException {
        final Path allowed = write("allowed.txt", "3\n8\n");
        final Path ids = folder.resolve("ids.npy");
        final Path distances = folder.resolve("d.npy");
        final Object[] query = {
            "query", index, "--vectors", queries, "-k 5 --allow", allowed, "-o", ids, "--distances", distances
        };
        assertRuns(query);
        final ByteBuffer foundIds = npy(ids, "<i4", 7, 5);
        final ByteBuffer foundDistances = npy(distances, "<f4", 7, 5);
        for (int q = 0; q < 7; q++) {
            final int[] row = new int[5];
            foundIds.asIntBuffer().get(row);
            foundIds.position(foundIds.position() + 20);
            assertEquals(11, row[0] + row[1]);
            assertArrayEquals(new int[] {-1, -1, -1}, Arrays.copyOfRange(row, 2, 5));
            final float[] far = new float[5];
            foundDistances.asFloatBuffer().get(far);
            foundDistances.position(foundDistances.position() + 20);
            assertTrue(far[1] < 100 && far[2] == Float.POSITIVE_INFINITY && far[4] == Float.POSITIVE_INFINITY);
        }
        final Path dot = SampleVectors.build(folder.resolve("dot.annoy"), Metric.DOT, new float[][] {{1, 2}, {3, 4}});
        final Path one = SampleVectors.writeFvecs(folder.resolve("one.fvecs"), new float[] {1, 1});
        assertRuns("query", dot, "--vectors", one, "-k 3 -o", ids, "--distances", distances);
        final ByteBuffer products = npy(distances, "<f4", 1, 3);
        assertEquals(7, products.getFloat(0));
        assertEquals(Float.NEGATIVE_INFINITY, products.getFloat(8));
        // Within a distance, the longest answer decides.
        assertRuns("query", dot, "--vectors", one, "--within 5 -o", ids);
        assertEquals(1, npy(ids, "<i4", 1, 1).getInt());
        assertRuns("query", dot, "--vectors", one, "--within 50 -o", ids);
        npy(ids, "<i4", 1, 0);
    }

    @Test
    void textGoesIntoFilesTooInTheFormatOfTheirNames() throws IOException {
        for (final String format : new String[] {"txt", "tsv", "json", "jsonl"}) {
            final Path file = folder.resolve("answers." + format);
            assertRuns("query", index, "--vectors", queries, "-k 3 -o", file);
            assertEquals("", out.toString());
            assertRuns(
                    "query",
                    index,
                    "--vectors",
                    queries,
                    "-k 3 --output-format",
                    format.equals("txt") ? "text" : format);
            assertEquals(out.toString(), Files.readString(file));
        }
        final List<String> rows = Files.readAllLines(folder.resolve("answers.jsonl"));
        assertEquals(7, rows.size());
        for (int q = 0; q < 7; q++) {
            assertTrue(
                    rows.get(q).matches("\\{\"query\":\"query " + q + "\",\"neighbors\":\\[\\{\"id\":.*}]}"),
                    rows.get(q));
        }
        assertRuns("query", index, "--item 3 -k 2 --output-format jsonl");
        assertEquals(1, lines().size());
        final Path explained = folder.resolve("explained.json");
        assertRuns("query", index, "--item 3 --explain -o", explained);
        assertTrue(Files.readString(explained).contains("\"explanation\""));
    }

    @Test
    void wrongOutputsAreNamed() throws IOException {
        final Path strange = folder.resolve("x.npy.gz");
        assertError(
                2,
                "the name of --output " + strange + " does not say a format; give --output-format, or an ending such as"
                        + " .tsv, .jsonl or .npy",
                "query",
                index,
                "--item 3 -o",
                strange);
        assertError(
                2,
                "--distances is d.tsv; give a name that ends in .npy or .fvecs",
                "query",
                index,
                "--item 3 --distances d.tsv");
        assertError(
                2,
                "--output and --distances are the same file; name two",
                "query",
                index,
                "--item 3 -o",
                folder.resolve("x.npy"),
                "--distances",
                folder.resolve("x.npy"));
        assertError(
                2,
                queries + " would be read and overwritten; name another output",
                "query",
                index,
                "--vectors",
                queries,
                "-o",
                queries);
        assertError(
                2,
                "--explain has no npy output; use text or json",
                "query",
                index,
                "--item 3 --explain --output-format npy");
    }

    @Test
    void annoysOwnDefaultIsTakenForItsFiles() throws IOException {
        final Path annoy = folder.resolve("x.ann");
        assertRuns("convert", index, "-q -o", annoy);
        final Object[] query = {"query", annoy, "--metric l2 --dimension 6 --item 17 -k 5"};
        assertRuns(query);
        final String byDefault = out.toString();
        assertRuns(query, "--search-k -1");
        assertEquals(byDefault, out.toString());
        assertRuns(query, "--search-k=-1 --explain");
        assertTrue(out.toString().contains("asked for    5 nearest, Annoy's default effort"), out.toString());
        assertError(2, "--search-k is -2; give at least 1", query, "--search-k -2");
        assertError(2, "--budget is -1; give at least 1", query, "--budget -1");
        assertError(
                2,
                "--search-k -1 is Annoy's default, and " + index + " is no file of Spotify's Annoy; omit --search-k for"
                        + " the default of this index",
                "query",
                index,
                "--item 17 --search-k -1");
        final Path truth = folder.resolve("gt.ivecs");
        assertRuns("truth", index, "--queries", queries, "-k 10 -o", truth);
        assertRuns(withTruth(
                "eval",
                annoy,
                queries,
                truth,
                "--metric l2 --dimension 6 --passes 3 --search-k -1,100 --output-format tsv"));
        assertEquals(List.of("search_k -1", "search_k 100"), column(0));
        assertEquals(column(1).get(1), column(1).get(0), "ten trees and ten neighbors are 100");
    }

    @Test
    void indexesOfTheSameVectorsAgree() throws IOException {
        final Path annoy = folder.resolve("x.ann");
        assertRuns("convert", index, "-q -o", annoy);
        final Object[] compare = {
            "compare", annoy, index, "--queries", queries, "--metric euclidean --dimension 6 --exact"
        };
        assertRuns(compare);
        assertEquals("queries       7, k = 10, items compared by id", lines().get(0));
        assertEquals("overlap       mean 1.00000, lowest 1.00000", lines().get(1));
        assertEquals("identical     1.00000 of the queries", lines().get(2));
        assertTrue(lines().get(3).matches("distances     relative difference at equal ranks: mean .*, largest .*"));
        assertRuns(compare, "--output-format json");
        assertTrue(out.toString().contains("\"overlap_mean\" : 1.0"), out.toString());
        assertRuns(
                "compare", annoy, index, "--queries", queries, "--metric euclidean --dimension 6 --output-format tsv");
        assertEquals(8, lines().get(1).split("\t", -1).length);
        final double overlap = Double.parseDouble(column(3).get(0));
        assertTrue(overlap > 0.3 && overlap < 1, "Annoy finds fewer by default: " + overlap);
        assertTrue(Double.parseDouble(column(7).get(0)) > 0.001, out.toString());
    }

    @Test
    void itemsAreTheSameByKeyOrLabel() throws IOException {
        final int count = vectors.length;
        final float[][] reversed = new float[count][];
        Arrays.setAll(reversed, i -> vectors[count - 1 - i]);
        for (final boolean keys : new boolean[] {true, false}) {
            final Path one = named("one.annoy", keys, vectors, 0);
            final Path other = named("other.annoy", keys, reversed, count - 1);
            assertRuns("compare", one, other, "--queries", queries, "-k 5 --exact");
            assertEquals("queries       7, k = 5, items compared by " + (keys ? "key" : "label"), lines().get(0));
            assertEquals("overlap       mean 1.00000, lowest 1.00000", lines().get(1));
            assertRuns("compare", one, index, "--queries", queries, "-k 5 --exact");
            assertEquals("queries       7, k = 5, items compared by id", lines().get(0));
            assertRuns("compare", other, index, "--queries", queries, "-k 5 --exact");
            assertTrue(lines().get(1).matches("overlap       mean 0\\.0.*"), out.toString());
            assertEquals("distances     relative difference at equal ranks: mean 0.00, largest 0.00", lines().get(3));
        }
    }

    private Path named(final String name, final boolean keys, final float[][] rows, final int first)
            throws IOException {
        final Path file = folder.resolve(name);
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 6)) {
            for (int i = 0; i < rows.length; i++) {
                final int item = Math.abs(first - i);
                if (keys) {
                    builder.add(1000L + item, rows[i]);
                } else {
                    builder.add("item " + item, rows[i]);
                }
            }
            builder.write(file);
        }
        return file;
    }

    @Test
    void indexesOfOtherVectorsAreNotCompared() throws IOException {
        final Path other = SampleVectors.build(folder.resolve("y.annoy"), Metric.MANHATTAN, vectors);
        assertError(
                2,
                index + " is euclidean with dimension 6 and " + other
                        + " is manhattan with dimension 6; compare indexes" + " of the same vectors",
                "compare",
                index,
                other,
                "--queries",
                queries);
        assertError(2, "-k is 0; give at least 1", "compare", index, index, "--queries", queries, "-k 0");
    }
}
