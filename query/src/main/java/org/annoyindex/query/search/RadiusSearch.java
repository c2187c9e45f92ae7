package org.annoyindex.query.search;

import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.RankedItems;
import org.annoyindex.query.plan.SearchRequest;

/** A search for the items within a distance. Scratch of one searcher. */
public final class RadiusSearch {
    private final ExactComparer comparer;
    private final RadiusStrategy strategy;

    /**
     * @param comparer that the strategy compares with.
     * @param strategy that chooses what is compared.
     */
    public RadiusSearch(final ExactComparer comparer, final RadiusStrategy strategy) {
        this.comparer = comparer;
        this.strategy = strategy;
    }

    /**
     * Searches for a vector, the position of its item or {@link ExactComparer#NO_ITEM}, a distance and a limit, that have
     * been checked.
     */
    public void search(
            final float[] vector,
            final int item,
            final float distance,
            final int limit,
            final SearchRequest request,
            final RankedItems result) {
        comparer.begin(request.filter(), item, null);
        strategy.run(vector, comparer.query().surrogateWithin(distance), limit, request);
        result.fill(comparer.found(), comparer.query());
        comparer.end();
    }

    /** What the last search did. */
    public SearchStatistics statistics() {
        return strategy.statistics();
    }
}
