package org.annoyindex.query.spotify;

import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.SearchStatistics.Plan;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.TopK;
import org.annoyindex.query.open.SpotifyFile;
import org.annoyindex.query.plan.FilterPlanner;
import org.annoyindex.query.plan.ItemFilter;
import org.annoyindex.query.plan.SearchCost;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.search.NearestStrategy;

/**
 * Searches a file of Spotify's Annoy as Annoy does, so that its answers are the same. Scratch of one searcher.
 *
 * <p>{@link SpotifyWalk} collects ids until there are {@code searchK}, repeats counted. All of them are then compared with the
 * query. With a filter, only items that match are collected, {@link FilterPlanner} counts them, and a search continues until
 * it has k of them.
 */
public final class SpotifySearch implements NearestStrategy {
    private final SpotifyFile file;
    private final ExactComparer comparer;
    private final TopK found;
    private final SpotifyWalk walk;
    private final FilterPlanner planner;
    private int eligible;
    private long searchK;
    private Plan plan = Plan.WALK;
    /** How many of the ids collected have been compared. */
    private int compared;

    /**
     * @param file to search.
     * @param comparer of the search.
     */
    public SpotifySearch(final SpotifyFile file, final ExactComparer comparer) {
        this.file = file;
        this.comparer = comparer;
        found = comparer.found();
        walk = new SpotifyWalk(file, comparer.query());
        planner = new FilterPlanner(file, SearchCost.of(file), (double) file.itemCount() * file.treeCount());
    }

    @Override
    public void run(final float[] vector, final int k, final SearchRequest request) {
        comparer.query().set(vector);
        walk.restart(request);
        compared = 0;
        eligible = comparer.eligible();
        searchK = file.searchK(k, request.effort());
        plan = request.isExact() ? Plan.EXACT : Plan.WALK;
        found.reset(Math.min(k, eligible));
        if (eligible == 0) {
            return;
        }
        if (comparer.hasQueryItem()) {
            walk.add(comparer.queryItem());
        }
        if (plan == Plan.WALK) {
            plan = collect(request);
        }
        if (plan == Plan.EXACT) {
            comparer.compareAll();
        } else {
            compareCollected();
        }
    }

    private Plan collect(final SearchRequest request) {
        final ItemFilter filter = request.filter();
        if (filter == null) {
            walk.collect(searchK, 0, null);
            return Plan.WALK;
        }
        planner.restart(filter, eligible, found.k(), (double) searchK, false);
        walk.collect(planner, found.k(), filter);
        return planner.plan();
    }

    @Override
    public void resume(final int k, final SearchRequest request) {
        if (plan == Plan.EXACT || eligible == 0) {
            return;
        }
        searchK = Math.max(searchK, file.searchK(k, request.effort()));
        boolean more = walk.collect(searchK, k, request.filter());
        compareCollected();
        while (more && !found.isFull()) {
            // Some of those collected were no items, or have no distance.
            more = walk.collect(searchK, walk.distinct() + 1L, request.filter());
            compareCollected();
        }
    }

    private void compareCollected() {
        comparer.compareAll(walk.collected(), compared, walk.distinct());
        compared = walk.distinct();
    }

    @Override
    public SearchStatistics statistics() {
        return walk.statistics(plan, plan == Plan.EXACT ? eligible : searchK, comparer.comparisons());
    }
}
