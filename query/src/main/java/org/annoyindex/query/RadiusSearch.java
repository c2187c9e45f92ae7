package org.annoyindex.query;

import org.jspecify.annotations.Nullable;
import org.roaringbitmap.ImmutableBitmapDataProvider;

/** A search for the items within a distance. */
abstract sealed class RadiusSearch extends Search permits PagedRadiusSearch, ForestRadiusSearch {
    private float farthestOrder;

    RadiusSearch(final IndexFile file) {
        super(file);
    }

    /** Searches for a vector, a distance and a limit that have been checked. */
    final void search(
            final float[] vector,
            final float distance,
            final int limit,
            final SearchOptions options,
            final Neighbors neighbors) {
        forgetComparisons();
        farthestOrder = query.orderWithin(distance);
        run(vector, limit, options);
        neighbors.fill(found, query);
    }

    /** Begins to look for so many items within the distance; returns how many items are eligible. */
    final int start(final int limit, final @Nullable ImmutableBitmapDataProvider filter) {
        final int eligible = eligible(filter);
        found.reset(Math.min(limit, eligible), farthestOrder);
        return eligible;
    }
}
