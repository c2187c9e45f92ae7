package org.annoyindex.builder.recall;

import org.annoyindex.query.Effort;
import org.annoyindex.query.SearchOptions;

/**
 * Widths of searches over links. Such a search does not use the links of the item that the query is.
 *
 * @param items number of items.
 */
record LinkScale(int items) implements EffortScale {
    /** Between what was measured; recall is within 1.5 points of what is asked for on each of these. */
    private static final double WIDTH_OF_OTHERS = 0.92;

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

    /**
     * An item that is left out has kept its neighbors from linking to each other, so that they are harder to find for it than
     * for another query at the same place. How much harder depends on the data: other queries take 0.97 of the width on images
     * (Fashion-MNIST), 0.9 and 0.8 on sentences of 768 and 384 dimensions.
     */
    @Override
    public double ofOthers(final float effort) {
        return WIDTH_OF_OTHERS * effort;
    }
}
