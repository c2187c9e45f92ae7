package org.annoyindex.query;

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
    private final Searcher searcher;
    private final long search;
    private final float[] vector;
    private final int item;
    private final SearchOptions options;
    private int returned;
    private boolean ended;

    /**
     * Takes the number by which the searcher knows its search, a vector that has been checked, and the position of its
     * item or {@link Search#NO_ITEM}.
     */
    NeighborPages(
            final Searcher searcher,
            final long search,
            final float[] vector,
            final int item,
            final SearchOptions options) {
        this.searcher = searcher;
        this.search = search;
        this.vector = vector;
        this.item = item;
        this.options = options;
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
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ", must be at least 1");
        }
        searcher.checkCurrent(search);
        if (ended) {
            return new Neighbors(0);
        }
        final Neighbors page = returned == 0
                ? searcher.begin(vector, item, count, options)
                : searcher.more(count, (int) Math.min(Integer.MAX_VALUE, (long) returned + count), options);
        returned += page.size();
        ended = page.size() < count;
        return page;
    }

    /** @return number of neighbors returned so far. */
    public int returned() {
        return returned;
    }

    /** @return whether the last page was not full, so that there are no more neighbors. */
    public boolean hasEnded() {
        return ended;
    }

    /**
     * @return what all pages so far took together.
     * @throws IllegalStateException if the index is closed, or the searcher has begun another search.
     */
    public SearchStatistics statistics() {
        searcher.checkCurrent(search);
        return searcher.statistics();
    }
}
