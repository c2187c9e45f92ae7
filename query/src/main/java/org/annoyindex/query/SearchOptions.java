package org.annoyindex.query;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.annoyindex.query.plan.ItemFilter;
import org.annoyindex.query.plan.Route;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.plan.WorkLimit;
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
 * <p>{@link #filter}, {@link #deny} and {@link #where} say which items may be returned; an item must match all that are
 * given, and k items are found if k match. A filtered search scans more items than its effort says, so that its recall
 * stays about the same as without a filter, or it compares or scans all items that may be returned, whichever is expected
 * to be fastest.
 */
public final class SearchOptions {
    /** The recall aimed at by {@link #defaults()}. */
    public static final double DEFAULT_RECALL = WorkLimit.DEFAULT_RECALL;

    private static final SearchOptions DEFAULTS = of(new Effort.Default());
    private static final SearchOptions EXACT = of(new Effort.Exact());

    private final SearchRequest request;

    private SearchOptions(final SearchRequest request) {
        this.request = request;
    }

    /**
     * {@return a recall of {@link #DEFAULT_RECALL} among all items, with the effort that ten neighbors take if fewer are wanted, so that an item is hardly ever missed among its own neighbors; for a file of Spotify's Annoy the default of Annoy, a {@link #budget} of k times the number of trees}
     */
    public static SearchOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Makes options with an effort.
     *
     * @param effort of the search.
     * @return options without a filter.
     * @throws NullPointerException if the effort is null.
     */
    public static SearchOptions of(final Effort effort) {
        Objects.requireNonNull(effort, "effort is null; use SearchOptions.defaults() for the default effort");
        return new SearchOptions(SearchRequest.of(effort));
    }

    /**
     * Scans a given number of items in the leaves nearest to the query, by sketch or, for metrics without sketches,
     * exactly. The index's number of items, or more, searches everything exactly. If the index has a recall profile, and
     * all items may be returned, the number is what queries scan on average: easy ones less, hard ones more.
     *
     * <p>In a file of Spotify's Annoy, whose {@code search_k} this is, items are collected from the trees' leaves, repeats
     * counted, until there are that many; only {@link #exact()} compares all of them.
     *
     * @param items at least 1. An item that is in two leaves counts twice.
     * @return new options.
     * @throws IllegalArgumentException if the number is below 1.
     */
    public static SearchOptions budget(final int items) {
        return of(new Effort.Budget(items));
    }

    /**
     * Takes the effort from the recall profile that was measured when the index was built, or later with queries of its
     * users ({@code annoy tune}), for the number of neighbors that is asked for. Targets above what was measured, about
     * 0.995, search exactly, as do indexes of fewer than 1,000 items, which have no profile. Files of Spotify's Annoy have
     * none either: they accept only a target of 1.
     *
     * @param target share of the true nearest neighbors to find on average, above 0 and at most 1; 1 searches exactly.
     * @return new options.
     * @throws IllegalArgumentException if the target is not above 0 and at most 1.
     */
    public static SearchOptions recall(final double target) {
        return of(new Effort.Recall(target));
    }

    /** {@return options for comparing the query with every eligible item} */
    public static SearchOptions exact() {
        return EXACT;
    }

    /**
     * Restricts the search to some items.
     *
     * @param allowedIds a {@code RoaringBitmap} or {@code ImmutableRoaringBitmap} of the ids that may be returned, in
     *     place of any given before; not copied, and not to be changed during a search. Ids that the index does not have
     *     are ignored.
     * @return new options.
     * @throws NullPointerException if the ids are null.
     */
    public SearchOptions filter(final ImmutableBitmapDataProvider allowedIds) {
        Objects.requireNonNull(allowedIds, "allowedIds is null; omit the filter to search among all items");
        return with(parts().withAllowed(allowedIds));
    }

    /**
     * Keeps some items out of the results.
     *
     * @param deniedIds a {@code RoaringBitmap} or {@code ImmutableRoaringBitmap} of the ids that may not be returned, in
     *     place of any given before; not copied, and not to be changed during a search. Ids that the index does not have
     *     are ignored.
     * @return new options.
     * @throws NullPointerException if the ids are null.
     */
    public SearchOptions deny(final ImmutableBitmapDataProvider deniedIds) {
        Objects.requireNonNull(deniedIds, "deniedIds is null; omit the filter to search among all items");
        return with(parts().withDenied(deniedIds));
    }

    /**
     * Restricts the search to the items that match a predicate. A search tests the items that it meets, some of them twice,
     * and if few match every item of the index: if the ids are known beforehand, {@link #filter} is faster.
     *
     * @param predicate of ids from 0 to the index's size less one, in place of any given before; quick, with the same
     *     result for the same id during a search, and for searches on several threads safe for them. What it throws ends
     *     the search.
     * @return new options.
     * @throws NullPointerException if the predicate is null.
     */
    public SearchOptions where(final IntPredicate predicate) {
        Objects.requireNonNull(predicate, "predicate is null; omit the filter to search among all items");
        return with(parts().withTest(predicate));
    }

    private ItemFilter parts() {
        return request.filter() == null ? ItemFilter.NONE : request.filter();
    }

    private SearchOptions with(final ItemFilter filter) {
        return new SearchOptions(request.withFilter(filter));
    }

    /**
     * Sets how many of the items with the best sketches are compared exactly at most. By default the search decides. In a
     * file without sketches it changes nothing.
     *
     * @param max at least 1; raised to k if it is less.
     * @return new options.
     * @throws IllegalArgumentException if the number is below 1.
     */
    public SearchOptions candidates(final int max) {
        if (max < 1) {
            throw new IllegalArgumentException("candidates is " + max + ", must be at least 1");
        }
        return new SearchOptions(request.withMaxCandidates(max));
    }

    /**
     * Sets whether the search goes over the links between items, or from leaf to leaf. By default a search for a recall
     * takes the way that cost less when both were measured; other efforts, more neighbors than were measured, filters that
     * match less than half of the items, searches that find more than ten items within a distance, and pages of results
     * use leaves.
     *
     * @param on true to use links; false to use leaves.
     * @return new options.
     * @throws IllegalArgumentException if links are to be used, but the effort is neither a recall nor a width: a budget
     *     counts items of leaves, and an exact search compares everything. A search refuses to use links in a file that
     *     has none, or no profile of them.
     */
    public SearchOptions links(final boolean on) {
        if (on
                && !(effort() instanceof Effort.Default
                        || effort() instanceof Effort.Recall
                        || effort() instanceof Effort.Width)) {
            throw new IllegalArgumentException("links cannot be used with " + effort() + "; give a recall below 1");
        }
        return new SearchOptions(request.withRoute(on ? Route.LINKS : Route.LEAVES));
    }

    /** {@return whether the search goes over links, if {@link #links(boolean)} was called} */
    public Optional<Boolean> links() {
        return request.route() == Route.CHEAPER ? Optional.empty() : Optional.of(request.route() == Route.LINKS);
    }

    /** {@return the effort of the search} */
    public Effort effort() {
        return request.effort();
    }

    /** What options ask a search to do. */
    static SearchRequest request(final SearchOptions options) {
        return Objects.requireNonNull(options, "options is null; use SearchOptions.defaults()").request;
    }

    /** {@return effort, candidates and filter, as far as they are set} */
    @Override
    public String toString() {
        return "SearchOptions[" + request.effort()
                + (request.maxCandidates() == 0 ? "" : ", candidates " + request.maxCandidates())
                + (request.route() == Route.CHEAPER
                        ? ""
                        : ", by " + request.route().name().toLowerCase(Locale.ROOT))
                + (request.filter() == null ? "" : ", " + request.filter())
                + ']';
    }
}
