package org.annoyindex.query;

import java.util.Objects;
import org.annoyindex.core.format.RecallProfile;

/**
 * What a search may spend, worked out from its options and the file's recall profile. Scratch of one searcher.
 */
final class SearchPlan {
    /**
     * Share of the budget that may be compared exactly. Where a search stops by its effort, it is a share of that, which is
     * known when recall is measured, too: a search for a recall has as many candidates as the one that reached it.
     */
    private static final double CANDIDATE_SHARE = 0.02;

    private static final double CANDIDATE_SHARE_OF_EFFORT = 0.01;

    /** Candidates at least, whatever the budget. */
    private static final int LEAST_CANDIDATES = 512;

    private static final int CANDIDATES_A_NEIGHBOR = 16;

    private static final int DEFAULT_NEIGHBORS = 10;

    private final PagedFile file;
    private final int copies;

    private int neighbors;
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
        neighbors = k;
        effort = effortOf(k, options);
        byProfile = effort > 0 && !(options.effort() instanceof Effort.AdaptiveBudget);
        budget = budgetOf(k, options);
        candidates = options.maxCandidates();
        if (candidates == 0) {
            final double share = effort > 0 ? effort * CANDIDATE_SHARE_OF_EFFORT : budget * CANDIDATE_SHARE;
            final double least = Math.max(LEAST_CANDIDATES, CANDIDATES_A_NEIGHBOR * (double) k);
            candidates = (int) Math.min(items, Math.max(least, share));
        }
        // An item is met once a leaf that holds it: this many candidates are k different ones.
        candidates = (int) Math.min((long) items * copies, Math.max(candidates, (long) k * copies));
        exact = budget >= items;
    }

    /** Where the search is to stop; 0 where it stops at its budget. */
    private double effortOf(final int k, final SearchOptions options) {
        if (options.effort() instanceof Effort.AdaptiveBudget given) {
            return given.limit();
        }
        if (options.isExact() || !hasEfforts()) {
            return 0;
        }
        return options.effort() instanceof Effort.Budget given
                ? profile().effortOfBudget(given.items(), k)
                : profile().effortFor(recallOf(options), neighborsOf(k, options));
    }

    /** Items that the search will look at: so many, or so many on average where it stops by its effort. */
    private double budgetOf(final int k, final SearchOptions options) {
        if (options.effort() instanceof Effort.Budget given) {
            return given.items();
        }
        if (options.effort() instanceof Effort.AdaptiveBudget) {
            final int most = file.itemCount - 1;
            return hasEfforts() ? Math.min(most, profile().budgetOfEffort(effort, k)) : most;
        }
        if (file.profile == null || options.isExact()) {
            return Double.POSITIVE_INFINITY;
        }
        return effort > 0
                ? file.profile.budgetOfEffort(effort, k)
                : file.profile.budgetFor(recallOf(options), neighborsOf(k, options));
    }

    private boolean hasEfforts() {
        return file.profile != null && file.profile.hasEfforts();
    }

    private RecallProfile profile() {
        return Objects.requireNonNull(file.profile, "no recall profile");
    }

    /** Neighbors for which effort is taken. Where no recall is asked for it is not less than ten take. */
    private static int neighborsOf(final int k, final SearchOptions options) {
        return options.effort() instanceof Effort.Recall ? k : Math.max(k, DEFAULT_NEIGHBORS);
    }

    /** The recall asked for, or the default. */
    static double recallOf(final SearchOptions options) {
        return options.effort() instanceof Effort.Recall given ? given.target() : SearchOptions.DEFAULT_RECALL;
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

    /** What a search by this plan did. */
    SearchStatistics statistics(
            final boolean wasExact,
            final boolean wasFlat,
            final int mayReturn,
            final StoppingRule rule,
            final PageWalk walk,
            final long scanned,
            final long exactComparisons) {
        final boolean overAll = wasExact || wasFlat;
        final boolean byEffort = !overAll && effort > 0;
        return new SearchStatistics(
                wasExact
                        ? SearchStatistics.Plan.EXACT
                        : wasFlat ? SearchStatistics.Plan.FLAT : SearchStatistics.Plan.WALK,
                overAll ? mayReturn : Math.min(budget, mostMet()),
                byEffort ? effort : 0,
                byEffort ? rule.reached() : 0,
                walk.innerPages(),
                walk.leafPages(),
                scanned,
                exactComparisons);
    }

    /** The limit of a search that takes some other budget. */
    double limitFor(final double otherBudget) {
        return byProfile ? profile().effortOfBudget(otherBudget, neighbors) : limit() * otherBudget / budget();
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
