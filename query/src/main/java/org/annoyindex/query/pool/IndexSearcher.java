package org.annoyindex.query.pool;

import java.util.function.Consumer;
import org.annoyindex.query.Effort;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.RankedItems;
import org.annoyindex.query.open.IndexFile;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.search.NearestSearch;
import org.annoyindex.query.search.RadiusSearch;
import org.jspecify.annotations.Nullable;

/**
 * Searches one file in memory of its own, for arguments that have been checked, whether the index is closed or not. Once warm,
 * a search allocates nothing: its arguments lie in fields while the file's guard runs it. For one thread at a time.
 */
public final class IndexSearcher {
    private static final SearchRequest NO_REQUEST = SearchRequest.of(new Effort.Default());

    private final IndexFile file;
    private final NearestSearch nearest;
    /** Made when it is first needed. */
    private @Nullable RadiusSearch within;
    /** Whether the last search was one within a distance. */
    private boolean lastWasWithin;
    /** Number of searches begun. */
    private long searches;

    private final RankedItems result = new RankedItems(16);
    private final float[] itemVector;

    // Arguments of the search that the guard runs.
    private float[] vector;
    private int item = ExactComparer.NO_ITEM;
    private int k;
    private int count;
    private float distance;
    private SearchRequest request = NO_REQUEST;

    /** @param file to search. */
    public IndexSearcher(final IndexFile file) {
        this.file = file;
        nearest = SearchFactory.nearest(file);
        itemVector = new float[file.dimension()];
        vector = itemVector;
    }

    /** A vector of the index's dimension that belongs to this searcher, for the query. */
    public float[] itemVector() {
        return itemVector;
    }

    /** What the last search found; changed by the next one. */
    public RankedItems result() {
        return result;
    }

    /** Begins a search, which ends pages of the one before; returns its number. */
    public long begin() {
        lastWasWithin = false;
        return ++searches;
    }

    /** Whether no search has begun since the one of some number. */
    public boolean isCurrent(final long search) {
        return searches == search;
    }

    /**
     * Finds the items nearest to a vector.
     *
     * @param query the vector.
     * @param queryItem position of the item whose vector it is, or {@link ExactComparer#NO_ITEM}.
     * @param wanted number of items.
     * @param how effort and filter.
     * @return the items, valid until the next search.
     */
    public RankedItems nearest(final float[] query, final int queryItem, final int wanted, final SearchRequest how) {
        begin();
        return run(query, queryItem, wanted, how, IndexSearcher::searchNearest);
    }

    private void searchNearest() {
        nearest.search(vector, item, k, request, result);
    }

    /**
     * Finds the items within a distance of a vector.
     *
     * @param query the vector.
     * @param queryItem position of the item whose vector it is, or {@link ExactComparer#NO_ITEM}.
     * @param within that items have at most.
     * @param limit number of items at most.
     * @param how effort and filter.
     * @return the items, valid until the next search.
     */
    public RankedItems within(
            final float[] query, final int queryItem, final float within, final int limit, final SearchRequest how) {
        begin();
        lastWasWithin = true;
        distance = within;
        return run(query, queryItem, limit, how, IndexSearcher::searchWithin);
    }

    private void searchWithin() {
        if (within == null) {
            within = SearchFactory.within(file);
        }
        within.search(vector, item, distance, k, request, result);
    }

    /** Finds the first page of the current search, see {@link NearestSearch#begin}. */
    public RankedItems firstPage(final float[] query, final int queryItem, final int wanted, final SearchRequest how) {
        return run(query, queryItem, wanted, how, IndexSearcher::searchFirstPage);
    }

    private void searchFirstPage() {
        nearest.begin(vector, item, k, request, result);
    }

    /** Finds another page of the current search, see {@link NearestSearch#more}. */
    public RankedItems nextPage(final int wanted, final int total, final SearchRequest how) {
        count = wanted;
        return run(itemVector, ExactComparer.NO_ITEM, total, how, IndexSearcher::searchNextPage);
    }

    private void searchNextPage() {
        nearest.more(count, k, request, result);
    }

    private RankedItems run(
            final float[] query,
            final int queryItem,
            final int wanted,
            final SearchRequest how,
            final Consumer<IndexSearcher> search) {
        vector = query;
        item = queryItem;
        k = wanted;
        request = how;
        try {
            file.guard().run(this, search);
        } finally {
            // A searcher may be idle for long, and must not keep a filter.
            request = NO_REQUEST;
            vector = itemVector;
        }
        return result;
    }

    /** What the last search did. */
    public SearchStatistics statistics() {
        return lastWasWithin && within != null ? within.statistics() : nearest.statistics();
    }
}
