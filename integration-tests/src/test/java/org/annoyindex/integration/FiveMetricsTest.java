package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("every-jvm")
final class FiveMetricsTest {
    private static final int ITEMS = 3000;
    private static final int QUERIES = 100;
    private static final int K = 10;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void defaultEffortReachesTheDefaultRecallAndExactSearchAll(final Metric metric) throws IOException {
        final int dimension = metric == Metric.HAMMING ? 256 : 50;
        final float[][] vectors = SampleVectors.random(metric, ITEMS, dimension, 1);
        final float[][] queries = SampleVectors.random(metric, QUERIES, dimension, 2);
        final Path file = SampleVectors.build(folder.resolve("x.annoy"), metric, vectors);
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            int found = 0;
            for (final float[] query : queries) {
                final int[] truth = Arrays.copyOf(SampleVectors.sorted(metric, vectors, query), K);
                final Neighbors near = index.nearest(query, K);
                found += SampleVectors.common(near.ids(), truth);
                checkOrderAndDistances(metric, vectors, query, near);
                final Neighbors exact = index.nearest(query, K, SearchOptions.exact());
                checkOrderAndDistances(metric, vectors, query, exact);
                checkSameUpToTies(metric, vectors, query, truth, exact);
                assertArrayEquals(
                        exact.ids(),
                        index.nearest(query, K, SearchOptions.budget(ITEMS)).ids());
                assertArrayEquals(
                        exact.ids(),
                        index.nearest(query, K, SearchOptions.recall(1)).ids());
            }
            final double recall = (double) found / (QUERIES * K);
            assertTrue(recall >= SearchOptions.DEFAULT_RECALL - 0.015, metric + ": recall " + recall);
        }
    }

    @ParameterizedTest
    @EnumSource
    void itemsComeBackAsTheyWereAdded(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, 300, 70, 3);
        vectors[17] = new float[70];
        final Path file = SampleVectors.build(folder.resolve("x.annoy"), metric, vectors);
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertEquals(metric, index.metric());
            assertEquals(300, index.size());
            assertEquals(70, index.dimension());
            for (int id = 0; id < vectors.length; id++) {
                assertArrayEquals(vectors[id], index.vector(id));
                final double expected = SampleVectors.distance(metric, vectors[id], vectors[5]);
                assertEquals(expected, index.distance(id, 5), 1e-5 * Math.max(1, Math.abs(expected)));
                if (metric != Metric.DOT && id != 17) {
                    assertEquals(id, index.nearest(Query.item(id), 1).id(0));
                    assertEquals(0, index.nearest(Query.item(id), 1).distance(0));
                }
            }
        }
    }

    private static void checkOrderAndDistances(
            final Metric metric, final float[][] vectors, final float[] query, final Neighbors near) {
        assertEquals(K, near.size());
        for (int rank = 0; rank < K; rank++) {
            final double expected = SampleVectors.distance(metric, vectors[near.id(rank)], query);
            assertEquals(expected, near.distance(rank), 1e-5 * Math.max(1, Math.abs(expected)));
            if (rank > 0) {
                final float before = near.distance(rank - 1);
                final float here = near.distance(rank);
                assertTrue(metric == Metric.DOT ? before >= here : before <= here);
                assertTrue(before != here || near.id(rank - 1) < near.id(rank), "ties go by id");
            }
        }
    }

    /** In single precision two items at nearly equal distances may swap places. */
    private static void checkSameUpToTies(
            final Metric metric,
            final float[][] vectors,
            final float[] query,
            final int[] truth,
            final Neighbors exact) {
        for (int rank = 0; rank < K; rank++) {
            if (exact.id(rank) != truth[rank]) {
                final double expected = SampleVectors.distance(metric, vectors[truth[rank]], query);
                assertEquals(
                        expected,
                        SampleVectors.distance(metric, vectors[exact.id(rank)], query),
                        1e-5 * Math.abs(expected));
            }
        }
    }
}
