package org.annoyindex.formats.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.annoyindex.builder.input.table.Column;
import org.annoyindex.builder.input.text.DecimalText;
import org.jspecify.annotations.Nullable;

/** What the fields of the first rows are. Rows are objects, whose fields are columns, or arrays, whose elements are. */
final class JsonColumns {
    /** What a row is. */
    enum Shape {
        /** An object. */
        OBJECT,

        /** An array of numbers only. */
        NUMBERS,

        /** Another array. */
        ARRAY
    }

    private static final int MAX_DEPTH = 8;
    private static final int MAX_COLUMNS = 70_000;
    private static final int LARGE = 1000;

    /** The values of one column. */
    private static final class Values {
        private final String name;
        private Column.Kind kind = Column.Kind.EMPTY;
        private int listLength = -1;
        private boolean likeIds = true;
        private double largest;
        private final Set<String> different = new HashSet<>();

        private Values(final String name) {
            this.name = name;
        }

        private Column column() {
            return new Column(
                    name, kind, kind == Column.Kind.NUMBERS && likeIds && different.size() > 1 && largest >= LARGE);
        }

        private void add(final Column.Kind next) {
            if (kind == Column.Kind.EMPTY || kind == Column.Kind.NUMBERS && next != Column.Kind.EMPTY) {
                kind = next;
            } else if (next == Column.Kind.LISTS) {
                kind = next;
            }
        }
    }

    private final FieldTree root = new FieldTree(-1);
    private final List<Values> columns = new ArrayList<>();
    private @Nullable Shape shape;
    private int firstLength = -1;
    private int rows;

    /** @return the fields; of rows that are objects. */
    FieldTree root() {
        return root;
    }

    /** @return what the first row is; null if there was none. */
    @Nullable
    Shape shape() {
        return shape;
    }

    /** @return number of values in the first row that is an array. */
    int arrayLength() {
        return firstLength;
    }

    /** @return number of rows seen. */
    int rows() {
        return rows;
    }

    List<Column> columns() {
        return columns.stream().map(Values::column).toList();
    }

    /** Length of the first list in a column; -1 if there was none. */
    int listLength(final int column) {
        return columns.get(column).listLength;
    }

    /**
     * Examines a row.
     *
     * @param parser at the row's first token; left at its last one.
     * @throws IOException if it is not JSON, or ends early; the row does not count then.
     */
    void add(final JsonParser parser) throws IOException {
        final JsonToken start = parser.currentToken();
        if (start == JsonToken.START_OBJECT && shape != Shape.NUMBERS && shape != Shape.ARRAY) {
            shape = Shape.OBJECT;
            addObject(parser, root, "", 1);
        } else if (start == JsonToken.START_ARRAY && shape != Shape.OBJECT) {
            addArray(parser);
        } else {
            parser.skipChildren();
        }
        rows++;
    }

    private void addObject(final JsonParser parser, final FieldTree object, final String prefix, final int depth)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            final JsonToken value = parser.nextToken();
            FieldTree field = object.inner.get(name);
            final boolean nested = value == JsonToken.START_OBJECT && depth < MAX_DEPTH;
            if (field == null && columns.size() < MAX_COLUMNS) {
                field = new FieldTree(nested ? -1 : columns.size());
                object.inner.put(name, field);
                if (!nested) {
                    columns.add(new Values(prefix + name));
                }
            }
            if (field == null) {
                parser.skipChildren();
            } else if (field.column < 0 && value == JsonToken.START_OBJECT) {
                addObject(parser, field, prefix + name + ".", depth + 1);
            } else if (field.column < 0) {
                parser.skipChildren();
            } else {
                addValue(parser, columns.get(field.column));
            }
        }
    }

    private void addArray(final JsonParser parser) throws IOException {
        int length = 0;
        boolean numbers = true;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            // Null and text in numbers' place are the problem of a row, found when it is read.
            numbers &= token.isNumeric() || token.isBoolean() || token == JsonToken.VALUE_NULL;
            if (length == columns.size() && rows == 0 && length < MAX_COLUMNS) {
                columns.add(new Values(""));
            }
            if (length < columns.size()) {
                addValue(parser, columns.get(length));
            } else {
                parser.skipChildren();
            }
            length++;
        }
        if (firstLength < 0) {
            firstLength = length;
            shape = numbers ? Shape.NUMBERS : Shape.ARRAY;
        }
    }

    private static void addValue(final JsonParser parser, final Values values) throws IOException {
        final JsonToken token = parser.currentToken();
        switch (token) {
            case VALUE_NULL -> values.add(Column.Kind.EMPTY);
            case VALUE_NUMBER_INT -> {
                final String text = parser.getText();
                values.add(Column.Kind.NUMBERS);
                values.likeIds &= values.different.add(text);
                values.largest = Math.max(values.largest, Math.abs(Float.parseFloat(text)));
            }
            case VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> {
                values.add(Column.Kind.NUMBERS);
                values.likeIds = false;
            }
            case START_ARRAY -> addList(parser, values);
            default -> {
                values.add(Column.Kind.TEXT);
                parser.skipChildren();
            }
        }
    }

    private static void addList(final JsonParser parser, final Values values) throws IOException {
        int length = 0;
        boolean numbers = false;
        boolean other = false;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            numbers |= token.isNumeric() || token.isBoolean() || isQuotedNumber(parser, token);
            other |= token.isStructStart();
            parser.skipChildren();
            length++;
        }
        if (other || !numbers) {
            values.add(length == 0 ? Column.Kind.EMPTY : Column.Kind.TEXT);
        } else {
            values.add(Column.Kind.LISTS);
            values.listLength = values.listLength < 0 ? length : values.listLength;
        }
    }

    private static boolean isQuotedNumber(final JsonParser parser, final JsonToken token) throws IOException {
        return token == JsonToken.VALUE_STRING && DecimalText.isNumber(parser.getText());
    }
}
