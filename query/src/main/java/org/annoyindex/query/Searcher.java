package org.annoyindex.query;

import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Searches one index, over and over, in memory of its own: once warmed up a search allocates nothing. For one thread at
 * a time; make one a thread with {@link AnnoyIndex#searcher()}.
 */
public final class Searcher {
    private final AnnoyIndex index;
    private final IndexFile file;
    private final NearestSearch search;
    /** Made when it is first asked for. */
    private @Nullable RadiusSearch radiusSearch;
    /** The one of them that was used last. */
    private Search last;
    /** Searches and streams begun. */
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
     * Finds the items nearest to a vector.
     *
     * @param vector the query, with {@link AnnoyIndex#dimension()} components.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors, valid until this searcher's next search.
     * @throws IllegalArgumentException if k is below 1, or the vector has another dimension or a component that is not
     *     finite.
     * @throws IllegalStateException if the index is closed.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors nearest(final float[] vector, final int k, final SearchOptions options) {
        return nearest(vector, Search.NO_ITEM, k, options);
    }

    /** Searches for a vector that is that of the item at some position, or {@link Search#NO_ITEM}. */
    Neighbors nearest(final float[] vector, final int item, final int k, final SearchOptions options) {
        index.file();
        index.checkK(k);
        index.checkVector(vector);
        return search(vector, item, k, options);
    }

    /** Searches for a vector and k that have been checked, be the index closed or not. */
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
     * Finds the items nearest to an item, itself among them as in {@link AnnoyIndex#nearestToItem(int, int, SearchOptions)}.
     *
     * @param id of an item.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors, valid until this searcher's next search.
     * @throws IndexOutOfBoundsException if there is no such item.
     * @throws IllegalArgumentException if k is below 1.
     * @throws IllegalStateException if the index is closed.
     */
    public Neighbors nearestToItem(final int id, final int k, final SearchOptions options) {
        return nearest(itemVector, readItem(id), k, options);
    }

    /** Makes an item's vector the one to search for; returns the item's position. */
    private int readItem(final int id) {
        index.file();
        return file.readVector(index.checkId(id), itemVector);
    }

    /**
     * Finds the items nearest to the item that has a key, itself among them.
     *
     * @param key of an item.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors, valid until this searcher's next search.
     * @throws java.util.NoSuchElementException if no item has the key.
     * @throws IllegalArgumentException if k is below 1.
     * @throws IllegalStateException if keys are not numbers, or the index is closed.
     */
    public Neighbors nearestToKey(final long key, final int k, final SearchOptions options) {
        return nearestToItem(file.names().require(key), k, options);
    }

    /**
     * Finds the items nearest to the item that has a key, itself among them. The key is turned into UTF-8, which allocates.
     *
     * @param key of an item.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors, valid until this searcher's next search.
     * @throws java.util.NoSuchElementException if no item has the key.
     * @throws IllegalArgumentException if k is below 1.
     * @throws IllegalStateException if keys are not strings, or the index is closed.
     */
    public Neighbors nearestToKey(final String key, final int k, final SearchOptions options) {
        return nearestToItem(file.names().require(key), k, options);
    }

    /**
     * Finds the items within a distance of a vector.
     *
     * @param vector the query, with {@link AnnoyIndex#dimension()} components.
     * @param distance as in {@link AnnoyIndex#within(float[], float, int, SearchOptions)}.
     * @param limit number of neighbors wanted at most, at least 1.
     * @param options effort and filter.
     * @return the neighbors, valid until this searcher's next search.
     * @throws IllegalArgumentException if the distance cannot be one, the limit is below 1, or the vector has another
     *     dimension or a component that is not finite.
     * @throws IllegalStateException if the index is closed.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors within(final float[] vector, final float distance, final int limit, final SearchOptions options) {
        return within(vector, Search.NO_ITEM, distance, limit, options);
    }

    /**
     * Finds the items within a distance of an item, itself among them as in
     * {@link AnnoyIndex#withinOfItem(int, float, int, SearchOptions)}.
     *
     * @param id of an item.
     * @param distance as in {@link AnnoyIndex#within(float[], float, int, SearchOptions)}.
     * @param limit number of neighbors wanted at most, at least 1.
     * @param options effort and filter.
     * @return the neighbors, valid until this searcher's next search.
     * @throws IndexOutOfBoundsException if there is no such item.
     * @throws IllegalArgumentException if the distance cannot be one, or the limit is below 1.
     * @throws IllegalStateException if the index is closed.
     */
    public Neighbors withinOfItem(final int id, final float distance, final int limit, final SearchOptions options) {
        return within(itemVector, readItem(id), distance, limit, options);
    }

    private Neighbors within(
            final float[] vector, final int item, final float distance, final int limit, final SearchOptions options) {
        index.file();
        index.checkDistance(distance);
        index.checkLimit(limit);
        index.checkVector(vector);
        if (radiusSearch == null) {
            radiusSearch = file.newRadiusSearch();
        }
        searches++;
        last = radiusSearch;
        try {
            radiusSearch.search(vector, item, distance, limit, options, neighbors);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw file.broken(ex);
        }
        return neighbors;
    }

    /**
     * Makes a stream of the neighbors of a vector, nearest first. Nothing is searched before its first page is asked for.
     *
     * @param vector the query, with {@link AnnoyIndex#dimension()} components; copied.
     * @param options effort and filter.
     * @return the stream, which is of use until this searcher begins another search or stream.
     * @throws IllegalArgumentException if the vector has another dimension or a component that is not finite.
     * @throws IllegalStateException if the index is closed.
     */
    public NeighborStream stream(final float[] vector, final SearchOptions options) {
        return stream(vector, Search.NO_ITEM, options);
    }

    /**
     * Makes a stream of the neighbors of an item, nearest first, itself among those of the first page as in
     * {@link #nearestToItem}.
     *
     * @param id of an item.
     * @param options effort and filter.
     * @return the stream, which is of use until this searcher begins another search or stream.
     * @throws IndexOutOfBoundsException if there is no such item.
     * @throws IllegalStateException if the index is closed.
     */
    public NeighborStream streamFromItem(final int id, final SearchOptions options) {
        return stream(itemVector, readItem(id), options);
    }

    private NeighborStream stream(final float[] vector, final int item, final SearchOptions options) {
        index.file();
        index.checkVector(vector);
        file.check(options);
        last = search;
        return new NeighborStream(this, ++searches, vector.clone(), item, options);
    }

    /** Checks that nothing has been begun since a search or stream of some number. */
    void checkIsAt(final long number) {
        index.file();
        if (searches != number) {
            throw new IllegalStateException(
                    "the stream's searcher has begun another search; give each stream that is to go on its own searcher");
        }
    }

    /** A stream's first page. */
    Neighbors begin(final float[] vector, final int item, final int k, final SearchOptions options) {
        try {
            search.begin(vector, item, k, options, neighbors);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw file.broken(ex);
        }
        return neighbors.copy();
    }

    /** A stream's further pages. */
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
