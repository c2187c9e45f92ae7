package org.annoyindex.builder;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.Stream;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.annoyindex.core.spotify.SpotifyLayout;

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
 * <p>Items get the ids 0, 1, 2, ... in the order in which they are added. They may also have unique keys by which other
 * systems know them: 64-bit numbers ({@link #add(long, float[])}) or strings ({@link #uniqueLabels}).
 *
 * <p>The same vectors, keys, labels, options and seed give the same file, byte for byte, with any number of threads and on
 * any machine. Vectors are kept in a temporary file, not on the heap, so an index may be larger than memory. Keys and
 * labels are kept on the heap in arrays: a number takes 14 to 24 bytes, a label 8 to 24 and its text.
 *
 * <p>Not safe for use by several threads. {@link #write} itself works with {@link #threads} threads.
 */
public final class IndexBuilder implements AutoCloseable {
    private final Metric metric;
    private final int dimension;
    private final ItemIntake items;
    private int trees = 1;
    private long seed = 42;
    private int threads = Runtime.getRuntime().availableProcessors();
    private int leafCapacity = 192;
    private boolean secondLeaves = true;
    private Links links = Links.AUTO;
    private boolean recallProfile = true;
    private boolean dotWithNorm;
    private BuildListener listener = (stage, share) -> {};

    /**
     * Starts an index whose vectors are kept in a temporary file in the folder {@code java.io.tmpdir}.
     *
     * @param metric of the index.
     * @param dimension number of components of a vector, 1 to 65,536; bits for hamming.
     * @throws NullPointerException if the metric is null.
     * @throws IllegalArgumentException if the dimension is out of range.
     * @throws IOException if the temporary file cannot be created.
     */
    public IndexBuilder(final Metric metric, final int dimension) throws IOException {
        this(metric, dimension, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Starts an index.
     *
     * @param metric of the index.
     * @param dimension number of components of a vector, 1 to 65,536; bits for hamming.
     * @param workFolder for the temporary file, which takes 4 bytes per component and, for angular and dot, 8 per item, and
     *     which only its owner can read. What killed processes of this machine have left behind there is deleted.
     * @throws NullPointerException if the metric or the folder is null.
     * @throws IllegalArgumentException if the dimension is out of range.
     * @throws IOException if the temporary file cannot be created.
     */
    public IndexBuilder(final Metric metric, final int dimension, final Path workFolder) throws IOException {
        this.metric = Objects.requireNonNull(metric, "metric is null; give one, such as Metric.ANGULAR");
        this.dimension = dimension;
        items = new ItemIntake(
                metric,
                dimension,
                Objects.requireNonNull(workFolder, "workFolder is null; omit it to use the system's temporary folder"));
    }

    /**
     * Sets the number of trees. One is best for nearly all data: searches visit leaves in the order of their centroids, which
     * makes up for what several trees do in Annoy. Each further tree costs space and build time. Files of Spotify's Annoy
     * need more, ten at least.
     *
     * @param count at least 1; the default is 1.
     * @return this.
     * @throws IllegalArgumentException if the count is below 1.
     */
    public IndexBuilder trees(final int count) {
        trees = atLeast("trees", 1, count);
        return this;
    }

    /**
     * Sets the seed of all random choices.
     *
     * @param value any number; the default is 42.
     * @return this.
     */
    public IndexBuilder seed(final long value) {
        seed = value;
        return this;
    }

    /**
     * Sets the number of threads, which changes the time that {@link #write} takes and nothing else.
     *
     * @param count at least 1; the default is one per processor.
     * @return this.
     * @throws IllegalArgumentException if the count is below 1.
     */
    public IndexBuilder threads(final int count) {
        threads = atLeast("threads", 1, count);
        return this;
    }

    /**
     * Sets the largest number of items in a leaf before leaves are refined. Refinement moves items to the nearest leaf
     * (Lloyd iterations), so leaves may become larger than that.
     *
     * @param count at least 2; the default is 192.
     * @return this.
     * @throws IllegalArgumentException if the count is below 2.
     */
    public IndexBuilder leafCapacity(final int count) {
        leafCapacity = atLeast("leafCapacity", 2, count);
        return this;
    }

    /**
     * Sets whether each item is also written into a second leaf (spilling, as in SOAR), which gives more recall for the same
     * number of scanned items and costs one more sketch per item. Metrics without sketches have no second leaves.
     *
     * @param on the default is true.
     * @return this.
     */
    public IndexBuilder secondLeaves(final boolean on) {
        secondLeaves = on;
        return this;
    }

    /**
     * Sets whether items have links to near ones. Building them takes up to one and a half times as long as everything else.
     *
     * @param mode the default is {@link Links#AUTO}.
     * @return this.
     * @throws NullPointerException if the mode is null.
     */
    public IndexBuilder links(final Links mode) {
        links = Objects.requireNonNull(mode, "mode is null; give Links.AUTO, ON or OFF");
        return this;
    }

    /**
     * Sets whether {@link #write} measures what recall searches reach, and writes the result into the file as its recall
     * profile. In small indexes this is most of the build time. Without a profile, searches with a recall below 1, and those
     * with default options, are exact: they compare the query with every item, unless a budget is given. {@link RecallTuner}
     * adds a profile later. Indexes of fewer than 1,000 items have none.
     *
     * @param on the default is true.
     * @return this.
     */
    public IndexBuilder recallProfile(final boolean on) {
        recallProfile = on;
        return this;
    }

    /**
     * Sets whether labels are unique and serve as keys. Call it before items are added.
     *
     * @param on the default is false.
     * @return this.
     * @throws IllegalStateException if items have been added.
     */
    public IndexBuilder uniqueLabels(final boolean on) {
        items.uniqueLabels(on);
        return this;
    }

    /**
     * Sets which of Annoy's two layouts {@link #writeSpotify} uses for metric dot: the one of Annoy's sources since August
     * 2023, in which items have their norm, or the one of its releases. Changes nothing for other metrics.
     *
     * @param on the default is false, the layout of Annoy's releases.
     * @return this.
     */
    public IndexBuilder spotifyDotWithNorm(final boolean on) {
        dotWithNorm = on;
        return this;
    }

    /**
     * Sets the progress listener.
     *
     * @param progress called by the thread that calls {@link #write}.
     * @return this.
     * @throws NullPointerException if the listener is null.
     */
    public IndexBuilder listener(final BuildListener progress) {
        listener = Objects.requireNonNull(progress, "listener is null; omit it to ignore progress");
        return this;
    }

    private static int atLeast(final String what, final int min, final int count) {
        if (count < min) {
            throw new IllegalArgumentException(what + " is " + count + ", must be at least " + min);
        }
        return count;
    }

    /**
     * Adds an item without key and label.
     *
     * @param vector finite components, of the index's dimension; for hamming 0 or 1. Copied.
     * @return this.
     * @throws NullPointerException if the vector is null.
     * @throws IllegalArgumentException if the vector has another dimension or a component that is not allowed.
     * @throws IllegalStateException if earlier items have keys or labels, or labels are unique, or the index has been written.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder add(final float[] vector) throws IOException {
        items.add(vector);
        return this;
    }

    /**
     * Adds an item with a label. Several items may have the same label unless {@link #uniqueLabels} was called.
     *
     * @param label at most 65,535 bytes of UTF-8.
     * @param vector as for {@link #add(float[])}. Copied.
     * @return this.
     * @throws NullPointerException if the label or the vector is null.
     * @throws IllegalArgumentException if the label is too long, or labels are unique and an earlier item has it, or as
     *     {@link #add(float[])}.
     * @throws IllegalStateException if earlier items have no labels, or have numbers as keys, or the index has been written.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder add(final String label, final float[] vector) throws IOException {
        items.add(label, vector);
        return this;
    }

    /**
     * Adds an item with a number as its key. Any numbers may be used: 5 and 10^15 take as much space as 0 and 1.
     *
     * @param key that no other item has.
     * @param vector as for {@link #add(float[])}. Copied.
     * @return this.
     * @throws NullPointerException if the vector is null.
     * @throws IllegalArgumentException if an earlier item has the key, or as {@link #add(float[])}.
     * @throws IllegalStateException if earlier items have no keys, or have labels, or labels are unique, or the index has been
     *     written.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder add(final long key, final float[] vector) throws IOException {
        items.add(key, vector);
        return this;
    }

    /**
     * Adds an item with a number as its key, and with a label, which several items may have.
     *
     * @param key that no other item has.
     * @param label at most 65,535 bytes of UTF-8.
     * @param vector as for {@link #add(float[])}. Copied.
     * @return this.
     * @throws NullPointerException if the label or the vector is null.
     * @throws IllegalArgumentException if an earlier item has the key, or the label is too long, or as {@link #add(float[])}.
     * @throws IllegalStateException if earlier items have no keys or no labels, or labels are unique, or the index has been
     *     written.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder add(final long key, final String label, final float[] vector) throws IOException {
        items.add(key, label, vector);
        return this;
    }

    /**
     * Adds items without labels, in the order of an array.
     *
     * @param vectors one per row, as for {@link #add(float[])}. Copied.
     * @return this.
     * @throws NullPointerException if the array or a vector is null. Here and below the vectors before a wrong one are added.
     * @throws IllegalArgumentException as {@link #add(float[])}; the message names the item.
     * @throws IllegalStateException as {@link #add(float[])}.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder addAll(final float[][] vectors) throws IOException {
        return addAll(Arrays.asList(Objects.requireNonNull(vectors, "vectors is null; give an array")));
    }

    /**
     * Adds items without labels, in the order of an iteration.
     *
     * @param vectors as for {@link #add(float[])}. Each is copied before the next one is requested, so they need not be on the
     *     heap together, and may be the same array with other components.
     * @return this.
     * @throws NullPointerException if the iterable or a vector is null.
     * @throws IllegalArgumentException as {@link #add(float[])}; the message names the item.
     * @throws IllegalStateException as {@link #add(float[])}.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder addAll(final Iterable<float[]> vectors) throws IOException {
        for (final float[] vector : Objects.requireNonNull(vectors, "vectors is null; give an iterable")) {
            items.add(vector);
        }
        return this;
    }

    /**
     * Adds items without labels, in the order of a stream, which is not closed. Vectors are taken from it one after the other,
     * even from a parallel stream.
     *
     * @param vectors as for {@link #addAll(Iterable)}. Items of an unordered stream get ids in no particular order.
     * @return this.
     * @throws NullPointerException if the stream or a vector is null.
     * @throws IllegalArgumentException as {@link #add(float[])}; the message names the item.
     * @throws IllegalStateException as {@link #add(float[])}.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder addAll(final Stream<float[]> vectors) throws IOException {
        final Iterator<float[]> iterator = Objects.requireNonNull(vectors, "vectors is null; give a stream")
                .iterator();
        while (iterator.hasNext()) {
            items.add(iterator.next());
        }
        return this;
    }

    /**
     * Adds items without labels from a buffer, on the heap or off it, in any byte order.
     *
     * @param rows vectors as for {@link #add(float[])}, row by row from the buffer's position to its limit, neither of which is
     *     changed. Copied.
     * @return this.
     * @throws NullPointerException if the buffer is null.
     * @throws IllegalArgumentException if the last row is not whole, before any is added, or as {@link #add(float[])}; the
     *     message names the item.
     * @throws IllegalStateException as {@link #add(float[])}.
     * @throws IOException if the disk is full or fails.
     */
    public IndexBuilder addAll(final FloatBuffer rows) throws IOException {
        final FloatBuffer rest =
                Objects.requireNonNull(rows, "rows is null; give a buffer").duplicate();
        if (rest.remaining() % dimension != 0) {
            throw new IllegalArgumentException("the buffer has " + rest.remaining()
                    + " floats from its position to its limit, not a whole number of rows of " + dimension);
        }
        final float[] vector = new float[dimension];
        while (rest.hasRemaining()) {
            rest.get(vector);
            items.add(vector);
        }
        return this;
    }

    /** {@return the metric} */
    public Metric metric() {
        return metric;
    }

    /** {@return the kind of keys that the items added so far have} */
    public KeyKind keyKind() {
        return items.keyKind();
    }

    /** {@return whether the items added so far have labels} */
    public boolean isLabeled() {
        return items.labels().size() > 0;
    }

    /** {@return number of items added so far, the id of the next} */
    public int size() {
        return items.size();
    }

    /**
     * Grows the trees and writes the index. The file appears under its name once it is whole. An older file of that name is
     * replaced then; readers that have it open continue with the old one. Can be called once.
     *
     * <p>If the target is a symbolic link, the file behind it is written, in its folder. A replaced file passes on its
     * permissions, and its owner and group where the system allows that. What killed processes of this machine have left
     * behind of this target is deleted.
     *
     * @param target the file to write, in an existing folder.
     * @throws NullPointerException if the target is null.
     * @throws IOException if the target cannot be written or is no regular file, such as a pipe or a folder, or the disk is
     *     full or fails; nothing is left behind then.
     * @throws IllegalStateException if an index has been written.
     */
    public void write(final Path target) throws IOException {
        checkTarget(target);
        new PagedPipeline(metric, dimension, options()).write(items, target);
    }

    /**
     * Grows trees as Spotify's Annoy does and writes a file that Annoy reads. Such a file has no place for keys, labels and a
     * recall profile; leaf capacity and second leaves do not apply. Set {@link #trees} to ten or more. Each thread holds one
     * tree on the heap while it grows: about 30 bytes per item, and the size of a vector for every 50 items.
     *
     * @param target the file to write, in an existing folder; it appears as by {@link #write}.
     * @throws NullPointerException if the target is null.
     * @throws IOException if the target cannot be written, the disk is full or fails, or the file would have more nodes than
     *     Annoy can number.
     * @throws IllegalStateException if an index has been written.
     */
    public void writeSpotify(final Path target) throws IOException {
        checkTarget(target);
        final SpotifyLayout layout = metric == Metric.DOT && dotWithNorm
                ? SpotifyLayout.DOT_WITH_NORM
                : SpotifyLayout.of(metric).get(0);
        new SpotifyPipeline(layout, dimension, options()).write(items, target);
    }

    private void checkTarget(final Path target) {
        Objects.requireNonNull(target, "target is null; give the file to write");
        items.checkOpen();
    }

    private BuildOptions options() {
        return new BuildOptions(trees, seed, threads, leafCapacity, secondLeaves, links, recallProfile, listener);
    }

    /**
     * Deletes the temporary file. An index that has been written stays.
     *
     * @throws IOException if the file cannot be deleted.
     */
    @Override
    public void close() throws IOException {
        items.close();
    }
}
