package org.annoyindex.query;

/**
 * Searches a file of Spotify's Annoy as Annoy does, so that its answers are the same. Scratch of one searcher.
 *
 * <p>{@link SpotifyWalk} collects ids until there are {@code searchK}, repeats counted. All of them are then compared with the
 * query. Where the search is restricted to some items, only those are collected, {@link FilterTally}
 * counts them, and a search goes on until it has k of them.
 */
final class SpotifySearch extends NearestSearch {
    private final SpotifyFile file;
    private final SpotifyWalk walk;
    private final FilterTally tally;
    private int most;
    private long searchK;
    private boolean exact;
    private int compared;

    SpotifySearch(final SpotifyFile file) {
        super(file);
        this.file = file;
        walk = new SpotifyWalk(file, query);
        tally = new FilterTally(file, SearchCost.of(file), (double) file.itemCount * file.treeCount());
    }

    @Override
    void run(final float[] vector, final int k, final SearchOptions options) {
        query.set(vector);
        walk.restart();
        compared = 0;
        most = most();
        searchK = file.searchK(k, options);
        exact = options.isExact();
        found.reset(Math.min(k, most));
        if (most == 0) {
            return;
        }
        if (hasOwn()) {
            walk.add(own);
        }
        if (filter != null && !exact) {
            tally.restart(filter, most, found.k(), (double) searchK, false);
            walk.collect(tally, found.k(), filter);
            exact = tally.gaveUp();
        } else if (!exact) {
            walk.collect(searchK, 0, null);
        }
        if (exact) {
            compareAll();
        } else {
            compareCollected();
        }
    }

    @Override
    void resume(final int k, final SearchOptions options) {
        if (exact || most == 0) {
            return;
        }
        searchK = Math.max(searchK, file.searchK(k, options));
        boolean more = walk.collect(searchK, k, filter);
        compareCollected();
        while (more && !found.isFull()) {
            // Among those collected were some that are no items, or at no distance.
            more = walk.collect(searchK, walk.distinct() + 1L, filter);
            compareCollected();
        }
    }

    private void compareCollected() {
        compareAll(walk.collected(), compared, walk.distinct());
        compared = walk.distinct();
    }

    @Override
    SearchStatistics statistics() {
        return walk.statistics(exact, exact ? most : searchK, exactComparisons());
    }
}
