package org.annoyindex.query.spotify;

import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.SearchStatistics.Plan;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.TopK;
import org.annoyindex.query.open.SpotifyFile;
import org.annoyindex.query.plan.RadiusRule;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.search.RadiusStrategy;

/**
 * Finds the items of a file of Spotify's Annoy that are within a distance, which Annoy cannot. The effort is that for as many
 * nearest neighbors as have been found so far. Scratch of one searcher.
 */
public final class SpotifyRadiusSearch implements RadiusStrategy {
    private final SpotifyFile file;
    private final ExactComparer comparer;
    private final TopK found;
    private final SpotifyWalk walk;
    private int eligible;
    private long searchK;
    private Plan plan = Plan.WALK;

    /**
     * @param file to search.
     * @param comparer of the search.
     */
    public SpotifyRadiusSearch(final SpotifyFile file, final ExactComparer comparer) {
        this.file = file;
        this.comparer = comparer;
        found = comparer.found();
        walk = new SpotifyWalk(file, comparer.query());
    }

    @Override
    public void run(final float[] vector, final float bound, final int limit, final SearchRequest request) {
        comparer.query().set(vector);
        walk.restart(request);
        eligible = comparer.eligible();
        found.reset(Math.min(limit, eligible), bound);
        searchK = file.searchK(RadiusRule.MIN_NEIGHBORS, request.effort());
        // No more comparisons than the trees would lead to at most.
        final boolean fewMatch = request.filter() != null && eligible <= searchK;
        plan = request.isExact() || fewMatch ? Plan.EXACT : Plan.WALK;
        if (eligible == 0) {
            return;
        }
        if (plan == Plan.EXACT) {
            comparer.compareAll();
        } else {
            walk(request);
        }
    }

    private void walk(final SearchRequest request) {
        if (comparer.hasQueryItem()) {
            walk.add(comparer.queryItem());
        }
        int neighbors = RadiusRule.MIN_NEIGHBORS;
        int compared = 0;
        boolean more = true;
        while (more) {
            more = walk.collect(searchK, 0, request.filter());
            comparer.compareAll(walk.collected(), compared, walk.distinct());
            compared = walk.distinct();
            more &= found.size() > neighbors;
            neighbors = Math.max(neighbors, found.size());
            searchK = file.searchK(neighbors, request.effort());
        }
    }

    @Override
    public SearchStatistics statistics() {
        return walk.statistics(plan, plan == Plan.EXACT ? eligible : searchK, comparer.comparisons());
    }
}
