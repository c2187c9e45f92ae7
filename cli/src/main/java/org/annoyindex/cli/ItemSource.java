package org.annoyindex.cli;

import java.io.IOException;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.input.KeyReader;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.jspecify.annotations.Nullable;

/** The items of a build: vectors, labels and keys of a file, or keys from another file. */
final class ItemSource implements AutoCloseable {
    private final VectorReader vectors;
    private final String input;
    private final KeyKind kind;
    /** Null if the keys are in the file of vectors, or if there are none. */
    private final @Nullable KeyReader keys;

    private final InputOptions options;
    private final float[] vector;
    private long keysSkipped;

    ItemSource(
            final VectorReader vectors,
            final String input,
            final KeyKind kind,
            final @Nullable KeyReader keys,
            final InputOptions options) {
        this.vectors = vectors;
        this.input = input;
        this.kind = kind;
        this.keys = keys;
        this.options = options;
        vector = new float[vectors.dimension()];
    }

    /** Vectors with their labels, if they have any; a bad one is an error. */
    ItemSource(final VectorReader vectors, final String input) {
        this(vectors, input, KeyKind.NONE, null, new InputOptions());
    }

    VectorReader vectors() {
        return vectors;
    }

    void configure(final IndexBuilder builder) {
        builder.uniqueLabels(kind == KeyKind.STRINGS);
    }

    /** Adds the next item; false if there is none. */
    boolean addNext(final IndexBuilder builder) throws IOException {
        while (vectors.next(vector)) {
            try {
                nextKey();
                addChecked(builder);
                return true;
            } catch (final UnusableItemException ex) {
                options.skipOrThrow(ex);
            }
        }
        if (keys != null) {
            skipKeys(keys);
            keys.requireEnd();
        }
        return false;
    }

    /** Goes to the key of a vector, past those of rows that could not be read. */
    private void nextKey() throws IOException {
        if (keys != null) {
            skipKeys(keys);
            keys.requireNext();
        }
    }

    private void skipKeys(final KeyReader reader) throws IOException {
        for (; keysSkipped < options.unreadRows(); keysSkipped++) {
            reader.requireNext();
        }
    }

    private void addChecked(final IndexBuilder builder) throws IOException {
        try {
            builder.metric().checkComponents(vector);
        } catch (final IllegalArgumentException ex) {
            throw new UnusableItemException(
                    input + ": item " + builder.size() + ": " + ex.getMessage() + remedy(builder.metric()), ex);
        }
        try {
            add(builder);
        } catch (final IllegalArgumentException ex) {
            throw new UnusableItemException(
                    (keys == null ? input : keys.name()) + ": " + ex.getMessage() + "; correct the file", ex);
        }
    }

    private static String remedy(final Metric metric) {
        return metric == Metric.HAMMING
                ? "; give every bit as a 0 or 1: packed bits become those by numpy.unpackbits(a, axis=1)"
                : "; correct the file";
    }

    private void add(final IndexBuilder builder) throws IOException {
        switch (kind) {
            case NUMBERS -> addNumbered(builder);
            case STRINGS -> builder.add(key(), vector);
            case NONE -> {
                if (vectors.labeled()) {
                    builder.add(vectors.label(), vector);
                } else {
                    builder.add(vector);
                }
            }
        }
    }

    /** The key as text: from the file of keys, the column of keys, or that of labels. */
    private String key() {
        if (keys != null) {
            return keys.key();
        }
        return vectors.keyed() ? vectors.key() : vectors.label();
    }

    private void addNumbered(final IndexBuilder builder) throws IOException {
        final long key = keys == null ? number(key(), builder.size()) : keys.number();
        if (vectors.labeled() && (keys != null || vectors.keyed())) {
            builder.add(key, vectors.label(), vector);
        } else {
            builder.add(key, vector);
        }
    }

    private long number(final String key, final int item) throws UnusableItemException {
        try {
            return Long.parseLong(key.strip());
        } catch (final NumberFormatException ex) {
            throw new UnusableItemException(
                    input + ": the " + (vectors.keyed() ? "key" : "label") + " '" + key + "' of item " + item
                            + " is not a 64-bit whole number, signed, at most 9223372036854775807; correct the file, or give"
                            + " --keys strings",
                    ex);
        }
    }

    /** Closes the file of keys; the file of vectors stays open. */
    @Override
    public void close() throws IOException {
        if (keys != null) {
            keys.close();
        }
    }

    /** An item that was read, but cannot be in the index. */
    private static final class UnusableItemException extends IOException {
        private UnusableItemException(final String message, final Throwable cause) {
            super(message, cause);
        }
    }
}
