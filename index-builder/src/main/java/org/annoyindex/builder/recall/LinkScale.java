package org.annoyindex.builder.recall;

import org.annoyindex.core.Metric;
import org.annoyindex.query.Effort;
import org.annoyindex.query.SearchOptions;

/**
 * Widths of searches over links. Such a search does not use the links of the item that the query is.
 *
 * @param metric of the index.
 * @param neighbors number of neighbors.
 * @param maxCost of searches from leaf to leaf with the most effort.
 */
record LinkScale(Metric metric, int neighbors, double maxCost) implements EffortScale {
    /** The share of the missed neighbors that other queries find, for one neighbor. */
    private static final double EASIER_FOR_OTHERS = 0.2;

    @Override
    public SearchOptions options(final float effort) {
        return SearchOptions.of(new Effort.Width((int) Math.ceil(effort)));
    }

    /** As many items as are wanted are compared in any case. */
    @Override
    public float first() {
        return neighbors;
    }

    @Override
    public boolean mayPay(final RecallMeasurement.Reached reached) {
        return reached.cost() < maxCost;
    }

    @Override
    public double effortOfOthers(final float effort) {
        return effort;
    }

    /**
     * An item that is left out has kept its neighbors from linking to each other: they are harder to find for it than for
     * another query at the same place, the nearest most of all. How much harder depends on the data. For one neighbor, other
     * queries missed 0.8 of what items missed where points have no structure, and 0.5 in sentences' embeddings; for ten, as
     * much, and 0.7. The larger shares count here, so that recall is hardly ever less than asked for, and may be more. This
     * does not hold for inner products, where a query is far from all items.
     */
    @Override
    public double recallOfOthers(final double recall) {
        return metric == Metric.DOT ? recall : 1 - (1 - recall) * (1 - EASIER_FOR_OTHERS / neighbors);
    }
}
