package org.annoyindex.query.plan;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.ImmutableBitmapDataProvider;

/**
 * Which items a search may return: those that are allowed and not denied and match a predicate. A part that is null matches
 * every item. Immutable, and as safe for several threads as its parts.
 *
 * @param allowed ids that may be returned; others may not.
 * @param denied ids that may not be returned.
 * @param test what an id must match.
 */
public record ItemFilter(
        @Nullable ImmutableBitmapDataProvider allowed,
        @Nullable ImmutableBitmapDataProvider denied,
        @Nullable IntPredicate test) {
    /** Matches every item; what other filters are made from. Searches among all items have no filter instead. */
    public static final ItemFilter NONE = new ItemFilter(null, null, null);

    /** @return this filter with other allowed ids. */
    public ItemFilter withAllowed(final ImmutableBitmapDataProvider ids) {
        return new ItemFilter(ids, denied, test);
    }

    /** @return this filter with other denied ids. */
    public ItemFilter withDenied(final ImmutableBitmapDataProvider ids) {
        return new ItemFilter(allowed, ids, test);
    }

    /** @return this filter with another predicate. */
    public ItemFilter withTest(final IntPredicate predicate) {
        return new ItemFilter(allowed, denied, predicate);
    }

    /** @return whether an item may be returned. */
    public boolean matches(final int id) {
        return (allowed == null || allowed.contains(id)) && matchesRest(id);
    }

    /** @return whether an item that is among the allowed ones may be returned. */
    public boolean matchesRest(final int id) {
        return (denied == null || !denied.contains(id)) && (test == null || matches(test, id));
    }

    private static boolean matches(final IntPredicate test, final int id) {
        try {
            return test.test(id);
        } catch (final IndexOutOfBoundsException ex) {
            // Not to be confused with the exception of a damaged file.
            throw new IllegalStateException(
                    "the filter's predicate failed for item " + id + " (" + ex.getMessage()
                            + "); it must accept every id of the index",
                    ex);
        }
    }

    /** @return how many of the ids below a number may be returned at most. */
    public int maxMatches(final int itemCount) {
        final int notDenied = itemCount - below(itemCount, denied);
        return allowed == null ? notDenied : Math.min(notDenied, below(itemCount, allowed));
    }

    /** @return whether {@link #maxMatches} is the exact number of matches. */
    public boolean isCounted() {
        return test == null && (allowed == null || denied == null);
    }

    private static int below(final int itemCount, final @Nullable ImmutableBitmapDataProvider ids) {
        return ids == null || itemCount == 0 ? 0 : (int) ids.rankLong(itemCount - 1);
    }

    @Override
    public String toString() {
        return "filter" + part("allowed", allowed) + part("denied", denied) + (test == null ? "" : " by predicate");
    }

    private static String part(final String name, final @Nullable ImmutableBitmapDataProvider ids) {
        return ids == null ? "" : " " + ids.getLongCardinality() + " ids " + name;
    }
}
