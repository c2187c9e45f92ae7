package org.annoyindex.query.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.core.Metric;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.query.Preload;
import org.annoyindex.query.SearchStatistics.Plan;
import org.annoyindex.query.open.FileOpener;
import org.annoyindex.query.open.OpenSettings;
import org.annoyindex.query.open.PagedFile;
import org.annoyindex.testdata.GoldenIndexes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** On a stored index of 600 items, as if it met a million of them. */
final class FilterPlannerTest {
    private static final int ITEMS = 600;

    @TempDir
    private Path folder;

    private FilterPlanner planner;

    @BeforeEach
    void open() throws IOException {
        final Path path = folder.resolve("x");
        GoldenIndexes.copy(GoldenIndexes.NEWEST, Metric.EUCLIDEAN.label(), path);
        final OpenSettings settings = new OpenSettings(null, 0, false, Preload.NONE, MappedFile.DEFAULT_CHUNK_SIZE);
        final PagedFile file = (PagedFile) FileOpener.open(path, settings);
        planner = new FilterPlanner(file, SearchCost.of(file), 1e6);
    }

    private void restart(final ItemFilter filter, final int k, final double budget) {
        planner.restart(filter, filter.maxMatches(ITEMS), k, budget, true);
    }

    private static ItemFilter first(final int ids) {
        return ItemFilter.NONE.withAllowed(RoaringBitmap.bitmapOfRange(0, ids));
    }

    @Test
    void filterThatAllowsEverythingChangesNothing() {
        restart(first(ITEMS), 10, 1000);
        planner.add(100, 100, 100);
        assertEquals(100, planner.items(), 1e-9);
        assertEquals(1000, planner.budget(), 1e-9);
        planner.add(300, 20, 20);
        assertEquals(400, planner.items(), 1e-9);
        assertEquals(1000, planner.budget(), 1e-9);
    }

    @Test
    void budgetGrowsAsTheShareThatIsAllowedFalls() {
        restart(first(ITEMS / 4), 10, 1000);
        final double budget = 1000 * Math.pow(4, 0.3);
        assertEquals(budget, planner.budget(), 1e-9);
        planner.add(1000, 1000, 250);
        assertEquals(1000, planner.items(), 1e-9);
        assertEquals(budget, planner.budget(), 1e-9);
        // Tested few, but as many of them allowed as before.
        planner.add(1000, 100, 25);
        assertEquals(2000, planner.items(), 1e-9);
        assertEquals(budget, planner.budget(), 1e-9);
        // A sixteenth of what it meets is allowed, a quarter of all: what is allowed lies beside the query.
        planner.add(1000, 1_000_000, 62_500);
        assertEquals(1000 * Math.pow(16, 0.3) * 2, planner.budget(), 20);
    }

    @Test
    void leavesBeforeTheFirstAllowedItemDoNotCount() {
        restart(first(ITEMS), 10, 1000);
        planner.add(500, 500, 0);
        assertFalse(planner.hasBegun());
        assertEquals(0, planner.items());
        planner.add(80, 80, 80);
        assertTrue(planner.hasBegun());
        assertEquals(80, planner.items(), 1e-9);
        assertEquals(1000, planner.budget(), 1e-9);
        planner.add(80, 80, 0);
        assertEquals(160, planner.items(), 1e-9);
        assertTrue(planner.budget() > 1000);
    }

    @Test
    void fewAllowedItemsAreComparedAtOnceAndManyAreNot() {
        restart(first(2), 2, 200);
        assertEquals(Plan.EXACT, planner.planAfterLeaf());
        restart(first(ITEMS), 10, 20);
        assertEquals(Plan.WALK, planner.planAfterLeaf());
    }

    @Test
    void searchThatMeetsNothingAllowedGivesUp() {
        restart(first(ITEMS / 2), 10, 20);
        assertEquals(Plan.WALK, planner.planAfterLeaf());
        int met = 0;
        while (planner.planAfterLeaf() == Plan.WALK) {
            planner.add(16, 16, 0);
            met += 16;
            assertTrue(met < 10 * ITEMS);
        }
        assertTrue(met > 16);
        // The next search begins anew.
        restart(first(ITEMS / 2), 10, 20);
        assertEquals(Plan.WALK, planner.planAfterLeaf());
    }

    @Test
    void predicatesAreTriedOnASample() {
        final ItemFilter none = ItemFilter.NONE.withTest(id -> false);
        restart(none, 10, 100);
        assertEquals(Plan.EXACT, planner.planAfterLeaf());
        restart(ItemFilter.NONE.withTest(id -> true), 10, 20);
        assertEquals(Plan.WALK, planner.planAfterLeaf());
        planner.add(100, 100, 100);
        assertEquals(20, planner.budget(), 1e-9);
    }
}
