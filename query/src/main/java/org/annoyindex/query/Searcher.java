package org.annoyindex.query;

import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    private static final String NO_OPTIONS = "options is null; use SearchOptions.defaults()";

    private final AnnoyIndex index;
    private final IndexFile file;
    private final NearestSearch search;
    /** Made when it is first needed. */
    private @Nullable RadiusSearch radiusSearch;
    /** The one of them that was used last. */
    private Search last;
    /** Number of searches begun. */
    private long searches;

    private final Neighbors neighbors = new Neighbors(16);
    private final float[] itemVector;

    Searcher(final AnnoyIndex index, final IndexFile file) {
        this.index = index;
        this.file = file;
        search = file.newSearch();
        last = search;
        itemVector = new float[file.dimension];
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
        Objects.requireNonNull(options, NO_OPTIONS);
        index.file();
        index.checkK(k);
        index.checkVector(vector);
        return search(vector, Search.NO_ITEM, k, options);
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
        Objects.requireNonNull(options, NO_OPTIONS);
        index.checkK(k);
        final int item = index.read(query, itemVector);
        return search(itemVector, item, k, options);
    }

    /**
     * Searches for a vector that is that of the item at some position, or {@link Search#NO_ITEM}, and k, both checked, even
     * if the index is closed.
     */
    Neighbors search(final float[] vector, final int item, final int k, final SearchOptions options) {
        searches++;
        last = search;
        try {
            search.search(vector, item, k, options, neighbors);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw file.broken(ex);
        }
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
        Objects.requireNonNull(options, NO_OPTIONS);
        index.checkDistance(distance);
        index.checkLimit(limit);
        final int item = index.read(query, itemVector);
        if (radiusSearch == null) {
            radiusSearch = file.newRadiusSearch();
        }
        searches++;
        last = radiusSearch;
        try {
            radiusSearch.search(itemVector, item, distance, limit, options, neighbors);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw file.broken(ex);
        }
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
        Objects.requireNonNull(options, NO_OPTIONS);
        final int item = index.read(query, itemVector);
        file.check(options);
        last = search;
        return new NeighborPages(this, ++searches, itemVector.clone(), item, options);
    }

    /** Checks that no search has begun since the one of some number. */
    void checkCurrent(final long number) {
        index.file();
        if (searches != number) {
            throw new IllegalStateException(
                    "the searcher has begun another search; use one searcher for each NeighborPages that is to be"
                            + " resumed");
        }
    }

    /** The first page. */
    Neighbors begin(final float[] vector, final int item, final int k, final SearchOptions options) {
        try {
            search.begin(vector, item, k, options, neighbors);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw file.broken(ex);
        }
        return neighbors.copy();
    }

    /** Further pages. */
    Neighbors more(final int count, final int k, final SearchOptions options) {
        try {
            search.more(count, k, options, neighbors);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw file.broken(ex);
        }
        return neighbors.copy();
    }

    /** @return what the last search did. */
    public SearchStatistics statistics() {
        return last.statistics();
    }
}
