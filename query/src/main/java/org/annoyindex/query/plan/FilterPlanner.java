package org.annoyindex.query.plan;

import org.annoyindex.query.SearchStatistics.Plan;
import org.annoyindex.query.open.IndexFile;

/**
 * Decides how to search with a filter: to walk the trees, to scan the sketches of all items that match and compare the best,
 * or to compare all that match. It estimates what each costs, before the walk and after each leaf, and counts how much of
 * what was met matches, from which follows when the walk has scanned enough. Scratch of one searcher.
 *
 * <p>If a share s of the items matches, the k nearest of them are about the k / s nearest of all. These lie in more leaves
 * than the k nearest of all do, but in far fewer than 1 / s times as many. So the budget becomes
 *
 * <pre>
 *   budget s^-0.3 sqrt(e / s)
 * </pre>
 *
 * with s the share of the items met that matches, and e that of all items. The first factor depends neither on the number of
 * items that match, nor on where they are: near a query that lies among them the share is 1, and a filter changes nothing.
 * The second, from 1 to 2, is for a query that lies outside of them, whose neighbors are as far as many other items. Leaves
 * that come before the first item that matches do not count, as if the index had only items that match.
 *
 * <p>The share expected before anything is met weighs as much as the items among which one that matches is expected.
 */
public final class FilterPlanner {
    /** Items that are tested to estimate how many match. */
    private static final int SAMPLE = 64;

    /** Items whose sketches are good enough to test the item, for each that is among the nearest. */
    private static final double TESTS_PER_NEIGHBOR = 25;

    /** Items that are compared after sketches have been scored. */
    private static final double PROMISING = 100;

    /** How the budget grows as the share shrinks; see above. */
    private static final double GROWTH = 0.3;

    private static final double MAX_OUTSIDE_FACTOR = 2;

    /** Items that may be passed without a match, in multiples of those among which there should be one. */
    private static final double SURPRISING = 4;

    /** How much is left once that has happened, in multiples of what has been met. */
    private static final double FAR = 8;

    private final IndexFile file;
    private final SearchCost cost;
    /** Items in all leaves, repeats counted. */
    private final double all;

    private double budget;
    private int k;
    private double expected;
    private double costOfExact;
    private double costOfFlat;
    private double met;
    private double counted;
    private double tested;
    private double matching;
    private Plan plan = Plan.WALK;

    /**
     * @param file to search.
     * @param cost of what searches do.
     * @param all items in all leaves, repeats counted.
     */
    public FilterPlanner(final IndexFile file, final SearchCost cost, final double all) {
        this.file = file;
        this.cost = cost;
        this.all = all;
    }

    /**
     * Begins a search.
     *
     * @param filter of the search.
     * @param maxMatches that the filter has, at least 1.
     * @param neighbors wanted.
     * @param unfilteredBudget items that the search would scan without the filter.
     * @param mayBeFlat whether the plan may be {@link Plan#FLAT}.
     */
    public void restart(
            final ItemFilter filter,
            final int maxMatches,
            final int neighbors,
            final double unfilteredBudget,
            final boolean mayBeFlat) {
        budget = unfilteredBudget;
        k = neighbors;
        met = 0;
        counted = 0;
        tested = 0;
        matching = 0;
        plan = Plan.WALK;
        expected = (double) maxMatches / file.itemCount();
        if (!filter.isCounted()) {
            expected = Math.min(expected, shareOfSample(filter));
        }
        final double some = expected * file.itemCount();
        final double tests =
                cost.test(filter.allowed() == null ? file.itemCount() : filter.isCounted() ? 0 : maxMatches);
        costOfExact = tests + cost.compare(some);
        costOfFlat = mayBeFlat ? tests + cost.scanRows(some) + cost.compare(Math.min(some, PROMISING)) : costOfExact;
    }

    /** Share of a sample spread over the file that matches; half an item of it if none does. */
    private double shareOfSample(final ItemFilter filter) {
        final int sample = Math.min(SAMPLE, file.itemCount());
        int passed = 0;
        for (int i = 0; i < sample; i++) {
            final int id = file.id((int) ((long) file.itemCount() * i / sample));
            passed += id >= 0 && filter.matches(id) ? 1 : 0;
        }
        return Math.max(0.5, passed) / sample;
    }

    /** Resumes the search for more neighbors, which would take another budget without the filter. */
    public void resumeFor(final int neighbors, final double unfilteredBudget) {
        k = neighbors;
        budget = unfilteredBudget;
    }

    /** Counts a leaf: its items, those that the filter tested, and those that match. */
    public void add(final int leafItems, final int leafTested, final int leafMatching) {
        met += leafItems;
        if (leafMatching > 0 || hasBegun()) {
            counted += leafItems;
            tested += leafTested;
            matching += leafMatching;
        }
    }

    /** Whether an item that matches has been met. */
    public boolean hasBegun() {
        return matching > 0;
    }

    /** Number of items met that count. */
    public double items() {
        return counted;
    }

    /** How many of them to scan, by the share so far. */
    public double budget() {
        final double share = share();
        final double outside = Math.max(1, Math.min(MAX_OUTSIDE_FACTOR, Math.sqrt(expected / share)));
        return budget * Math.pow(share, -GROWTH) * outside;
    }

    /** Share of the items that count that matches. */
    private double share() {
        return (matching + 1) / (tested + 1 / expected);
    }

    /**
     * Decides before the walk: not to begin it if even a search near which everything matches would cost more than to scan
     * or compare all that match. Otherwise the first leaf shows more.
     */
    public Plan planBeforeWalk() {
        final double cheapestWalk = cost.meet(budget, TESTS_PER_NEIGHBOR * k, 1) + cost.compare(PROMISING);
        plan = costWithoutWalk() < cheapestWalk ? planWithoutWalk() : Plan.WALK;
        return plan;
    }

    /** Decides after a leaf; once it is decided to end the walk, that stays so. */
    public Plan planAfterLeaf() {
        if (plan == Plan.WALK && costWithoutWalk() < costOfRest()) {
            plan = planWithoutWalk();
        }
        return plan;
    }

    /** The plan as it was last decided. */
    public Plan plan() {
        return plan;
    }

    private double costWithoutWalk() {
        return Math.min(costOfExact, costOfFlat);
    }

    private Plan planWithoutWalk() {
        return costOfFlat < costOfExact ? Plan.FLAT : Plan.EXACT;
    }

    /** The cost of the walk until the budget is used up and k are found. */
    private double costOfRest() {
        final double share = share();
        final double left = Math.min(all - met, Math.max(Math.max(budget(), k / share) - counted, minLeft()));
        final double toTest = met > 0 && !hasBegun() ? left : Math.min(left, TESTS_PER_NEIGHBOR * k / share);
        return cost.meet(left, toTest, share);
    }

    /**
     * At least the number of items met is left: a search that has not come to its end, or not even to the first match, may be
     * far from it. If there was no match although several were expected, the items that match lie together, and farther away.
     */
    private double minLeft() {
        return !hasBegun() && met * expected > SURPRISING ? FAR * met : met;
    }
}
