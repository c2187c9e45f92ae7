package org.annoyindex.query;

/**
 * Neighbors of one query page by page, each page going on where the one before stopped, to the last item if need be.
 *
 * <pre>{@code
 * NeighborStream stream = index.stream(vector, SearchOptions.defaults());
 * Neighbors first = stream.next(10);
 * Neighbors second = stream.next(10); // the 10 next, without looking again at what the first page has seen
 * }</pre>
 *
 * <p>The first page holds what {@link AnnoyIndex#nearest(float[], int, SearchOptions)} finds. No item comes twice, and in the
 * end every eligible item has come. Each page is in itself in order, nearest first. So are pages after each other where the
 * search is exact. Where it is approximate, a page may hold an item that is nearer than the last ones of the page before: one
 * that a search for so few did not find. With all pages so far as much has been looked at as by one search for all of their
 * items, so that they hold about the same items.
 *
 * <p>A stream keeps what it has seen: eight to sixteen bytes an item. It belongs to one thread, and it is of no use after its
 * {@link Searcher} has begun another search, or the index was closed. A filter is not to be changed as long as it is used.
 */
public final class NeighborStream {
    private final Searcher searcher;
    private final long search;
    private final float[] vector;
    private final int item;
    private final SearchOptions options;
    private int returned;
    private boolean ended;

    /**
     * Takes the number by which the searcher knows what it is at, a vector that has been checked, and the position of its
     * item or {@link Search#NO_ITEM}.
     */
    NeighborStream(
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
     * @return the next nearest items; fewer than {@code count} only if there are no more, none if the stream has ended. They
     *     never change.
     * @throws IllegalArgumentException if the count is below 1.
     * @throws IllegalStateException if the index is closed, or the searcher has begun another search.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors next(final int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ", must be at least 1");
        }
        searcher.checkIsAt(search);
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
        searcher.checkIsAt(search);
        return searcher.statistics();
    }
}
