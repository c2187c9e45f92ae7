package org.annoyindex.query.plan;

import java.util.Arrays;
import org.annoyindex.query.Effort;
import org.annoyindex.query.SearchStatistics.Plan;
import org.jspecify.annotations.Nullable;

/**
 * When a search for everything within a distance has scanned enough.
 *
 * <p>The items within the distance are the nearest ones, only their number is not known. So the search takes the effort of a
 * search for as many neighbors as have been found, a number that grows on the way. A search for a recall also continues as
 * long as more than the share it may miss was found in the second half of what it has scanned: if every leaf is full of items
 * within the distance, a profile of ten neighbors does not say where that ends.
 *
 * <p>It ends before if no remaining leaf is likely to hold any. Let c be the centroid of the leaf that holds an item within
 * R of the query, c1 the one nearest to the query, at distance d1. Items are in the leaf whose centroid is nearest to them, so
 * c is no farther from the item than c1 is, which is d1 + R at most, and no farther from the query than d1 + 2 R. The number
 * of items in a page is limited, though: if the last leaf still held some, the next is scanned. For manhattan this does not
 * hold, as items are divided by Euclidean distance. Scratch of one searcher.
 */
public final class RadiusRule {
    /** Neighbors for whose effort a search begins: how many are within the distance is not known. */
    public static final int MIN_NEIGHBORS = 10;

    /**
     * Leaves do not come exactly by distance, and not every item is in the nearest leaf; so leaves up to this multiple of the
     * sufficient distance are scanned.
     */
    private static final float MARGIN = 1.1f;

    private final WorkLimit limit;
    private final FilterPlanner planner;
    private final StoppingRule rule = new StoppingRule();

    private SearchRequest request = SearchRequest.of(new Effort.Default());
    /** Whether there is a filter to plan for. */
    private boolean filtered;

    private int planned;
    private float nearestLeaf;
    private double mayMiss;

    /** Number of items scanned, and found, after each leaf. */
    private long[] items = new long[64];

    private int[] found = new int[64];
    private int leaves;
    /** The first leaf in the second half of the items scanned. */
    private int half;

    /**
     * @param limit of the search, for the number of neighbors found so far.
     * @param planner of filtered searches.
     */
    public RadiusRule(final WorkLimit limit, final FilterPlanner planner) {
        this.limit = limit;
        this.planner = planner;
    }

    /** Begins again, with the limit for a few neighbors, among this number of eligible items at most. */
    public void restart(final SearchRequest searchRequest, final int eligible) {
        request = searchRequest;
        planned = MIN_NEIGHBORS;
        nearestLeaf = Float.POSITIVE_INFINITY;
        final boolean byRecall =
                request.effort() instanceof Effort.Default || request.effort() instanceof Effort.Recall;
        mayMiss = byRecall ? 1 - WorkLimit.recallOf(request.effort()) : 1;
        leaves = 0;
        half = 0;
        limit.set(planned, request);
        filtered = false;
        final @Nullable ItemFilter filter = request.filter();
        if (filter != null && eligible > 0 && !limit.isExact()) {
            filtered = true;
            planner.restart(filter, eligible, planned, limit.budget(), true);
        }
        rule.restart(limit.isAdaptive(), stopAt());
    }

    private double stopAt() {
        if (limit.isExact()) {
            return Double.POSITIVE_INFINITY;
        }
        return filtered ? limit.limitFor(planner.budget()) : limit.limit();
    }

    /** Counts a leaf, as {@link FilterPlanner#add}. */
    public void addLeaf(final int leafItems, final int tested, final int matching) {
        if (filtered) {
            planner.add(leafItems, tested, matching);
        }
    }

    /** Decides before the walk, see {@link FilterPlanner#planBeforeWalk}. */
    public Plan planBeforeWalk() {
        if (limit.isExact()) {
            return Plan.EXACT;
        }
        return filtered ? planner.planBeforeWalk() : Plan.WALK;
    }

    /** Decides after a leaf, see {@link FilterPlanner#planAfterLeaf}. */
    public Plan planAfterLeaf() {
        return filtered ? planner.planAfterLeaf() : Plan.WALK;
    }

    /**
     * Whether to stop after a leaf.
     *
     * @param leafDistance of its centroid from the query.
     * @param reach how far from the query's point items may be; +infinity if that is not known.
     * @param scanned number of items scanned.
     * @param near number of them found within the distance.
     * @param isFull whether no more are wanted, unless they are nearer.
     */
    public boolean enough(
            final float leafDistance, final float reach, final long scanned, final int near, final boolean isFull) {
        final boolean fruitless = leaves > 0 && found[leaves - 1] == near;
        remember(scanned, near);
        if (near > planned) {
            planned = near;
            limit.set(planned, request);
            if (filtered) {
                planner.resumeFor(planned, limit.budget());
            }
        }
        rule.moveTo(stopAt());
        nearestLeaf = Math.min(nearestLeaf, leafDistance);
        final boolean enough = rule.enough(filtered ? planner.items() : (double) scanned, leafDistance * leafDistance);
        if (fruitless && leafDistance > MARGIN * (nearestLeaf + 2 * reach)) {
            return true;
        }
        return enough && (isFull || foundInSecondHalf() <= mayMiss * near);
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

    /** The adaptive budget used, or number of items. */
    public double reached() {
        return rule.reached();
    }
}
