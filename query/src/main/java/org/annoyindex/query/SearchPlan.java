package org.annoyindex.query;

/**
 * What a search may spend, worked out from its options, the file's recall profile and the filter. Scratch of one
 * searcher.
 */
final class SearchPlan {
    /** What an exact comparison costs, a cache miss on a vector, in sketches scanned. */
    private static final int EXACT_COST = 16;

    /**
     * Share of the budget that may be compared exactly. Where a search stops by its effort, it is a share of that, which is
     * known when recall is measured, too: a search for a recall has as many candidates as the one that reached it.
     */
    private static final double CANDIDATE_SHARE = 0.02;

    private static final double CANDIDATE_SHARE_OF_EFFORT = 0.01;

    /** Candidates at least, whatever the budget. */
    private static final int LEAST_CANDIDATES = 512;

    private static final int CANDIDATES_A_NEIGHBOUR = 16;

    private final PagedFile file;
    private final int copies;

    private boolean exact;
    private double budget;
    private double effort;
    private int candidates;

    SearchPlan(final PagedFile file) {
        this.file = file;
        copies = file.header.treeCount() * file.header.leavesPerItem();
    }

    void set(final int k, final SearchOptions options, final int eligible) {
        final int items = file.itemCount;
        effort = effortOf(k, options);
        budget = budgetOf(k, options);
        candidates = options.candidates();
        if (candidates == 0) {
            final double share = effort > 0 ? effort * CANDIDATE_SHARE_OF_EFFORT : budget * CANDIDATE_SHARE;
            final double least = Math.max(LEAST_CANDIDATES, CANDIDATES_A_NEIGHBOUR * (double) k);
            candidates = (int) Math.min(items, Math.max(least, share));
        }
        // An item is met once a leaf that holds it: this many candidates are k different ones.
        candidates = (int) Math.min((long) items * copies, Math.max(candidates, (long) k * copies));
        exact = budget >= items;
        if (options.filter() != null && eligible > 0) {
            budget *= (double) items / eligible;
            effort *= (double) items / eligible;
            exact |= (double) eligible * EXACT_COST <= Math.min(budget, (double) items * copies);
        }
    }

    /** Where the search is to stop; 0 where it stops at its budget. */
    private double effortOf(final int k, final SearchOptions options) {
        if (options.effort() > 0) {
            return options.effort();
        }
        if (options.isExact() || !hasEfforts()) {
            return 0;
        }
        return options.budget() > 0
                ? file.profile.effortOfBudget(options.budget(), k)
                : file.profile.effortFor(recallOf(options), k);
    }

    /** Items that the search will look at: so many, or so many on average where it stops by its effort. */
    private double budgetOf(final int k, final SearchOptions options) {
        if (options.budget() > 0) {
            return options.budget();
        }
        if (options.effort() > 0) {
            final int most = file.itemCount - 1;
            return hasEfforts() ? Math.min(most, file.profile.budgetOfEffort(effort, k)) : most;
        }
        if (file.profile == null || options.isExact()) {
            return Double.POSITIVE_INFINITY;
        }
        return effort > 0 ? file.profile.budgetOfEffort(effort, k) : file.profile.budgetFor(recallOf(options), k);
    }

    private boolean hasEfforts() {
        return file.profile != null && file.profile.hasEfforts();
    }

    private static double recallOf(final SearchOptions options) {
        return options.recall() > 0 ? options.recall() : SearchOptions.DEFAULT_RECALL;
    }

    /** Whether to compare the query with every eligible item. */
    boolean exact() {
        return exact;
    }

    /** Whether a search stops by its effort, and not at a number of items. */
    boolean byEffort() {
        return effort > 0;
    }

    /** Effort at which to stop, or number of items to look at in leaf pages. */
    double limit() {
        return effort > 0 ? effort : budget;
    }

    /** What a search by this plan did. */
    SearchStatistics statistics(
            final boolean wasExact,
            final int eligible,
            final StoppingRule rule,
            final PageWalk walk,
            final long scanned,
            final long exactComparisons) {
        final boolean byEffort = !wasExact && effort > 0;
        return new SearchStatistics(
                wasExact,
                wasExact ? eligible : Math.min(budget, (double) file.itemCount * copies),
                byEffort ? effort : 0,
                byEffort ? rule.reached() : 0,
                walk.innerPages(),
                walk.leafPages(),
                scanned,
                exactComparisons);
    }

    /** Items to compare exactly at most. */
    int candidates() {
        return candidates;
    }
}
