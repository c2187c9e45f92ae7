package org.annoyindex.query;

/**
 * How a filter turns out while a search goes on: how much of what has been met is allowed, when that is enough, and
 * whether it would be cheaper to give up and go over all items that are allowed: to compare them, or to score their sketches
 * and compare the promising ones. Scratch of one searcher.
 *
 * <p>Where a share s of the items is allowed, the k nearest of them are about the k / s nearest of all. These lie
 * in more leaves than the k nearest of all do, but in far fewer than 1 / s times as many. So the budget becomes
 *
 * <pre>
 *   budget s^-0.3 sqrt(e / s)
 * </pre>
 *
 * with s the share of the items met that is allowed, and e that of all items. The first factor asks for neither the number
 * of items that are allowed, nor where they are: near a query that lies among them the share is 1, and a filter changes
 * nothing. The second, from 1 to 2, is for a query that lies beside them, whose neighbors are as far as much else. Leaves
 * that come before the first allowed item do not count, as if the index had only allowed items.
 *
 * <p>What is expected of the share before anything is met weighs as much as the items among which one that is allowed is
 * expected.
 */
final class FilterTally {
    /** Items that are asked about where it is not known how many are allowed. */
    private static final int SAMPLE = 64;

    /** Items that look near enough to be tested, for each that is among the nearest. */
    private static final double TESTED = 25;

    /** Items that are compared after sketches have been scored. */
    private static final double PROMISING = 100;

    /** How the budget grows as the share shrinks; see above. */
    private static final double GROWTH = 0.3;

    private static final double MOST_BESIDE = 2;

    /** Items that may be passed without meeting an allowed one, in multiples of those among which there should be one. */
    private static final double SURPRISING = 4;

    /** How much is left once that has happened, in multiples of what has been met. */
    private static final double FAR = 8;

    private final IndexFile file;
    private final SearchCost cost;
    /** How many items there are in all leaves, repeats counted. */
    private final double all;

    private double budget;
    private int k;
    private double expected;
    private double exact;
    private double flat;
    private double met;
    private double counted;
    private double tested;
    private double allowed;
    private boolean gaveUp;

    FilterTally(final IndexFile file, final SearchCost cost, final double all) {
        this.file = file;
        this.cost = cost;
        this.all = all;
    }

    /** Begins a search for k neighbors, at least one of which there may be, that would take a budget without the filter. */
    void restart(
            final ItemFilter filter,
            final int most,
            final int neighbors,
            final double unfilteredBudget,
            final boolean mayBeFlat) {
        budget = unfilteredBudget;
        k = neighbors;
        met = 0;
        counted = 0;
        tested = 0;
        allowed = 0;
        gaveUp = false;
        expected = (double) most / file.itemCount;
        if (!filter.isCounted()) {
            expected = Math.min(expected, shareOfSample(filter));
        }
        final double some = expected * file.itemCount;
        final double tests = cost.test(filter.allowed() == null ? file.itemCount : filter.isCounted() ? 0 : most);
        exact = tests + cost.compare(some);
        flat = mayBeFlat ? tests + cost.scanRows(some) + cost.compare(Math.min(some, PROMISING)) : exact;
    }

    /** Of items spread over the file; half an item of the sample if it is none. */
    private double shareOfSample(final ItemFilter filter) {
        final int sample = Math.min(SAMPLE, file.itemCount);
        int passed = 0;
        for (int i = 0; i < sample; i++) {
            final int id = file.id((int) ((long) file.itemCount * i / sample));
            passed += id >= 0 && filter.allows(id) ? 1 : 0;
        }
        return Math.max(0.5, passed) / sample;
    }

    /** Goes on to look for more neighbors, which would take another budget without the filter. */
    void goOnTo(final int neighbors, final double unfilteredBudget) {
        k = neighbors;
        budget = unfilteredBudget;
    }

    /** Takes a leaf into account of whose items the filter has not been asked. */
    void add(final int leafItems) {
        add(leafItems, 0, 0);
    }

    /** Takes a leaf into account: how many items it has, of how many the filter was asked, and how many it allows. */
    void add(final int leafItems, final int leafTested, final int leafAllowed) {
        met += leafItems;
        if (leafAllowed > 0 || hasBegun()) {
            counted += leafItems;
            tested += leafTested;
            allowed += leafAllowed;
        }
    }

    /** Whether an allowed item has been met. */
    boolean hasBegun() {
        return allowed > 0;
    }

    /** How many items have been met that count. */
    double items() {
        return counted;
    }

    /** How many of them it takes, by what the share is so far. */
    double budget() {
        final double share = share();
        final double beside = Math.max(1, Math.min(MOST_BESIDE, Math.sqrt(expected / share)));
        return budget * Math.pow(share, -GROWTH) * beside;
    }

    /** Share that is allowed of the items that count. */
    private double share() {
        return (allowed + 1) / (tested + 1 / expected);
    }

    /**
     * Whether not even to begin: a search near which everything is allowed would cost more than going over all that is. Else
     * the first leaf tells more.
     */
    boolean givesUpAtOnce() {
        gaveUp = Math.min(exact, flat) < cost.meet(budget, TESTED * k, 1) + cost.compare(PROMISING);
        return gaveUp;
    }

    /** Whether to give up, as {@link #goingOverAllIsCheaper}; from then on so. */
    boolean givesUp() {
        gaveUp |= goingOverAllIsCheaper();
        return gaveUp;
    }

    /** Whether it gave up. */
    boolean gaveUp() {
        return gaveUp;
    }

    /** Whether sketches of all that is allowed are to be scored before the most promising items are compared. */
    boolean isFlatCheaper() {
        return flat < exact;
    }

    /** Whether going over all that is allowed costs less than going on until the budget is used up and k are found. */
    boolean goingOverAllIsCheaper() {
        final double share = share();
        final double left = Math.min(all - met, Math.max(Math.max(budget(), k / share) - counted, leastLeft()));
        final double toTest = met > 0 && !hasBegun() ? left : Math.min(left, TESTED * k / share);
        return Math.min(exact, flat) < cost.meet(left, toTest, share);
    }

    /**
     * As much as has been met is left at least: a search that has not come to its end, or not even to the first allowed
     * item, may be far from it. If it has met none although several were to be expected, what is allowed lies together, and
     * farther away.
     */
    private double leastLeft() {
        return !hasBegun() && met * expected > SURPRISING ? FAR * met : met;
    }
}
