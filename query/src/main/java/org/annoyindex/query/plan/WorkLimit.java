package org.annoyindex.query.plan;

import java.util.Objects;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.query.Effort;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.SearchStatistics.Plan;
import org.annoyindex.query.open.PagedFile;

/**
 * How much a search of a file of this library may scan and compare, worked out from its effort and the file's recall
 * profile. Scratch of one searcher.
 */
public final class WorkLimit {
    /** The recall aimed at by default. */
    public static final double DEFAULT_RECALL = 0.95;

    /**
     * Share of the budget that may be compared exactly. A search that stops by an adaptive budget takes a share of that,
     * which is known when recall is measured, too: a search for a recall has as many candidates as the one that reached it.
     */
    private static final double CANDIDATES_PER_ITEM = 0.02;

    private static final double CANDIDATES_PER_ADAPTIVE_UNIT = 0.01;

    /** Candidates at least, whatever the budget. */
    private static final int MIN_CANDIDATES = 512;

    private static final int CANDIDATES_PER_NEIGHBOR = 16;

    private static final int DEFAULT_NEIGHBORS = 10;

    private final PagedFile file;
    private final int copies;

    private int neighbors;
    private boolean byProfile;
    private boolean exact;
    private double budget;
    /** 0 if the budget is the limit. */
    private double adaptive;

    private int candidates;

    public WorkLimit(final PagedFile file) {
        this.file = file;
        copies = file.header().treeCount() * file.header().leavesPerItem();
    }

    /** Works out the limits of a search for k neighbors. */
    public void set(final int k, final SearchRequest request) {
        final int items = file.itemCount();
        final Effort effort = request.effort();
        neighbors = k;
        adaptive = adaptiveOf(k, request);
        byProfile = adaptive > 0 && !(effort instanceof Effort.AdaptiveBudget);
        budget = budgetOf(k, request);
        candidates = request.maxCandidates();
        if (candidates == 0) {
            final double share = adaptive > 0 ? adaptive * CANDIDATES_PER_ADAPTIVE_UNIT : budget * CANDIDATES_PER_ITEM;
            final double min = Math.max(MIN_CANDIDATES, CANDIDATES_PER_NEIGHBOR * (double) k);
            candidates = (int) Math.min(items, Math.max(min, share));
        }
        // An item is met once per leaf that holds it: this number of candidates has k different items.
        candidates = (int) Math.min((long) items * copies, Math.max(candidates, (long) k * copies));
        exact = budget >= items;
    }

    /** The adaptive budget at which to stop; 0 if the search stops at a number of items. */
    private double adaptiveOf(final int k, final SearchRequest request) {
        if (request.effort() instanceof Effort.AdaptiveBudget given) {
            return given.limit();
        }
        if (request.isExact() || !isProfileAdaptive()) {
            return 0;
        }
        return request.effort() instanceof Effort.Budget given
                ? profile().effortOfBudget(given.items(), k)
                : profile().effortFor(recallOf(request.effort()), neighborsOf(k, request.effort()));
    }

    /** Items that the search will scan; the mean of many searches if it stops by an adaptive budget. */
    private double budgetOf(final int k, final SearchRequest request) {
        if (request.effort() instanceof Effort.Budget given) {
            return given.items();
        }
        if (request.effort() instanceof Effort.AdaptiveBudget) {
            final int most = file.itemCount() - 1;
            return isProfileAdaptive() ? Math.min(most, profile().budgetOfEffort(adaptive, k)) : most;
        }
        if (file.profile() == null || request.isExact()) {
            return Double.POSITIVE_INFINITY;
        }
        return adaptive > 0
                ? profile().budgetOfEffort(adaptive, k)
                : profile().budgetFor(recallOf(request.effort()), neighborsOf(k, request.effort()));
    }

    private boolean isProfileAdaptive() {
        return file.profile() != null && file.profile().hasEfforts();
    }

    private RecallProfile profile() {
        return Objects.requireNonNull(file.profile(), "no recall profile");
    }

    /** Neighbors for which the effort is taken. Unless a recall is asked for, it is not less than ten take. */
    private static int neighborsOf(final int k, final Effort effort) {
        return effort instanceof Effort.Recall ? k : Math.max(k, DEFAULT_NEIGHBORS);
    }

    /** The recall asked for, or the default. */
    static double recallOf(final Effort effort) {
        return effort instanceof Effort.Recall given ? given.target() : DEFAULT_RECALL;
    }

    /** Number of items that queries scan, on average. An adaptive budget does not say, but it is hardly less than that. */
    public double budget() {
        return adaptive > 0 ? Math.min(adaptive, budget) : budget;
    }

    /** Whether to compare the query with every eligible item, whatever it costs. */
    public boolean isExact() {
        return exact;
    }

    /** Whether a search stops by an adaptive budget, and not at a number of items. */
    public boolean isAdaptive() {
        return adaptive > 0;
    }

    /** The adaptive budget at which to stop, or the number of items to scan in leaf pages. */
    public double limit() {
        return adaptive > 0 ? adaptive : budget;
    }

    /** The limit of a search that takes some other budget. */
    double limitFor(final double otherBudget) {
        return byProfile ? profile().effortOfBudget(otherBudget, neighbors) : limit() * otherBudget / budget();
    }

    /** Items in all leaves, those in several of them repeated. */
    public double itemsInLeaves() {
        return (double) file.itemCount() * copies;
    }

    /** Items to compare exactly at most. */
    public int candidates() {
        return candidates;
    }

    /** What a search within this limit did. */
    public SearchStatistics statistics(
            final Plan plan,
            final int eligible,
            final double reached,
            final int innerPages,
            final int leafPages,
            final long scanned,
            final long exactComparisons) {
        final boolean isAdaptiveWalk = plan == Plan.WALK && adaptive > 0;
        return new SearchStatistics(
                plan,
                plan == Plan.WALK ? Math.min(budget, itemsInLeaves()) : eligible,
                isAdaptiveWalk ? adaptive : 0,
                isAdaptiveWalk ? reached : 0,
                innerPages,
                leafPages,
                scanned,
                exactComparisons);
    }
}
