package org.annoyindex.builder.input.table;

import java.io.IOException;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Source;
import org.annoyindex.builder.input.text.DecimalText;
import org.annoyindex.builder.input.text.TextSource;
import org.annoyindex.builder.input.text.Utf8;
import org.jspecify.annotations.Nullable;

/** Reads delimited vectors, with or without header row, labels and keys. */
public final class DelimitedReader implements VectorReader {
    private static final String REMEDY = "correct or remove the row";

    private final Source source;
    private final DelimitedLayout layout;
    private final DelimitedRows rows;
    private final ColumnRoles roles;
    private final int[] components;
    private final ListCell list = new ListCell();
    private @Nullable String label;
    private @Nullable String key;

    /**
     * @param source of the text; closed with this.
     * @param delimiter what separates fields if nothing speaks against it.
     * @param options what the user says of the table.
     * @throws IOException if reading fails, there are no vectors, or it is unclear what the columns are.
     */
    public DelimitedReader(final Source source, final char delimiter, final ReadOptions options) throws IOException {
        this.source = source;
        final TextSource text = new TextSource(source, options);
        layout = DelimitedLayout.of(text, delimiter, options);
        roles = layout.roles();
        components = roles.components();
        rows = new DelimitedRows(source.name(), new Utf8Reader(text.stream()), layout.delimiter());
        if (layout.headed()) {
            rows.next();
        }
    }

    @Override
    public int dimension() {
        return layout.dimension();
    }

    @Override
    public long count() {
        return -1;
    }

    @Override
    public boolean labeled() {
        return roles.label() != ColumnRoles.NONE;
    }

    @Override
    public boolean keyed() {
        return roles.key() != ColumnRoles.NONE;
    }

    @Override
    public String guess() {
        final String description = roles.description();
        final String commas = layout.decimalCommas() ? "; numbers have decimal commas" : "";
        return description.isEmpty()
                ? ""
                : description + (layout.headed() ? "" : "; no header") + "; separated by " + layout.delimiterName()
                        + commas;
    }

    @Override
    public boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, layout.dimension());
        label = null;
        key = null;
        final DelimitedRows.Row row = rows.next();
        if (row == null) {
            return false;
        }
        if (row.size() != layout.fields()) {
            throw wrong(
                    row,
                    row.size() + " fields, expected " + layout.fields() + " as in the first row",
                    "give every row as many fields as the first");
        }
        if (roles.isList()) {
            readList(row, vector);
        } else {
            readNumbers(row, vector);
        }
        label = labeled() ? text(row, roles.label()) : null;
        key = keyed() ? text(row, roles.key()) : null;
        return true;
    }

    private void readNumbers(final DelimitedRows.Row row, final float[] vector) throws InvalidInputException {
        for (int i = 0; i < components.length; i++) {
            final String cell = row.field(components[i]);
            final float value = Cell.number(cell, layout.decimalCommas());
            if (!Float.isFinite(value)) {
                text(row, components[i]);
                throw wrong(row, DecimalText.badComponent(i + 1, components.length, cell), REMEDY);
            }
            vector[i] = value;
        }
    }

    private void readList(final DelimitedRows.Row row, final float[] vector) throws InvalidInputException {
        final String cell = text(row, components[0]);
        if (!Cell.isList(cell)) {
            throw wrong(row, InvalidInputException.quote(cell) + ", expected a list of numbers in brackets", REMEDY);
        }
        if (!list.read(cell)) {
            throw wrong(row, list.problem(), list.remedy());
        }
        if (list.count() != layout.dimension()) {
            throw wrong(
                    row,
                    "a list of " + list.count() + " numbers, expected " + layout.dimension() + " as in the first row",
                    "give every row as many numbers as the first");
        }
        list.copyTo(vector);
    }

    private String text(final DelimitedRows.Row row, final int column) throws InvalidInputException {
        final String text = row.field(column);
        final int escaped = Utf8Reader.escaped(text);
        if (escaped >= 0) {
            throw wrong(row, "column " + (column + 1) + " is " + Utf8.problem(escaped), Utf8.REMEDY);
        }
        return text;
    }

    private InvalidInputException wrong(final DelimitedRows.Row row, final String problem, final String remedy) {
        return InvalidInputException.badLine(source.name(), row.line(), problem, remedy);
    }

    @Override
    public String label() {
        if (label == null) {
            throw new IllegalStateException(labeled() ? "no vector has been read" : "the file has no labels");
        }
        return label;
    }

    @Override
    public String key() {
        if (key == null) {
            throw new IllegalStateException(keyed() ? "no vector has been read" : "the file has no keys");
        }
        return key;
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
