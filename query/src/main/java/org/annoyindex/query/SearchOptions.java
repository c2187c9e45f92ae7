package org.annoyindex.query;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.ImmutableBitmapDataProvider;

/**
 * How hard to search, and among which items. Immutable: every method returns new options.
 *
 * <pre>{@code
 * index.nearest(vector, 10, SearchOptions.recall(0.95));
 * index.nearest(vector, 10, SearchOptions.budget(20_000).filter(allowedIds));
 * index.nearest(vector, 10, SearchOptions.defaults().deny(seenIds).where(id -> price[id] < 10));
 * }</pre>
 *
 * <p>{@link #filter}, {@link #deny} and {@link #where} say which items may be returned; an item must comply with all that
 * are given, and k are found wherever k do. A search then looks at more items than its budget or effort says, so that its recall
 * stays about what it is without them, or compares all items that may be returned, whichever is expected to be faster.
 */
public final class SearchOptions {
    /** The recall aimed at where nothing else is asked for. */
    public static final double DEFAULT_RECALL = 0.95;

    private static final SearchOptions DEFAULTS = new SearchOptions(0, 0, 0, 0, null);

    private final int budget;
    private final double effort;
    private final double recall;
    private final int candidates;
    private final @Nullable ItemFilter filter;

    private SearchOptions(
            final int budget,
            final double effort,
            final double recall,
            final int candidates,
            final @Nullable ItemFilter filter) {
        this.budget = budget;
        this.effort = effort;
        this.recall = recall;
        this.candidates = candidates;
        this.filter = filter;
    }

    /**
     * @return a recall of {@link #DEFAULT_RECALL} among all items, with the effort that ten neighbors take where fewer are
     *     wanted, so that an item is hardly ever missed among its own; for a file of Spotify's Annoy its own default, a
     *     {@link #searchK} of k times the number of trees.
     */
    public static SearchOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Looks at a given number of items in the leaves nearest to the query, by sketch or, for metrics without sketches,
     * exactly. The index's number of items, or more, searches everything exactly. Where the index has a recall profile, and
     * all items may be returned, the number is what queries look at on average: easy ones less, hard ones more.
     *
     * <p>In a file of Spotify's Annoy items are collected from the trees' leaves, repeats counted, until there are so many;
     * only {@link #exact()} compares all of them.
     *
     * @param items at least 1. An item written into two leaves counts twice.
     * @return new options.
     */
    public static SearchOptions budget(final int items) {
        if (items < 1) {
            throw new IllegalArgumentException("budget is " + items + ", must be at least 1");
        }
        return new SearchOptions(items, 0, 0, 0, null);
    }

    /**
     * Looks at items until a number is reached on the scale on which recall profiles are measured, which differs from
     * index to index: {@link #recall} and {@link #budget} translate to it. Not for files of Spotify's Annoy.
     *
     * @param limit above 0.
     * @return new options.
     */
    public static SearchOptions effort(final double limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("effort is " + limit + ", must be above 0");
        }
        return new SearchOptions(0, limit, 0, 0, null);
    }

    /**
     * The same as {@link #budget}, by the name that it has in Annoy.
     *
     * @param items at least 1.
     * @return new options.
     */
    public static SearchOptions searchK(final int items) {
        return budget(items);
    }

    /**
     * Takes the effort from the recall profile that was measured when the index was built, or later with queries of its
     * users ({@code annoy tune}), for as many neighbors as are wanted. Targets above what was measured, about 0.995, search
     * exactly, as do indexes of fewer than 1,000 items, which have no profile. Nor have files of Spotify's Annoy: of those
     * only a target of 1 can be asked.
     *
     * @param target share of the true nearest neighbors to find on average, above 0 and at most 1; 1 searches exactly.
     * @return new options.
     */
    public static SearchOptions recall(final double target) {
        if (!(target > 0 && target <= 1)) {
            throw new IllegalArgumentException("recall is " + target + ", must be above 0 and at most 1");
        }
        return new SearchOptions(0, 0, target, 0, null);
    }

    /** @return options for comparing the query with every eligible item. */
    public static SearchOptions exact() {
        return budget(Integer.MAX_VALUE);
    }

    /**
     * Restricts the search to some items.
     *
     * @param allowedIds a {@code RoaringBitmap} or {@code ImmutableRoaringBitmap} of the ids that may be returned, in
     *     place of any given before; not copied, and not to be changed during a search. Ids the index does not have are
     *     ignored.
     * @return new options.
     */
    public SearchOptions filter(final ImmutableBitmapDataProvider allowedIds) {
        if (allowedIds == null) {
            throw new NullPointerException("filter is null; leave it out to search among all items");
        }
        return with(parts().withAllowed(allowedIds));
    }

    /**
     * Keeps some items out of the results.
     *
     * @param deniedIds a {@code RoaringBitmap} or {@code ImmutableRoaringBitmap} of the ids that may not be returned, in
     *     place of any given before; not copied, and not to be changed during a search. Ids the index does not have are
     *     ignored.
     * @return new options.
     */
    public SearchOptions deny(final ImmutableBitmapDataProvider deniedIds) {
        if (deniedIds == null) {
            throw new NullPointerException("denied ids are null; leave them out to search among all items");
        }
        return with(parts().withDenied(deniedIds));
    }

    /**
     * Restricts the search to the items for which something holds. A search asks about the items that it meets, some of
     * them twice, and if few comply about every item of the index: where the ids are known beforehand, {@link #filter} is faster.
     *
     * @param predicate of ids from 0 to the index's size less one, in place of any given before; quick, always of the
     *     same answer during a search, and for searches on several threads safe for them. What it throws ends the search.
     * @return new options.
     */
    public SearchOptions where(final IntPredicate predicate) {
        if (predicate == null) {
            throw new NullPointerException("predicate is null; leave it out to search among all items");
        }
        return with(parts().withTest(predicate));
    }

    private ItemFilter parts() {
        return filter == null ? ItemFilter.NONE : filter;
    }

    private SearchOptions with(final ItemFilter newFilter) {
        return new SearchOptions(budget, effort, recall, candidates, newFilter);
    }

    /**
     * Sets how many of the items with the best sketches are compared exactly at most. Left alone, the search decides. In
     * a file without sketches it changes nothing.
     *
     * @param most at least 1; raised to k where it is less.
     * @return new options.
     */
    public SearchOptions candidates(final int most) {
        if (most < 1) {
            throw new IllegalArgumentException("candidates is " + most + ", must be at least 1");
        }
        return new SearchOptions(budget, effort, recall, most, filter);
    }

    /** Whether everything is to be compared. */
    boolean isExact() {
        return budget == Integer.MAX_VALUE || recall == 1;
    }

    /** 0 where none is asked for. */
    int budget() {
        return budget;
    }

    /** 0 where none is asked for. */
    double effort() {
        return effort;
    }

    /** 0 where none is asked for. */
    double recall() {
        return recall;
    }

    /** 0 where the search decides. */
    int candidates() {
        return candidates;
    }

    /** Null where all items are allowed. */
    @Nullable
    ItemFilter filter() {
        return filter;
    }
}
