package org.annoyindex.builder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.KeyList;
import org.annoyindex.core.format.LabelColumn;
import org.annoyindex.core.format.LabelList;

/**
 * Checks the items that are added and keeps them: vectors in a temporary file, keys and labels on the heap. An item that is
 * refused changes nothing. For one thread.
 */
final class ItemIntake implements AutoCloseable {
    private static final int MAX_ITEMS = Integer.MAX_VALUE - 8;

    private final Metric metric;
    private final int dimension;
    private final VectorStore store;
    private final KeyList keys = new KeyList();
    private LabelList labels = new LabelList(false);
    private boolean complete;

    ItemIntake(final Metric metric, final int dimension, final Path workFolder) throws IOException {
        if (dimension < 1 || dimension > Header.MAX_DIMENSION) {
            throw new IllegalArgumentException(
                    "dimension is " + dimension + ", must be from 1 to " + Header.MAX_DIMENSION);
        }
        this.metric = metric;
        this.dimension = dimension;
        store = new VectorStore(metric, dimension, workFolder);
    }

    void uniqueLabels(final boolean on) {
        if (store.count() > 0) {
            throw new IllegalStateException(
                    store.count() + " items have been added; call uniqueLabels before items are added");
        }
        labels = new LabelList(on);
    }

    void add(final float[] vector) throws IOException {
        checkLikeOthers("key", false, keys.size());
        checkNoLabel();
        addVector(vector);
    }

    void add(final String label, final float[] vector) throws IOException {
        checkLikeOthers("key", false, keys.size());
        final byte[] bytes = checkLabel(label);
        addVector(vector);
        labels.add(bytes);
    }

    void add(final long key, final float[] vector) throws IOException {
        checkKey(key);
        checkNoLabel();
        addVector(vector);
        keys.add(key);
    }

    void add(final long key, final String label, final float[] vector) throws IOException {
        checkKey(key);
        final byte[] bytes = checkLabel(label);
        addVector(vector);
        keys.add(key);
        labels.add(bytes);
    }

    private void checkKey(final long key) {
        if (labels.isUnique()) {
            throw new IllegalStateException("item " + store.count() + " has the number " + key
                    + " as its key, but labels are to be keys; omit the number, or call uniqueLabels(false)");
        }
        checkLikeOthers("key", true, keys.size());
        checkUnique(Long.toString(key), keys.find(key));
        checkNotFull("keys", keys.size(), KeyList.MAX_COUNT);
    }

    private byte[] checkLabel(final String label) {
        if (label == null) {
            throw new NullPointerException("the label of item " + store.count() + " is null; omit it");
        }
        checkLikeOthers("label", true, labels.size());
        final byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LabelColumn.MAX_BYTES) {
            throw new IllegalArgumentException("the label of item " + store.count() + " has " + bytes.length
                    + " bytes, more than " + LabelColumn.MAX_BYTES + "; shorten it");
        }
        if (labels.isUnique()) {
            checkUnique("'" + label + "'", labels.find(bytes));
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

    /** All items have keys, or labels, or none has. */
    private void checkLikeOthers(final String what, final boolean has, final int before) {
        if (store.count() > 0 && has == (before == 0)) {
            throw new IllegalStateException("item " + store.count()
                    + (has
                            ? " has a " + what + ", but those before it have none"
                            : " has no " + what + ", but those before it have")
                    + "; give all or none");
        }
    }

    private void checkUnique(final String key, final int other) {
        if (other >= 0) {
            throw new IllegalArgumentException("item " + store.count() + " has the key " + key + " of item " + other
                    + "; give each item a key of its own");
        }
    }

    private static void checkNotFull(final String what, final int count, final int max) {
        if (count == max) {
            throw new IllegalStateException(
                    "an index can have " + max + " " + what + "; build several, or one without " + what);
        }
    }

    private void addVector(final float[] vector) throws IOException {
        checkOpen();
        if (vector == null) {
            throw new NullPointerException("the vector of item " + store.count() + " is null; omit the item");
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
        if (store.count() == MAX_ITEMS) {
            throw new IllegalStateException("an index can have " + MAX_ITEMS + " items; build several");
        }
        store.add(vector);
    }

    /** Checks that no index has been written. */
    void checkOpen() {
        if (complete) {
            throw new IllegalStateException("the index has been written; make a new builder");
        }
    }

    /** Ends adding. From now on vectors can be read. */
    VectorStore complete() throws IOException {
        complete = true;
        store.freeze();
        return store;
    }

    int size() {
        return store.count();
    }

    KeyKind keyKind() {
        if (keys.size() > 0) {
            return KeyKind.NUMBERS;
        }
        return labels.isUnique() ? KeyKind.STRINGS : KeyKind.NONE;
    }

    KeyList keys() {
        return keys;
    }

    LabelList labels() {
        return labels;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
