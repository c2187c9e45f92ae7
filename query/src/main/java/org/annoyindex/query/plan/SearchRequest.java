package org.annoyindex.query.plan;

import org.annoyindex.query.Effort;
import org.jspecify.annotations.Nullable;

/**
 * What a search is asked to do. Immutable.
 *
 * @param effort of the search.
 * @param maxCandidates items with the best sketches that are compared exactly at most; 0 if the search decides.
 * @param route by which structure to search.
 * @param filter which items may be returned; null for all.
 */
public record SearchRequest(
        Effort effort,
        int maxCandidates,
        Route route,
        @Nullable ItemFilter filter) {
    /** A search among all items that decides everything but its effort. */
    public static SearchRequest of(final Effort effort) {
        return new SearchRequest(effort, 0, Route.CHEAPER, null);
    }

    /** @return whether the query is to be compared with every eligible item. */
    public boolean isExact() {
        return effort instanceof Effort.Exact || effort instanceof Effort.Recall recall && recall.target() == 1;
    }

    /** @return this request with another limit of candidates. */
    public SearchRequest withMaxCandidates(final int max) {
        return new SearchRequest(effort, max, route, filter);
    }

    /** @return this request by another route. */
    public SearchRequest withRoute(final Route other) {
        return new SearchRequest(effort, maxCandidates, other, filter);
    }

    /** @return this request with another filter. */
    public SearchRequest withFilter(final ItemFilter other) {
        return new SearchRequest(effort, maxCandidates, route, other);
    }
}
