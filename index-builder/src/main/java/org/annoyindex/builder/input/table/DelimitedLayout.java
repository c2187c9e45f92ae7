package org.annoyindex.builder.input.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.text.TextSource;

/**
 * What the first rows of a delimited file say about all of it.
 *
 * @param delimiter between fields.
 * @param decimalCommas whether numbers have a comma in place of the point.
 * @param headed whether the first row is a header.
 * @param fields of each row.
 * @param roles of the columns.
 * @param dimension of every vector.
 */
record DelimitedLayout(
        char delimiter, boolean decimalCommas, boolean headed, int fields, ColumnRoles roles, int dimension) {
    private static final int MAX_ROWS = 1000;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?\\d*,\\d+([eE][-+]?\\d+)?");

    /** A label to which a number is glued by a separator other than the file's. */
    private static final Pattern GLUED = Pattern.compile("(?s).*[,;|\\t ]\\s*[-+]?\\d+([.,]\\d+)?");

    /** Numbers at least this large may be ids. */
    private static final double LARGE = 1000;

    /**
     * Examines the first rows, which stay to be read.
     *
     * @param text the file.
     * @param usual what separates fields if nothing speaks against it.
     * @param options what the user says.
     * @return the layout.
     * @throws IOException if reading fails, or there is no vector.
     */
    static DelimitedLayout of(final TextSource text, final char usual, final ReadOptions options) throws IOException {
        return new Choice(text, usual, options).choose();
    }

    String delimiterName() {
        return name(delimiter);
    }

    private static String name(final char delimiter) {
        return switch (delimiter) {
            case ',' -> "commas";
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            case ' ' -> "spaces";
            default -> InvalidInputException.quote(String.valueOf(delimiter));
        };
    }

    /** The making of a choice. */
    private static final class Choice {
        private final TextSource text;
        private final char usual;
        private final ReadOptions options;
        private final byte[] sample;
        private final boolean whole;

        private Choice(final TextSource text, final char usual, final ReadOptions options) throws IOException {
            this.text = text;
            this.usual = usual;
            this.options = options;
            sample = text.sample();
            whole = text.stream().peek(sample.length + 1).length == sample.length;
        }

        private DelimitedLayout choose() throws IOException {
            final Optional<Character> given = options.delimiter();
            final char delimiter = given.isPresent() ? given.get() : delimiter();
            final List<DelimitedRows.Row> rows = rows(delimiter);
            if (rows.isEmpty()) {
                throw InvalidInputException.ofFile(
                        text.name(), "the file has only blank lines, expected vectors", "write it again");
            }
            final boolean decimalCommas = delimiter != ',' && hasDecimalCommas(rows);
            final List<DelimitedRows.Row> below = rows.subList(1, rows.size());
            final boolean headed = HeaderRow.isHeader(rows.get(0), below, decimalCommas);
            final List<DelimitedRows.Row> data = headed ? below : rows;
            if (data.isEmpty()) {
                throw InvalidInputException.atLine(
                        text.name(),
                        rows.get(0).line(),
                        "no rows follow the header, expected vectors",
                        "write the file again");
            }
            final int fields = data.get(0).size();
            final List<String> names = headed ? names(rows.get(0), data, fields) : List.of();
            final List<Column> columns = new ArrayList<>();
            for (int i = 0; i < fields; i++) {
                columns.add(column(i, headed ? names.get(i) : "", data, decimalCommas));
            }
            refuseDoubtfulFirstColumn(columns.get(0), data, decimalCommas);
            final ColumnRoles roles = ColumnRoles.of(text.name(), columns, options);
            if (given.isEmpty()) {
                refuseGlued(roles, data, delimiter);
            }
            final int dimension =
                    roles.isList() ? listDimension(roles.components()[0], data) : roles.components().length;
            if (!InputRules.isDimension(dimension)) {
                throw InvalidInputException.atLine(
                        text.name(),
                        data.get(0).line(),
                        InputRules.badDimension(dimension) + ": found " + fields + " fields separated by "
                                + DelimitedLayout.name(delimiter) + ", the first "
                                + InvalidInputException.quote(data.get(0).field(0)),
                        "check the delimiter: it is a comma in .csv and a tab in .tsv, or give it with --delimiter");
            }
            return new DelimitedLayout(delimiter, decimalCommas, headed, fields, roles, dimension);
        }

        /** The first rows, parsed with a delimiter; those before malformed quotes, unless they are the first. */
        private List<DelimitedRows.Row> rows(final char delimiter) throws IOException {
            final List<DelimitedRows.Row> rows = new ArrayList<>();
            final DelimitedRows parser =
                    new DelimitedRows(text.name(), new Utf8Reader(new ByteArrayInputStream(sample)), delimiter);
            try {
                for (DelimitedRows.Row row = parser.next();
                        row != null && rows.size() < MAX_ROWS;
                        row = parser.next()) {
                    rows.add(row);
                }
            } catch (final InvalidInputException ex) {
                if (rows.isEmpty() && whole) {
                    throw ex;
                }
            }
            if (rows.isEmpty() && !whole) {
                throw InvalidInputException.ofFile(
                        text.name(),
                        "no row ends within the first " + sample.length + " bytes",
                        "look for a quote that is not closed");
            }
            return rows;
        }

        /** What separates fields: the usual, unless that splits nothing or splits wrong, and another splits well. */
        private char delimiter() throws IOException {
            final boolean usualSplits = splits(rowsOrNone(usual));
            char best = usual;
            for (final char other : DELIMITERS) {
                if (other == usual || !contains(other)) {
                    continue;
                }
                final List<DelimitedRows.Row> rows = rowsOrNone(other);
                if (splits(rows) && (!usualSplits || holdsNumbers(rows))) {
                    if (best != usual) {
                        return usual;
                    }
                    best = other;
                }
            }
            return best;
        }

        /** The first rows, or none if quotes are malformed: what follows them is no delimiter then. */
        private List<DelimitedRows.Row> rowsOrNone(final char delimiter) throws IOException {
            try {
                return rows(delimiter);
            } catch (final InvalidInputException ex) {
                return List.of();
            }
        }

        private boolean contains(final char wanted) {
            for (final byte each : sample) {
                if (each == wanted) {
                    return true;
                }
            }
            return false;
        }

        /** Whether all rows have equally many fields, and more than one. */
        private static boolean splits(final List<DelimitedRows.Row> rows) {
            return !rows.isEmpty()
                    && rows.get(0).size() > 1
                    && rows.stream().allMatch(row -> row.size() == rows.get(0).size());
        }

        /** Whether all fields but the first of the last row are numbers, be it with decimal commas, or lists. */
        private static boolean holdsNumbers(final List<DelimitedRows.Row> rows) {
            final DelimitedRows.Row row = rows.get(rows.size() - 1);
            for (int i = 1; i < row.size(); i++) {
                final String field = row.field(i);
                if (!Cell.isNumber(field, false)
                        && !DECIMAL_COMMA.matcher(field).matches()) {
                    return false;
                }
            }
            return true;
        }

        private static boolean hasDecimalCommas(final List<DelimitedRows.Row> rows) {
            return rows.stream().anyMatch(row -> {
                for (int i = 0; i < row.size(); i++) {
                    if (DECIMAL_COMMA.matcher(row.field(i)).matches()) {
                        return true;
                    }
                }
                return false;
            });
        }

        private List<String> names(final DelimitedRows.Row header, final List<DelimitedRows.Row> data, final int fields)
                throws InvalidInputException {
            final List<String> names = new ArrayList<>();
            if (HeaderRow.lacksFirstName(header, data)) {
                names.add("");
            }
            for (int i = 0; i < header.size(); i++) {
                names.add(header.field(i));
            }
            if (names.size() == fields + 1 && names.get(fields).isBlank()) {
                names.remove(fields); // the header alone ends in a delimiter
            }
            if (names.size() != fields) {
                throw InvalidInputException.atLine(
                        text.name(),
                        data.get(0).line(),
                        fields + " fields, but the header has " + header.size() + " names",
                        "give every row as many fields as the header");
            }
            return names;
        }

        private static Column column(
                final int index, final String name, final List<DelimitedRows.Row> data, final boolean decimalCommas) {
            boolean blank = true;
            int lists = 0;
            int numbers = 0;
            int texts = 0;
            boolean wholeAndDifferent = true;
            double largest = 0;
            final Set<String> different = new HashSet<>();
            for (final DelimitedRows.Row row : data) {
                final String cell = index < row.size() ? row.field(index) : "";
                blank &= cell.isBlank();
                if (Cell.isMissing(cell)) {
                    continue;
                }
                if (Cell.isList(cell)) {
                    lists++;
                } else if (Cell.isNumber(cell, decimalCommas)) {
                    numbers++;
                    if (wholeAndDifferent && Cell.isWhole(cell)) {
                        largest = Math.max(largest, Math.abs(Double.parseDouble(cell.strip())));
                        wholeAndDifferent = different.add(cell);
                    } else {
                        wholeAndDifferent = false;
                    }
                } else {
                    texts++;
                }
            }
            final int all = lists + numbers + texts;
            final Column.Kind kind;
            if (blank) {
                kind = Column.Kind.EMPTY;
            } else if (2 * lists > all) {
                kind = Column.Kind.LISTS;
            } else {
                kind = 2 * texts > all ? Column.Kind.TEXT : Column.Kind.NUMBERS;
            }
            return new Column(name, kind, numbers > 1 && numbers == all && wholeAndDifferent && largest >= LARGE);
        }

        /** A column with numbers in most rows and words in some is no column of labels for sure, nor one of components. */
        private void refuseDoubtfulFirstColumn(
                final Column first, final List<DelimitedRows.Row> data, final boolean decimalCommas)
                throws InvalidInputException {
            if (first.kind() != Column.Kind.NUMBERS
                    || options.labels().isPresent()
                    || options.labelColumn().isPresent()
                    || !options.columns().isEmpty()
                    || ColumnName.isId(first.name())
                    || ColumnName.isLabel(first.name())) {
                return;
            }
            final List<DelimitedRows.Row> words = data.stream()
                    .filter(row -> !Cell.isMissing(row.field(0)) && !Cell.isNumber(row.field(0), decimalCommas))
                    .toList();
            final int more = data.size() == 1 ? 0 : words.size();
            if (more > 1 || more == 1 && data.size() < 4) {
                throw InvalidInputException.atLine(
                        text.name(),
                        words.get(0).line(),
                        "the first field is "
                                + InvalidInputException.quote(words.get(0).field(0))
                                + ", while most rows begin with a number",
                        "correct the row, or say whether the first column holds labels: --labels first or none");
            }
        }

        /** No label may hide a number that a wrong delimiter glued to it. */
        private void refuseGlued(final ColumnRoles roles, final List<DelimitedRows.Row> data, final char delimiter)
                throws InvalidInputException {
            if (roles.label() == ColumnRoles.NONE) {
                return;
            }
            final List<DelimitedRows.Row> glued = data.stream()
                    .filter(row -> roles.label() < row.size())
                    .filter(row -> {
                        final String label = row.field(roles.label());
                        return GLUED.matcher(label).matches() && !label.matches("[-+\\d., ]+");
                    })
                    .filter(row -> label(roles, row).matches("(?s).*[;|\\t].*")
                            || delimiter != ',' && label(roles, row).indexOf(',') >= 0)
                    .toList();
            if (2 * glued.size() > data.size()) {
                final String label = label(roles, glued.get(0));
                throw InvalidInputException.atLine(
                        text.name(),
                        glued.get(0).line(),
                        "the fields seem to be separated by "
                                + (label.indexOf(';') >= 0
                                        ? "semicolons"
                                        : "something else than " + DelimitedLayout.name(delimiter))
                                + (delimiter == ',' ? ", with decimal commas" : "")
                                + ": " + InvalidInputException.quote(label),
                        "give the --delimiter");
            }
        }

        private static String label(final ColumnRoles roles, final DelimitedRows.Row row) {
            return row.field(roles.label());
        }

        private int listDimension(final int column, final List<DelimitedRows.Row> data) throws InvalidInputException {
            final ListCell list = new ListCell();
            for (final DelimitedRows.Row row : data) {
                if (column < row.size() && Cell.isList(row.field(column))) {
                    if (list.read(row.field(column))) {
                        return list.count();
                    }
                    if (options.badRows().isEmpty()) {
                        throw InvalidInputException.badLine(text.name(), row.line(), list.problem(), list.remedy());
                    }
                }
            }
            throw InvalidInputException.ofFile(
                    text.name(), "no list of numbers in the first " + data.size() + " rows", "correct or remove them");
        }
    }
}
