package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.core.Metric;
import org.annoyindex.testdata.GoldenIndexes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** On a stored index of 600 items, as if it met a million of them. */
final class FilterTallyTest {
    private static final int ITEMS = 600;

    @TempDir
    private Path folder;

    private FilterTally tally;

    @BeforeEach
    void open() throws IOException {
        final Path path = folder.resolve("x");
        GoldenIndexes.copy(GoldenIndexes.NEWEST, Metric.EUCLIDEAN.label(), path);
        try (AnnoyIndex index = AnnoyIndex.load(path)) {
            tally = new FilterTally(index.file(), SearchCost.of((PagedFile) index.file()), 1e6);
        }
    }

    private void restart(final ItemFilter filter, final int k, final double budget) {
        tally.restart(filter, filter.most(ITEMS), k, budget, true);
    }

    private static ItemFilter first(final int ids) {
        return ItemFilter.NONE.withAllowed(RoaringBitmap.bitmapOfRange(0, ids));
    }

    @Test
    void filterThatAllowsEverythingChangesNothing() {
        restart(first(ITEMS), 10, 1000);
        tally.add(100, 100, 100);
        assertEquals(100, tally.items(), 1e-9);
        assertEquals(1000, tally.budget(), 1e-9);
        tally.add(300, 20, 20);
        assertEquals(400, tally.items(), 1e-9);
        assertEquals(1000, tally.budget(), 1e-9);
    }

    @Test
    void budgetGrowsAsTheShareThatIsAllowedFalls() {
        restart(first(ITEMS / 4), 10, 1000);
        final double budget = 1000 * Math.pow(4, 0.3);
        assertEquals(budget, tally.budget(), 1e-9);
        tally.add(1000, 1000, 250);
        assertEquals(1000, tally.items(), 1e-9);
        assertEquals(budget, tally.budget(), 1e-9);
        // Tested few, but as many of them allowed as before.
        tally.add(1000, 100, 25);
        assertEquals(2000, tally.items(), 1e-9);
        assertEquals(budget, tally.budget(), 1e-9);
        // A sixteenth of what it meets is allowed, a quarter of all: what is allowed lies beside the query.
        tally.add(1000, 1_000_000, 62_500);
        assertEquals(1000 * Math.pow(16, 0.3) * 2, tally.budget(), 20);
    }

    @Test
    void leavesBeforeTheFirstAllowedItemDoNotCount() {
        restart(first(ITEMS), 10, 1000);
        tally.add(500, 500, 0);
        assertFalse(tally.hasBegun());
        assertEquals(0, tally.items());
        tally.add(80, 80, 80);
        assertTrue(tally.hasBegun());
        assertEquals(80, tally.items(), 1e-9);
        assertEquals(1000, tally.budget(), 1e-9);
        tally.add(80, 80, 0);
        assertEquals(160, tally.items(), 1e-9);
        assertTrue(tally.budget() > 1000);
    }

    @Test
    void fewAllowedItemsAreComparedAtOnceAndManyAreNot() {
        restart(first(2), 2, 200);
        assertTrue(tally.goingOverAllIsCheaper());
        restart(first(ITEMS), 10, 20);
        assertFalse(tally.goingOverAllIsCheaper());
    }

    @Test
    void searchThatMeetsNothingAllowedGivesUp() {
        restart(first(ITEMS / 2), 10, 20);
        assertFalse(tally.goingOverAllIsCheaper());
        int met = 0;
        while (!tally.goingOverAllIsCheaper()) {
            tally.add(16, 16, 0);
            met += 16;
            assertTrue(met < 10 * ITEMS);
        }
        assertTrue(met > 16);
        // The next search begins anew.
        restart(first(ITEMS / 2), 10, 20);
        assertFalse(tally.goingOverAllIsCheaper());
    }

    @Test
    void predicatesAreTriedOnASample() {
        final ItemFilter none = ItemFilter.NONE.withTest(id -> false);
        restart(none, 10, 100);
        assertTrue(tally.goingOverAllIsCheaper());
        restart(ItemFilter.NONE.withTest(id -> true), 10, 20);
        assertFalse(tally.goingOverAllIsCheaper());
        tally.add(100, 100, 100);
        assertEquals(20, tally.budget(), 1e-9);
    }
}
