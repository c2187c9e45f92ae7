package org.annoyindex.builder.input.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

        private Choice(final TextSource text, final char usual, final ReadOptions options) {
            this.text = text;
            this.usual = usual;
            this.options = options;
        }

        private DelimitedLayout choose() throws IOException {
            final Optional<Character> given = options.delimiter();
            final TableSample sample = new TableSample(text);
            final char delimiter = given.isPresent() ? given.get() : sample.delimiter(usual);
            final List<DelimitedRows.Row> rows = sample.rows(delimiter);
            if (rows.isEmpty()) {
                throw InvalidInputException.ofFile(
                        text.name(), "the file has only blank lines, expected vectors", "write it again");
            }
            final boolean decimalCommas = delimiter != ',' && TableSample.hasDecimalCommas(rows);
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
                columns.add(ColumnSample.column(i, headed ? names.get(i) : "", data, decimalCommas));
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
            final Pattern glue = Pattern.compile(
                    "(?s).*[" + ",;|\t".replace(String.valueOf(delimiter), "") + "]\\s*[-+]?\\d+([.,]\\d+)?");
            final List<DelimitedRows.Row> glued = data.stream()
                    .filter(row -> roles.label() < row.size()
                            && glue.matcher(row.field(roles.label())).matches())
                    .toList();
            if (2 * glued.size() > data.size()) {
                final String label = glued.get(0).field(roles.label());
                throw InvalidInputException.atLine(
                        text.name(),
                        glued.get(0).line(),
                        "the fields seem to be separated by "
                                + (label.indexOf(';') >= 0 ? "semicolons" : "something else than " + name(delimiter))
                                + (delimiter == ',' ? ", with decimal commas" : "") + ": "
                                + InvalidInputException.quote(label),
                        "give the --delimiter");
            }
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
