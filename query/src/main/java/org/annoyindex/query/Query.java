package org.annoyindex.query;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.open.OpenIndex;

/**
 * What to find neighbors of: a vector, or an item of the index, given by its id or key. Immutable, but for the array of a
 * vector, which is not copied; may be used for any number of searches, of any index.
 *
 * <pre>{@code
 * index.nearest(Query.of(vector), 10);
 * index.nearest(Query.item(17), 10);
 * index.within(Query.key("coffee"), 0.5f, 100);
 * }</pre>
 *
 * <p>A query that names an item searches for the item's vector, and compares the item itself before all others: if the
 * filter allows it, it is among the results, unless k others are nearer, which only products ({@code dot}) can be, or as
 * near with lower ids.
 *
 * <p>So does a query by vector, if its components are equal to an item's; of equal items, to the one with the lowest id. Files
 * written by version 0.1.0 and files of Spotify's Annoy do not name the item of a vector, nor do indexes for dot: there it is
 * found as any neighbor.
 */
public abstract sealed class Query permits Query.OfVector, Query.OfItem, Query.OfNumber, Query.OfString {
    private Query() {}

    /**
     * Makes a query for a vector.
     *
     * @param vector with the index's dimension, of finite components; not copied, and not to be changed during a search.
     * @return a query for the vector.
     * @throws NullPointerException if the vector is null.
     */
    public static Query of(final float[] vector) {
        return new OfVector(Objects.requireNonNull(vector, "vector is null; give the components of a query"));
    }

    /**
     * Makes a query for the vector of an item.
     *
     * @param id of an item. A search throws {@link IndexOutOfBoundsException} if the index has no such item.
     * @return a query for the item's vector.
     */
    public static Query item(final int id) {
        return new OfItem(id);
    }

    /**
     * Makes a query for the vector of the item with a key.
     *
     * @param key of an item. A search throws {@link NoSuchElementException} if no item has it, and
     *     {@link IllegalStateException} if the index's keys are not numbers.
     * @return a query for the vector of the item with the key.
     */
    public static Query key(final long key) {
        return new OfNumber(key);
    }

    /**
     * Makes a query for the vector of the item with a key.
     *
     * @param key of an item. A search throws {@link NoSuchElementException} if no item has it, and
     *     {@link IllegalStateException} if the index's keys are not strings; labels that are not unique are no keys.
     * @return a query for the vector of the item with the key.
     * @throws NullPointerException if the key is null.
     */
    public static Query key(final String key) {
        return new OfString(Objects.requireNonNull(key, "key is null; give the key of an item"));
    }

    /** Does what {@link #copyTo(OpenIndex, float[])} does for a query that may be null. */
    static int read(final Query query, final OpenIndex index, final float[] vector) {
        return Objects.requireNonNull(query, "query is null; use Query.of(vector), Query.item(id) or Query.key(key)")
                .copyTo(index, vector);
    }

    /**
     * Copies the vector to search for, and checks it; returns the position of its item, or {@link ExactComparer#NO_ITEM}.
     */
    abstract int copyTo(OpenIndex index, float[] vector);

    /** A vector. */
    static final class OfVector extends Query {
        private final float[] vector;

        private OfVector(final float[] vector) {
            this.vector = vector;
        }

        @Override
        int copyTo(final OpenIndex index, final float[] target) {
            index.checkVector(vector);
            System.arraycopy(vector, 0, target, 0, target.length);
            return ExactComparer.NO_ITEM;
        }

        @Override
        public String toString() {
            return "Query[vector of " + vector.length + " components]";
        }
    }

    /** An item by its id. */
    static final class OfItem extends Query {
        private final int id;

        private OfItem(final int id) {
            this.id = id;
        }

        @Override
        int copyTo(final OpenIndex index, final float[] vector) {
            return index.read(id, vector);
        }

        @Override
        public String toString() {
            return "Query[item " + id + "]";
        }
    }

    /** An item by its key, a number. */
    static final class OfNumber extends Query {
        private final long key;

        private OfNumber(final long key) {
            this.key = key;
        }

        @Override
        int copyTo(final OpenIndex index, final float[] vector) {
            return index.read(index.file().names().require(key), vector);
        }

        @Override
        public String toString() {
            return "Query[key " + key + "]";
        }
    }

    /** An item by its key, a string. */
    static final class OfString extends Query {
        private final String key;

        private OfString(final String key) {
            this.key = key;
        }

        @Override
        int copyTo(final OpenIndex index, final float[] vector) {
            return index.read(index.file().names().require(key), vector);
        }

        @Override
        public String toString() {
            return "Query[key '" + key + "']";
        }
    }
}
