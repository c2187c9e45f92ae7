package org.annoyindex.builder.recall;

import org.annoyindex.core.format.RecallCurve;

/**
 * A measured curve of recall.
 *
 * @param curve for the profile.
 * @param cost the same with the mean cost of a search in place of its budget, see {@code SearchStatistics.cost()}.
 */
record MeasuredCurve(RecallCurve curve, RecallCurve cost) {
    /** The cost of searches with the most effort. */
    double maxCost() {
        return cost.budgets()[cost.budgets().length - 1];
    }

    /** The cost at which a recall is expected; infinite if it was not reached. */
    double costOf(final double recall) {
        return cost.budgetFor(recall);
    }
}
