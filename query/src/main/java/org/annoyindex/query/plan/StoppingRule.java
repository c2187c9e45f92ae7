package org.annoyindex.query.plan;

/**
 * When a search has scanned enough: a number of items, or an adaptive budget, which counts each item more, the farther the
 * leaves have become. With n items scanned, the centroid of a leaf at distance d and that of the first leaf at d1, it is
 *
 * <pre>
 *   n min(8, (d / d1)^8)
 * </pre>
 *
 * so that a query in a dense region, whose neighbors are all in the nearest leaves, stops long before one whose nearest
 * leaves are hardly nearer than others; but not before it has scanned an eighth of the items that the latter has. With a
 * filter, items are counted as {@link FilterPlanner} does. Scratch of one searcher.
 */
public final class StoppingRule {
    private static final double MAX_WEIGHT = 8;

    private boolean adaptive;
    private double limit;
    private int leaves;
    private float first;
    private double reached;

    /** Begins again, to stop at an adaptive budget or at a number of items. */
    public void restart(final boolean stopAdaptively, final double stopAt) {
        adaptive = stopAdaptively;
        limit = stopAt;
        leaves = 0;
        reached = 0;
    }

    /** Moves the limit; returns whether it has been reached already. */
    public boolean moveTo(final double newLimit) {
        limit = newLimit;
        return reached >= limit;
    }

    /** The adaptive budget used, or number of items. */
    public double reached() {
        return reached;
    }

    /** Whether to stop after a leaf of some squared distance, with this number of items scanned. */
    public boolean enough(final double items, final float squaredDistance) {
        if (!adaptive) {
            reached = items;
            return items >= limit;
        }
        leaves++;
        if (leaves == 1) {
            first = squaredDistance;
        } else if (leaves == 2) {
            // A query may be a centroid itself.
            first = Math.max(first, squaredDistance / 2);
        }
        final float ratio = first > 0 ? squaredDistance / first : 1;
        reached = items * Math.min(MAX_WEIGHT, (double) (ratio * ratio) * (ratio * ratio));
        return reached >= limit;
    }
}
