package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.annoyindex.query.plan.ItemFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.roaringbitmap.RoaringBitmap;

final class SearchOptionsTest {
    @Test
    void defaultsAskForTheDefaultRecallAmongAllItems() {
        final SearchOptions options = SearchOptions.defaults();
        assertEquals(new Effort.Default(), options.effort());
        assertEquals(0, SearchOptions.request(options).maxCandidates());
        assertNull(SearchOptions.request(options).filter());
    }

    @Test
    void settingsAddUpAndLeaveTheOptionsTheyComeFromAlone() {
        final RoaringBitmap allowed = RoaringBitmap.bitmapOf(1, 2);
        final SearchOptions first = SearchOptions.budget(20);
        final SearchOptions filtered = first.filter(allowed);
        final SearchOptions all = filtered.candidates(7);
        assertNull(SearchOptions.request(first).filter());
        assertEquals(0, SearchOptions.request(filtered).maxCandidates());
        assertEquals(new Effort.Budget(20), all.effort());
        assertEquals(7, SearchOptions.request(all).maxCandidates());
        assertSame(allowed, SearchOptions.request(all).filter().allowed());
        assertEquals(
                new Effort.Recall(0.5),
                SearchOptions.recall(0.5).candidates(3).filter(allowed).effort());
        assertEquals(new Effort.Exact(), SearchOptions.exact().effort());
        final Effort adaptive = new Effort.AdaptiveBudget(12.5);
        assertSame(
                adaptive,
                SearchOptions.of(adaptive).candidates(3).filter(allowed).effort());
        assertTrue(SearchOptions.request(SearchOptions.exact()).isExact());
        assertTrue(SearchOptions.request(SearchOptions.recall(1)).isExact());
        assertFalse(SearchOptions.request(SearchOptions.recall(0.99)).isExact());
        assertFalse(SearchOptions.request(first).isExact());
    }

    @Test
    void impossibleValuesAreNamed() {
        assertMessage("budget is 0, must be at least 1", () -> SearchOptions.budget(0));
        assertMessage("budget is -5, must be at least 1", () -> SearchOptions.budget(-5));
        assertMessage("adaptive budget is 0.0, must be above 0", () -> new Effort.AdaptiveBudget(0));
        assertMessage("adaptive budget is NaN, must be above 0", () -> new Effort.AdaptiveBudget(Double.NaN));
        assertMessage("recall is 0.0, must be above 0 and at most 1", () -> SearchOptions.recall(0));
        assertMessage("recall is -0.5, must be above 0 and at most 1", () -> SearchOptions.recall(-0.5));
        assertMessage("recall is 1.01, must be above 0 and at most 1", () -> SearchOptions.recall(1.01));
        assertMessage("recall is NaN, must be above 0 and at most 1", () -> SearchOptions.recall(Double.NaN));
        assertMessage(
                "candidates is 0, must be at least 1",
                () -> SearchOptions.defaults().candidates(0));
        assertNullMessage("allowedIds is null", () -> SearchOptions.defaults().filter(null));
        assertNullMessage("deniedIds is null", () -> SearchOptions.defaults().deny(null));
        assertNullMessage("predicate is null", () -> SearchOptions.defaults().where(null));
    }

    private static void assertNullMessage(final String what, final Executable call) {
        final String message = assertThrows(NullPointerException.class, call).getMessage();
        assertTrue(message.startsWith(what), message);
        assertTrue(message.endsWith("; omit the filter to search among all items"), message);
    }

    @Test
    void itemsMustMatchEveryPartOfAFilter() {
        final RoaringBitmap allowed = RoaringBitmap.bitmapOf(1, 2, 3, 4, 99);
        final RoaringBitmap denied = RoaringBitmap.bitmapOf(2, 5, 98);
        final ItemFilter filter = filter(SearchOptions.budget(7)
                .deny(denied)
                .where(id -> id > 1)
                .candidates(3)
                .filter(allowed));
        for (int id = 0; id < 10; id++) {
            assertEquals(id == 3 || id == 4, filter.matches(id), "item " + id);
        }
        assertEquals(4, filter.maxMatches(50));
        assertFalse(filter.isCounted());
        assertEquals(48, filter(SearchOptions.budget(7).deny(denied)).maxMatches(50));
        assertEquals(50, filter(SearchOptions.budget(7).where(id -> false)).maxMatches(50));
        assertEquals(0, filter(SearchOptions.budget(7).deny(denied)).maxMatches(0));
        assertTrue(filter(SearchOptions.budget(7).deny(denied)).isCounted());
        assertTrue(filter(SearchOptions.budget(7).filter(allowed)).isCounted());
    }

    private static ItemFilter filter(final SearchOptions options) {
        return SearchOptions.request(options).filter();
    }

    private static void assertMessage(final String message, final Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
