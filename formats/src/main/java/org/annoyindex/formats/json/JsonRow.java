package org.annoyindex.formats.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.table.ColumnRoles;
import org.jspecify.annotations.Nullable;

/** Reads one row at a time. A row whose content is wrong is read to its end, so that the next one can be read. */
final class JsonRow {
    private static final String REMEDY = "correct or remove the row";
    private static final int NONE = -1;

    private final JsonLayout layout;
    private final JsonText text = new JsonText();
    /** The component that each column is; {@link #NONE} for others. */
    private final int[] componentOf;

    private long row;
    private int found;
    private @Nullable String label;
    private @Nullable String key;
    private @Nullable String problem;
    private String remedy = REMEDY;

    JsonRow(final JsonLayout layout) {
        this.layout = layout;
        componentOf = new int[layout.columnCount()];
        Arrays.fill(componentOf, NONE);
        for (int i = 0; i < layout.components().size(); i++) {
            componentOf[layout.components().get(i)] = i;
        }
    }

    /** @return the label of the row read last; null if it has none. */
    @Nullable
    String label() {
        return label;
    }

    /** Takes a label that is not in the row. */
    void useLabel(final String text) {
        label = text;
        if (JsonText.isBroken(text)) {
            wrong("the label has half of a surrogate pair, which is no character", REMEDY);
        }
    }

    /** Takes a key that is not in the row. */
    void useKey(final String text) {
        key = text;
    }

    /** @return the key of the row read last; null if it has none. */
    @Nullable
    String key() {
        return key;
    }

    /** @return what is wrong with the row read last; null if nothing is. */
    @Nullable
    String problem() {
        return problem;
    }

    /** @return what to do about the problem. */
    String remedy() {
        return remedy;
    }

    /** Forgets the row read last. */
    void clear() {
        label = null;
        key = null;
        problem = null;
        remedy = REMEDY;
    }

    /**
     * Reads a row.
     *
     * @param parser at the row's first token; left at its last one.
     * @param vector receives the components.
     * @throws IOException if it is not JSON.
     */
    void read(final JsonParser parser, final float[] vector) throws IOException {
        clear();
        row++;
        found = 0;
        final JsonToken start = parser.currentToken();
        if (layout.shape() == JsonColumns.Shape.OBJECT) {
            if (start == JsonToken.START_OBJECT) {
                readObject(parser, layout.root(), vector);
            } else {
                wrong(described(parser) + ", expected an object as in the first row", REMEDY);
                parser.skipChildren();
            }
        } else if (start != JsonToken.START_ARRAY) {
            wrong(described(parser) + ", expected an array as in the first row", REMEDY);
            parser.skipChildren();
        } else if (layout.isWholeArray()) {
            found = 1;
            readList(parser, vector);
        } else {
            readArray(parser, vector);
        }
        if (problem == null) {
            requireAll();
        }
    }

    /** Reads a row that is nothing but a list of numbers. */
    void readVector(final JsonParser parser, final float[] vector) throws IOException {
        clear();
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            readList(parser, vector);
        } else {
            wrong(described(parser) + ", expected a list of " + layout.dimension() + " numbers", REMEDY);
            parser.skipChildren();
        }
    }

    private void requireAll() {
        if (layout.isList() && found == 0 || !layout.isList() && found < layout.dimension()) {
            wrong(
                    layout.isList()
                            ? "no " + layout.name(layout.components().get(0))
                            : found + " of " + layout.dimension() + " components",
                    "give every row the same fields");
        } else if (layout.label() != ColumnRoles.NONE && label == null) {
            wrong("no " + layout.name(layout.label()) + ", which holds the labels", "give every row the same fields");
        } else if (layout.key() != ColumnRoles.NONE && key == null) {
            wrong("no " + layout.name(layout.key()) + ", which holds the keys", "give every row the same fields");
        }
    }

    private void readObject(final JsonParser parser, final FieldTree object, final float[] vector) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            final FieldTree field = object.inner.get(name);
            final JsonToken value = parser.nextToken();
            if (field == null) {
                parser.skipChildren();
            } else if (field.lastRow == row) {
                wrong("the field " + InvalidInputException.quote(name) + " comes twice", REMEDY);
                parser.skipChildren();
            } else {
                field.lastRow = row;
                if (field.column >= 0) {
                    readValue(parser, field.column, vector);
                } else if (value == JsonToken.START_OBJECT) {
                    readObject(parser, field, vector);
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    private void readArray(final JsonParser parser, final float[] vector) throws IOException {
        int column = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (column < componentOf.length) {
                readValue(parser, column, vector);
            } else {
                parser.skipChildren();
            }
            column++;
        }
        if (column != componentOf.length) {
            wrong(
                    column + " values, expected " + componentOf.length + " as in the first row",
                    "give every row as many values");
        }
    }

    private void readValue(final JsonParser parser, final int column, final float[] vector) throws IOException {
        if (column == layout.label()) {
            label = readText(parser, column);
        }
        if (column == layout.key()) {
            key = readText(parser, column);
        }
        final int component = componentOf[column];
        if (component == NONE) {
            parser.skipChildren();
        } else if (layout.isList()) {
            found = 1;
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                readList(parser, vector);
            } else {
                wrong(
                        layout.name(column) + " is " + described(parser) + ", expected a list of " + layout.dimension()
                                + " numbers",
                        REMEDY);
                parser.skipChildren();
            }
        } else {
            found++;
            vector[component] = readNumber(parser, component);
        }
    }

    private @Nullable String readText(final JsonParser parser, final int column) throws IOException {
        final JsonToken token = parser.currentToken();
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            wrong(layout.name(column) + " is " + described(parser) + ", expected text or a number", REMEDY);
            return null;
        }
        final String value = parser.getText();
        if (token == JsonToken.VALUE_STRING && JsonText.isBroken(value)) {
            wrong(layout.name(column) + " has half of a surrogate pair, which is no character", REMEDY);
        }
        return value;
    }

    /** Takes text that is an element of another array. */
    @Nullable
    String readText(final JsonParser parser, final String what) throws IOException {
        final JsonToken token = parser.currentToken();
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL || JsonText.isBroken(parser.getText())) {
            wrong(what + " is " + described(parser) + ", expected text or a number", REMEDY);
            parser.skipChildren();
            return null;
        }
        return parser.getText();
    }

    private void readList(final JsonParser parser, final float[] vector) throws IOException {
        final int dimension = layout.dimension();
        int count = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (count < dimension) {
                vector[count] = readNumber(parser, count);
            } else {
                parser.skipChildren();
            }
            count++;
        }
        if (count != dimension) {
            problem = null;
            wrong(
                    "a list of " + count + " numbers, expected " + dimension + " as in the first row",
                    "give every row as many numbers as the first");
        }
    }

    private float readNumber(final JsonParser parser, final int component) throws IOException {
        final JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
            final float value = text.number(parser);
            if (!Float.isFinite(value)) {
                final String number = parser.getText();
                wrong(
                        place(component)
                                + InvalidInputException.quote(number)
                                + (Character.isDigit(number.charAt(number.length() - 1))
                                        ? ", which is too large for a 32-bit float"
                                        : ", expected a finite number"),
                        REMEDY);
            }
            return value;
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE ? 1 : 0;
        }
        wrong(
                place(component) + described(parser) + ", expected a number",
                token == JsonToken.VALUE_STRING ? "write numbers without quotes" : REMEDY);
        parser.skipChildren();
        return 0;
    }

    private String place(final int component) {
        return "component " + (component + 1) + " of " + layout.dimension() + " is ";
    }

    /** What a parser is at, for a message. */
    private static String described(final JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "the text " + InvalidInputException.quote(parser.getText());
            default -> parser.getText();
        };
    }

    /** The first problem of a row is the one that is reported. */
    private void wrong(final String found, final String whatToDo) {
        if (problem == null) {
            problem = found;
            remedy = whatToDo;
        }
    }
}
