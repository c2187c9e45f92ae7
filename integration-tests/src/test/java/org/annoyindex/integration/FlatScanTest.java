package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.Searcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;

/** Searches among few allowed items, whose sketches are all scored, wherever they lie. */
@Tag("long")
final class FlatScanTest {
    private static final int ITEMS = 6000;
    private static final int DIMENSION = 16;
    private static final int K = 10;
    private static final int QUERIES = 40;
    private static final SearchOptions EFFORT = SearchOptions.recall(0.98);

    @TempDir
    private static Path shared;

    private static final Map<Metric, float[][]> VECTORS = new HashMap<>();

    private static AnnoyIndex load(final Metric metric) throws IOException {
        final Path file = shared.resolve(metric + ".annoy");
        if (!VECTORS.containsKey(metric)) {
            final float[][] vectors = SampleVectors.random(metric, ITEMS, DIMENSION, 3);
            SampleVectors.build(file, metric, vectors);
            VECTORS.put(metric, vectors);
        }
        return AnnoyIndex.load(file);
    }

    /** Every sixteenth item, and ids that the index does not have. */
    private static RoaringBitmap few() {
        final RoaringBitmap ids = RoaringBitmap.bitmapOf(ITEMS + 16, -16);
        for (int id = 0; id < ITEMS; id += 16) {
            ids.add(id);
        }
        return ids;
    }

    private static int[] nearest(
            final Metric metric, final float[] query, final IntPredicate allowed, final int count) {
        return Arrays.stream(SampleVectors.sorted(metric, VECTORS.get(metric), query))
                .filter(allowed)
                .limit(count)
                .toArray();
    }

    private static void assertFindsNearly(
            final Metric metric, final SearchOptions options, final IntPredicate allowed, final boolean counted)
            throws IOException {
        int found = 0;
        try (AnnoyIndex index = load(metric)) {
            final Searcher searcher = index.searcher();
            for (final float[] query : SampleVectors.random(metric, QUERIES, DIMENSION, 4)) {
                final int[] ids = searcher.nearest(query, K, options).ids();
                assertEquals(0, searcher.statistics().leafPages());
                if (counted) {
                    assertTrue(searcher.statistics().plan() == SearchStatistics.Plan.FLAT);
                    assertFalse(searcher.statistics().plan() == SearchStatistics.Plan.EXACT);
                    assertTrue(searcher.statistics().exactComparisons() < ITEMS / 16);
                }
                assertTrue(Arrays.stream(ids).allMatch(allowed));
                assertEquals(K, ids.length);
                found += SampleVectors.common(ids, nearest(metric, query, allowed, K));
            }
        }
        assertTrue(found >= 0.95 * K * QUERIES, found + " of " + K * QUERIES);
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void findsTheNearestOfFew(final Metric metric) throws IOException {
        final RoaringBitmap few = few();
        final RoaringBitmap late = RoaringBitmap.bitmapOfRange(ITEMS / 2, ITEMS);
        assertFindsNearly(metric, EFFORT.filter(few), few::contains, true);
        // The number of items these allow is an estimate, so they may be compared instead.
        assertFindsNearly(metric, EFFORT.filter(few).deny(late), id -> few.contains(id) && !late.contains(id), false);
        assertFindsNearly(
                metric, EFFORT.filter(few).where(id -> id % 3 != 0), id -> few.contains(id) && id % 3 != 0, false);
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void findsWhatIsWithinADistance(final Metric metric) throws IOException {
        final RoaringBitmap few = few();
        int wanted = 0;
        int found = 0;
        try (AnnoyIndex index = load(metric)) {
            final Searcher searcher = index.searcher();
            for (final float[] query : SampleVectors.random(metric, QUERIES, DIMENSION, 4)) {
                final Neighbors truth =
                        index.nearest(query, K, SearchOptions.exact().filter(few));
                final float radius = truth.distance(K - 1);
                final int[] ids = searcher.within(Query.of(query), radius, ITEMS, EFFORT.filter(few))
                        .ids();
                assertTrue(searcher.statistics().plan() == SearchStatistics.Plan.FLAT);
                assertEquals(ids.length, SampleVectors.common(ids, truth.ids()));
                wanted += K;
                found += ids.length;
            }
        }
        assertTrue(found >= 0.95 * wanted, found + " of " + wanted);
    }

    /** The query item is found once, whatever its sketch estimates. */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN"})
    void findsTheItemItself(final Metric metric) throws IOException {
        final SearchOptions options = EFFORT.filter(few());
        try (AnnoyIndex index = load(metric)) {
            final Searcher searcher = index.searcher();
            for (int id = 0; id < ITEMS; id += 800) {
                final int[] ids = searcher.nearest(Query.item(id), K, options).ids();
                assertTrue(searcher.statistics().plan() == SearchStatistics.Plan.FLAT);
                assertEquals(id, ids[0]);
                assertEquals(K, Arrays.stream(ids).distinct().count());
                assertEquals(
                        id, searcher.within(Query.item(id), 1e-3f, K, options).id(0));
            }
        }
    }

    /** By definition a zero vector is sqrt(2) from everything. */
    @Test
    void zeroVectorsAreAsFarAsTheyAre() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.ANGULAR, ITEMS, DIMENSION, 3);
        for (int id = 0; id < ITEMS; id += 80) {
            vectors[id] = new float[DIMENSION];
        }
        final Path file = SampleVectors.build(shared.resolve("zeros.annoy"), Metric.ANGULAR, vectors);
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            final Searcher searcher = index.searcher();
            for (final float[] query : SampleVectors.random(Metric.ANGULAR, QUERIES, DIMENSION, 4)) {
                final Neighbors found = searcher.nearest(query, K, EFFORT.filter(few()));
                assertTrue(searcher.statistics().plan() == SearchStatistics.Plan.FLAT);
                assertTrue(Arrays.stream(found.ids()).noneMatch(id -> id % 80 == 0));
            }
        }
    }

    /** Every allowed item is found, each once. */
    @Test
    void findsAsManyAsThereAre() throws IOException {
        final int few = (ITEMS + 15) / 16;
        try (AnnoyIndex index = load(Metric.EUCLIDEAN)) {
            final float[] query = SampleVectors.random(Metric.EUCLIDEAN, 1, DIMENSION, 4)[0];
            for (final int k : new int[] {1, 300, few, few + 1, ITEMS + 1}) {
                final Neighbors found = index.nearest(query, k, EFFORT.filter(few()));
                assertEquals(Math.min(k, few), found.size());
                assertEquals(found.size(), Arrays.stream(found.ids()).distinct().count());
            }
        }
    }
}
