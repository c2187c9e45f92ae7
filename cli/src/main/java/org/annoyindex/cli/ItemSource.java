package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.input.KeyReader;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.core.KeyKind;
import org.jspecify.annotations.Nullable;

/** The items of a build: vectors and labels of a file, and keys from its labels or from a file of keys. */
final class ItemSource implements AutoCloseable {
    private final VectorReader vectors;
    private final Path input;
    private final KeyKind kind;
    /** Null if the labels are the keys, or if there are no keys. */
    private final @Nullable KeyReader keys;

    private final float[] vector;

    ItemSource(final VectorReader vectors, final Path input, final KeyKind kind, final @Nullable KeyReader keys) {
        this.vectors = vectors;
        this.input = input;
        this.kind = kind;
        this.keys = keys;
        vector = new float[vectors.dimension()];
    }

    /** Vectors with their labels, if they have any. */
    ItemSource(final VectorReader vectors, final Path input) {
        this(vectors, input, KeyKind.NONE, null);
    }

    VectorReader vectors() {
        return vectors;
    }

    void configure(final IndexBuilder builder) {
        builder.uniqueLabels(kind == KeyKind.STRINGS);
    }

    /** Adds the next item; false if there is none. */
    boolean addNext(final IndexBuilder builder) throws IOException {
        if (!vectors.next(vector)) {
            if (keys != null) {
                keys.requireEnd();
            }
            return false;
        }
        try {
            builder.metric().checkComponents(vector);
        } catch (final IllegalArgumentException ex) {
            throw new IOException(
                    input + ": item " + builder.size() + ": " + ex.getMessage() + "; correct the file", ex);
        }
        if (keys != null) {
            keys.requireNext();
        }
        try {
            add(builder);
        } catch (final IllegalArgumentException ex) {
            throw new IOException(
                    (keys == null ? input : keys.file()) + ": " + ex.getMessage() + "; correct the file", ex);
        }
        return true;
    }

    private void add(final IndexBuilder builder) throws IOException {
        switch (kind) {
            case NUMBERS -> addNumbered(builder);
            case STRINGS -> builder.add(keys == null ? vectors.label() : keys.key(), vector);
            case NONE -> {
                if (vectors.labeled()) {
                    builder.add(vectors.label(), vector);
                } else {
                    builder.add(vector);
                }
            }
        }
    }

    private void addNumbered(final IndexBuilder builder) throws IOException {
        if (keys == null) {
            builder.add(number(vectors.label(), builder.size()), vector);
        } else if (vectors.labeled()) {
            builder.add(keys.number(), vectors.label(), vector);
        } else {
            builder.add(keys.number(), vector);
        }
    }

    private long number(final String label, final int item) throws IOException {
        try {
            return Long.parseLong(label);
        } catch (final NumberFormatException ex) {
            throw new IOException(
                    input + ": the label '" + label + "' of item " + item
                            + " is not a 64-bit whole number; correct the file, or give --keys strings",
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
}
