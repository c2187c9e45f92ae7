package org.annoyindex.query.open;

import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.format.KeyColumn;
import org.annoyindex.core.format.LabelColumn;
import org.jspecify.annotations.Nullable;

/**
 * The labels and keys of the items of an opened file, if it has any. Immutable and safe for any number of threads.
 */
public final class ItemNames {
    private final PageGuard guard;
    private final Path path;
    /** Null if items have no labels. */
    private final @Nullable LabelColumn labels;
    /** Null if keys are not numbers. */
    private final @Nullable KeyColumn numbers;

    ItemNames(
            final PageGuard guard,
            final Path path,
            final @Nullable LabelColumn labels,
            final @Nullable KeyColumn numbers) {
        this.guard = guard;
        this.path = path;
        this.labels = labels;
        this.numbers = numbers;
    }

    /** Whether items have labels. */
    public boolean isLabeled() {
        return labels != null;
    }

    /** What items are known by outside of the index. */
    public KeyKind keyKind() {
        if (numbers != null) {
            return KeyKind.NUMBERS;
        }
        return labels != null && labels.isUnique() ? KeyKind.STRINGS : KeyKind.NONE;
    }

    /** The label of an item that exists. */
    public String label(final int id) {
        final LabelColumn column = labels();
        return guard.read(() -> column.label(id));
    }

    /** The lowest id with a label, whether labels are keys or not; -1 if no item has it. */
    public int find(final String label) {
        final LabelColumn column = labels();
        return guard.read(() -> column.find(label));
    }

    /** The key of an item that exists. */
    public long key(final int id) {
        return guard.read(numbers(), id, (column, number) -> column.key((int) number));
    }

    /** The id of the item that has a key; -1 if none has. */
    public int find(final long key) {
        return (int) guard.read(numbers(), key, KeyColumn::find);
    }

    /** The id of the item that has a key; {@link NoSuchElementException} if none has. */
    public int require(final long key) {
        final int id = find(key);
        if (id < 0) {
            throw new NoSuchElementException("no item of " + path + " has the key " + key);
        }
        return id;
    }

    /** The id of the item that has a key; {@link NoSuchElementException} if none has. */
    public int require(final String key) {
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

    /** Throws {@link IllegalStateException} if keys are not of a kind. */
    public void checkKeys(final KeyKind wanted) {
        final KeyKind kind = keyKind();
        if (kind == KeyKind.NONE) {
            throw new IllegalStateException(
                    path + (labels == null ? " has no keys" : " has labels that need not be unique, no keys")
                            + "; build it with keys");
        }
        if (kind != wanted) {
            throw new IllegalStateException(
                    path + " has " + kind.label() + " as keys, not " + wanted.label() + "; use " + kind.label());
        }
    }
}
