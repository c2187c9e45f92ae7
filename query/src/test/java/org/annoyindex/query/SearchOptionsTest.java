package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.roaringbitmap.RoaringBitmap;

final class SearchOptionsTest {
    @Test
    void defaultsAskForTheDefaultRecallAmongAllItems() {
        final SearchOptions options = SearchOptions.defaults();
        assertEquals(0, options.recall());
        assertEquals(0, options.budget());
        assertEquals(0, options.candidates());
        assertNull(options.filter());
    }

    @Test
    void settingsAddUpAndLeaveTheOptionsTheyComeFromAlone() {
        final RoaringBitmap allowed = RoaringBitmap.bitmapOf(1, 2);
        final SearchOptions first = SearchOptions.budget(20);
        final SearchOptions filtered = first.filter(allowed);
        final SearchOptions all = filtered.candidates(7);
        assertNull(first.filter());
        assertEquals(0, filtered.candidates());
        assertEquals(20, all.budget());
        assertEquals(7, all.candidates());
        assertSame(allowed, all.filter().allowed());
        assertEquals(
                0.5, SearchOptions.recall(0.5).candidates(3).filter(allowed).recall());
        assertEquals(Integer.MAX_VALUE, SearchOptions.exact().budget());
        assertEquals(1, SearchOptions.recall(1).recall());
        assertEquals(20, SearchOptions.searchK(20).budget());
        assertEquals(
                12.5, SearchOptions.effort(12.5).candidates(3).filter(allowed).effort());
        assertTrue(SearchOptions.exact().isExact());
        assertTrue(SearchOptions.recall(1).isExact());
        assertFalse(SearchOptions.recall(0.99).isExact());
        assertFalse(first.isExact());
    }

    @Test
    void impossibleValuesAreNamed() {
        assertMessage("budget is 0, must be at least 1", () -> SearchOptions.budget(0));
        assertMessage("budget is -5, must be at least 1", () -> SearchOptions.budget(-5));
        assertMessage("effort is 0.0, must be above 0", () -> SearchOptions.effort(0));
        assertMessage("effort is NaN, must be above 0", () -> SearchOptions.effort(Double.NaN));
        assertMessage("recall is 0.0, must be above 0 and at most 1", () -> SearchOptions.recall(0));
        assertMessage("recall is -0.5, must be above 0 and at most 1", () -> SearchOptions.recall(-0.5));
        assertMessage("recall is 1.01, must be above 0 and at most 1", () -> SearchOptions.recall(1.01));
        assertMessage("recall is NaN, must be above 0 and at most 1", () -> SearchOptions.recall(Double.NaN));
        assertMessage(
                "candidates is 0, must be at least 1",
                () -> SearchOptions.defaults().candidates(0));
        assertNullMessage("filter is null", () -> SearchOptions.defaults().filter(null));
        assertNullMessage("denied ids are null", () -> SearchOptions.defaults().deny(null));
        assertNullMessage("predicate is null", () -> SearchOptions.defaults().where(null));
    }

    private static void assertNullMessage(final String what, final Executable call) {
        final String message = assertThrows(NullPointerException.class, call).getMessage();
        assertTrue(message.startsWith(what + "; leave "), message);
        assertTrue(message.endsWith(" out to search among all items"), message);
    }

    @Test
    void anItemMustComplyWithEveryPartOfAFilter() {
        final RoaringBitmap allowed = RoaringBitmap.bitmapOf(1, 2, 3, 4, 99);
        final RoaringBitmap denied = RoaringBitmap.bitmapOf(2, 5, 98);
        final ItemFilter filter = SearchOptions.budget(7)
                .deny(denied)
                .where(id -> id > 1)
                .candidates(3)
                .filter(allowed)
                .filter();
        for (int id = 0; id < 10; id++) {
            assertEquals(id == 3 || id == 4, filter.allows(id), "item " + id);
        }
        assertEquals(4, filter.most(50));
        assertFalse(filter.isCounted());
        assertEquals(48, SearchOptions.budget(7).deny(denied).filter().most(50));
        assertEquals(50, SearchOptions.budget(7).where(id -> false).filter().most(50));
        assertEquals(0, SearchOptions.budget(7).deny(denied).filter().most(0));
        assertTrue(SearchOptions.budget(7).deny(denied).filter().isCounted());
        assertTrue(SearchOptions.budget(7).filter(allowed).filter().isCounted());
    }

    private static void assertMessage(final String message, final Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
