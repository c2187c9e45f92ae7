package org.annoyindex.query;

/**
 * When a search has looked at enough: at so many items; or by its effort, which counts items the more, the farther the
 * leaves have become. With n items looked at, a leaf's centroid at distance d and the first leaf's at d1, the effort is
 *
 * <pre>
 *   n min(8, (d / d1)^8)
 * </pre>
 *
 * so that a query in a dense place, all of whose neighbors are in the nearest leaves, stops long before one whose nearest
 * leaves are hardly nearer than others; but not before it has looked at an eighth of the items that the latter has.
 * With a filter, items are counted as {@link FilterTally} does. Scratch of one searcher.
 */
final class StoppingRule {
    private static final double MOST_WEIGHT = 8;

    private boolean byEffort;
    private double limit;
    private int leaves;
    private float first;
    private double reached;

    /** Begins again, to stop at an effort or at a number of items. */
    void restart(final boolean stopByEffort, final double stopAt) {
        byEffort = stopByEffort;
        limit = stopAt;
        leaves = 0;
        reached = 0;
    }

    /** Goes on to another effort or number of items; returns whether that has been reached already. */
    boolean goOnTo(final double newLimit) {
        limit = newLimit;
        return reached >= limit;
    }

    /** The effort reached, or number of items. */
    double reached() {
        return reached;
    }

    /** Whether to stop after a leaf of some squared distance, with so many items looked at. */
    boolean enough(final double items, final float squaredDistance) {
        if (!byEffort) {
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
        reached = items * Math.min(MOST_WEIGHT, (double) (ratio * ratio) * (ratio * ratio));
        return reached >= limit;
    }
}
