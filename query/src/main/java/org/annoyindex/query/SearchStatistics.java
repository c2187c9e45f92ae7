package org.annoyindex.query;

/**
 * What a search did, for those who want to know why it took so long or found so little. Counts are since the search began;
 * those of a {@link NeighborStream} are of all its pages so far.
 *
 * @param exact whether the query was compared with every eligible item.
 * @param flat whether the sketches of all eligible items were scanned, wherever they lie, because the filter leaves few or
 *     they are far from the query; leaf pages may have been visited before.
 * @param budget items that were to be looked at, on average where a search stops by its effort; the number of eligible items
 *     where it was exact or flat; the {@code searchK} for a file of Spotify's Annoy.
 * @param effortLimit effort at which to stop (see {@link SearchOptions#effort}); 0 where the budget was the limit.
 * @param effort effort reached; 0 where the budget was the limit. Below {@code effortLimit} if the search came to the end
 *     of the index, or, of a search within a distance, if nothing more was likely to be that near.
 * @param innerPages inner pages opened; splits in a file of Spotify's Annoy.
 * @param leafPages leaf pages visited; buckets and single items in a file of Spotify's Annoy.
 * @param scanned items met in leaf pages, repeats counted, and in a flat scan: of metrics with sketches (angular, euclidean and dot) so many
 *     sketches were scored.
 * @param exactComparisons items with whose vectors the query was compared.
 */
public record SearchStatistics(
        boolean exact,
        boolean flat,
        double budget,
        double effortLimit,
        double effort,
        long innerPages,
        long leafPages,
        long scanned,
        long exactComparisons) {
    /** @return inner and leaf pages together. */
    public long pages() {
        return innerPages + leafPages;
    }
}
