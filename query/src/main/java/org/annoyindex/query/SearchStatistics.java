package org.annoyindex.query;

/**
 * What a search did: why it took that long, or found that little. Counts begin with the search; those of
 * {@link NeighborPages} are of all pages so far.
 *
 * @param plan how the items to compare were chosen in the end.
 * @param budget items that were to be scanned, on average if the search stops by an adaptive budget; the number of eligible
 *     items for {@link Plan#EXACT} and {@link Plan#FLAT}; pages of items that were to be visited on average for
 *     {@link Plan#LINKS}, or the width if that was given.
 * @param adaptiveLimit adaptive budget at which to stop (see {@link Effort.AdaptiveBudget}); 0 if the budget was the limit. For
 *     {@link Plan#LINKS} the width (see {@link Effort.Width}).
 * @param adaptiveReached adaptive budget used; 0 if the budget was the limit. Below {@code adaptiveLimit} if the search came
 *     to the end of the index, or, in a search within a distance, if nothing more was likely to be that near.
 * @param innerPages inner pages opened; splits in a file of Spotify's Annoy.
 * @param leafPages leaf pages visited; buckets and single items in a file of Spotify's Annoy.
 * @param itemPages pages of items visited in a search over links.
 * @param scanned items met in leaf pages, repeats counted, and in a flat scan. For metrics with sketches (angular, euclidean
 *     and dot) it is the number of sketches scored.
 * @param exactComparisons vectors compared with the query.
 * @param cost of the search in nanoseconds, by a model that counts bytes and places read, not by a clock: the same on
 *     every machine. Ways to search are chosen by it.
 */
public record SearchStatistics(
        Plan plan,
        double budget,
        double adaptiveLimit,
        double adaptiveReached,
        long innerPages,
        long leafPages,
        long itemPages,
        long scanned,
        long exactComparisons,
        double cost) {
    /** How a search chooses the items that it compares with the query. */
    public enum Plan {
        /** It walks the trees, the nearest leaf first. */
        WALK,
        /**
         * It scans the sketches of all eligible items, because the filter leaves few or they are far from the query; it may
         * have visited leaf pages before.
         */
        FLAT,
        /** It compares all eligible items. */
        EXACT,
        /** It goes from item to item over links. */
        LINKS
    }

    /** {@return inner pages, leaf pages and pages of items together} */
    public long pages() {
        return innerPages + leafPages + itemPages;
    }
}
