package org.annoyindex.query;

/** A search for the items within a distance. */
abstract sealed class RadiusSearch extends Search permits PagedRadiusSearch, SpotifyRadiusSearch {
    /** Neighbors for which to look at least: how many there are within the distance is not known. */
    static final int LEAST_NEIGHBORS = 10;

    private float farthestOrder;

    RadiusSearch(final IndexFile file) {
        super(file);
    }

    /** Searches for a vector, the position of its item or {@link #NO_ITEM}, a distance and a limit, that have been checked. */
    final void search(
            final float[] vector,
            final int item,
            final float distance,
            final int limit,
            final SearchOptions options,
            final Neighbors neighbors) {
        forgetComparisons();
        own = item;
        farthestOrder = query.orderWithin(distance);
        filter = options.itemFilter();
        run(vector, limit, options);
        neighbors.fill(found, query);
        filter = null; // a searcher may lie idle for long
    }

    /** Begins, also anew, to look for so many items within the distance; returns how many may be returned at most. */
    final int start(final int limit) {
        final int most = most();
        found.reset(Math.min(limit, most), farthestOrder);
        return most;
    }
}
