package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors so short or long that their products leave the range of single precision. */
@Tag("long")
final class ExtremeVectorsTest {
    /** Enough items for a recall profile. */
    private static final int ITEMS = 1050;

    private static final int DIMENSION = 16;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(floats = {1e-38f, 1e-30f, 1e-23f, 1e-20f, 1e19f, 1e25f, 1e37f})
    void anglesDoNotDependOnLengths(final float length) throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.ANGULAR, ITEMS, DIMENSION, 1);
        final float[][] scaled = scaled(vectors, length);
        final float[][] mixed = vectors.clone();
        for (int i = 0; i < mixed.length; i += 2) {
            mixed[i] = scaled[i];
        }
        for (final float[][] items : new float[][][] {scaled, mixed}) {
            final Path file = SampleVectors.build(folder.resolve("x.annoy"), Metric.ANGULAR, items);
            try (AnnoyIndex index = AnnoyIndex.load(file)) {
                for (int query = 0; query < 40; query++) {
                    final int[] truth = SampleVectors.sorted(Metric.ANGULAR, items, items[query]);
                    final Neighbors all = index.nearest(items[query], ITEMS, SearchOptions.exact());
                    assertEquals(ITEMS, all.size());
                    final String where = "query " + query;
                    for (int rank = 0; rank < ITEMS; rank++) {
                        final double expected =
                                SampleVectors.distance(Metric.ANGULAR, items[truth[rank]], items[query]);
                        assertEquals(expected, all.distance(rank), 1e-3, where);
                    }
                    assertEquals(10, index.nearest(items[query], 10).size());
                    assertEquals(query, index.nearest(items[query], 10).id(0));
                }
            }
        }
    }

    private static float[][] scaled(final float[][] vectors, final float factor) {
        return Arrays.stream(vectors)
                .map(vector -> {
                    final float[] scaled = new float[vector.length];
                    for (int i = 0; i < scaled.length; i++) {
                        scaled[i] = vector[i] * factor;
                    }
                    return scaled;
                })
                .toArray(float[][]::new);
    }

    @ParameterizedTest
    @ValueSource(floats = {1e-15f, 1e-5f, 1e5f, 1e10f, 0x1p50f})
    void otherMetricsScaleWithTheirVectors(final float factor) throws IOException {
        for (final Metric metric : new Metric[] {Metric.EUCLIDEAN, Metric.MANHATTAN, Metric.DOT}) {
            final float[][] items = scaled(SampleVectors.random(metric, ITEMS, DIMENSION, 2), factor);
            final Path file = SampleVectors.build(folder.resolve("x.annoy"), metric, items);
            try (AnnoyIndex index = AnnoyIndex.load(file)) {
                int found = 0;
                for (int query = 0; query < 40; query++) {
                    final int[] truth = Arrays.copyOf(SampleVectors.sorted(metric, items, items[query]), 10);
                    assertArrayEquals(
                            truth,
                            index.nearest(items[query], 10, SearchOptions.exact())
                                    .ids(),
                            metric.label());
                    final Neighbors near = index.nearest(items[query], 10);
                    assertEquals(10, near.size());
                    found += SampleVectors.common(near.ids(), truth);
                }
                assertEquals(400, found, 40, metric + ": " + found + " of 400");
            }
        }
    }
}
