package org.annoyindex.query;

/**
 * What a search may spend, worked out from its options and the file's recall profile. Scratch of one searcher.
 */
final class SearchPlan {
    /** Share of the budget that may be compared exactly, and the least number that may. */
    private static final double CANDIDATE_SHARE = 0.02;

    private static final int LEAST_CANDIDATES = 512;

    private final PagedFile file;
    private final int copies;

    private boolean byProfile;
    private boolean exact;
    private double budget;
    private double effort;
    private int candidates;

    SearchPlan(final PagedFile file) {
        this.file = file;
        copies = file.header.treeCount() * file.header.leavesPerItem();
    }

    void set(final int k, final SearchOptions options) {
        final int items = file.itemCount;
        budget = budgetOf(k, options);
        effort = options.effort();
        byProfile = effort == 0 && file.profile != null && file.profile.hasEfforts();
        if (byProfile) {
            effort = file.profile.effortFor(budget);
        }
        candidates = options.candidates();
        if (candidates == 0) {
            candidates = (int) Math.min(items, Math.max(LEAST_CANDIDATES, budget * CANDIDATE_SHARE));
        }
        // An item is met once a leaf that holds it: this many candidates are k different ones.
        candidates = (int) Math.min((long) items * copies, Math.max(candidates, (long) k * copies));
        exact = budget >= items;
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

    /** Number of items that queries look at, on average. An effort alone does not say, but it is hardly less than that. */
    double budget() {
        return effort > 0 ? Math.min(effort, budget) : budget;
    }

    /** Whether to compare the query with every eligible item, whatever it costs. */
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

    /** The limit of a search that takes some other budget. */
    double limitFor(final double otherBudget) {
        return byProfile ? file.profile.effortFor(otherBudget) : limit() * otherBudget / budget();
    }

    /** Items that there are in all leaves, those in several of them repeated. */
    double mostMet() {
        return (double) file.itemCount * copies;
    }

    /** Items to compare exactly at most. */
    int candidates() {
        return candidates;
    }
}
