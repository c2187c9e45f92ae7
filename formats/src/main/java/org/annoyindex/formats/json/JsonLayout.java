package org.annoyindex.formats.json;

import java.util.Arrays;
import java.util.List;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.table.Column;
import org.annoyindex.builder.input.table.ColumnRoles;

/**
 * What rows look like, from the first ones.
 *
 * @param shape of a row.
 * @param root fields of objects.
 * @param columns fields of objects, or elements of arrays.
 * @param label column of labels; {@link ColumnRoles#NONE} if there are none.
 * @param key column of keys; {@link ColumnRoles#NONE} if there are none.
 * @param components columns of components.
 * @param isList whether components are in a list.
 * @param isWholeArray whether a row is a list of components and nothing else.
 * @param dimension number of components.
 * @param guess what was guessed, for users.
 */
record JsonLayout(
        JsonColumns.Shape shape,
        FieldTree root,
        List<Column> columns,
        int label,
        int key,
        List<Integer> components,
        boolean isList,
        boolean isWholeArray,
        int dimension,
        String guess) {
    private static final int NONE = ColumnRoles.NONE;

    /** Rows that are lists of numbers. */
    static JsonLayout ofVectors(final String input, final int dimension, final String guess)
            throws InvalidInputException {
        requireDimension(input, dimension);
        return new JsonLayout(
                JsonColumns.Shape.NUMBERS,
                new FieldTree(NONE),
                List.of(),
                NONE,
                NONE,
                List.of(),
                true,
                true,
                dimension,
                guess);
    }

    /** Decides from the first rows and the options. */
    static JsonLayout of(final String input, final JsonColumns first, final ReadOptions options)
            throws InvalidInputException {
        final JsonColumns.Shape shape = first.shape();
        if (shape == null) {
            throw InvalidInputException.ofFile(
                    input,
                    first.rows() == 0
                            ? "there are no rows, expected vectors"
                            : "rows are neither objects nor arrays of numbers",
                    "write each vector as a line like {\"id\": 1, \"embedding\": [0.1, 0.2]}");
        }
        final boolean nothingGiven = options.labelColumn().isEmpty()
                && options.keyColumn().isEmpty()
                && options.columns().isEmpty()
                && options.labels().orElse(ReadOptions.Labels.NONE) == ReadOptions.Labels.NONE;
        if (shape == JsonColumns.Shape.NUMBERS && nothingGiven) {
            return ofVectors(input, first.arrayLength(), "");
        }
        final List<Column> columns = first.columns();
        if (columns.isEmpty()) {
            throw InvalidInputException.ofFile(
                    input, "the first row has no fields", "write each vector as a list of numbers");
        }
        final ColumnRoles roles = ColumnRoles.of(input, columns, options);
        final int[] components = roles.components();
        final int dimension = roles.isList() ? first.listLength(components[0]) : components.length;
        requireDimension(input, dimension);
        return new JsonLayout(
                shape,
                first.root(),
                columns,
                roles.label(),
                roles.key(),
                Arrays.stream(components).boxed().toList(),
                roles.isList(),
                false,
                dimension,
                roles.description());
    }

    private static void requireDimension(final String input, final int dimension) throws InvalidInputException {
        if (!InputRules.isDimension(dimension)) {
            throw InvalidInputException.ofFile(
                    input, InputRules.badDimension(dimension), "check which field holds the vectors");
        }
    }

    int columnCount() {
        return columns.size();
    }

    /** A column's name for messages. */
    String name(final int column) {
        final String name = columns.get(column).name();
        return name.isEmpty() ? "value " + (column + 1) : "field " + InvalidInputException.quote(name);
    }
}
