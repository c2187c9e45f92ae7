package org.annoyindex.query.search;

import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.Frontier;
import org.annoyindex.query.exact.RankedItems;
import org.annoyindex.query.exact.TopK;
import org.annoyindex.query.plan.SearchRequest;
import org.jspecify.annotations.Nullable;

/**
 * A search for the nearest items, at once or page by page. One that can be resumed keeps all that it compares: items that
 * were not near enough for one page are among the first of the next. Scratch of one searcher.
 */
public final class NearestSearch {
    private final ExactComparer comparer;
    private final NearestStrategy strategy;
    /** What has been compared and not yet returned; made when it is first needed. */
    private @Nullable Frontier waiting;

    private long[] ready = new long[16];

    /**
     * @param comparer that the strategy compares with.
     * @param strategy that chooses what is compared.
     */
    public NearestSearch(final ExactComparer comparer, final NearestStrategy strategy) {
        this.comparer = comparer;
        this.strategy = strategy;
    }

    /** Searches for a vector, the position of its item or {@link ExactComparer#NO_ITEM}, and k, that have been checked. */
    public void search(
            final float[] vector, final int item, final int k, final SearchRequest request, final RankedItems result) {
        comparer.begin(request.filter(), item, null);
        strategy.run(vector, k, request);
        result.fill(comparer.found(), comparer.query());
        comparer.end();
    }

    /** Finds what {@link #search} finds, at least, so that {@link #more} can resume from there. */
    public void begin(
            final float[] vector, final int item, final int k, final SearchRequest request, final RankedItems result) {
        final Frontier rest = waiting();
        rest.clear();
        comparer.begin(request.filter(), item, rest);
        strategy.run(vector, k, request);
        if (!comparer.found().isFull()) {
            strategy.resume(k, request);
        }
        result.fill(rest, k, comparer.query());
        comparer.end();
    }

    private Frontier waiting() {
        if (waiting == null) {
            waiting = new Frontier();
        }
        return waiting;
    }

    /**
     * Finds the next nearest items, so that in the end as much has been scanned as a search for all of them scans.
     *
     * @param count wanted; fewer are found only if no more are eligible.
     * @param k how many that makes with all that came before.
     * @param request effort and filter, as at the beginning.
     * @param result receives the items.
     */
    public void more(final int count, final int k, final SearchRequest request, final RankedItems result) {
        final Frontier rest = waiting();
        final TopK found = comparer.found();
        final int most = Math.min(count, rest.count());
        if (ready.length < most) {
            ready = new long[most];
        }
        // The nearest of those that wait show how near others must be to be worth comparing.
        found.reset(count);
        for (int i = 0; i < most; i++) {
            rest.peek();
            ready[i] = rest.pop();
            found.offer(ready[i]);
        }
        for (int i = 0; i < most; i++) {
            rest.add(ready[i]);
        }
        comparer.resume(request.filter());
        strategy.resume(k, request);
        result.fill(rest, count, comparer.query());
        comparer.end();
    }

    /** What the last search did, all its pages together. */
    public SearchStatistics statistics() {
        return strategy.statistics();
    }
}
