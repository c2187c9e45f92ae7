package org.annoyindex.builder;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.annoyindex.builder.grow.PageTree;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.builder.grow.TreeShape;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.builder.spotify.SpotifyFileWriter;
import org.annoyindex.builder.spotify.SpotifyTree;
import org.annoyindex.builder.write.IndexContents;
import org.annoyindex.builder.write.IndexWriter;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.KeyList;
import org.annoyindex.core.format.LabelColumn;
import org.annoyindex.core.format.LabelList;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.annoyindex.query.AnnoyIndex;

/**
 * Builds an index file.
 *
 * <pre>{@code
 * try (IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, 100)) {
 *     builder.add("king", king).add("queen", queen);
 *     builder.write(Path.of("words.annoy"));
 * }
 * }</pre>
 *
 * <p>Items get the ids 0, 1, 2, ... in the order in which they are added. They may have keys, too, by which they are known
 * elsewhere: 64-bit numbers ({@link #add(long, float[])}) or strings ({@link #uniqueLabels}), no two of them equal.
 *
 * <p>The same vectors, keys, labels, options and seed give the same file, byte for byte, with any number of threads and on
 * any machine. Vectors are kept in a temporary file, not on the heap, so that an index may be larger than memory. Keys and
 * labels are on the heap, in arrays: a number takes 14 to 24 bytes, a label 8 to 24 and its text.
 *
 * <p>Not for several threads at once; {@link #write} itself works with {@link #threads} threads.
 */
public final class IndexBuilder implements AutoCloseable {
    private static final int ITEMS_BETWEEN_REPORTS = 65_536;

    private final Metric metric;
    private final int dimension;
    private final VectorStore store;
    private final KeyList keys = new KeyList();
    private LabelList labels = new LabelList(false);
    private int trees = 1;
    private long seed = 42;
    private int threads = Runtime.getRuntime().availableProcessors();
    private int leafCapacity = 192;
    private boolean secondLeaves = true;
    private BuildListener listener = (stage, share) -> {};
    private boolean written;

    /**
     * Starts an index, with the vectors in a temporary file in the folder {@code java.io.tmpdir}.
     *
     * @param metric of the index.
     * @param dimension components of a vector, 1 to 65,536; bits for hamming.
     * @throws IOException if the temporary file cannot be made.
     */
    public IndexBuilder(final Metric metric, final int dimension) throws IOException {
        this(metric, dimension, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Starts an index.
     *
     * @param metric of the index.
     * @param dimension components of a vector, 1 to 65,536; bits for hamming.
     * @param workFolder where the temporary file goes: 4 bytes a component and, for angular and dot, 8 an item.
     * @throws IOException if the temporary file cannot be made.
     */
    public IndexBuilder(final Metric metric, final int dimension, final Path workFolder) throws IOException {
        if (dimension < 1 || dimension > Header.MAX_DIMENSION) {
            throw new IllegalArgumentException(
                    "dimension is " + dimension + ", must be from 1 to " + Header.MAX_DIMENSION);
        }
        this.metric = metric;
        this.dimension = dimension;
        store = new VectorStore(metric, dimension, workFolder);
    }

    /**
     * Sets the number of trees. One is best for nearly all data: leaves are ordered by their centroids, which makes up
     * for what several trees do in Annoy. Each further tree costs space and build time. Files of Spotify's Annoy want more.
     *
     * @param count at least 1; 1 if not set.
     * @return this.
     */
    public IndexBuilder trees(final int count) {
        trees = atLeastOne("trees", count);
        return this;
    }

    /**
     * Sets the seed of all random choices.
     *
     * @param value any number; 42 if not set.
     * @return this.
     */
    public IndexBuilder seed(final long value) {
        seed = value;
        return this;
    }

    /**
     * Sets the number of threads, which changes how long {@link #write} takes and nothing else.
     *
     * @param count at least 1; one for each processor if not set.
     * @return this.
     */
    public IndexBuilder threads(final int count) {
        threads = atLeastOne("threads", count);
        return this;
    }

    /**
     * Sets how many items a leaf may hold before leaves are settled.
     *
     * @param items at least 2; 192 if not set.
     * @return this.
     */
    public IndexBuilder leafCapacity(final int items) {
        if (items < 2) {
            throw new IllegalArgumentException("leaf capacity is " + items + ", must be at least 2");
        }
        leafCapacity = items;
        return this;
    }

    /**
     * Sets whether every item is written into a second leaf, which finds more in as many sketches and costs the space of
     * a sketch an item. Metrics without sketches have none.
     *
     * @param on true if not set.
     * @return this.
     */
    public IndexBuilder secondLeaves(final boolean on) {
        secondLeaves = on;
        return this;
    }

    /**
     * Sets whether labels are keys, so that no two items can have the same. To be called before items are added.
     *
     * @param on false if not set.
     * @return this.
     * @throws IllegalStateException if there are items.
     */
    public IndexBuilder uniqueLabels(final boolean on) {
        if (store.count() > 0) {
            throw new IllegalStateException("there are " + store.count()
                    + " items whose labels are keys or are not; call uniqueLabels before items are added");
        }
        labels = new LabelList(on);
        return this;
    }

    /**
     * Sets who is told of progress.
     *
     * @param told called by the thread that calls {@link #write}.
     * @return this.
     */
    public IndexBuilder listener(final BuildListener told) {
        listener = told;
        return this;
    }

    private static int atLeastOne(final String what, final int count) {
        if (count < 1) {
            throw new IllegalArgumentException(what + " is " + count + ", must be at least 1");
        }
        return count;
    }

    /**
     * Adds an item without key and label.
     *
     * @param vector finite components, as many as the index's dimension; for hamming 0 or 1. Copied.
     * @return this.
     * @throws IllegalArgumentException if the vector has another dimension or a component that is not allowed.
     * @throws IllegalStateException if items added before have keys or labels, or labels are to be keys, or the index has
     *     been written.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder add(final float[] vector) throws IOException {
        checkLikeOthers("key", false, keys.size());
        checkNoLabel();
        addVector(vector);
        return this;
    }

    /**
     * Adds an item with a label. Labels need not differ, unless they are keys: see {@link #uniqueLabels}.
     *
     * @param label at most 65,535 bytes of UTF-8.
     * @param vector finite components, as many as the index's dimension; for hamming 0 or 1. Copied.
     * @return this.
     * @throws IllegalArgumentException if the label is too long, or a key that another item has, or as
     *     {@link #add(float[])}.
     * @throws IllegalStateException if items added before have no labels, or keys that are numbers, or the index has been
     *     written.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder add(final String label, final float[] vector) throws IOException {
        checkLikeOthers("key", false, keys.size());
        final byte[] bytes = checkLabel(label);
        addVector(vector);
        labels.add(bytes);
        return this;
    }

    /**
     * Adds an item with a number as its key. Numbers may be any: an index takes as much space for 5 and 10^15 as for 0 and 1.
     *
     * @param key by which no other item is known.
     * @param vector finite components, as many as the index's dimension; for hamming 0 or 1. Copied.
     * @return this.
     * @throws IllegalArgumentException if another item has the key, or as {@link #add(float[])}.
     * @throws IllegalStateException if items added before have no keys, or labels, or the index has been written.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder add(final long key, final float[] vector) throws IOException {
        checkKey(key);
        checkNoLabel();
        addVector(vector);
        keys.add(key);
        return this;
    }

    /**
     * Adds an item with a number as its key, and with a label, which need not differ from others.
     *
     * @param key by which no other item is known.
     * @param label at most 65,535 bytes of UTF-8.
     * @param vector finite components, as many as the index's dimension; for hamming 0 or 1. Copied.
     * @return this.
     * @throws IllegalArgumentException if another item has the key, or the label is too long, or as {@link #add(float[])}.
     * @throws IllegalStateException if items added before have no keys or no labels, or labels are to be keys, or the index
     *     has been written.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder add(final long key, final String label, final float[] vector) throws IOException {
        checkKey(key);
        final byte[] bytes = checkLabel(label);
        addVector(vector);
        keys.add(key);
        labels.add(bytes);
        return this;
    }

    private void checkKey(final long key) {
        if (labels.isUnique()) {
            throw new IllegalStateException("item " + store.count() + " has the number " + key
                    + " as its key, but labels are to be keys; leave the number out, or call uniqueLabels(false)");
        }
        checkLikeOthers("key", true, keys.size());
        checkDiffers(Long.toString(key), keys.find(key));
        checkNotFull("keys", keys.size(), KeyList.MAX_COUNT);
    }

    private byte[] checkLabel(final String label) {
        checkLikeOthers("label", true, labels.size());
        final byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LabelColumn.MAX_BYTES) {
            throw new IllegalArgumentException("the label of item " + store.count() + " has " + bytes.length
                    + " bytes, more than " + LabelColumn.MAX_BYTES);
        }
        if (labels.isUnique()) {
            checkDiffers("'" + label + "'", labels.find(bytes));
        }
        checkNotFull("labels", labels.size(), LabelList.MAX_COUNT);
        return bytes;
    }

    private void checkNoLabel() {
        checkLikeOthers("label", false, labels.size());
        if (labels.isUnique()) {
            throw new IllegalStateException(
                    "item " + store.count() + " has no label, but labels are to be keys; give it one");
        }
    }

    /** All items have something, or none has. */
    private void checkLikeOthers(final String what, final boolean has, final int before) {
        if (store.count() > 0 && has == (before == 0)) {
            throw new IllegalStateException("item " + store.count()
                    + (has
                            ? " has a " + what + ", but those before it have none"
                            : " has no " + what + ", but those before it have")
                    + "; give all or none");
        }
    }

    private void checkDiffers(final String key, final int other) {
        if (other >= 0) {
            throw new IllegalArgumentException("item " + store.count() + " has the key " + key + " that item " + other
                    + " has, must have another");
        }
    }

    private static void checkNotFull(final String what, final int count, final int most) {
        if (count == most) {
            throw new IllegalStateException(
                    "an index can have " + most + " " + what + "; build several, or one without " + what);
        }
    }

    /**
     * Adds items without labels, in the order of an array.
     *
     * @param vectors one a row, as for {@link #add(float[])}. Copied.
     * @return this.
     * @throws IllegalArgumentException as {@link #add(float[])}; the message names the item. Those before it are added.
     * @throws IllegalStateException as {@link #add(float[])}.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder addAll(final float[][] vectors) throws IOException {
        return addAll(Arrays.asList(vectors));
    }

    /**
     * Adds items without labels, in the order of an iteration.
     *
     * @param vectors as for {@link #add(float[])}. Each is copied before the next is asked for, so that they need not be on
     *     the heap together, nor be different arrays.
     * @return this.
     * @throws IllegalArgumentException as {@link #add(float[])}; the message names the item. Those before it are added.
     * @throws IllegalStateException as {@link #add(float[])}.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder addAll(final Iterable<float[]> vectors) throws IOException {
        for (final float[] vector : vectors) {
            add(vector);
        }
        return this;
    }

    /**
     * Adds items without labels, in the order of a stream, which is not closed. A parallel stream is worked on in parallel
     * only where it must be held whole, as for sorting.
     *
     * @param vectors ordered, or else the items' ids are by chance; otherwise as {@link #addAll(Iterable)}.
     * @return this.
     * @throws IllegalArgumentException as {@link #add(float[])}; the message names the item. Those before it are added.
     * @throws IllegalStateException as {@link #add(float[])}.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder addAll(final Stream<float[]> vectors) throws IOException {
        final Iterator<float[]> iterator = vectors.iterator();
        while (iterator.hasNext()) {
            add(iterator.next());
        }
        return this;
    }

    /**
     * Adds items without labels from a buffer, on the heap or off it, in any byte order.
     *
     * @param rows vectors as for {@link #add(float[])}, one after the other from the buffer's position to its limit, which
     *     stay where they are. Copied.
     * @return this.
     * @throws IllegalArgumentException if the last row is not whole, before any is added, or as {@link #add(float[])}; the
     *     message names the item. Those before it are added.
     * @throws IllegalStateException as {@link #add(float[])}.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder addAll(final FloatBuffer rows) throws IOException {
        if (rows.remaining() % dimension != 0) {
            throw new IllegalArgumentException("the buffer has " + rows.remaining()
                    + " floats from its position to its limit, not a whole number of rows of " + dimension);
        }
        final FloatBuffer rest = rows.duplicate();
        final float[] vector = new float[dimension];
        while (rest.hasRemaining()) {
            rest.get(vector);
            add(vector);
        }
        return this;
    }

    private void addVector(final float[] vector) throws IOException {
        checkNotWritten();
        if (vector == null) {
            throw new IllegalArgumentException("item " + store.count() + " is null; leave it out");
        }
        if (vector.length != dimension) {
            throw new IllegalArgumentException(
                    "item " + store.count() + " has " + vector.length + " components, the index's have " + dimension);
        }
        try {
            metric.checkComponents(vector);
        } catch (final IllegalArgumentException ex) {
            throw new IllegalArgumentException("item " + store.count() + ": " + ex.getMessage(), ex);
        }
        if (store.count() == Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("the index is full: " + store.count() + " items");
        }
        store.add(vector);
    }

    private void checkNotWritten() {
        if (written) {
            throw new IllegalStateException("the index has been written; make a new builder");
        }
    }

    /** @return the metric. */
    public Metric metric() {
        return metric;
    }

    /** @return what the items added so far are known by. */
    public KeyKind keyKind() {
        if (keys.size() > 0) {
            return KeyKind.NUMBERS;
        }
        return labels.isUnique() ? KeyKind.STRINGS : KeyKind.NONE;
    }

    /** @return whether the items added so far have labels. */
    public boolean isLabeled() {
        return labels.size() > 0;
    }

    /** @return number of items added so far, the id of the next. */
    public int size() {
        return store.count();
    }

    /**
     * Grows the trees and writes the index. The file appears under its name when it is whole; an older one of that name
     * is replaced then, and readers that have it open go on with it. Can be called once.
     *
     * @param target the file to write, in an existing folder.
     * @throws IOException if the target cannot be written, or the disk is full or fails; nothing is left behind then.
     * @throws IllegalStateException if called before.
     */
    public void write(final Path target) throws IOException {
        checkNotWritten();
        try (IndexWriter writer = new IndexWriter(target);
                Workers workers = new Workers(threads)) {
            written = true;
            store.freeze();
            final Points points = store.points();
            final boolean twice = secondLeaves && metric.hasSketches();
            final IndexContents contents = new IndexContents(
                    metric,
                    dimension,
                    store.space(),
                    seed,
                    twice ? 2 : 1,
                    points.count() == 0 ? List.of() : growTrees(points, twice, workers),
                    points,
                    store::read,
                    keys,
                    labels);
            final Path readable =
                    writer.write(contents, workers, share -> listener.progress(BuildListener.Stage.WRITE, share));
            if (points.count() >= RecallMeasurement.LEAST_ITEMS) {
                try (AnnoyIndex index = AnnoyIndex.load(readable)) {
                    writer.write(measure(index, workers));
                }
            }
            writer.commit();
        }
    }

    private RecallProfile measure(final AnnoyIndex index, final Workers workers) {
        final DoubleConsumer progress = share -> listener.progress(BuildListener.Stage.MEASURE, share);
        progress.accept(0);
        final KnownQueries queries = KnownQueries.items(index, seed, workers);
        return RecallMeasurement.profile(
                index,
                queries,
                KnownQueries.moreItems(index, seed),
                RecallMeasurement.NEIGHBORS,
                workers,
                share -> progress.accept(0.3 + 0.7 * share));
    }

    /**
     * Grows trees as Spotify's Annoy does and writes a file that Annoy's releases read. Keys and labels cannot be kept in
     * such a file. Leaf capacity and second leaves are this library's own and change nothing here; of trees there should be
     * ten or more. A tree is held on the heap while it is grown, one a thread: about 30 bytes an item and, for every
     * 50 items, the size of a vector.
     *
     * @param target the file to write, in an existing folder; it appears as by {@link #write}.
     * @throws IOException if the target cannot be written, the disk is full or fails, or there are more nodes than Annoy
     *     can number.
     * @throws IllegalStateException if an index has been written.
     */
    public void writeAnnoy(final Path target) throws IOException {
        writeAnnoy(target, SpotifyLayout.of(metric).get(0));
    }

    /**
     * As {@link #writeAnnoy(Path)}, in a particular layout, of which dot has two.
     *
     * @param target the file to write, in an existing folder.
     * @param layout one of this index's metric.
     * @throws IOException as {@link #writeAnnoy(Path)}.
     * @throws IllegalArgumentException if the layout is one of another metric.
     * @throws IllegalStateException if an index has been written.
     */
    public void writeAnnoy(final Path target, final SpotifyLayout layout) throws IOException {
        checkNotWritten();
        if (layout.metric() != metric) {
            throw new IllegalArgumentException("layout " + layout + " is not one of metric " + metric.label());
        }
        try (SpotifyFileWriter writer = new SpotifyFileWriter(target, layout, dimension, trees);
                Workers workers = new Workers(threads)) {
            written = true;
            store.freeze();
            final float[] vector = new float[dimension];
            for (int id = 0; id < store.count(); id++) {
                store.read(id, vector, 0);
                writer.writeItem(vector, store.addedComponent(vector));
                if (id % ITEMS_BETWEEN_REPORTS == 0) {
                    listener.progress(BuildListener.Stage.WRITE, (double) id / store.count());
                }
            }
            listener.progress(BuildListener.Stage.WRITE, 1);
            growForest(writer, layout, workers);
            writer.commit();
        }
    }

    /** As many trees at once as there are threads, so that no more are on the heap. */
    private void growForest(final SpotifyFileWriter writer, final SpotifyLayout layout, final Workers workers)
            throws IOException {
        final VectorColumn vectors = store.rows();
        for (int t = 0; t < trees; t += threads) {
            final int first = t;
            final SpotifyTree[] grown = new SpotifyTree[Math.min(threads, trees - first)];
            workers.forEach(
                    grown.length,
                    () -> i -> grown[i] = SpotifyTree.grow(
                            vectors, store.count(), layout, dimension, SplitMix.derive(seed, (long) first + i)));
            for (final SpotifyTree tree : grown) {
                writer.writeTree(tree.numberedFrom(writer.nextNode()), tree.nodeCount());
            }
            listener.progress(BuildListener.Stage.GROW, (double) (first + grown.length) / trees);
        }
    }

    private List<PageTree> growTrees(final Points points, final boolean twice, final Workers workers) {
        final TreeShape shape = new TreeShape(leafCapacity, TreeShape.ROUNDS, twice);
        final List<PageTree> grown = new ArrayList<>();
        for (int t = 0; t < trees; t++) {
            final double before = t;
            grown.add(PageTree.grow(
                    points,
                    shape,
                    SplitMix.derive(seed, t),
                    workers,
                    share -> listener.progress(BuildListener.Stage.GROW, (before + share) / trees)));
        }
        return grown;
    }

    /**
     * Deletes the temporary file. An index that has been written stays.
     *
     * @throws IOException if the file cannot be deleted.
     */
    @Override
    public void close() throws IOException {
        store.close();
    }
}
