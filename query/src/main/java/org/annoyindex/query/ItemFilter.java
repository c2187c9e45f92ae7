package org.annoyindex.query;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.ImmutableBitmapDataProvider;

/**
 * Which items a search may return: those that are allowed and not denied and pass a test. A part that is null lets every
 * item through. Immutable, and as safe for several threads as its parts.
 *
 * @param allowed ids that may be returned; others may not.
 * @param denied ids that may not be returned.
 * @param test what an id must pass.
 */
record ItemFilter(
        @Nullable ImmutableBitmapDataProvider allowed,
        @Nullable ImmutableBitmapDataProvider denied,
        @Nullable IntPredicate test) {
    /** Lets every item through; what other filters are made of. Searches among all items have none. */
    static final ItemFilter NONE = new ItemFilter(null, null, null);

    ItemFilter withAllowed(final ImmutableBitmapDataProvider ids) {
        return new ItemFilter(ids, denied, test);
    }

    ItemFilter withDenied(final ImmutableBitmapDataProvider ids) {
        return new ItemFilter(allowed, ids, test);
    }

    ItemFilter withTest(final IntPredicate predicate) {
        return new ItemFilter(allowed, denied, predicate);
    }

    /** Whether an item may be returned. */
    boolean allows(final int id) {
        return (allowed == null || allowed.contains(id)) && passesTheRest(id);
    }

    /** Whether an item that is among the allowed ones may be returned. */
    boolean passesTheRest(final int id) {
        return (denied == null || !denied.contains(id)) && (test == null || passes(test, id));
    }

    private static boolean passes(final IntPredicate test, final int id) {
        try {
            return test.test(id);
        } catch (final IndexOutOfBoundsException ex) {
            // Not to be taken for what reading a damaged file throws.
            throw new IllegalStateException(
                    "the filter's predicate failed for item " + id + " (" + ex.getMessage()
                            + "); it must have an answer for every id of the index",
                    ex);
        }
    }

    /** How many of the ids below a number may be returned at most. */
    int most(final int itemCount) {
        final int notDenied = itemCount - below(itemCount, denied);
        return allowed == null ? notDenied : Math.min(notDenied, below(itemCount, allowed));
    }

    /** Whether {@link #most} is how many there are. */
    boolean isCounted() {
        return test == null && (allowed == null || denied == null);
    }

    private static int below(final int itemCount, final @Nullable ImmutableBitmapDataProvider ids) {
        return ids == null || itemCount == 0 ? 0 : (int) ids.rankLong(itemCount - 1);
    }
}
