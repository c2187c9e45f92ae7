package org.annoyindex.builder.recall;

import org.annoyindex.query.Effort;
import org.annoyindex.query.SearchOptions;

/**
 * Widths of searches over links. Such a search does not use the links of the item that the query is, so that items do as
 * much as other queries.
 *
 * @param items number of items.
 */
record LinkScale(int items) implements EffortScale {
    /** Comparisons that take as long as visiting an item and scoring its links. */
    private static final double COMPARISONS_PER_PAGE = 4;

    @Override
    public SearchOptions options(final float effort) {
        return SearchOptions.of(new Effort.Width((int) Math.ceil(effort)));
    }

    /** As many items as are wanted are compared in any case. */
    @Override
    public float first(final int neighbors) {
        return neighbors;
    }

    @Override
    public double maxBudget() {
        return items / COMPARISONS_PER_PAGE;
    }

    @Override
    public double ofOthers(final float effort) {
        return effort;
    }
}
