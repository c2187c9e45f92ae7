package org.annoyindex.query;

import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.format.KeyColumn;
import org.annoyindex.core.format.LabelColumn;
import org.jspecify.annotations.Nullable;

/**
 * What the items of an opened file are called: by labels, by keys, by both or by nothing. Immutable and safe for any number
 * of threads.
 */
final class ItemNames {
    private final Path path;
    /** Null where items have no labels. */
    private final @Nullable LabelColumn labels;
    /** Null where items have no numbers as keys. */
    private final @Nullable KeyColumn numbers;

    ItemNames(final Path path, final @Nullable LabelColumn labels, final @Nullable KeyColumn numbers) {
        this.path = path;
        this.labels = labels;
        this.numbers = numbers;
    }

    boolean isLabeled() {
        return labels != null;
    }

    KeyKind keyKind() {
        if (numbers != null) {
            return KeyKind.NUMBERS;
        }
        return labels != null && labels.isUnique() ? KeyKind.STRINGS : KeyKind.NONE;
    }

    /** The label of an item that there is. */
    String label(final int id) {
        final LabelColumn column = labels();
        try {
            return column.label(id);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw IndexFile.broken(path, ex);
        }
    }

    /** The lowest id with a label, be labels keys or not; -1 where there is none. */
    int find(final String label) {
        final LabelColumn column = labels();
        try {
            return column.find(label);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw IndexFile.broken(path, ex);
        }
    }

    /** The key of an item that there is. */
    long key(final int id) {
        final KeyColumn column = numbers();
        try {
            return column.key(id);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw IndexFile.broken(path, ex);
        }
    }

    /** The id of the item that has a key; -1 where none has. */
    int find(final long key) {
        final KeyColumn column = numbers();
        try {
            return column.find(key);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw IndexFile.broken(path, ex);
        }
    }

    /** The id of the item that has a key; there must be one. */
    int require(final long key) {
        final int id = find(key);
        if (id < 0) {
            throw new NoSuchElementException("no item of " + path + " has the key " + key);
        }
        return id;
    }

    /** The id of the item that has a key; there must be one. */
    int require(final String key) {
        checkKeys(KeyKind.STRINGS);
        final int id = find(key);
        if (id < 0) {
            throw new NoSuchElementException("no item of " + path + " has the key '" + key + "'");
        }
        return id;
    }

    private LabelColumn labels() {
        if (labels == null) {
            throw new IllegalStateException(path + " has no labels; build it from an input with labels");
        }
        return labels;
    }

    private KeyColumn numbers() {
        checkKeys(KeyKind.NUMBERS);
        return Objects.requireNonNull(numbers);
    }

    void checkKeys(final KeyKind wanted) {
        final KeyKind kind = keyKind();
        if (kind == KeyKind.NONE) {
            throw new IllegalStateException(
                    path + (labels == null ? " has no keys" : " has labels that need not differ, no keys")
                            + "; build it with keys");
        }
        if (kind != wanted) {
            throw new IllegalStateException(
                    path + " has " + kind.label() + " as keys, not " + wanted.label() + "; look for " + kind.label());
        }
    }
}
