package org.annoyindex.query;

import org.roaringbitmap.ImmutableBitmapDataProvider;

/**
 * Searches a file of Spotify's Annoy as Annoy does, so that its answers are the same. Scratch of one searcher.
 *
 * <p>{@link ForestWalk} collects ids until there are {@code searchK}, repeats counted. All of them are then compared with the
 * query. Where the search is restricted to some items, only those are collected, and a search goes on until it has k of them.
 */
final class ForestSearch extends NearestSearch {
    private final ForestFile file;
    private final ForestWalk walk;
    private int eligible;
    private long searchK;
    private boolean exact;
    private int compared;

    ForestSearch(final ForestFile file) {
        super(file);
        this.file = file;
        walk = new ForestWalk(file, query);
    }

    @Override
    void run(final float[] vector, final int k, final SearchOptions options) {
        query.set(vector);
        walk.restart();
        compared = 0;
        final ImmutableBitmapDataProvider filter = options.filter();
        eligible = eligible(filter);
        searchK = file.searchK(k, options);
        // No more comparisons than the trees would lead to at most.
        exact = options.isExact() || filter != null && eligible <= searchK;
        found.reset(Math.min(k, eligible));
        if (eligible == 0) {
            return;
        }
        if (exact) {
            compareAll(filter);
            return;
        }
        walk.collect(searchK, filter == null ? 0 : found.k(), filter);
        compareCollected();
    }

    @Override
    void resume(final int k, final SearchOptions options) {
        if (exact || eligible == 0) {
            return;
        }
        searchK = Math.max(searchK, file.searchK(k, options));
        boolean more = walk.collect(searchK, k, options.filter());
        compareCollected();
        while (more && !found.isFull()) {
            // Among those collected were some that are no items, or at no distance.
            more = walk.collect(searchK, walk.distinct() + 1L, options.filter());
            compareCollected();
        }
    }

    private void compareCollected() {
        compareAll(walk.collected(), compared, walk.distinct());
        compared = walk.distinct();
    }

    @Override
    SearchStatistics statistics() {
        return walk.statistics(exact, exact ? eligible : searchK, exactComparisons());
    }
}
