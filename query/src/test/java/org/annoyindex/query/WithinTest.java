package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.annoyindex.core.Metric;
import org.annoyindex.testdata.GoldenIndexes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;

/** On stored indexes of 600 items of 12 components in two trees, and on files of Annoy. */
final class WithinTest extends StoredIndexFixture {
    @ParameterizedTest
    @EnumSource
    void exactSearchFindsAllThatIsNoFartherAndNothingElse(final Metric metric) throws IOException {
        for (int version = 1; version <= GoldenIndexes.NEWEST; version++) {
            try (AnnoyIndex index = open(version, metric)) {
                final float[] query = index.vector(17);
                final Neighbors all = index.nearest(query, ITEMS, SearchOptions.exact());
                for (final int rank : new int[] {0, 1, 9, 10, 300, 598, 599}) {
                    check(index, query, all, all.distance(rank));
                    check(index, query, all, Math.nextUp(all.distance(rank)));
                    if (all.distance(rank) > 0 || metric == Metric.DOT) {
                        check(index, query, all, Math.nextDown(all.distance(rank)));
                    }
                }
                check(index, query, all, 0f);
                check(index, query, all, -0f);
                check(index, query, all, Float.MIN_VALUE);
                check(index, query, all, Float.MAX_VALUE);
                check(index, query, all, Float.POSITIVE_INFINITY);
                if (metric == Metric.DOT) {
                    check(index, query, all, Float.NEGATIVE_INFINITY);
                }
            }
        }
    }

    private static void check(final AnnoyIndex index, final float[] query, final Neighbors all, final float distance) {
        int within = 0;
        while (within < all.size()
                && (index.metric() == Metric.DOT
                        ? all.distance(within) >= distance
                        : all.distance(within) <= distance)) {
            within++;
        }
        for (final int limit : new int[] {Integer.MAX_VALUE, Math.max(1, within), Math.max(1, within - 1), 1}) {
            final Neighbors found = index.within(Query.of(query), distance, limit, SearchOptions.exact());
            final int expected = Math.min(limit, within);
            assertArrayEquals(Arrays.copyOf(all.ids(), expected), found.ids(), "within " + distance);
            assertArrayEquals(Arrays.copyOf(all.distances(), expected), found.distances());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyLeafIsLookedAtWhereTheBudgetSaysSo(final Metric metric) throws IOException {
        for (int version = 1; version <= GoldenIndexes.NEWEST; version++) {
            try (AnnoyIndex index = open(version, metric)) {
                // One less than what is searched exactly; each item is in two trees.
                final SearchOptions most = SearchOptions.of(new Effort.AdaptiveBudget(8 * 4 * ITEMS));
                for (int id = 0; id < 40; id++) {
                    final float[] query = index.vector(id);
                    final Neighbors all = index.nearest(query, 30, SearchOptions.exact());
                    final Neighbors found = index.within(Query.of(query), all.distance(19), ITEMS, most);
                    final int missing = 20 - common(found, all);
                    assertTrue(missing <= 2, metric + ": " + missing + " of 20 are missing");
                    for (int rank = 0; rank < found.size(); rank++) {
                        assertTrue(
                                metric == Metric.DOT
                                        ? found.distance(rank) >= all.distance(19)
                                        : found.distance(rank) <= all.distance(19));
                    }
                    final Neighbors three = index.within(Query.of(query), all.distance(19), 3, most);
                    assertEquals(3, three.size());
                    assertTrue(common(three, all) == 3);
                }
            }
        }
    }

    private static int common(final Neighbors found, final Neighbors wanted) {
        return (int) Arrays.stream(found.ids())
                .filter(id -> Arrays.stream(wanted.ids()).anyMatch(other -> other == id))
                .count();
    }

    @Test
    void annoysFilesAreSearchedForAsManyAsThereTurnOutToBe() throws IOException {
        for (final AnnoyGoldenFiles.GoldenFile file : AnnoyGoldenFiles.files()) {
            try (AnnoyIndex index = AnnoyIndex.load(file.copyInto(folder), file.options())) {
                int item = 0;
                while (!index.contains(item)) {
                    item++;
                }
                final float[] query = index.vector(item);
                final Neighbors all = index.nearest(query, index.size(), SearchOptions.exact());
                check(index, query, all, all.distance(Math.min(5, all.size() - 1)));
                final float distance = all.distance(Math.min(200, all.size() - 1));
                final Neighbors found = index.within(Query.of(query), distance, Integer.MAX_VALUE);
                assertTrue(found.size() > Math.min(200, all.size() - 1) / 3, file.name() + ": " + found.size());
                final Searcher searcher = index.searcher();
                searcher.within(Query.of(query), distance, Integer.MAX_VALUE, SearchOptions.budget(20));
                final long few = searcher.statistics().scanned();
                searcher.within(Query.of(query), distance, Integer.MAX_VALUE, SearchOptions.defaults());
                assertTrue(few <= searcher.statistics().scanned());
                assertThrows(
                        IllegalArgumentException.class,
                        () -> index.within(Query.of(query), distance, 10, SearchOptions.recall(0.9)));
            }
        }
    }

    @Test
    void filtersHold() throws IOException {
        for (final Metric metric : Metric.values()) {
            try (AnnoyIndex index = open(metric)) {
                final float[] query = index.vector(7);
                final Neighbors all = index.nearest(query, ITEMS, SearchOptions.exact());
                final float distance = all.distance(400);
                for (final RoaringBitmap filter : new RoaringBitmap[] {
                    new RoaringBitmap(),
                    RoaringBitmap.bitmapOf(7, 599, 600, -1),
                    RoaringBitmap.bitmapOfRange(0, 300),
                    RoaringBitmap.bitmapOfRange(0, ITEMS)
                }) {
                    final int[] expected = Arrays.stream(all.ids())
                            .limit(all.size())
                            .filter(filter::contains)
                            .filter(id -> metric == Metric.DOT
                                    ? index.distance(7, id) >= distance
                                    : index.distance(7, id) <= distance)
                            .toArray();
                    assertArrayEquals(
                            expected,
                            index.within(
                                            Query.of(query),
                                            distance,
                                            ITEMS,
                                            SearchOptions.exact().filter(filter))
                                    .ids());
                    final int[] approximate = index.within(
                                    Query.of(query),
                                    distance,
                                    ITEMS,
                                    SearchOptions.budget(200).filter(filter))
                            .ids();
                    assertTrue(Arrays.stream(approximate).allMatch(filter::contains));
                    assertTrue(approximate.length <= expected.length);
                }
            }
        }
    }

    @Test
    void oneSearchLeavesNoTraceInTheNext() throws IOException {
        try (AnnoyIndex index = open(Metric.ANGULAR)) {
            final Searcher reused = index.searcher();
            for (int id = 0; id < 60; id++) {
                final SearchOptions options = id % 3 == 0 ? SearchOptions.exact() : SearchOptions.budget(20 + 5 * id);
                final float[] query = index.vector(id);
                final float distance = 0.2f + id % 7 * 0.1f;
                assertEquals(
                        index.within(Query.of(query), distance, 1 + id * 7 % 90, options)
                                .toString(),
                        reused.within(Query.of(query), distance, 1 + id * 7 % 90, options)
                                .toString());
                assertEquals(
                        index.nearest(query, 5, options).toString(),
                        reused.nearest(query, 5, options).toString());
            }
        }
    }

    @Test
    void wrongArgumentsAreNamed() throws IOException {
        final AnnoyIndex index = open(Metric.EUCLIDEAN);
        final float[] query = index.vector(0);
        assertMessage("distance is -1.0, must be at least 0", () -> index.within(Query.of(query), -1, 5));
        assertMessage("distance is NaN, must be a number", () -> index.within(Query.of(query), Float.NaN, 5));
        assertMessage("limit is 0, must be at least 1", () -> index.within(Query.of(query), 1, 0));
        assertMessage(
                "the vector has 11 components, the index's have 12", () -> index.within(Query.of(new float[11]), 1, 5));
        try (AnnoyIndex products = open(Metric.DOT)) {
            assertEquals(ITEMS, products.within(Query.of(query), -1e9f, ITEMS).size());
            assertMessage("distance is NaN, must be a number", () -> products.within(Query.of(query), Float.NaN, 5));
        }
        index.close();
        assertMessage("the index is closed", () -> index.within(Query.of(query), 1, 5));
    }
}
