package org.annoyindex.query;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When a search for everything within a distance has looked at enough.
 *
 * <p>What is within the distance are the nearest items, only that nobody knows how many. So it takes what a search for as
 * many neighbors takes as have been found, a number that grows on the way. A search for a recall also goes on as long as more
 * than the share it may miss was found in the second half of what it has looked at: where every leaf is full of items that
 * near, no profile of ten neighbors tells where that ends.
 *
 * <p>It ends before if no leaf that is left is likely to hold any. Let c be the centroid of the leaf that holds an item within
 * R of the query, c1 the one nearest to the query, at distance d1. Items are in the leaf whose centroid is nearest to them, so
 * c is no farther from the item than c1 is, which is d1 + R at most, and no farther from the query than d1 + 2 R. A page has room
 * for so many items only, though: where the last leaf still held some, the next is looked at. For manhattan this does not hold,
 * as items are divided by Euclidean distance. Scratch of one searcher.
 */
final class RadiusRule {
    /**
     * Leaves do not come exactly by distance, and not every item is in the nearest leaf; so they are looked at so many times as
     * far as would do.
     */
    private static final float MARGIN = 1.1f;

    private final SearchPlan plan;
    private final FilterTally tally;
    private final StoppingRule rule = new StoppingRule();

    private SearchOptions options = SearchOptions.defaults();
    /** Whether not all items may be returned. */
    private boolean filtered;

    private int planned;
    private float nearestLeaf;
    private double mayMiss;

    /** How many items had been looked at, and found, after each leaf. */
    private long[] items = new long[64];

    private int[] found = new int[64];
    private int leaves;
    /** The first leaf in the second half of the items looked at. */
    private int half;

    RadiusRule(final SearchPlan plan, final FilterTally tally) {
        this.plan = plan;
        this.tally = tally;
    }

    /** Begins again, with the plan for a few neighbors, of so many items at most. */
    void restart(final SearchOptions searchOptions, final @Nullable ItemFilter filter, final int most) {
        options = searchOptions;
        planned = RadiusSearch.LEAST_NEIGHBORS;
        nearestLeaf = Float.POSITIVE_INFINITY;
        final boolean byRecall =
                options.effort() instanceof Effort.Default || options.effort() instanceof Effort.Recall;
        mayMiss = byRecall ? 1 - SearchPlan.recallOf(options) : 1;
        leaves = 0;
        half = 0;
        plan.set(planned, options);
        filtered = false;
        if (filter != null && most > 0 && !plan.exact()) {
            filtered = true;
            tally.restart(filter, most, planned, plan.budget(), true);
        }
        rule.restart(plan.byEffort(), limit());
    }

    private double limit() {
        if (plan.exact()) {
            return Double.POSITIVE_INFINITY;
        }
        return filtered ? plan.limitFor(tally.budget()) : plan.limit();
    }

    /** Takes a leaf into account, as {@link FilterTally#add(int, int, int)}. */
    void tell(final int leafItems, final int tested, final int allowed) {
        if (filtered) {
            tally.add(leafItems, tested, allowed);
        }
    }

    /** Whether it is so cheap to go over everything that is allowed that no leaf need be looked at. */
    boolean givesUpAtOnce() {
        return filtered && tally.givesUpAtOnce();
    }

    /** Whether it is cheaper to go over everything that is allowed. */
    boolean givesUp() {
        return filtered && tally.givesUp();
    }

    /** Whether it was. */
    boolean gaveUp() {
        return filtered && tally.gaveUp();
    }

    /** Whether to do so by sketches first. */
    boolean isFlatCheaper() {
        return filtered && tally.isFlatCheaper();
    }

    /**
     * Whether to stop after a leaf.
     *
     * @param leafDistance of its centroid from the query.
     * @param reach how far from the query's point items may be; +infinity where that is not known.
     * @param scanned items looked at.
     * @param near what has been found among them.
     */
    boolean enough(final float leafDistance, final float reach, final long scanned, final TopK near) {
        final boolean fruitless = leaves > 0 && found[leaves - 1] == near.size();
        remember(scanned, near.size());
        if (near.size() > planned) {
            planned = near.size();
            plan.set(planned, options);
            if (filtered) {
                tally.goOnTo(planned, plan.budget());
            }
        }
        rule.goOnTo(limit());
        nearestLeaf = Math.min(nearestLeaf, leafDistance);
        final boolean enough = rule.enough(filtered ? tally.items() : (double) scanned, leafDistance * leafDistance);
        if (fruitless && leafDistance > MARGIN * (nearestLeaf + 2 * reach)) {
            return true;
        }
        return enough && (near.isFull() || foundInSecondHalf() <= mayMiss * near.size());
    }

    private void remember(final long scanned, final int size) {
        if (leaves == items.length) {
            items = Arrays.copyOf(items, 2 * leaves);
            found = Arrays.copyOf(found, 2 * leaves);
        }
        items[leaves] = scanned;
        found[leaves] = size;
        leaves++;
    }

    private int foundInSecondHalf() {
        final int last = leaves - 1;
        while (half < last && 2 * items[half] <= items[last]) {
            half++;
        }
        return found[last] - (half == 0 ? 0 : found[half - 1]);
    }

    /** The effort reached, or number of items. */
    StoppingRule rule() {
        return rule;
    }
}
