package org.annoyindex.query.open;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.annoyindex.core.Metric;
import org.jspecify.annotations.Nullable;

/**
 * An index between opening and closing, and the checks of all arguments of its searches. Safe for any number of threads.
 * Searches are users of its mapped memory, so that closing does not end those under way; it is unmapped with the last of them.
 */
public final class OpenIndex {
    private final Path path;
    private final Metric metric;
    private final int dimension;
    private final int itemCount;
    /** Null when closed. */
    private final AtomicReference<@Nullable IndexFile> file;

    /** Begins with an opened file. */
    public OpenIndex(final IndexFile file) {
        this.file = new AtomicReference<>(file);
        path = file.path();
        metric = file.metric();
        dimension = file.dimension();
        itemCount = file.itemCount();
    }

    /** The metric. */
    public Metric metric() {
        return metric;
    }

    /** Components of a vector. */
    public int dimension() {
        return dimension;
    }

    /** Ids are below it. */
    public int itemCount() {
        return itemCount;
    }

    /** The file; {@link IllegalStateException} if the index is closed. */
    public IndexFile file() {
        final IndexFile opened = file.get();
        if (opened == null) {
            throw new IllegalStateException("the index is closed");
        }
        return opened;
    }

    /** Whether the index is closed. */
    public boolean isClosed() {
        return file.get() == null;
    }

    /** Closes the index. Its memory is unmapped when the last search under way has ended. Closing again does nothing. */
    public void close() {
        final IndexFile opened = file.getAndSet(null);
        if (opened != null) {
            opened.guard().release();
        }
    }

    /** Whether an item has an id. */
    public boolean contains(final int id) {
        final IndexFile opened = file();
        return id >= 0 && id < itemCount && opened.guard().read(opened, id, OpenIndex::position) >= 0;
    }

    private static long position(final IndexFile opened, final long id) {
        return opened.position((int) id);
    }

    /** Returns an id that an item has; {@link IndexOutOfBoundsException} if none has. */
    public int checkId(final int id) {
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

    /** Copies the vector of the item that has an id; returns its position. {@link IndexOutOfBoundsException} if none has. */
    public int read(final int id, final float[] vector) {
        checkId(id);
        return file().readVector(id, vector);
    }

    /** Checks a number of neighbors wanted. */
    public static void checkK(final int k) {
        checkAtLeastOne("k", k);
    }

    /** Checks a number that must be at least 1. */
    public static void checkAtLeastOne(final String name, final int number) {
        if (number < 1) {
            throw new IllegalArgumentException(name + " is " + number + ", must be at least 1");
        }
    }

    /** Checks a distance within which neighbors are wanted. */
    public void checkDistance(final float distance) {
        if (Float.isNaN(distance)) {
            throw new IllegalArgumentException("distance is NaN, must be a number");
        }
        if (distance < 0 && metric != Metric.DOT) {
            throw new IllegalArgumentException("distance is " + distance + ", must be at least 0");
        }
    }

    /** Checks a vector to search for. */
    public void checkVector(final float[] vector) {
        Objects.requireNonNull(vector, "vector is null; give the components of a query");
        if (vector.length != dimension) {
            throw new IllegalArgumentException(
                    "the vector has " + vector.length + " components, the index's have " + dimension);
        }
        metric.checkComponents(vector);
    }

    @Override
    public String toString() {
        return path + ", " + metric.label() + ", dimension " + dimension + ", " + itemCount + " items"
                + (isClosed() ? ", closed" : "");
    }
}
