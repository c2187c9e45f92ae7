package org.annoyindex.query;

import java.io.UncheckedIOException;

/**
 * Searches one index, over and over, in memory of its own: once warmed up a search allocates nothing. For one thread at
 * a time; make one a thread with {@link AnnoyIndex#searcher()}.
 */
public final class Searcher {
    private final AnnoyIndex index;
    private final IndexFile file;
    private final Search search;
    private final Neighbors neighbors = new Neighbors(16);
    private final float[] itemVector;

    Searcher(final AnnoyIndex index, final IndexFile file) {
        this.index = index;
        this.file = file;
        search = file.newSearch();
        itemVector = new float[file.dimension];
    }

    /**
     * Finds the items nearest to a vector.
     *
     * @param vector the query, with {@link AnnoyIndex#dimension()} components.
     * @param k number of neighbours wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbours, valid until this searcher's next search.
     * @throws IllegalArgumentException if k is below 1, or the vector has another dimension or a component that is not
     *     finite.
     * @throws IllegalStateException if the index is closed.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors nearest(final float[] vector, final int k, final SearchOptions options) {
        index.file();
        index.checkK(k);
        index.checkVector(vector);
        return search(vector, k, options);
    }

    /** Searches for a vector and k that have been checked, be the index closed or not. */
    Neighbors search(final float[] vector, final int k, final SearchOptions options) {
        try {
            search.search(vector, k, options, neighbors);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw file.broken(ex);
        }
        return neighbors;
    }

    /**
     * Finds the items nearest to an item, itself among them.
     *
     * @param id of an item.
     * @param k number of neighbours wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbours, valid until this searcher's next search.
     * @throws IndexOutOfBoundsException if there is no such item.
     * @throws IllegalArgumentException if k is below 1.
     * @throws IllegalStateException if the index is closed.
     */
    public Neighbors nearestToItem(final int id, final int k, final SearchOptions options) {
        index.file();
        index.checkId(id);
        file.readVector(id, itemVector);
        return nearest(itemVector, k, options);
    }

    /**
     * Finds the items nearest to the item that has a key, itself among them.
     *
     * @param key of an item.
     * @param k number of neighbours wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbours, valid until this searcher's next search.
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
     * @param k number of neighbours wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbours, valid until this searcher's next search.
     * @throws java.util.NoSuchElementException if no item has the key.
     * @throws IllegalArgumentException if k is below 1.
     * @throws IllegalStateException if keys are not strings, or the index is closed.
     */
    public Neighbors nearestToKey(final String key, final int k, final SearchOptions options) {
        return nearestToItem(file.names().require(key), k, options);
    }

    /** @return items met in leaves during the last search, repeats counted. */
    public long scanned() {
        return search.scanned();
    }

    /** @return exact comparisons of the last search. */
    public long exactComparisons() {
        return search.exactComparisons();
    }

    /** @return pages visited by the last search, inner and leaf pages together; nodes for a file of Spotify's Annoy. */
    public long pagesVisited() {
        return search.pagesVisited();
    }

    /** @return whether the last search compared the query with every eligible item. */
    public boolean wasExact() {
        return search.wasExact();
    }
}
