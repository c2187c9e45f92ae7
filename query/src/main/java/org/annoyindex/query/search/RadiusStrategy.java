package org.annoyindex.query.search;

import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.plan.SearchRequest;

/** How one kind of file is searched for the items within a distance. Scratch of one searcher. */
public interface RadiusStrategy {
    /**
     * Compares what may be within a distance of a vector.
     *
     * @param vector the query.
     * @param bound surrogate distance that items have at most.
     * @param limit number of items wanted at most.
     * @param request effort and filter.
     */
    void run(float[] vector, float bound, int limit, SearchRequest request);

    /** What has been done since the last run began. */
    SearchStatistics statistics();
}
