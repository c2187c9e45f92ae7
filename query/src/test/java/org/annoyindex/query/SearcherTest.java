package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.roaringbitmap.RoaringBitmap;

/** On a stored index of 600 items of 12 components in two trees, which has no recall profile. */
@Tag("every-jvm")
final class SearcherTest extends StoredIndexFixture {
    private AnnoyIndex index;

    @BeforeEach
    void open() throws IOException {
        index = open(Metric.EUCLIDEAN);
    }

    @Test
    void workGrowsWithTheBudgetUpToComparingEverything() {
        final Searcher searcher = index.searcher();
        long before = 0;
        for (final int budget : new int[] {1, 50, 200, 599}) {
            searcher.nearest(Query.item(3), 5, SearchOptions.budget(budget));
            assertFalse(searcher.statistics().plan() == SearchStatistics.Plan.EXACT);
            assertTrue(
                    searcher.statistics().scanned() >= Math.max(budget, before),
                    "scanned " + searcher.statistics().scanned());
            assertTrue(searcher.statistics().pages() >= 2);
            assertTrue(searcher.statistics().exactComparisons() < ITEMS);
            before = searcher.statistics().scanned();
        }
        for (final SearchOptions all : new SearchOptions[] {
            SearchOptions.budget(ITEMS), SearchOptions.exact(), SearchOptions.recall(1), SearchOptions.defaults()
        }) {
            searcher.nearest(Query.item(3), 5, all);
            assertTrue(searcher.statistics().plan() == SearchStatistics.Plan.EXACT);
            assertEquals(ITEMS, searcher.statistics().exactComparisons());
            assertEquals(0, searcher.statistics().scanned());
            assertEquals(0, searcher.statistics().pages());
        }
    }

    @Test
    void narrowFiltersAreSearchedExactly() {
        final Searcher searcher = index.searcher();
        final Neighbors near = searcher.nearest(
                Query.item(3), 5, SearchOptions.budget(100).filter(RoaringBitmap.bitmapOf(9, 400, 599, 600, -1)));
        assertTrue(searcher.statistics().plan() == SearchStatistics.Plan.EXACT);
        assertEquals(3, searcher.statistics().exactComparisons());
        assertEquals(3, near.size());
        searcher.nearest(Query.item(3), 5, SearchOptions.budget(100).filter(RoaringBitmap.bitmapOfRange(0, 500)));
        assertFalse(searcher.statistics().plan() == SearchStatistics.Plan.EXACT);
    }

    @Test
    void candidatesLimitExactComparisonsButNeverTheNumberOfResults() {
        final Searcher searcher = index.searcher();
        for (final int k : new int[] {1, 7, 100, 599, 600, 601, Integer.MAX_VALUE}) {
            assertEquals(
                    Math.min(k, ITEMS),
                    searcher.nearest(Query.item(3), k, SearchOptions.budget(300).candidates(1))
                            .size(),
                    "k " + k);
        }
        searcher.nearest(Query.item(3), 1, SearchOptions.budget(599).candidates(1));
        final long few = searcher.statistics().exactComparisons();
        searcher.nearest(Query.item(3), 1, SearchOptions.budget(599).candidates(500));
        assertTrue(few <= searcher.statistics().exactComparisons());
    }

    @Test
    void oneSearchLeavesNoTraceInTheNext() {
        final Searcher reused = index.searcher();
        for (int id = 0; id < 100; id++) {
            final SearchOptions options = id % 3 == 0
                    ? SearchOptions.exact()
                    : SearchOptions.budget(50 + id).filter(RoaringBitmap.bitmapOfRange(id, ITEMS));
            final int k = 1 + id * 7 % 40;
            assertEquals(
                    index.searcher().nearest(Query.item(id), k, options).toString(),
                    reused.nearest(Query.item(id), k, options).toString());
        }
    }

    @Test
    void failedSearchesDoNotSpoilLaterOnes() {
        final Searcher searcher = index.searcher();
        final String expected =
                searcher.nearest(Query.item(3), 5, SearchOptions.budget(100)).toString();
        assertThrows(
                IllegalArgumentException.class, () -> searcher.nearest(new float[3], 5, SearchOptions.budget(100)));
        assertThrows(
                IndexOutOfBoundsException.class, () -> searcher.nearest(Query.item(-1), 5, SearchOptions.defaults()));
        assertEquals(
                expected,
                searcher.nearest(Query.item(3), 5, SearchOptions.budget(100)).toString());
    }

    @Test
    void queriesAreNotChanged() throws IOException {
        for (final Metric metric : new Metric[] {Metric.ANGULAR, Metric.DOT, Metric.HAMMING}) {
            try (AnnoyIndex other = open(metric)) {
                final float[] query = other.vector(5);
                other.nearest(query, 3, SearchOptions.budget(100));
                assertArrayEquals(other.vector(5), query);
            }
        }
    }

    @Test
    void wrongArgumentsAreNamed() throws IOException {
        assertMessage("k is 0, must be at least 1", () -> index.nearest(new float[12], 0));
        assertMessage("k is -1, must be at least 1", () -> index.nearest(Query.item(0), -1));
        assertMessage("the vector has 11 components, the index's have 12", () -> index.nearest(new float[11], 1));
        final float[] query = new float[12];
        query[7] = Float.NEGATIVE_INFINITY;
        assertMessage("component 7 is -Infinity, must be finite", () -> index.nearest(query, 1));
        assertMessage("no item 600: ids go from 0 to 599", () -> index.nearest(Query.item(600), 1));
        assertMessage("no item -1: ids go from 0 to 599", () -> index.vector(-1));
        assertMessage("no item 600: ids go from 0 to 599", () -> index.distance(0, 600));
        assertMessage("no item 600: ids go from 0 to 599", () -> index.distance(600, 0));
        assertMessage("no item 600: ids go from 0 to 599", () -> index.label(600));
        try (AnnoyIndex bits = open(Metric.HAMMING)) {
            final float[] half = new float[12];
            half[0] = 0.5f;
            assertMessage("component 0 is 0.5, must be 0 or 1 for hamming", () -> bits.nearest(half, 1));
        }
    }

    @Test
    void everyCallAfterClosingSaysThatTheIndexIsClosed() {
        final Searcher searcher = index.searcher();
        final float[] query = index.vector(0);
        index.nearest(query, 1);
        index.close();
        index.close();
        final Executable[] calls = {
            () -> index.nearest(query, 1),
            () -> index.nearest(query, 1, SearchOptions.exact()),
            () -> index.nearest(Query.item(0), 1),
            () -> index.nearest(Query.item(0), 1, SearchOptions.exact()),
            () -> index.vector(0),
            () -> index.distance(0, 1),
            () -> index.label(0),
            () -> index.idOf("item 0"),
            index::info,
            () -> index.pages(Query.item(0)),
            () -> index.within(Query.item(0), 1, 1),
            index::residentShare,
            index::searcher,
            () -> searcher.nearest(query, 1, SearchOptions.defaults()),
            () -> searcher.nearest(Query.item(0), 1, SearchOptions.defaults()),
        };
        for (final Executable call : calls) {
            assertEquals(
                    "the index is closed",
                    assertThrows(IllegalStateException.class, call).getMessage());
        }
        assertEquals(ITEMS, index.size());
        assertEquals(12, index.dimension());
        assertEquals(Metric.EUCLIDEAN, index.metric());
    }
}
