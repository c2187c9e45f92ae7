package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users of Annoy are used to, on this library's own files. */
final class AnnoyConformanceTest {
    @TempDir
    private Path folder;

    @Test
    void axesAreOrderedByAngle() throws IOException {
        final float[][] axes = {{0, 0, 1}, {0, 1, 0}, {1, 0, 0}};
        try (AnnoyIndex index = load(Metric.ANGULAR, axes)) {
            assertArrayEquals(
                    new int[] {2, 1, 0}, index.nearest(new float[] {3, 2, 1}, 3).ids());
            assertArrayEquals(
                    new int[] {0, 1, 2}, index.nearest(new float[] {1, 2, 3}, 3).ids());
            assertArrayEquals(
                    new int[] {2, 0, 1}, index.nearest(new float[] {2, 0, 1}, 3).ids());
        }
    }

    @Test
    void distancesAreAnnoys() throws IOException {
        try (AnnoyIndex index = load(Metric.ANGULAR, new float[][] {{0, 1}, {1, 1}, {0, 5}, {0, 0}})) {
            assertEquals(Math.sqrt(2 * (1 - Math.sqrt(0.5))), index.distance(0, 1), 1e-6);
            assertEquals(0, index.distance(0, 2));
            assertEquals((float) Math.sqrt(2), index.distance(0, 3));
        }
        try (AnnoyIndex index = load(Metric.DOT, new float[][] {{2, 2}, {3, 2}, {3, 3}})) {
            assertEquals(12, index.distance(0, 2));
            assertArrayEquals(
                    new int[] {2, 1, 0}, index.nearest(new float[] {4, 4}, 3).ids());
        }
        try (AnnoyIndex index = load(Metric.MANHATTAN, new float[][] {{0, 0}, {1, 1}})) {
            assertEquals(2, index.distance(0, 1));
        }
        try (AnnoyIndex index = load(Metric.HAMMING, new float[][] {{0, 0, 1}, {1, 1, 1}})) {
            assertEquals(2, index.distance(0, 1));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "MANHATTAN"})
    void nearPairsFindEachOther(final Metric metric) throws IOException {
        final Random random = new Random(4);
        final float[][] vectors = new float[10_000][];
        for (int i = 0; i < vectors.length; i += 2) {
            vectors[i] = SampleVectors.random(metric, 1, 10, i)[0];
            vectors[i + 1] = vectors[i].clone();
            for (int j = 0; j < 10; j++) {
                vectors[i + 1][j] += 1e-3f * (float) random.nextGaussian();
            }
        }
        try (AnnoyIndex index = load(metric, vectors)) {
            int pairs = 0;
            for (int i = 0; i < vectors.length; i++) {
                final Neighbors near = index.nearestToItem(i, 2);
                assertEquals(i, near.id(0));
                pairs += near.id(1) == (i ^ 1) ? 1 : 0;
            }
            assertTrue(pairs >= 9990, pairs + " of 10,000");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "MANHATTAN", "DOT"})
    void precisionHoldsFromOneToAThousandNeighbours(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, 10_000, 10, 6);
        try (AnnoyIndex index = load(metric, vectors)) {
            for (final int k : new int[] {1, 10, 100, 1000}) {
                int found = 0;
                for (int query = 0; query < 10; query++) {
                    final int[] truth = Arrays.copyOf(SampleVectors.sorted(metric, vectors, vectors[query]), k);
                    found += SampleVectors.common(index.nearestToItem(query, k).ids(), truth);
                }
                assertTrue(found >= 0.9 * 10 * k, metric + " k " + k + ": " + found + " of " + 10 * k);
            }
        }
    }

    /** 1,024 different vectors of 10 bits, each about 100 times. */
    @Test
    void nearestOfManyBitVectorsAreNear() throws IOException {
        try (AnnoyIndex index = load(Metric.HAMMING, SampleVectors.random(Metric.HAMMING, 100_000, 10, 8))) {
            double sum = 0;
            final float[][] queries = SampleVectors.random(Metric.HAMMING, 100, 10, 9);
            for (final float[] query : queries) {
                sum += index.nearest(query, 1).distance(0);
            }
            assertTrue(sum / queries.length <= 0.42, "mean distance " + sum / queries.length);
        }
    }

    @Test
    void productsOfFewItemsAreFoundMoreSurelyTheMoreAreWanted() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.DOT, 1000, 10, 10);
        try (AnnoyIndex index = load(Metric.DOT, vectors)) {
            final int[] ks = {10, 100, 1000};
            final double[] least = {0.65, 0.95, 0.99};
            for (int i = 0; i < ks.length; i++) {
                int found = 0;
                for (int query = 0; query < 50; query++) {
                    final int[] truth = Arrays.copyOf(SampleVectors.sorted(Metric.DOT, vectors, vectors[query]), ks[i]);
                    found += SampleVectors.common(
                            index.nearestToItem(query, ks[i]).ids(), truth);
                }
                assertTrue(found >= least[i] * 50 * ks[i], "k " + ks[i] + ": " + found);
            }
        }
    }

    @Test
    void wrongFilesAndVectorsAreNamed() throws IOException {
        final Path missing = folder.resolve("missing.annoy");
        final IOException ex = assertThrows(
                NoSuchFileException.class, () -> AnnoyIndex.load(missing).close());
        assertEquals(missing.toString(), ex.getMessage());
        try (AnnoyIndex index = load(Metric.ANGULAR, new float[][] {{1, 2, 3}})) {
            assertArrayEquals(
                    new int[] {0}, index.nearest(new float[] {1, 2, 3}, 10).ids());
            assertThrows(IllegalArgumentException.class, () -> index.nearest(new float[2], 1));
            assertThrows(IndexOutOfBoundsException.class, () -> index.nearestToItem(1, 1));
        }
    }

    private AnnoyIndex load(final Metric metric, final float[][] vectors) throws IOException {
        return AnnoyIndex.load(SampleVectors.build(folder.resolve("x.annoy"), metric, vectors));
    }
}
