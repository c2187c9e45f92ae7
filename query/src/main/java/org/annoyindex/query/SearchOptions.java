package org.annoyindex.query;

import org.jspecify.annotations.Nullable;
import org.roaringbitmap.ImmutableBitmapDataProvider;

/**
 * How hard to search, and among which items. Immutable: every method returns new options.
 *
 * <pre>{@code
 * index.nearest(vector, 10, SearchOptions.recall(0.95));
 * index.nearest(vector, 10, SearchOptions.budget(20_000).filter(allowedIds));
 * }</pre>
 */
public final class SearchOptions {
    /** The recall aimed at where nothing else is asked for. */
    public static final double DEFAULT_RECALL = 0.95;

    private static final SearchOptions DEFAULTS = new SearchOptions(0, 0, 0, 0, null);

    private final int budget;
    private final double effort;
    private final double recall;
    private final int candidates;
    private final @Nullable ImmutableBitmapDataProvider filter;

    private SearchOptions(
            final int budget,
            final double effort,
            final double recall,
            final int candidates,
            final @Nullable ImmutableBitmapDataProvider filter) {
        this.budget = budget;
        this.effort = effort;
        this.recall = recall;
        this.candidates = candidates;
        this.filter = filter;
    }

    /**
     * @return a recall of {@link #DEFAULT_RECALL} among all items; for a file of Spotify's Annoy its own default, a
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
     * users ({@code annoy tune}), for as many neighbours as are wanted. Targets above what was measured, about 0.995, search
     * exactly, as do indexes of fewer than 1,000 items, which have no profile. Nor have files of Spotify's Annoy: of those
     * only a target of 1 can be asked.
     *
     * @param target share of the true nearest neighbours to find on average, above 0 and at most 1; 1 searches exactly.
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
     * @param allowedIds a {@code RoaringBitmap} or {@code ImmutableRoaringBitmap} of the ids that may be returned; not
     *     copied, and not to be changed during a search. Ids the index does not have are ignored.
     * @return new options.
     */
    public SearchOptions filter(final ImmutableBitmapDataProvider allowedIds) {
        if (allowedIds == null) {
            throw new NullPointerException("filter is null; leave it out to search among all items");
        }
        return new SearchOptions(budget, effort, recall, candidates, allowedIds);
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
    ImmutableBitmapDataProvider filter() {
        return filter;
    }
}
