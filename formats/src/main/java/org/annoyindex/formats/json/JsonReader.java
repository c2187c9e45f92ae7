package org.annoyindex.formats.json;

import java.io.IOException;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Source;
import org.annoyindex.builder.input.table.ColumnRoles;

/** What readers of JSON have in common. */
abstract class JsonReader implements VectorReader {
    final JsonLayout layout;
    final JsonRow row;
    private final Source source;

    JsonReader(final Source source, final JsonLayout layout) {
        this.source = source;
        this.layout = layout;
        row = new JsonRow(layout);
    }

    /** Reads the next row. */
    abstract boolean nextRow(float[] vector) throws IOException;

    @Override
    public final boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, layout.dimension());
        row.clear();
        return nextRow(vector);
    }

    @Override
    public final int dimension() {
        return layout.dimension();
    }

    @Override
    public long count() {
        return -1;
    }

    @Override
    public boolean labeled() {
        return layout.label() != ColumnRoles.NONE;
    }

    @Override
    public final String label() {
        final String label = row.label();
        if (label == null) {
            throw new IllegalStateException(labeled() ? "no vector has been read" : "the file has no labels");
        }
        return label;
    }

    @Override
    public boolean keyed() {
        return layout.key() != ColumnRoles.NONE;
    }

    @Override
    public final String key() {
        final String key = row.key();
        if (key == null) {
            throw new IllegalStateException(keyed() ? "no vector has been read" : "the file has no keys");
        }
        return key;
    }

    @Override
    public final String guess() {
        return layout.guess();
    }

    @Override
    public double shareRead() {
        return source.shareRead();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
