package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

@Tag("long")
final class FilterTest {
    private static final int ITEMS = 8000;
    private static final int DIMENSION = 16;
    private static final int QUERIES = 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everySelectivityFindsAllThatIsAllowedAndNothingElse(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, ITEMS, DIMENSION, 1);
        final float[][] queries = SampleVectors.random(metric, QUERIES, DIMENSION, 2);
        final int[][] sorted = Arrays.stream(queries)
                .map(query -> SampleVectors.sorted(metric, vectors, query))
                .toArray(int[][]::new);
        final Random random = new Random(3);
        try (AnnoyIndex index = AnnoyIndex.load(SampleVectors.build(folder.resolve("x.annoy"), metric, vectors))) {
            for (final int allowed : new int[] {0, 1, 2, 9, 10, 11, 100, 1000, 4000, 7999, 8000}) {
                final RoaringBitmap filter = new RoaringBitmap();
                while (filter.getCardinality() < allowed) {
                    filter.add(random.nextInt(ITEMS));
                }
                check(index, queries, sorted, filter);
            }
            check(index, queries, sorted, RoaringBitmap.bitmapOfRange(2000, 4000));
            // The half of the items farthest from a query: the leaves near it hold none.
            check(index, queries, sorted, RoaringBitmap.bitmapOf(Arrays.copyOfRange(sorted[0], ITEMS / 2, ITEMS)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyNumberOfNeighborsOfClusteredItemsIsFound(final Metric metric) throws IOException {
        final int items = 1500;
        final float[][] vectors = clustered(metric, items);
        final Random random = new Random(5);
        try (AnnoyIndex index = AnnoyIndex.load(SampleVectors.build(folder.resolve("x.annoy"), metric, vectors))) {
            for (final int allowed : new int[] {0, 1, 2, 10, 100, 750, items}) {
                final RoaringBitmap filter = new RoaringBitmap();
                while (filter.getCardinality() < allowed) {
                    filter.add(random.nextInt(items));
                }
                filter.add(items + 3, -1, Integer.MIN_VALUE); // unsigned: far beyond the index
                for (final int k : new int[] {1, 2, allowed, allowed + 1, items, items + 1}) {
                    for (final SearchOptions options : new SearchOptions[] {
                        SearchOptions.defaults(),
                        SearchOptions.budget(1),
                        SearchOptions.budget(300).candidates(1),
                        SearchOptions.exact()
                    }) {
                        final int[] ids = index.nearest(vectors[7], Math.max(1, k), options.filter(filter))
                                .ids();
                        assertEquals(Math.min(Math.max(1, k), allowed), ids.length);
                        assertEquals(ids.length, Arrays.stream(ids).distinct().count());
                        assertTrue(Arrays.stream(ids).allMatch(id -> id >= 0 && id < items && filter.contains(id)));
                    }
                }
            }
        }
    }

    /** Ten tight clusters; for hamming a few bits differ. */
    private static float[][] clustered(final Metric metric, final int items) {
        final float[][] centers = SampleVectors.random(metric, 10, DIMENSION, 6);
        final Random random = new Random(7);
        final float[][] vectors = new float[items][];
        for (int i = 0; i < items; i++) {
            vectors[i] = centers[i % 10].clone();
            final int component = random.nextInt(DIMENSION);
            vectors[i][component] = metric == Metric.HAMMING
                    ? 1 - vectors[i][component]
                    : vectors[i][component] + 0.01f * (float) random.nextGaussian();
        }
        return vectors;
    }

    private static void check(
            final AnnoyIndex index, final float[][] queries, final int[][] sorted, final RoaringBitmap filter) {
        // Ids the index does not have are to be ignored.
        filter.add(ITEMS + 5L, ITEMS + 500L);
        final MutableRoaringBitmap copy = filter.toMutableRoaringBitmap();
        final ByteBuffer serialized = ByteBuffer.allocate(copy.serializedSizeInBytes());
        copy.serialize(serialized);
        final ImmutableRoaringBitmap mapped =
                new ImmutableRoaringBitmap(serialized.flip().asReadOnlyBuffer());
        final int eligible = filter.getCardinality() - 495;
        for (final int k : new int[] {1, 10, 100}) {
            int found = 0;
            int wanted = 0;
            for (int q = 0; q < queries.length; q++) {
                final float[] query = queries[q];
                final int[] truth = Arrays.stream(sorted[q])
                        .filter(filter::contains)
                        .limit(k)
                        .toArray();
                final Neighbors near =
                        index.nearest(query, k, SearchOptions.defaults().filter(filter));
                assertEquals(Math.min(k, eligible), near.size());
                assertTrue(Arrays.stream(near.ids()).allMatch(filter::contains));
                assertEquals(near.size(), Arrays.stream(near.ids()).distinct().count());
                assertEquals(
                        near.toString(),
                        index.nearest(query, k, SearchOptions.defaults().filter(mapped))
                                .toString());
                // A small budget, and still every neighbor that exists.
                assertEquals(
                        Math.min(k, eligible),
                        index.nearest(query, k, SearchOptions.budget(1).filter(filter))
                                .size());
                found += SampleVectors.common(near.ids(), truth);
                wanted += truth.length;
            }
            assertTrue(
                    found >= 0.9 * wanted,
                    index.metric() + ", " + eligible + " allowed, k " + k + ": " + found + " of " + wanted);
        }
    }
}
