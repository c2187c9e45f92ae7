package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("every-jvm")
final class SmallIndexesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void indexesOfFewItemsFindAllOfThem(final Metric metric) throws IOException {
        for (final int items : new int[] {1, 2, 3, 16, 17, 128, 129, 300, 1100}) {
            final float[][] vectors = SampleVectors.random(metric, items, 9, items);
            final Path file = SampleVectors.build(folder.resolve("x.annoy"), metric, vectors);
            try (AnnoyIndex index = AnnoyIndex.load(file)) {
                for (final int k : new int[] {1, items, items + 1}) {
                    for (final SearchOptions options : new SearchOptions[] {
                        SearchOptions.defaults(), SearchOptions.budget(1), SearchOptions.exact()
                    }) {
                        final Neighbors near = index.nearest(vectors[0], k, options);
                        assertEquals(Math.min(k, items), near.size());
                        assertEquals(
                                near.size(),
                                Arrays.stream(near.ids()).distinct().count());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyIndexFindsNothing(final Metric metric) throws IOException {
        final Path file = folder.resolve("x.annoy");
        try (IndexBuilder builder = new IndexBuilder(metric, 5)) {
            builder.write(file);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertEquals(0, index.size());
            assertEquals(0, index.nearest(new float[5], 3).size());
            assertEquals(
                    0, index.nearest(new float[5], 3, SearchOptions.budget(10)).size());
            final IndexOutOfBoundsException ex =
                    assertThrows(IndexOutOfBoundsException.class, () -> index.nearest(Query.item(0), 1));
            assertEquals("no item 0: the index is empty", ex.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalVectorsAreFoundInTheOrderOfIds(final Metric metric) throws IOException {
        final float[][] vectors = new float[2000][];
        Arrays.fill(vectors, SampleVectors.random(metric, 1, 12, 1)[0]);
        final Path file = SampleVectors.build(folder.resolve("x.annoy"), metric, vectors);
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertArrayEquals(
                    new int[] {0, 1, 2, 3, 4},
                    index.nearest(vectors[0], 5, SearchOptions.exact()).ids());
            final Neighbors near = index.nearest(vectors[0], 5, SearchOptions.budget(50));
            assertEquals(5, Arrays.stream(near.ids()).distinct().count());
            assertEquals(SampleVectors.distance(metric, vectors[0], vectors[0]), near.distance(4), 1e-4);
        }
    }

    @Test
    void zeroVectorsAreSquareRootOfTwoFromEverythingByAngle() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.ANGULAR, 2000, 20, 1);
        for (int i = 0; i < 2000; i += 2) {
            vectors[i] = new float[20];
        }
        final Path file = SampleVectors.build(folder.resolve("x.annoy"), Metric.ANGULAR, vectors);
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            int found = 0;
            for (int query = 1; query < 200; query += 2) {
                final int[] truth = Arrays.copyOf(SampleVectors.sorted(Metric.ANGULAR, vectors, vectors[query]), 10);
                found += SampleVectors.common(index.nearest(vectors[query], 10).ids(), truth);
            }
            assertEquals(950, found, 50, "found of 1,000");
            final Neighbors near = index.nearest(new float[20], 3, SearchOptions.exact());
            assertArrayEquals(new int[] {0, 1, 2}, near.ids());
            assertEquals((float) Math.sqrt(2), near.distance(0));
        }
    }
}
