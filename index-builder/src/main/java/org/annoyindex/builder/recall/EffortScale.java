package org.annoyindex.builder.recall;

import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.IndexInfo;

/**
 * The range of efforts that are worth measuring on an index.
 *
 * @param metric the index's.
 * @param items number of items.
 * @param leafEntries mean number of entries in a leaf.
 * @param leavesPerItem number of leaves that hold an item, per tree.
 */
record EffortScale(Metric metric, int items, double leafEntries, int leavesPerItem) {
    static EffortScale of(final AnnoyIndex index) {
        final IndexInfo info = index.info();
        final IndexInfo.Pages pages = info.pageLayout().orElseThrow();
        final double entries = (double) info.size() * info.treeCount() * pages.leavesPerItem();
        return new EffortScale(info.metric(), info.size(), entries / pages.leafPages(), pages.leavesPerItem());
    }

    /** Half a leaf: a search scans one at least. */
    float first() {
        return (float) Math.max(1, leafEntries / 2);
    }

    /** The number of scanned items from which an exact search takes no longer: scanning a sketch is a fraction of a comparison. */
    double maxItems() {
        return metric.hasSketches() ? items : items / 2.0;
    }

    /**
     * The effort with which a query that is no item scans as many items as an item does with another effort. The centroid of an
     * item's leaf is a mean over n items of which it is one, so it is nearer by a factor of 1 - 1/n than to another query at
     * the same place. The other leaves are farther in proportion, and the stopping rule weighs what is beyond the first leaf
     * more. This does not hold for inner products, where a query is far from all items.
     */
    double ofOthers(final float effort) {
        if (metric == Metric.DOT || effort <= leafEntries) {
            return effort;
        }
        final double nearer = 1 - leavesPerItem / leafEntries;
        final double squared = nearer * nearer;
        return leafEntries + (effort - leafEntries) * squared * squared * squared * squared;
    }
}
