package org.annoyindex.builder.recall;

import org.annoyindex.query.SearchOptions;

/** The efforts of one way to search an index, and which of them are worth measuring. */
interface EffortScale {
    /** The options of a search with an effort. */
    SearchOptions options(float effort);

    /** The least effort that is worth measuring for a number of neighbors. */
    float first(int neighbors);

    /** The number of scanned items, or visited pages, from which an exact search takes no longer. */
    double maxBudget();

    /** The effort with which a query that is no item does as much as an item does with another effort. */
    double ofOthers(float effort);
}
