package org.annoyindex.query;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A nearest-neighbor index in a memory-mapped file, of this library or of Spotify's Annoy.
 *
 * <pre>{@code
 * try (AnnoyIndex index = AnnoyIndex.load(Path.of("words.annoy"))) {
 *     for (Neighbor neighbor : index.nearest(vector, 10)) {
 *         System.out.println(index.label(neighbor.id()) + " at " + neighbor.distance());
 *     }
 * }
 * }</pre>
 *
 * <p>Opening reads the file's header and, unless {@link LoadOptions#preload} asks for more, nothing else; pages are read by
 * the operating system when a search first touches them, and are shared by all processes that have the file open. A file in use may be replaced (renamed over or
 * deleted) at any time, and this index goes on with the old one; it must never be overwritten in place or cut off. To go
 * over to the new one while searching, see {@link SwappableIndex}.
 *
 * <p>Immutable and safe for any number of threads.
 */
public final class AnnoyIndex implements AutoCloseable {
    private final Metric metric;
    private final int dimension;
    private final int itemCount;
    private final ConcurrentLinkedQueue<Searcher> idle = new ConcurrentLinkedQueue<>();
    private volatile @Nullable IndexFile file;

    private AnnoyIndex(final IndexFile file) {
        this.file = file;
        metric = file.metric;
        dimension = file.dimension;
        itemCount = file.itemCount;
    }

    /**
     * Opens an index of this library.
     *
     * @param path of a file written by this library.
     * @return the index, to be closed after use.
     * @throws org.annoyindex.core.IndexFormatException if the file is no index, damaged, cut off or too new; the message
     *     says which. Of a file of Spotify's Annoy it says which metrics and dimensions fit it.
     * @throws IOException if the file cannot be read.
     */
    public static AnnoyIndex load(final Path path) throws IOException {
        return load(path, LoadOptions.defaults());
    }

    /**
     * Opens an index of Spotify's Annoy, which does not say its metric and dimension, or of this library. Searches give the
     * answers that Annoy gives; {@link SearchOptions#searchK} sets their effort.
     *
     * @param path of a file.
     * @param metric with which it was built.
     * @param dimension components of a vector, 1 to 65,536; bits for hamming.
     * @return the index, to be closed after use.
     * @throws org.annoyindex.core.IndexFormatException if the file has, or must have, another metric or dimension, or as
     *     {@link #load(Path)}.
     * @throws IOException if the file cannot be read.
     */
    public static AnnoyIndex load(final Path path, final Metric metric, final int dimension) throws IOException {
        return load(path, LoadOptions.of(metric, dimension));
    }

    /**
     * Opens an index in a particular way.
     *
     * @param path of a file.
     * @param options how.
     * @return the index, to be closed after use.
     * @throws org.annoyindex.core.IndexFormatException if the file is no index, damaged, cut off or too new; the message
     *     says which.
     * @throws IOException if the file cannot be read.
     */
    public static AnnoyIndex load(final Path path, final LoadOptions options) throws IOException {
        return new AnnoyIndex(IndexFile.open(path, options));
    }

    /**
     * Finds the items nearest to a vector, with the default effort.
     *
     * @param vector the query, with {@link #dimension()} finite components.
     * @param k number of neighbors wanted, at least 1.
     * @return the neighbors; fewer than k only if the index has fewer items, or if it is one of Spotify's Annoy and its
     *     search, as Annoy's, comes to its end before.
     * @throws IllegalArgumentException if k is below 1, or the vector has another dimension or a component that is not
     *     finite, or for hamming not 0 or 1.
     * @throws IllegalStateException if the index is closed.
     */
    public Neighbors nearest(final float[] vector, final int k) {
        return nearest(vector, k, SearchOptions.defaults());
    }

    /**
     * Finds the items nearest to a vector, on the calling thread. Only where everything is to be compared
     * ({@link SearchOptions#exact()}, a recall of 1) do threads of the common {@link java.util.concurrent.ForkJoinPool} help
     * with many thousand items; the answer is the same.
     *
     * @param vector the query, with {@link #dimension()} finite components.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors; fewer than k only if fewer items are eligible, or as {@link #nearest(float[], int)}.
     * @throws IllegalArgumentException as {@link #nearest(float[], int)}, or if the options ask for a recall of a file of
     *     Spotify's Annoy.
     * @throws IllegalStateException if the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     * @throws java.util.concurrent.CancellationException if the thread was interrupted where others could have helped; it
     *     still is afterwards.
     */
    public Neighbors nearest(final float[] vector, final int k, final SearchOptions options) {
        return nearest(open(), vector, Search.NO_ITEM, k, options);
    }

    private Neighbors nearest(
            final IndexFile opened, final float[] vector, final int item, final int k, final SearchOptions options) {
        if (options.isExact() && ExactBatch.isLarge(opened, options.filter())) {
            checkK(k);
            checkVector(vector);
            return new ExactBatch(opened, new QueryRows.Arrays(vector), k, options.filter(), processors())
                    .here()
                    .get(0);
        }
        final Searcher searcher = borrow(opened);
        final Neighbors found = searcher.nearest(vector, item, k, options).copy();
        giveBack(searcher);
        return found;
    }

    /**
     * Finds the items nearest to each of many vectors, on the calling thread and those of the common
     * {@link java.util.concurrent.ForkJoinPool}, as many as there are processors. Answers are those of
     * {@link #nearest(float[], int, SearchOptions)}, but like queries are searched for after each other, to find in the
     * cache what the one before has read. Where everything is to be compared ({@link SearchOptions#exact()}, a recall of 1)
     * many queries are compared side by side with each vector, which is read once for all of them. Interrupting the calling
     * thread ends it after the queries under way, or some thousand items.
     *
     * @param queries vectors of {@link #dimension()} finite components each, not to be changed meanwhile.
     * @param k number of neighbors wanted of each, at least 1.
     * @param options effort and filter.
     * @return the neighbors of each query, in the order of the queries; a list that cannot be changed.
     * @throws IllegalArgumentException as {@link #nearest(float[], int, SearchOptions)}, or if a query is null, before
     *     anything is searched; the message names the row, from 0.
     * @throws IllegalStateException if the index is closed. Closing it later does not end the batch.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     * @throws java.util.concurrent.CancellationException if the thread was interrupted; it still is afterwards.
     */
    public List<Neighbors> nearest(final float[][] queries, final int k, final SearchOptions options) {
        return batch(new QueryRows.Arrays(queries), k, options).here();
    }

    /**
     * Finds the items nearest to each of many vectors in a buffer, as {@link #nearest(float[][], int, SearchOptions)}.
     *
     * @param queries rows of {@link #dimension()} floats, one after the other from the buffer's position to its limit,
     *     which stay where they are; on the heap or off it, in any byte order. Not to be changed meanwhile.
     * @param k number of neighbors wanted of each, at least 1.
     * @param options effort and filter.
     * @return the neighbors of each query, in the order of the queries; a list that cannot be changed.
     * @throws IllegalArgumentException as {@link #nearest(float[][], int, SearchOptions)}, or if the last row is not whole.
     * @throws IllegalStateException if the index is closed. Closing it later does not end the batch.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     * @throws java.util.concurrent.CancellationException if the thread was interrupted; it still is afterwards.
     */
    public List<Neighbors> nearest(final FloatBuffer queries, final int k, final SearchOptions options) {
        return batch(QueryRows.Buffer.remaining(queries, dimension), k, options).here();
    }

    /**
     * Finds the items nearest to each of many vectors on an executor's threads. Answers are those of
     * {@link #nearest(float[], int, SearchOptions)}, but like queries are searched for after each other, to find in the
     * cache what the one before has read, and where everything is to be compared they are so side by side.
     *
     * <p>The executor is given a task a processor, and no more than there is work for; it may run them at once, in the
     * calling thread ({@code Runnable::run}), or some of them later: the result is complete when the last query is answered,
     * whoever did it. If it refuses some tasks, the others do the work. Only if it drops all of them, as a pool does that is
     * shut down before it began any, is the result never complete; cancel it then.
     *
     * <p>Cancelling the result, or completing it in another way such as {@link CompletableFuture#orTimeout}, ends the work:
     * each thread stops after the query it is at, or some thousand items if all are compared. Stages that depend on the result do not pass cancelling on to it.
     * Interrupting one of the threads, as {@code shutdownNow} does, cancels the result.
     *
     * <p>What goes wrong while searching, such as {@link java.io.UncheckedIOException} if the file was damaged or changed
     * under the mapping, completes the result exceptionally as it is: {@code get} and {@code join} throw it as a cause.
     *
     * @param queries vectors of {@link #dimension()} finite components each, not to be changed until the result is complete.
     * @param k number of neighbors wanted of each, at least 1.
     * @param options effort and filter.
     * @param executor whose threads search.
     * @return the neighbors of each query, in the order of the queries; a list that cannot be changed.
     * @throws IllegalArgumentException as {@link #nearest(float[], int, SearchOptions)}, or if a query is null, before
     *     anything is searched; the message names the row, from 0.
     * @throws IllegalStateException if the index is closed. Closing it later does not end the batch.
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no task.
     */
    public CompletableFuture<List<Neighbors>> nearest(
            final float[][] queries, final int k, final SearchOptions options, final Executor executor) {
        return batch(new QueryRows.Arrays(queries), k, options).on(executor);
    }

    /**
     * Finds the items nearest to each of many vectors in a buffer on an executor's threads, as
     * {@link #nearest(float[][], int, SearchOptions, Executor)}.
     *
     * @param queries rows of {@link #dimension()} floats, one after the other from the buffer's position to its limit,
     *     which stay where they are; on the heap or off it, in any byte order. Not to be changed until the result is
     *     complete.
     * @param k number of neighbors wanted of each, at least 1.
     * @param options effort and filter.
     * @param executor whose threads search.
     * @return the neighbors of each query, in the order of the queries; a list that cannot be changed.
     * @throws IllegalArgumentException as {@link #nearest(float[][], int, SearchOptions, Executor)}, or if the last row is
     *     not whole.
     * @throws IllegalStateException if the index is closed. Closing it later does not end the batch.
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no task.
     */
    public CompletableFuture<List<Neighbors>> nearest(
            final FloatBuffer queries, final int k, final SearchOptions options, final Executor executor) {
        return batch(QueryRows.Buffer.remaining(queries, dimension), k, options).on(executor);
    }

    private BatchSearch batch(final QueryRows queries, final int k, final SearchOptions options) {
        return BatchSearch.of(this, queries, k, options, processors());
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * Finds the items nearest to an item, itself among them, with the default effort.
     *
     * @param id of an item, from 0 to {@code size() - 1}.
     * @param k number of neighbors wanted, at least 1.
     * @return the neighbors.
     * @throws IndexOutOfBoundsException if there is no such item.
     */
    public Neighbors nearestToItem(final int id, final int k) {
        return nearestToItem(id, k, SearchOptions.defaults());
    }

    /**
     * Finds the items nearest to an item. The item itself is looked at whatever the effort, if the filter allows it: it is
     * among what is found, unless k others are nearer, which only products ({@code dot}) can be, or as near with lower ids.
     *
     * @param id of an item, from 0 to {@code size() - 1}.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors.
     * @throws IndexOutOfBoundsException if there is no such item.
     */
    public Neighbors nearestToItem(final int id, final int k, final SearchOptions options) {
        final IndexFile opened = open();
        final float[] vector = new float[dimension];
        final int item = opened.readVector(checkId(id), vector);
        return nearest(opened, vector, item, k, options);
    }

    /**
     * Finds the items nearest to the item that has a key, itself among them, with the default effort.
     *
     * @param key of an item.
     * @param k number of neighbors wanted, at least 1.
     * @return the neighbors.
     * @throws java.util.NoSuchElementException if no item has the key.
     * @throws IllegalStateException if keys are not numbers, or the index is closed.
     */
    public Neighbors nearestToKey(final long key, final int k) {
        return nearestToKey(key, k, SearchOptions.defaults());
    }

    /**
     * Finds the items nearest to the item that has a key, itself among them.
     *
     * @param key of an item.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors.
     * @throws java.util.NoSuchElementException if no item has the key.
     * @throws IllegalStateException if keys are not numbers, or the index is closed.
     */
    public Neighbors nearestToKey(final long key, final int k, final SearchOptions options) {
        return nearestToItem(open().names().require(key), k, options);
    }

    /**
     * Finds the items nearest to the item that has a key, itself among them, with the default effort.
     *
     * @param key of an item.
     * @param k number of neighbors wanted, at least 1.
     * @return the neighbors.
     * @throws java.util.NoSuchElementException if no item has the key.
     * @throws IllegalStateException if keys are not strings, or the index is closed.
     */
    public Neighbors nearestToKey(final String key, final int k) {
        return nearestToKey(key, k, SearchOptions.defaults());
    }

    /**
     * Finds the items nearest to the item that has a key, itself among them.
     *
     * @param key of an item.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors.
     * @throws java.util.NoSuchElementException if no item has the key.
     * @throws IllegalStateException if keys are not strings, or the index is closed. Labels that need not differ are no keys.
     */
    public Neighbors nearestToKey(final String key, final int k, final SearchOptions options) {
        return nearestToItem(open().names().require(key), k, options);
    }

    /**
     * Finds the items within a distance of a vector, with the default effort.
     *
     * @param vector the query, with {@link #dimension()} finite components.
     * @param distance as in {@link #within(float[], float, int, SearchOptions)}.
     * @param limit number of neighbors wanted at most, at least 1; the nearest, if there are more.
     * @return the neighbors; none if there are none.
     * @throws IllegalArgumentException as {@link #within(float[], float, int, SearchOptions)}.
     * @throws IllegalStateException if the index is closed.
     */
    public Neighbors within(final float[] vector, final float distance, final int limit) {
        return within(vector, distance, limit, SearchOptions.defaults());
    }

    /**
     * Finds the items within a distance of a vector. A recall in the options is the share of them to find, on average: the
     * search looks as far as one for as many nearest neighbors as there turn out to be, and stops when no more are likely.
     *
     * @param vector the query, with {@link #dimension()} finite components.
     * @param distance that neighbors have at most, at least 0; {@link Float#POSITIVE_INFINITY} for any. For dot the product
     *     that they have at least, of either sign.
     * @param limit number of neighbors wanted at most, at least 1; the nearest, if there are more.
     * @param options effort and filter.
     * @return the neighbors, nearest first; none if there are none.
     * @throws IllegalArgumentException if the distance is negative but for dot, or no number, the limit is below 1, or the
     *     vector or the options are wrong as in {@link #nearest(float[], int, SearchOptions)}.
     * @throws IllegalStateException if the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors within(final float[] vector, final float distance, final int limit, final SearchOptions options) {
        final Searcher searcher = borrow(open());
        final Neighbors found =
                searcher.within(vector, distance, limit, options).copy();
        giveBack(searcher);
        return found;
    }

    /**
     * Finds the items within a distance of an item, which is itself looked at whatever the effort, if the filter allows it.
     *
     * @param id of an item, from 0 to {@code size() - 1}.
     * @param distance as in {@link #within(float[], float, int, SearchOptions)}.
     * @param limit number of neighbors wanted at most, at least 1; the nearest, if there are more.
     * @param options effort and filter.
     * @return the neighbors, nearest first; none if there are none.
     * @throws IndexOutOfBoundsException if there is no such item.
     * @throws IllegalArgumentException as {@link #within(float[], float, int, SearchOptions)}.
     * @throws IllegalStateException if the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors withinOfItem(final int id, final float distance, final int limit, final SearchOptions options) {
        final Searcher searcher = borrow(open());
        final Neighbors found =
                searcher.withinOfItem(id, distance, limit, options).copy();
        giveBack(searcher);
        return found;
    }

    /**
     * Makes a stream of the neighbors of a vector, nearest first, with a searcher of its own. Nothing is searched before
     * its first page is asked for.
     *
     * @param vector the query, with {@link #dimension()} finite components; copied.
     * @param options effort and filter.
     * @return the stream, for one thread.
     * @throws IllegalArgumentException as {@link #nearest(float[], int, SearchOptions)}.
     * @throws IllegalStateException if the index is closed.
     */
    public NeighborStream stream(final float[] vector, final SearchOptions options) {
        return searcher().stream(vector, options);
    }

    /**
     * Makes a stream of the neighbors of an item, nearest first, with a searcher of its own. The first page holds what
     * {@link #nearestToItem(int, int, SearchOptions)} finds.
     *
     * @param id of an item, from 0 to {@code size() - 1}.
     * @param options effort and filter.
     * @return the stream, for one thread.
     * @throws IndexOutOfBoundsException if there is no such item.
     * @throws IllegalArgumentException as {@link #nearest(float[], int, SearchOptions)}.
     * @throws IllegalStateException if the index is closed.
     */
    public NeighborStream streamFromItem(final int id, final SearchOptions options) {
        return searcher().streamFromItem(id, options);
    }

    /**
     * Makes a searcher for one thread, whose searches allocate nothing.
     *
     * @return a new searcher.
     * @throws IllegalStateException if the index is closed.
     */
    public Searcher searcher() {
        return new Searcher(this, open());
    }

    /** Lends a searcher of this index's file. */
    Searcher borrow(final IndexFile opened) {
        final Searcher searcher = idle.poll();
        return searcher == null ? new Searcher(this, opened) : searcher;
    }

    /** Searchers of failed searches are dropped, not given back. */
    void giveBack(final Searcher searcher) {
        idle.offer(searcher);
        if (file == null) {
            idle.clear();
        }
    }

    /**
     * The distance of two items, by the index's metric.
     *
     * @param a id of an item.
     * @param b id of an item.
     * @return their distance.
     * @throws IndexOutOfBoundsException if there is no such item.
     */
    public float distance(final int a, final int b) {
        final IndexFile opened = open();
        final ExactQuery query = new ExactQuery(opened);
        query.set(vector(a));
        checkId(b);
        try {
            return query.distance(query.order(opened.position(b)));
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw opened.broken(ex);
        }
    }

    /**
     * An item's vector as it was added.
     *
     * @param id of an item.
     * @return a new array of {@link #dimension()} components.
     * @throws IndexOutOfBoundsException if there is no such item.
     */
    public float[] vector(final int id) {
        final IndexFile opened = open();
        final float[] vector = new float[dimension];
        opened.readVector(checkId(id), vector);
        return vector;
    }

    /**
     * Whether there is an item. In an index of this library that is so for all ids from 0 to {@code size() - 1}; in one of
     * Spotify's Annoy ids may have been left out.
     *
     * @param id any number.
     * @return whether an item has this id.
     */
    public boolean contains(final int id) {
        final IndexFile opened = open();
        try {
            return id >= 0 && id < itemCount && opened.position(id) >= 0;
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw opened.broken(ex);
        }
    }

    /** @return whether items have labels. */
    public boolean isLabeled() {
        return open().names().isLabeled();
    }

    /** @return what items are known by outside of the index. */
    public KeyKind keyKind() {
        return open().names().keyKind();
    }

    /**
     * An item's label, which is its key where keys are strings.
     *
     * @param id of an item.
     * @return the label.
     * @throws IndexOutOfBoundsException if there is no such item.
     * @throws IllegalStateException if the index was built without labels.
     */
    public String label(final int id) {
        return open().names().label(checkId(id));
    }

    /**
     * The labels of what a search of this index found, which are the keys where keys are strings.
     *
     * @param found by a search.
     * @return labels, nearest first; a list that cannot be changed.
     * @throws IllegalStateException if the index was built without labels.
     */
    public List<String> labels(final Neighbors found) {
        final ItemNames names = open().names();
        final String[] labels = new String[found.size()];
        for (int rank = 0; rank < labels.length; rank++) {
            labels[rank] = names.label(checkId(found.id(rank)));
        }
        return List.of(labels);
    }

    /**
     * An item's key.
     *
     * @param id of an item.
     * @return the key.
     * @throws IndexOutOfBoundsException if there is no such item.
     * @throws IllegalStateException if keys are not numbers; strings are {@linkplain #label labels}.
     */
    public long key(final int id) {
        return open().names().key(checkId(id));
    }

    /**
     * The keys of what a search of this index found.
     *
     * @param found by a search.
     * @return a new array of keys, nearest first.
     * @throws IllegalStateException if keys are not numbers; strings are {@linkplain #labels(Neighbors) labels}.
     */
    public long[] keys(final Neighbors found) {
        final ItemNames names = open().names();
        final long[] keys = new long[found.size()];
        for (int rank = 0; rank < keys.length; rank++) {
            keys[rank] = names.key(checkId(found.id(rank)));
        }
        return keys;
    }

    /**
     * Looks an item up by its label, which is its key where keys are strings.
     *
     * @param label of an item.
     * @return its id, the lowest if several items have the label; empty if none has.
     * @throws IllegalStateException if the index was built without labels.
     */
    public OptionalInt find(final String label) {
        return found(open().names().find(label));
    }

    /**
     * Looks an item up by its key.
     *
     * @param key any number.
     * @return the id of the item that has it; empty if none has.
     * @throws IllegalStateException if keys are not numbers.
     */
    public OptionalInt find(final long key) {
        return found(open().names().find(key));
    }

    private static OptionalInt found(final int id) {
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * The ids of items by their keys, to {@linkplain SearchOptions#filter filter} by.
     *
     * @param keys any numbers, some of which no item may have.
     * @return a new set of the ids of the items that there are.
     * @throws IllegalStateException if keys are not numbers.
     */
    public RoaringBitmap idsOf(final long... keys) {
        final ItemNames names = open().names();
        names.checkKeys(KeyKind.NUMBERS);
        final RoaringBitmap ids = new RoaringBitmap();
        for (final long key : keys) {
            addFound(ids, names.find(key));
        }
        return ids;
    }

    /**
     * The ids of items by their keys, to {@linkplain SearchOptions#filter filter} by.
     *
     * @param keys any strings, some of which no item may have.
     * @return a new set of the ids of the items that there are.
     * @throws IllegalStateException if keys are not strings. Labels that need not differ are no keys.
     */
    public RoaringBitmap idsOf(final Iterable<String> keys) {
        final ItemNames names = open().names();
        names.checkKeys(KeyKind.STRINGS);
        final RoaringBitmap ids = new RoaringBitmap();
        for (final String key : keys) {
            addFound(ids, names.find(key));
        }
        return ids;
    }

    private static void addFound(final RoaringBitmap ids, final int id) {
        if (id >= 0) {
            ids.add(id);
        }
    }

    /** @return number of ids, which go from 0 to one less: the number of items, but where {@link #contains} tells of gaps. */
    public int size() {
        return itemCount;
    }

    /** @return number of components of a vector; bits for hamming. */
    public int dimension() {
        return dimension;
    }

    /** @return the metric. */
    public Metric metric() {
        return metric;
    }

    /** @return number of trees. */
    public int treeCount() {
        return open().treeCount();
    }

    /** @return what the file's header says; empty for files of Spotify's Annoy, which have none. */
    public Optional<Header> header() {
        return open() instanceof PagedFile paged ? Optional.of(paged.header) : Optional.empty();
    }

    /** @return how a file of Spotify's Annoy is laid out; empty for those of this library. */
    public Optional<SpotifyLayout> annoyLayout() {
        return open() instanceof SpotifyFile file ? Optional.of(file.forest.layout()) : Optional.empty();
    }

    /**
     * @return the recall measured when the index was built, or since; empty for small indexes, which are searched exactly, and for
     *     files of Spotify's Annoy.
     */
    public Optional<RecallProfile> recallProfile() {
        return open() instanceof PagedFile paged ? Optional.ofNullable(paged.profile) : Optional.empty();
    }

    /**
     * How much of the file is in memory, in the page cache, whichever process brought it there. A monitoring page may ask
     * this every minute: it takes two tenths of a second at most, because of a file of more than 256 MiB only every so many
     * pages are looked at. The operating system answers: Windows always says nothing is, and Linux all of it where this
     * process neither owns the file nor may write to it.
     *
     * @return from 0 to 1.
     * @throws IllegalStateException if the index is closed.
     */
    public double residentShare() {
        return open().residentShare();
    }

    /**
     * Closes the index. Searches that are under way, batches too, end as usual; later calls throw
     * {@link IllegalStateException}. The mapping is given back when the garbage collector finds it unused: Java 17 has no
     * safe way to do it at once. Closing again does nothing.
     */
    @Override
    public void close() {
        file = null;
        idle.clear();
    }

    private IndexFile open() {
        final IndexFile opened = file;
        if (opened == null) {
            throw new IllegalStateException("the index is closed");
        }
        return opened;
    }

    IndexFile file() {
        return open();
    }

    int checkId(final int id) {
        if (!contains(id)) {
            throw new IndexOutOfBoundsException("no item " + id + ": " + whyNot(id));
        }
        return id;
    }

    private String whyNot(final int id) {
        if (itemCount == 0) {
            return "the index is empty";
        }
        return id >= 0 && id < itemCount ? "none of this id was added" : "ids go from 0 to " + (itemCount - 1);
    }

    void checkK(final int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k is " + k + ", must be at least 1");
        }
    }

    void checkLimit(final int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ", must be at least 1");
        }
    }

    void checkDistance(final float distance) {
        if (Float.isNaN(distance)) {
            throw new IllegalArgumentException("distance is NaN, must be a number");
        }
        if (distance < 0 && metric != Metric.DOT) {
            throw new IllegalArgumentException("distance is " + distance + ", must be at least 0");
        }
    }

    void checkRows(final QueryRows rows) {
        final float[] scratch = new float[dimension];
        for (int row = 0; row < rows.count(); row++) {
            final float[] vector = rows.get(row, scratch);
            if (vector == null) {
                throw new IllegalArgumentException("row " + row + " is null; leave it out");
            }
            try {
                checkVector(vector);
            } catch (final IllegalArgumentException ex) {
                throw new IllegalArgumentException("row " + row + ": " + ex.getMessage(), ex);
            }
        }
    }

    void checkVector(final float[] vector) {
        if (vector.length != dimension) {
            throw new IllegalArgumentException(
                    "the vector has " + vector.length + " components, the index's have " + dimension);
        }
        metric.checkComponents(vector);
    }
}
