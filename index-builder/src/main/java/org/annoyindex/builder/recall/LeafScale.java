package org.annoyindex.builder.recall;

import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Effort;
import org.annoyindex.query.IndexInfo;
import org.annoyindex.query.SearchOptions;

/**
 * Adaptive budgets of searches from leaf to leaf.
 *
 * @param metric the index's.
 * @param items number of items.
 * @param leafEntries mean number of entries in a leaf.
 * @param leavesPerItem number of leaves that hold an item, per tree.
 */
record LeafScale(Metric metric, int items, double leafEntries, int leavesPerItem) implements EffortScale {
    static LeafScale of(final AnnoyIndex index) {
        final IndexInfo info = index.info();
        final IndexInfo.Pages pages = info.pageLayout().orElseThrow();
        final double entries = (double) info.size() * info.treeCount() * pages.leavesPerItem();
        return new LeafScale(info.metric(), info.size(), entries / pages.leafPages(), pages.leavesPerItem());
    }

    @Override
    public SearchOptions options(final float effort) {
        return SearchOptions.of(new Effort.AdaptiveBudget(effort));
    }

    /** Half a leaf: a search scans one at least. */
    @Override
    public float first() {
        return (float) Math.max(1, leafEntries / 2);
    }

    @Override
    public double recallOfOthers(final double recall) {
        return recall;
    }

    /** Until an exact search takes no longer: scanning a sketch takes a fraction of the time of a comparison. */
    @Override
    public boolean mayPay(final RecallMeasurement.Reached reached) {
        return reached.budget() < (metric.hasSketches() ? items : items / 2.0);
    }

    /**
     * The centroid of an item's leaf is a mean over n items of which it is one, so it is nearer by a factor of 1 - 1/n than
     * to another query at the same place. The other leaves are farther in proportion, and the stopping rule weighs what is
     * beyond the first leaf more. This does not hold for inner products, where a query is far from all items.
     */
    @Override
    public double effortOfOthers(final float effort) {
        if (metric == Metric.DOT || effort <= leafEntries) {
            return effort;
        }
        final double nearer = 1 - leavesPerItem / leafEntries;
        final double squared = nearer * nearer;
        return leafEntries + (effort - leafEntries) * squared * squared * squared * squared;
    }
}
