package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.builder.input.IvecsFile;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.IndexInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recall against truth that names other items at the same distances, or fills its rows. */
@Tag("once")
final class TruthTest extends CommandFixture {
    private Path index(final Metric metric, final float[]... vectors) throws IOException {
        return SampleVectors.build(folder.resolve("x.annoy"), metric, vectors);
    }

    private Path queries(final float[]... vectors) throws IOException {
        return SampleVectors.writeFvecs(folder.resolve("q.fvecs"), vectors);
    }

    private Path truth(final int[]... rows) throws IOException {
        final Path file = folder.resolve("gt.ivecs");
        IvecsFile.write(file, rows);
        return file;
    }

    private double recall(final Path index, final Path queries, final Path truth, final int k) {
        assertRuns(withTruth(
                "eval",
                index,
                queries,
                truth,
                "-k",
                Integer.toString(k),
                "--passes 3 --recalls 1 --output-format tsv"));
        return Double.parseDouble(column(1).get(0));
    }

    private Path copies() throws IOException {
        return index(Metric.EUCLIDEAN, new float[][] {{0, 0}, {0, 0}, {1, 1}, {2, 2}});
    }

    @Test
    void anotherOfTiedItemsIsATrueNeighbor() throws IOException {
        final Path index = copies();
        final Path queries = queries(new float[] {0, 0});
        assertEquals(1, recall(index, queries, truth(new int[] {1}), 1));
        assertEquals(1, recall(index, queries, truth(new int[] {0}), 1));
        assertEquals(1, recall(index, queries, truth(new int[] {1, 0, 2}), 3));
    }

    @Test
    void fillingAtTheEndOfARowIsNoItem() throws IOException {
        final Path index = copies();
        final Path queries = queries(new float[] {0, 0});
        assertEquals(1, recall(index, queries, truth(new int[] {0, 1, 2, 3, -1, -1}), 4));
        assertEquals(1, recall(index, queries, truth(new int[] {0, 1, 2, 3, -1, -1}), 6));
        assertEquals(1, recall(index, queries, truth(new int[] {0, -1}), 1));
        final Path early = truth(new int[] {0, -1, 2, 3});
        assertError(
                1,
                early + " has -1, which stands for no item, in front of other items in row 0; only the end of a row may"
                        + " be filled so, make it again",
                withTruth("eval", index, queries, early, "-k 3 --passes 3"));
        final Path few = truth(new int[] {0, 1, -1, -1});
        assertError(
                1,
                few + " has 2 neighbors in row 0, fewer than k = 3; make it again with a larger -k",
                withTruth("eval", index, queries, few, "-k 3 --passes 3"));
        final Path none = truth(new int[] {-1, -1, -1});
        assertError(
                1,
                none + " has 0 neighbors in row 0, fewer than k = 1; make it again with a larger -k",
                withTruth("eval", index, queries, none, "-k 1 --passes 3"));
    }

    @Test
    void whatIsBehindTheFirstColumnsDoesNotMatter() throws IOException {
        final Path index = copies();
        final Path queries = queries(new float[] {0, 0});
        assertEquals(1, recall(index, queries, truth(new int[] {0, 1, 99, -1, -7}), 2));
        assertEquals(1, recall(index, queries, truth(new int[] {0, -1, 3}), 1));
        assertEquals(1, recall(index, queries, truth(new int[] {1, 99}), 1));
        final Path outside = truth(new int[] {0, 99});
        assertError(
                1,
                outside + " names item 99 in row 0, but " + index + " has 4 items; make it with 'annoy truth' from the"
                        + " same index",
                withTruth("eval", index, queries, outside, "-k 2 --passes 3"));
    }

    @Test
    void fartherItemsAreMissed() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, 3000, 24, 5);
        final Path index = index(Metric.EUCLIDEAN, vectors);
        final Path queries = queries(SampleVectors.random(Metric.EUCLIDEAN, 60, 24, 6));
        final Path truth = folder.resolve("gt.ivecs");
        assertRuns("truth", index, "--queries", queries, "-k 20 -o", truth);
        assertRuns(withTruth("eval", index, queries, truth, "-k 10 --passes 3 --budgets 200,1500 --output-format tsv"));
        final double low = Double.parseDouble(column(1).get(0));
        final double high = Double.parseDouble(column(1).get(1));
        assertTrue(low > 0.02 && low < high && high < 1, low + " " + high);
        assertEquals(1, recall(index, queries, truth, 20));
        assertTrue(!err.toString().contains("note"), err.toString());
    }

    /** The ids of equally distant items are exchanged for others of them. */
    @ParameterizedTest
    @EnumSource(Metric.class)
    void truthOfAnotherToolGivesTheSameRecall(final Metric metric) throws IOException {
        final float[][] half = SampleVectors.random(metric, 700, 12, 7);
        final float[][] vectors = new float[1400][];
        Arrays.setAll(vectors, i -> half[i % 700]);
        final Path index = index(metric, vectors);
        final Path queries = queries(SampleVectors.random(metric, 40, 12, 8));
        final Path truth = folder.resolve("own.ivecs");
        assertRuns("truth", index, "--queries", queries, "-k 9 -o", truth);
        final int[][] others = IvecsFile.read(truth);
        for (final int[] row : others) {
            row[8] = (row[8] + 700) % 1400; // of nine, four pairs of copies are whole, and either may be the ninth
        }
        assertEquals(1, recall(index, queries, truth(others), 9));
        assertEquals(1, recall(index, queries, truth, 9));
    }

    @Test
    void truthOfAnotherIndexIsNoted() throws IOException {
        final Path index = index(Metric.EUCLIDEAN, SampleVectors.random(Metric.EUCLIDEAN, 300, 6, 5));
        final Path queries = queries(SampleVectors.random(Metric.EUCLIDEAN, 2, 6, 6));
        final Path truth = truth(new int[] {5, 6, 7}, new int[] {8, 9, 10});
        recall(index, queries, truth, 3);
        assertTrue(
                err.toString()
                        .contains(
                                "annoy: note: in 2 of 2 rows of " + truth
                                        + " the first 3 items are not the nearest, as searches found nearer ones; make it with"),
                err.toString());
    }

    @Test
    void tunesWithTiesAndFilling() throws IOException {
        // Binary codes: many items are equally far from a query, and the truth names those with the largest ids.
        final float[][] vectors = SampleVectors.random(Metric.HAMMING, 2000, 10, 1);
        final Path index = index(Metric.HAMMING, vectors);
        final float[][] asked = SampleVectors.random(Metric.HAMMING, 80, 10, 2);
        final int[][] rows = new int[asked.length][];
        for (int q = 0; q < asked.length; q++) {
            final float[] query = asked[q];
            final Integer[] ids = new Integer[vectors.length];
            Arrays.setAll(ids, i -> vectors.length - 1 - i);
            Arrays.sort(
                    ids,
                    (a, b) -> Double.compare(
                            SampleVectors.distance(Metric.HAMMING, vectors[a], query),
                            SampleVectors.distance(Metric.HAMMING, vectors[b], query)));
            rows[q] = new int[14];
            Arrays.fill(rows[q], -1);
            for (int i = 0; i < 10; i++) {
                rows[q][i] = ids[i];
            }
        }
        final Path truth = truth(rows);
        final Path queries = queries(asked);
        assertEquals(1, recall(index, queries, truth, 10));
        assertRuns(withTruth("tune", index, queries, truth, "-q --output-format tsv"));
        assertTrue(lines().size() == 1 + 2 * 4, out.toString());
        for (final String reached : column(3)) {
            assertTrue(Double.parseDouble(reached) > 0.7, out.toString());
        }
        try (AnnoyIndex tuned = AnnoyIndex.load(index)) {
            for (final IndexInfo.RecallCurve curve : tuned.info().recallProfile()) {
                final int last = curve.points().size() - 1;
                assertTrue(curve.points().get(last).recall() > 0.95, curve.toString());
            }
        }
    }

    @Test
    void aProfileForTheTruthOfAnotherIndexIsNotWritten() throws IOException {
        final Path index = index(Metric.EUCLIDEAN, SampleVectors.random(Metric.EUCLIDEAN, 1500, 8, 5));
        final byte[] before = Files.readAllBytes(index);
        final Path queries = queries(SampleVectors.random(Metric.EUCLIDEAN, 30, 8, 6));
        final int[][] rows = new int[30][10];
        for (int q = 0; q < 30; q++) {
            for (int i = 0; i < 10; i++) {
                rows[q][i] = 40 * q + i;
            }
        }
        final Path truth = truth(rows);
        assertError(
                1,
                "the true neighbors of 30 of 30 queries are not the nearest: searches find 10 items that are nearer than"
                        + " the last of them; give those of the same queries, index and metric",
                withTruth("tune", index, queries, truth, "-q"));
        assertArrayEquals(before, Files.readAllBytes(index));
    }

    @Test
    void unusedIdsOfAnnoysFilesAreNoNeighbors() throws IOException {
        final Path annoy = folder.resolve("x.ann");
        final Path words = write("w.csv", "1,2\n3,4\n5,6\n");
        assertRuns("build -q -i", words, "-m l2 -o", annoy, "--trees 2");
        final Path queries = queries(new float[] {1, 2});
        assertRuns(
                "eval",
                annoy,
                "--metric l2 --dimension 2 --queries",
                queries,
                "--truth",
                truth(new int[] {0, 1, 2, -1}),
                "-k 4 --passes 3 --search-k 100 --output-format tsv");
        assertEquals(1, Double.parseDouble(column(1).get(0)));
    }
}
