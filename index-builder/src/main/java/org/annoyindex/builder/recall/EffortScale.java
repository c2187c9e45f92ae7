package org.annoyindex.builder.recall;

import org.annoyindex.query.SearchOptions;

/** The efforts of one way to search an index, and which of them are worth measuring. */
interface EffortScale {
    /** The options of a search with an effort. */
    SearchOptions options(float effort);

    /** The least effort that is worth measuring. */
    float first();

    /** Whether more effort may be worth it for searches that come to something. */
    boolean mayPay(RecallMeasurement.Reached reached);

    /** The effort with which a query that is no item does as much as an item does with another effort. */
    double effortOfOthers(float effort);

    /** The recall that queries that are no items reach with the effort with which items reach another recall. */
    double recallOfOthers(double recall);
}
