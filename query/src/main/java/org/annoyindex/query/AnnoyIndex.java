package org.annoyindex.query;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.annoyindex.query.batch.BatchSearch;
import org.annoyindex.query.batch.Batches;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.ExactQuery;
import org.annoyindex.query.exact.RankedItems;
import org.annoyindex.query.open.FileOpener;
import org.annoyindex.query.open.IndexFile;
import org.annoyindex.query.open.ItemNames;
import org.annoyindex.query.open.OpenIndex;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.pool.IndexSearcher;
import org.annoyindex.query.pool.SearcherPool;
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
 * <p>Opening reads the file's header and, unless {@link LoadOptions#preload} asks for more, nothing else. The operating
 * system reads pages when a search first touches them, and all processes that have the file open share them. A file in use
 * may be replaced (renamed over or deleted) at any time, and this index continues to use the old one; it must never be
 * overwritten in place or truncated. To switch to the new file while searching, see {@link SwappableIndex}.
 *
 * <p>Every method throws {@link IllegalStateException} if the index is closed, unless it says otherwise,
 * {@link NullPointerException} if an argument is null, and {@link java.io.UncheckedIOException} if it finds the file
 * damaged or changed under the mapping. Immutable and safe for any number of threads.
 */
public final class AnnoyIndex implements AutoCloseable {
    private final OpenIndex index;
    private final SearcherPool pool;

    private AnnoyIndex(final OpenIndex index) {
        this.index = index;
        pool = new SearcherPool(index);
    }

    /**
     * Opens an index of this library.
     *
     * @param path of a file written by this library.
     * @return the index, to be closed after use.
     * @throws NullPointerException if the path is null.
     * @throws org.annoyindex.core.IndexFormatException if the file is no index, damaged, truncated or too new; the message
     *     says which. For a file of Spotify's Annoy it says which metrics and dimensions fit it.
     * @throws IOException if the file cannot be read.
     */
    public static AnnoyIndex load(final Path path) throws IOException {
        return load(path, LoadOptions.defaults());
    }

    /**
     * Opens an index with options, which a file of Spotify's Annoy needs, see {@link LoadOptions#spotify}.
     *
     * @param path of a file.
     * @param options how to open it.
     * @return the index, to be closed after use.
     * @throws NullPointerException if an argument is null.
     * @throws org.annoyindex.core.IndexFormatException if the file is no index, damaged, truncated or too new, or has or
     *     must have another metric or dimension than the options say; the message says which.
     * @throws IOException if the file cannot be read.
     */
    public static AnnoyIndex load(final Path path, final LoadOptions options) throws IOException {
        Objects.requireNonNull(path, "path is null; give the path of an index file");
        Objects.requireNonNull(options, "options is null; use LoadOptions.defaults()");
        return new AnnoyIndex(new OpenIndex(FileOpener.open(path, options.settings())));
    }

    /**
     * Finds the items nearest to a vector, with the default effort.
     *
     * @param vector the query, with {@link #dimension()} finite components.
     * @param k number of neighbors wanted, at least 1.
     * @return the neighbors, as {@link #nearest(Query, int, SearchOptions)}.
     * @throws NullPointerException if the vector is null.
     * @throws IllegalArgumentException as {@link #nearest(Query, int, SearchOptions)}.
     * @throws IllegalStateException if the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors nearest(final float[] vector, final int k) {
        return nearest(vector, k, SearchOptions.defaults());
    }

    /**
     * Finds the items nearest to a vector.
     *
     * @param vector the query, with {@link #dimension()} finite components.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors, as {@link #nearest(Query, int, SearchOptions)}.
     * @throws NullPointerException if an argument is null.
     * @throws IllegalArgumentException as {@link #nearest(Query, int, SearchOptions)}.
     * @throws IllegalStateException if the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     * @throws java.util.concurrent.CancellationException as {@link #nearest(Query, int, SearchOptions)}.
     */
    public Neighbors nearest(final float[] vector, final int k, final SearchOptions options) {
        final SearchRequest request = SearchOptions.request(options);
        final IndexFile file = index.file();
        OpenIndex.checkK(k);
        index.checkVector(vector);
        if (Batches.isLarge(file, request)) {
            return Batches.compareAll(file, vector, k, request, Neighbors::new, processors());
        }
        final IndexSearcher searcher = pool.borrow(file);
        return answer(searcher, searcher.nearest(vector, ExactComparer.NO_ITEM, k, request));
    }

    /**
     * Finds the items nearest to a query, with the default effort.
     *
     * @param query a vector or an item.
     * @param k number of neighbors wanted, at least 1.
     * @return the neighbors, as {@link #nearest(Query, int, SearchOptions)}.
     * @throws NullPointerException if the query is null.
     * @throws IllegalArgumentException as {@link #nearest(Query, int, SearchOptions)}.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors nearest(final Query query, final int k) {
        return nearest(query, k, SearchOptions.defaults());
    }

    /**
     * Finds the items nearest to a query. If it is the vector of an item, such an item is found, at distance 0, whatever the
     * effort, see {@link Query}.
     *
     * <p>The search runs on the calling thread. Only if everything is to be compared
     * ({@link SearchOptions#exact()}, a recall of 1), and that is many thousand items, threads of the common
     * {@link java.util.concurrent.ForkJoinPool} help; the result is the same.
     *
     * @param query a vector or an item; an item is itself among the neighbors, see {@link Query}.
     * @param k number of neighbors wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbors; fewer than k only if fewer items are eligible, or if the file is one of Spotify's Annoy and its
     *     search, as Annoy's, comes to its end before.
     * @throws NullPointerException if an argument is null.
     * @throws IllegalArgumentException if k is below 1, the vector has another dimension or a component that is not finite,
     *     or for hamming not 0 or 1, or if the options ask for a recall below 1 or an adaptive budget of a file of Spotify's
     *     Annoy.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     * @throws java.util.concurrent.CancellationException if the thread was interrupted while others could have helped; it
     *     still is afterwards.
     */
    public Neighbors nearest(final Query query, final int k, final SearchOptions options) {
        final SearchRequest request = SearchOptions.request(options);
        final IndexFile file = index.file();
        OpenIndex.checkK(k);
        if (Batches.isLarge(file, request)) {
            final float[] vector = new float[index.dimension()];
            Query.read(query, index, vector);
            return Batches.compareAll(file, vector, k, request, Neighbors::new, processors());
        }
        final IndexSearcher searcher = pool.borrow(file);
        final int item = Query.read(query, index, searcher.itemVector());
        return answer(searcher, searcher.nearest(searcher.itemVector(), item, k, request));
    }

    /** Gives a borrowed searcher back; returns a copy of what it found. */
    private Neighbors answer(final IndexSearcher searcher, final RankedItems found) {
        final Neighbors neighbors = new Neighbors(found.copy());
        pool.giveBack(searcher);
        return neighbors;
    }

    /**
     * Finds the items within a distance of a query, with the default effort.
     *
     * @param query a vector or an item.
     * @param distance as in {@link #within(Query, float, int, SearchOptions)}.
     * @param limit number of neighbors wanted at most, at least 1; the nearest, if there are more.
     * @return the neighbors, nearest first; none if there are none.
     * @throws NullPointerException if the query is null.
     * @throws IllegalArgumentException as {@link #within(Query, float, int, SearchOptions)}.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors within(final Query query, final float distance, final int limit) {
        return within(query, distance, limit, SearchOptions.defaults());
    }

    /**
     * Finds the items within a distance of a query. A recall in the options is the share of them to find, on average: the
     * search scans as much as one for as many nearest neighbors as there turn out to be, and stops when no more are likely.
     *
     * @param query a vector or an item; an item is itself among the neighbors, see {@link Query}.
     * @param distance that neighbors have at most, at least 0; {@link Float#POSITIVE_INFINITY} for any. For dot the product
     *     that they have at least, of either sign.
     * @param limit number of neighbors wanted at most, at least 1; the nearest, if there are more.
     * @param options effort and filter.
     * @return the neighbors, nearest first; none if there are none.
     * @throws NullPointerException if an argument is null.
     * @throws IllegalArgumentException if the distance is negative but for dot, or NaN, the limit is below 1, or the vector
     *     or the options are wrong as in {@link #nearest(Query, int, SearchOptions)}.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors within(final Query query, final float distance, final int limit, final SearchOptions options) {
        final SearchRequest request = SearchOptions.request(options);
        final IndexSearcher searcher = pool.borrow(index.file());
        index.checkDistance(distance);
        OpenIndex.checkAtLeastOne("limit", limit);
        final int item = Query.read(query, index, searcher.itemVector());
        return answer(searcher, searcher.within(searcher.itemVector(), item, distance, limit, request));
    }

    /**
     * Finds the neighbors of a query page by page, with the default effort, see {@link #pages(Query, SearchOptions)}.
     *
     * @param query a vector, which is copied, or an item.
     * @return the pages, for one thread.
     * @throws NullPointerException if the query is null.
     * @throws IllegalArgumentException as {@link #nearest(Query, int, SearchOptions)}.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     */
    public NeighborPages pages(final Query query) {
        return pages(query, SearchOptions.defaults());
    }

    /**
     * Finds the neighbors of a query page by page, nearest first, with a searcher of its own. Nothing is searched before the
     * first page is asked for.
     *
     * @param query a vector, which is copied, or an item.
     * @param options effort and filter.
     * @return the pages, for one thread.
     * @throws NullPointerException if an argument is null.
     * @throws IllegalArgumentException as {@link #nearest(Query, int, SearchOptions)}.
     * @throws IndexOutOfBoundsException if the query is an id that no item has.
     * @throws java.util.NoSuchElementException if the query is a key that no item has.
     * @throws IllegalStateException if the query is a key and the index's keys are not of its kind, or the index is closed.
     */
    public NeighborPages pages(final Query query, final SearchOptions options) {
        return searcher().pages(query, options);
    }

    /**
     * Finds the items nearest to each of many vectors, on the calling thread and those of the common
     * {@link java.util.concurrent.ForkJoinPool}, one thread per processor. Results are those of
     * {@link #nearest(float[], int, SearchOptions)}, but similar queries are grouped for cache locality. If everything is to
     * be compared ({@link SearchOptions#exact()}, a recall of 1), each vector of the index is read once for many queries.
     * Interrupting the calling thread ends the batch after the queries under way, or some thousand items.
     *
     * @param queries vectors of {@link #dimension()} finite components each, not to be changed meanwhile.
     * @param k number of neighbors wanted of each, at least 1.
     * @param options effort and filter.
     * @return the neighbors of each query, in the order of the queries; a list that cannot be changed.
     * @throws NullPointerException if an argument is null.
     * @throws IllegalArgumentException as {@link #nearest(Query, int, SearchOptions)}, before anything is searched; the
     *     message names the row, from 0. Also if the last row of a buffer is not whole.
     * @throws IllegalStateException if the index is closed. Closing it later does not end the batch.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     * @throws java.util.concurrent.CancellationException if the thread was interrupted; it still is afterwards.
     */
    public List<Neighbors> nearestAll(final Queries queries, final int k, final SearchOptions options) {
        return batch(queries, k, options, processors()).here();
    }

    /**
     * Finds the items nearest to each of many vectors on an executor's threads. Results are those of
     * {@link #nearestAll(Queries, int, SearchOptions)}.
     *
     * <p>The executor is given one task per processor, and no more than there is work for; it may run them at once, in the
     * calling thread ({@code Runnable::run}), or some of them later: the result is complete when the last query is answered,
     * whichever task did it. If it refuses some tasks, the others do the work. Only if it drops all of them, as a pool does
     * that is shut down before it began any, is the result never complete; cancel it then.
     *
     * <p>Cancelling the result, or completing it in another way such as {@link CompletableFuture#orTimeout}, ends the work:
     * each thread stops after its current query, or some thousand items if all are compared. Stages that depend on the
     * result do not pass cancellation on to it. Interrupting one of the threads, as {@code shutdownNow} does, cancels the
     * result.
     *
     * <p>What fails while searching, such as {@link java.io.UncheckedIOException} if the file was damaged or changed under
     * the mapping, completes the result exceptionally as it is: {@code get} and {@code join} throw it as a cause.
     *
     * @param queries vectors of {@link #dimension()} finite components each, not to be changed until the result is complete.
     * @param k number of neighbors wanted of each, at least 1.
     * @param options effort and filter.
     * @param executor whose threads search.
     * @return the neighbors of each query, in the order of the queries; a list that cannot be changed.
     * @throws NullPointerException if an argument is null.
     * @throws IllegalArgumentException as {@link #nearestAll(Queries, int, SearchOptions)}, before anything is searched.
     * @throws IllegalStateException if the index is closed. Closing it later does not end the batch.
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no task.
     */
    public CompletableFuture<List<Neighbors>> nearestAll(
            final Queries queries, final int k, final SearchOptions options, final Executor executor) {
        Objects.requireNonNull(executor, "executor is null; omit it to use the common pool");
        return batch(queries, k, options, processors()).on(executor);
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Plans a batch for a number of processors. */
    BatchSearch<Neighbors> batch(
            final Queries queries, final int k, final SearchOptions options, final int processors) {
        Objects.requireNonNull(queries, "queries is null; use Queries.of(vectors)");
        final SearchRequest request = SearchOptions.request(options);
        return Batches.of(index, pool, queries.rows(index.dimension()), k, request, Neighbors::new, processors);
    }

    /**
     * Makes a searcher for one thread, whose searches allocate nothing.
     *
     * @return a new searcher.
     * @throws IllegalStateException if the index is closed.
     */
    public Searcher searcher() {
        return new Searcher(index);
    }

    /**
     * The distance of two items, by the index's metric.
     *
     * @param a id of an item.
     * @param b id of an item.
     * @return their distance.
     * @throws IndexOutOfBoundsException if an id is no item's.
     * @throws IllegalStateException if the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public float distance(final int a, final int b) {
        final IndexFile file = index.file();
        final ExactQuery query = new ExactQuery(file);
        query.set(vector(a));
        index.checkId(b);
        return file.guard().read(() -> query.distance(query.surrogate(file.position(b))));
    }

    /**
     * An item's vector as it was added.
     *
     * @param id of an item.
     * @return a new array of {@link #dimension()} components.
     * @throws IndexOutOfBoundsException if the id is no item's.
     * @throws IllegalStateException if the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public float[] vector(final int id) {
        final float[] vector = new float[index.dimension()];
        index.read(id, vector);
        return vector;
    }

    /**
     * Whether an item has an id. In an index of this library that is so for all ids from 0 to {@code size() - 1}; in one of
     * Spotify's Annoy some ids may be missing.
     *
     * @param id any number.
     * @return whether an item has this id.
     * @throws IllegalStateException if the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public boolean contains(final int id) {
        return index.contains(id);
    }

    /**
     * An item's label, which is its key if keys are strings.
     *
     * @param id of an item.
     * @return the label.
     * @throws IndexOutOfBoundsException if the id is no item's.
     * @throws IllegalStateException if the index was built without labels, or is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public String label(final int id) {
        return names().label(index.checkId(id));
    }

    /**
     * The labels of what a search of this index found, which are the keys if keys are strings.
     *
     * @param found by a search.
     * @return labels, nearest first; a list that cannot be changed.
     * @throws NullPointerException if the argument is null.
     * @throws IndexOutOfBoundsException if the search was one of another index, and an id is no item's.
     * @throws IllegalStateException if the index was built without labels, or is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public List<String> labels(final Neighbors found) {
        Objects.requireNonNull(found, "found is null; give the result of a search");
        final ItemNames names = names();
        final String[] labels = new String[found.size()];
        for (int rank = 0; rank < labels.length; rank++) {
            labels[rank] = names.label(index.checkId(found.id(rank)));
        }
        return List.of(labels);
    }

    /**
     * An item's key.
     *
     * @param id of an item.
     * @return the key.
     * @throws IndexOutOfBoundsException if the id is no item's.
     * @throws IllegalStateException if keys are not numbers; strings are {@linkplain #label labels}. Also if the index is
     *     closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public long key(final int id) {
        return names().key(index.checkId(id));
    }

    /**
     * The keys of what a search of this index found.
     *
     * @param found by a search.
     * @return a new array of keys, nearest first.
     * @throws NullPointerException if the argument is null.
     * @throws IndexOutOfBoundsException if the search was one of another index, and an id is no item's.
     * @throws IllegalStateException if keys are not numbers; strings are {@linkplain #labels(Neighbors) labels}. Also if the
     *     index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public long[] keys(final Neighbors found) {
        Objects.requireNonNull(found, "found is null; give the result of a search");
        final ItemNames names = names();
        final long[] keys = new long[found.size()];
        for (int rank = 0; rank < keys.length; rank++) {
            keys[rank] = names.key(index.checkId(found.id(rank)));
        }
        return keys;
    }

    /**
     * Finds an item by its label, which is its key if keys are strings.
     *
     * @param label of an item.
     * @return its id, the lowest if several items have the label; empty if none has.
     * @throws NullPointerException if the label is null.
     * @throws IllegalStateException if the index was built without labels, or is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public OptionalInt idOf(final String label) {
        Objects.requireNonNull(label, "label is null; give the label or key of an item");
        return found(names().find(label));
    }

    /**
     * Finds an item by its key.
     *
     * @param key any number.
     * @return the id of the item that has it; empty if none has.
     * @throws IllegalStateException if keys are not numbers, or the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public OptionalInt idOf(final long key) {
        return found(names().find(key));
    }

    private static OptionalInt found(final int id) {
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * The ids of items by their keys, to {@linkplain SearchOptions#filter filter} by.
     *
     * @param keys any numbers; those that no item has are ignored.
     * @return a new set of the ids of the items that have the keys.
     * @throws NullPointerException if the array is null.
     * @throws IllegalStateException if keys are not numbers, or the index is closed.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public RoaringBitmap idsOf(final long... keys) {
        Objects.requireNonNull(keys, "keys is null; give the keys of items");
        final ItemNames names = names();
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
     * @param keys any strings; those that no item has are ignored.
     * @return a new set of the ids of the items that have the keys.
     * @throws NullPointerException if the argument or a key is null.
     * @throws IllegalStateException if keys are not strings, or the index is closed. Labels that are not unique are no keys.
     * @throws java.io.UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public RoaringBitmap idsOf(final Iterable<String> keys) {
        Objects.requireNonNull(keys, "keys is null; give the keys of items");
        final ItemNames names = names();
        names.checkKeys(KeyKind.STRINGS);
        final RoaringBitmap ids = new RoaringBitmap();
        for (final String key : keys) {
            addFound(ids, names.find(Objects.requireNonNull(key, "a key is null; omit it")));
        }
        return ids;
    }

    private static void addFound(final RoaringBitmap ids, final int id) {
        if (id >= 0) {
            ids.add(id);
        }
    }

    /**
     * Also of a closed index.
     *
     * @return number of ids, from 0 to one less: the number of items, unless {@link #contains} says that some are missing.
     */
    public int size() {
        return index.itemCount();
    }

    /**
     * Also of a closed index.
     *
     * @return number of components of a vector; bits for hamming.
     */
    public int dimension() {
        return index.dimension();
    }

    /**
     * Also of a closed index.
     *
     * @return the metric.
     */
    public Metric metric() {
        return index.metric();
    }

    /**
     * What is known of the index without searching it.
     *
     * @return sizes, layout, recall profile and more.
     * @throws IllegalStateException if the index is closed.
     */
    public IndexInfo info() {
        return index.file().info();
    }

    /**
     * How much of the file is in memory, in the page cache, whichever process read it. Takes two tenths of a second at most,
     * as in a file of more than 256 MiB only a sample of the pages is checked; a monitor may ask every minute. The operating
     * system answers: Windows always says none, and Linux all if this process neither owns the file nor may write to it.
     *
     * @return from 0 to 1.
     * @throws IllegalStateException if the index is closed.
     */
    public double residentShare() {
        return index.file().residentShare();
    }

    /**
     * Closes the index. Searches that are under way, batches too, end as usual; later calls throw
     * {@link IllegalStateException}. The file is unmapped at once, or when the last of these searches ends. Closing again
     * does nothing. An index that is never closed is unmapped when the garbage collector finds it unreachable.
     */
    @Override
    public void close() {
        index.close();
        pool.clear();
    }

    /** {@return file, metric, dimension and size} */
    @Override
    public String toString() {
        return "AnnoyIndex[" + index + ']';
    }

    /** What is open. */
    OpenIndex open() {
        return index;
    }

    private ItemNames names() {
        return index.file().names();
    }
}
