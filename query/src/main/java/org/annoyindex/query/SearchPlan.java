package org.annoyindex.query;

/**
 * What a search may spend, worked out from its options, the file's recall profile and the filter. Scratch of one
 * searcher.
 */
final class SearchPlan {
    /** What an exact comparison costs, a cache miss on a vector, in sketches scanned. */
    private static final int EXACT_COST = 16;

    /** Share of the budget that may be compared exactly, and the least number that may. */
    private static final double CANDIDATE_SHARE = 0.02;

    private static final int LEAST_CANDIDATES = 512;

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
        budget = budgetOf(k, options);
        effort = options.effort();
        if (effort == 0 && file.profile != null && file.profile.hasEfforts()) {
            effort = file.profile.effortFor(budget);
        }
        candidates = options.candidates();
        if (candidates == 0) {
            candidates = (int) Math.min(items, Math.max(LEAST_CANDIDATES, budget * CANDIDATE_SHARE));
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

    private double budgetOf(final int k, final SearchOptions options) {
        if (options.budget() > 0) {
            return options.budget();
        }
        if (options.effort() > 0) {
            return file.itemCount - 1; // what it may come to
        }
        if (file.profile == null || options.isExact()) {
            return Double.POSITIVE_INFINITY;
        }
        final double recall = options.recall() > 0 ? options.recall() : SearchOptions.DEFAULT_RECALL;
        final double budget = file.profile.budgetFor(recall);
        // More neighbours lie in more leaves than those of the profile's k did.
        return budget * Math.sqrt(Math.max(1, (double) k / file.profile.neighbours()));
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
