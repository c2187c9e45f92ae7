package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

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
        final Random random = new Random(3);
        try (AnnoyIndex index = AnnoyIndex.load(SampleVectors.build(folder.resolve("x.annoy"), metric, vectors))) {
            for (final int allowed : new int[] {0, 1, 2, 9, 10, 11, 100, 1000, 4000, 7999, 8000}) {
                final RoaringBitmap filter = new RoaringBitmap();
                while (filter.getCardinality() < allowed) {
                    filter.add(random.nextInt(ITEMS));
                }
                check(index, metric, vectors, queries, filter);
            }
            check(index, metric, vectors, queries, RoaringBitmap.bitmapOfRange(2000, 4000));
            check(index, metric, vectors, queries, farItems(metric, vectors, queries[0]));
        }
    }

    /** The half of the items that is farthest from a query: the leaves near it hold none. */
    private static RoaringBitmap farItems(final Metric metric, final float[][] vectors, final float[] query) {
        final int[] sorted = SampleVectors.sorted(metric, vectors, query);
        return RoaringBitmap.bitmapOf(Arrays.copyOfRange(sorted, ITEMS / 2, ITEMS));
    }

    private static void check(
            final AnnoyIndex index,
            final Metric metric,
            final float[][] vectors,
            final float[][] queries,
            final RoaringBitmap filter) {
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
            for (final float[] query : queries) {
                final int[] truth = Arrays.stream(SampleVectors.sorted(metric, vectors, query))
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
                // Few sketches, yet as many neighbours as there are.
                assertEquals(
                        Math.min(k, eligible),
                        index.nearest(query, k, SearchOptions.budget(1).filter(filter))
                                .size());
                found += SampleVectors.common(near.ids(), truth);
                wanted += truth.length;
            }
            assertTrue(
                    found >= 0.9 * wanted,
                    metric + ", " + eligible + " allowed, k " + k + ": " + found + " of " + wanted);
        }
    }
}
