package org.annoyindex.builder.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads comma- or tab-separated vectors, with or without header row and label column. */
final class DelimitedReader implements VectorReader {
    private final InputFile input;
    private final DelimitedRows rows;
    private final int dimension;
    private final int labelColumns;
    private DelimitedRows.@Nullable Row pending;
    private DelimitedRows.@Nullable Row following;
    private @Nullable String label;

    DelimitedReader(final InputFile input, final char delimiter) throws IOException {
        this.input = input;
        input.skipByteOrderMark();
        rows = new DelimitedRows(input.path(), new InputStreamReader(input, UTF_8), delimiter);

        final DelimitedRows.Row first = rows.next();
        if (first == null) {
            throw InvalidInputException.ofFile(
                    input.path(), "the file has only blank lines, expected vectors", "write it again");
        }
        final DelimitedRows.Row second = rows.next();
        final boolean headed = HeaderRow.isHeader(first, second);
        DelimitedRows.Row row = first;
        if (headed) {
            if (second == null) {
                throw InvalidInputException.atLine(
                        input.path(),
                        first.line(),
                        "no rows follow the header, expected vectors",
                        "write the file again");
            }
            row = second;
        }
        pending = row;
        following = headed ? null : second;
        final boolean labeled = headed && HeaderRow.namesLabels(first) || !DecimalText.isNumber(row.field(0));
        labelColumns = labeled ? 1 : 0;
        dimension = row.size() - labelColumns;
        if (!InputRules.isDimension(dimension)) {
            throw InvalidInputException.atLine(
                    input.path(),
                    row.line(),
                    InputRules.badDimension(dimension) + ": found " + row.size() + " fields, the first "
                            + InvalidInputException.quote(row.field(0)),
                    "check the delimiter: it is a comma in .csv and a tab in .tsv");
        }
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public long count() {
        return -1;
    }

    @Override
    public boolean labeled() {
        return labelColumns > 0;
    }

    @Override
    public boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, dimension);
        label = null;
        final DelimitedRows.Row row = pending == null ? rows.next() : pending;
        pending = following;
        following = null;
        if (row == null) {
            return false;
        }
        if (row.size() != labelColumns + dimension) {
            throw InvalidInputException.atLine(
                    input.path(),
                    row.line(),
                    row.size() + " fields, expected " + (labeled() ? "a label and " : "") + dimension + " numbers",
                    "give every row as many fields as the first");
        }
        for (int i = 0; i < dimension; i++) {
            final String field = row.field(labelColumns + i);
            final byte[] bytes = DecimalText.bytes(field);
            final float value = DecimalText.parse(bytes, 0, bytes.length);
            if (!Float.isFinite(value)) {
                throw InvalidInputException.atLine(
                        input.path(),
                        row.line(),
                        InputRules.badComponent(i + 1, dimension, field),
                        "correct or remove the row");
            }
            vector[i] = value;
        }
        label = labeled() ? row.field(0) : null;
        return true;
    }

    @Override
    public String label() {
        if (label == null) {
            throw new IllegalStateException(labeled() ? "no vector has been read" : "the file has no labels");
        }
        return label;
    }

    @Override
    public double shareRead() {
        return input.shareRead();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
