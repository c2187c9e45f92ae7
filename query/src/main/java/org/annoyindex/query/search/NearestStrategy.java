package org.annoyindex.query.search;

import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.plan.SearchRequest;

/** How one kind of file is searched for the nearest items. Scratch of one searcher. */
public interface NearestStrategy {
    /** Compares what may be among the k items nearest to a vector. */
    void run(float[] vector, int k, SearchRequest request);

    /**
     * Resumes the last search where it stopped, until as much has been scanned as for k neighbors in all and the list of the
     * nearest is full, or nothing is left to compare.
     */
    void resume(int k, SearchRequest request);

    /** What has been done since the last run began. */
    SearchStatistics statistics();
}
