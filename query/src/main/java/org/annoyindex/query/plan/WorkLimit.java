package org.annoyindex.query.plan;

import java.util.Objects;
import org.annoyindex.core.format.LinkProfile;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.query.Effort;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.SearchStatistics.Plan;
import org.annoyindex.query.open.PagedFile;
import org.jspecify.annotations.Nullable;

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
    private final SearchCost cost;
    private final int copies;
    /** Null if items have no links, or if none was measured. */
    private final @Nullable RecallProfile linkProfile;

    private int neighbors;
    private boolean byProfile;
    private boolean exact;
    private double budget;
    /** 0 if the budget is the limit. */
    private double adaptive;

    private int candidates;
    /** 0 if the search goes from leaf to leaf. */
    private int width;

    /** For which search the limits were worked out, besides the number of neighbors; null before the first. */
    private @Nullable Effort effort;

    private @Nullable Route route;
    private int maxCandidates;

    public WorkLimit(final PagedFile file) {
        this.file = file;
        cost = SearchCost.of(file);
        linkProfile = file.links() == null || file.links().profile() == null
                ? null
                : file.links().profile().recall();
        copies = file.header().treeCount() * file.header().leavesPerItem();
    }

    /** Works out the limits of a search for k neighbors, unless they are those of the search before. */
    public void set(final int k, final SearchRequest request) {
        if (k == neighbors
                && request.effort().equals(effort)
                && request.route() == route
                && request.maxCandidates() == maxCandidates) {
            return;
        }
        // First, as it may refuse.
        width = widthOf(k, request);
        final int items = file.itemCount();
        neighbors = k;
        effort = request.effort();
        route = request.route();
        maxCandidates = request.maxCandidates();
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

    /** The width of a search over links; 0 to search from leaf to leaf. */
    private int widthOf(final int k, final SearchRequest request) {
        if (request.effort() instanceof Effort.Width given) {
            if (file.links() == null) {
                throw file.withoutLinks();
            }
            return Math.max(k, given.items());
        }
        if (request.route() == Route.LINKS && linkProfile == null) {
            throw file.withoutLinks();
        }
        final boolean byRecall =
                request.effort() instanceof Effort.Default || request.effort() instanceof Effort.Recall;
        if (linkProfile == null || !byRecall || request.isExact() || request.route() == Route.LEAVES) {
            return 0;
        }
        final double recall = recallOf(request.effort());
        final int planned = neighborsOf(k, request.effort());
        if (request.route() == Route.CHEAPER && !linkProfile().isCheaper(recall, planned)) {
            return 0;
        }
        final double measured = widthFor(linkProfile, recall, planned);
        return measured <= file.itemCount() ? Math.max(k, (int) Math.ceil(measured)) : 0;
    }

    /** The width for a recall. For more neighbors than were measured, it grows as their number does. */
    private static double widthFor(final RecallProfile measured, final double recall, final int neighbors) {
        final int most = measured.maxNeighbors();
        return measured.effortFor(recall, Math.min(neighbors, most)) * Math.max(1, (double) neighbors / most);
    }

    private LinkProfile linkProfile() {
        return Objects.requireNonNull(
                Objects.requireNonNull(file.links(), "no links").profile(), "no profile");
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

    /** Number of items from which a search over links continues; 0 if the search goes from leaf to leaf. */
    public int width() {
        return width;
    }

    /** Whether to compare the query with every eligible item, whatever it costs, unless the search goes over links. */
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
            final int itemPages,
            final long scanned,
            final long exactComparisons) {
        final boolean isAdaptiveWalk = plan == Plan.WALK && adaptive > 0;
        final double limit = plan == Plan.LINKS ? width : isAdaptiveWalk ? adaptive : 0;
        return new SearchStatistics(
                plan,
                switch (plan) {
                    case WALK -> Math.min(budget, itemsInLeaves());
                    case LINKS -> linkProfile == null ? width : linkProfile.budgetOfEffort(width, neighbors);
                    case FLAT, EXACT -> eligible;
                },
                limit,
                isAdaptiveWalk ? reached : 0,
                innerPages,
                leafPages,
                itemPages,
                scanned,
                exactComparisons,
                cost.done(
                        plan, (double) innerPages + leafPages, itemPages, (double) scanned, (double) exactComparisons));
    }
}
