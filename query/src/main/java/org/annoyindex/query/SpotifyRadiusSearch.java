package org.annoyindex.query;

/**
 * Finds the items of a file of Spotify's Annoy that are within a distance, which Annoy cannot. The effort is that for so
 * many nearest neighbors as have been found so far. Scratch of one searcher.
 */
final class SpotifyRadiusSearch extends RadiusSearch {
    private final SpotifyFile file;
    private final SpotifyWalk walk;
    private int most;
    private long searchK;
    private boolean exact;

    SpotifyRadiusSearch(final SpotifyFile file) {
        super(file);
        this.file = file;
        walk = new SpotifyWalk(file, query);
    }

    @Override
    void run(final float[] vector, final int limit, final SearchOptions options) {
        query.set(vector);
        walk.restart();
        most = start(limit);
        int neighbors = LEAST_NEIGHBORS;
        searchK = file.searchK(neighbors, options);
        // No more comparisons than the trees would lead to at most.
        exact = options.isExact() || filter != null && most <= searchK;
        if (most == 0) {
            return;
        }
        if (exact) {
            compareAll();
            return;
        }
        if (hasOwn()) {
            walk.add(own);
        }
        int compared = 0;
        boolean more = true;
        while (more) {
            more = walk.collect(searchK, 0, filter);
            compareAll(walk.collected(), compared, walk.distinct());
            compared = walk.distinct();
            more &= found.size() > neighbors;
            neighbors = Math.max(neighbors, found.size());
            searchK = file.searchK(neighbors, options);
        }
    }

    @Override
    SearchStatistics statistics() {
        return walk.statistics(exact, exact ? most : searchK, exactComparisons());
    }
}
