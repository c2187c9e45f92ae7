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

    /** Translates the effort of an item as query into the effort at which another query does as much. */
    double effortOfOthers(float effort);

    /** Translates the recall of items as queries into that of other queries at the same effort. */
    double recallOfOthers(double recall);
}
