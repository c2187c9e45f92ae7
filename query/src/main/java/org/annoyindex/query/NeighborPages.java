package org.annoyindex.query;

import org.annoyindex.query.exact.RankedItems;
import org.annoyindex.query.open.OpenIndex;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.pool.IndexSearcher;

/**
 * The neighbors of one query page by page. Each page resumes the search where the one before stopped, up to the last item
 * if need be.
 *
 * <pre>{@code
 * NeighborPages pages = index.pages(Query.of(vector));
 * Neighbors first = pages.next(10);
 * Neighbors second = pages.next(10); // the next 10, without scanning again what the first page has scanned
 * }</pre>
 *
 * <p>The first page holds what {@link AnnoyIndex#nearest(Query, int, SearchOptions)} finds. No item is returned twice, and
 * in the end every eligible item has been returned. Each page is sorted, nearest first. If the search is exact, all pages
 * together are sorted, too. If it is approximate, a page may hold an item that is nearer than the last ones of the page
 * before: one that a search for that few did not find. All pages so far have scanned as much as one search for all of
 * their items, so that they hold about the same items.
 *
 * <p>Takes eight to sixteen bytes of memory per item scanned. For one thread; of no more use once its {@link Searcher} has
 * begun another search, or the index was closed. A filter must not be changed as long as it is used.
 */
public final class NeighborPages {
    private final OpenIndex index;
    private final IndexSearcher searcher;
    private final SearchRequest request;
    private final float[] vector;
    private final int item;
    private final long search;
    private int returned;
    private boolean ended;

    /**
     * Takes a searcher whose {@linkplain IndexSearcher#itemVector() vector} is the query, and the position of its item or
     * {@link org.annoyindex.query.exact.ExactComparer#NO_ITEM}.
     */
    NeighborPages(final OpenIndex index, final IndexSearcher searcher, final int item, final SearchRequest request) {
        this.index = index;
        this.searcher = searcher;
        this.request = request;
        this.item = item;
        vector = searcher.itemVector().clone();
        search = searcher.begin();
    }

    /**
     * Finds more neighbors.
     *
     * @param count number wanted, at least 1. Few large pages take less time than many small ones.
     * @return the next nearest items; fewer than {@code count} only if there are no more, none if the search has ended. They
     *     never change.
     * @throws IllegalArgumentException if the count is below 1.
     * @throws IllegalStateException if the index is closed, or the searcher has begun another search.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors next(final int count) {
        OpenIndex.checkAtLeastOne("count", count);
        checkCurrent();
        if (ended) {
            return new Neighbors(new RankedItems(0));
        }
        final RankedItems page = returned == 0
                ? searcher.firstPage(vector, item, count, request)
                : searcher.nextPage(count, (int) Math.min(Integer.MAX_VALUE, (long) returned + count), request);
        returned += page.size();
        ended = page.size() < count;
        return new Neighbors(page.copy());
    }

    /** Checks that the searcher has begun no other search. */
    private void checkCurrent() {
        index.file();
        if (!searcher.isCurrent(search)) {
            throw new IllegalStateException(
                    "the searcher has begun another search; use one searcher for each NeighborPages that is to be resumed");
        }
    }

    /** {@return number of neighbors returned so far} */
    public int returned() {
        return returned;
    }

    /** {@return whether the last page was not full, so that there are no more neighbors} */
    public boolean hasEnded() {
        return ended;
    }

    /**
     * {@return what all pages so far took together}
     *
     * @throws IllegalStateException if the index is closed, or the searcher has begun another search.
     */
    public SearchStatistics statistics() {
        checkCurrent();
        return searcher.statistics();
    }
}
