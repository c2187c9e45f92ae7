package org.annoyindex.query;

import java.io.UncheckedIOException;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.open.OpenIndex;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.pool.IndexSearcher;

/**
 * Searches one index, over and over, in memory of its own: once warmed up a search allocates nothing. For one thread at
 * a time; make one per thread with {@link AnnoyIndex#searcher()}.
 *
 * <p>Methods take the arguments of those of {@link AnnoyIndex}, and throw the same exceptions: {@link NullPointerException}
 * if an argument is null, {@link IllegalArgumentException} if it is wrong, {@link IndexOutOfBoundsException} and
 * {@link java.util.NoSuchElementException} if there is no such item, {@link IllegalStateException} if the index is closed or
 * its keys are not of the query's kind, and {@link UncheckedIOException} if the file was damaged or changed under the
 * mapping. A key that is a string is encoded for each search, which allocates.
 */
public final class Searcher {
    private final OpenIndex index;
    private final IndexSearcher searcher;
    private final Neighbors neighbors;

    Searcher(final OpenIndex index) {
        this.index = index;
        searcher = new IndexSearcher(index.file());
        neighbors = new Neighbors(searcher.result());
    }

    /**
     * Finds the items nearest to a vector, with the default effort.
     *
     * @param vector the query, with {@link AnnoyIndex#dimension()} finite components.
     * @param k number of neighbors wanted, at least 1.
     * @return the neighbors, valid until this searcher's next search.
     * @throws NullPointerException if the vector is null.
     * @throws IllegalArgumentException if k is below 1, or the vector has another dimension or a component that is not
     *     finite, or for hamming not 0 or 1.
     * @throws IllegalStateException if the index is closed.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors nearest(final float[] vector, final int k) {
        return nearest(vector, k, SearchOptions.defaults());
    }

    /**
     * Finds the items nearest to a vector.
     *
     * @param vector the query, with {@link AnnoyIndex#dimension()} finite components.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors, valid until this searcher's next search.
     * @throws NullPointerException if an argument is null.
     * @throws IllegalArgumentException as {@link AnnoyIndex#nearest(Query, int, SearchOptions)}.
     * @throws IllegalStateException if the index is closed.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors nearest(final float[] vector, final int k, final SearchOptions options) {
        final SearchRequest request = SearchOptions.request(options);
        index.file();
        OpenIndex.checkK(k);
        index.checkVector(vector);
        searcher.nearest(vector, ExactComparer.NO_ITEM, k, request);
        return neighbors;
    }

    /**
     * Finds the items nearest to a query, with the default effort.
     *
     * @param query a vector or an item.
     * @param k number of neighbors wanted, at least 1.
     * @return the neighbors, valid until this searcher's next search.
     * @throws NullPointerException if the query is null.
     * @throws IllegalArgumentException as {@link AnnoyIndex#nearest(Query, int, SearchOptions)}.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors nearest(final Query query, final int k) {
        return nearest(query, k, SearchOptions.defaults());
    }

    /**
     * Finds the items nearest to a query.
     *
     * @param query a vector or an item; an item is itself among the neighbors, see {@link Query}.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors, valid until this searcher's next search.
     * @throws NullPointerException if an argument is null.
     * @throws IllegalArgumentException as {@link AnnoyIndex#nearest(Query, int, SearchOptions)}.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors nearest(final Query query, final int k, final SearchOptions options) {
        final SearchRequest request = SearchOptions.request(options);
        index.file();
        OpenIndex.checkK(k);
        final int item = Query.read(query, index, searcher.itemVector());
        searcher.nearest(searcher.itemVector(), item, k, request);
        return neighbors;
    }

    /**
     * Finds the items within a distance of a query, with the default effort.
     *
     * @param query a vector or an item.
     * @param distance as in {@link AnnoyIndex#within(Query, float, int, SearchOptions)}.
     * @param limit number of neighbors wanted at most, at least 1; the nearest, if there are more.
     * @return the neighbors, valid until this searcher's next search.
     * @throws NullPointerException if the query is null.
     * @throws IllegalArgumentException as {@link AnnoyIndex#within(Query, float, int, SearchOptions)}.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors within(final Query query, final float distance, final int limit) {
        return within(query, distance, limit, SearchOptions.defaults());
    }

    /**
     * Finds the items within a distance of a query.
     *
     * @param query a vector or an item; an item is itself among the neighbors, see {@link Query}.
     * @param distance as in {@link AnnoyIndex#within(Query, float, int, SearchOptions)}.
     * @param limit number of neighbors wanted at most, at least 1; the nearest, if there are more.
     * @param options effort and filter.
     * @return the neighbors, valid until this searcher's next search.
     * @throws NullPointerException if an argument is null.
     * @throws IllegalArgumentException as {@link AnnoyIndex#within(Query, float, int, SearchOptions)}.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors within(final Query query, final float distance, final int limit, final SearchOptions options) {
        final SearchRequest request = SearchOptions.request(options);
        index.file();
        index.checkDistance(distance);
        OpenIndex.checkAtLeastOne("limit", limit);
        final int item = Query.read(query, index, searcher.itemVector());
        searcher.within(searcher.itemVector(), item, distance, limit, request);
        return neighbors;
    }

    /**
     * Finds the neighbors of a query page by page, with the default effort, see {@link #pages(Query, SearchOptions)}.
     *
     * @param query a vector, which is copied, or an item.
     * @return the pages, valid until this searcher's next search.
     * @throws NullPointerException if the query is null.
     * @throws IllegalArgumentException as {@link AnnoyIndex#nearest(Query, int, SearchOptions)}.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     */
    public NeighborPages pages(final Query query) {
        return pages(query, SearchOptions.defaults());
    }

    /**
     * Finds the neighbors of a query page by page, nearest first. Nothing is searched before the first page is asked for.
     *
     * @param query a vector, which is copied, or an item.
     * @param options effort and filter.
     * @return the pages, valid until this searcher's next search.
     * @throws NullPointerException if an argument is null.
     * @throws IllegalArgumentException as {@link AnnoyIndex#nearest(Query, int, SearchOptions)}.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     */
    public NeighborPages pages(final Query query, final SearchOptions options) {
        final SearchRequest request = SearchOptions.request(options);
        final int item = Query.read(query, index, searcher.itemVector());
        index.file().check(request.effort());
        return new NeighborPages(index, searcher, item, request);
    }

    /** {@return what the last search did} */
    public SearchStatistics statistics() {
        return searcher.statistics();
    }
}
