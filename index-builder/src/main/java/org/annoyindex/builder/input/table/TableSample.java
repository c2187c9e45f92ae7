package org.annoyindex.builder.input.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.text.TextSource;

/** The first rows of a delimited file, which stay to be read, and what separates their fields. */
final class TableSample {
    private static final int MAX_ROWS = 1000;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?\\d*,\\d+([eE][-+]?\\d+)?");

    private final TextSource text;
    private final byte[] sample;
    private final boolean whole;

    TableSample(final TextSource text) throws IOException {
        this.text = text;
        sample = text.sample();
        whole = text.stream().peek(sample.length + 1).length == sample.length;
    }

    /** The first rows, parsed with a delimiter; those before malformed quotes, unless they are the first. */
    List<DelimitedRows.Row> rows(final char delimiter) throws IOException {
        final List<DelimitedRows.Row> rows = new ArrayList<>();
        final DelimitedRows parser =
                new DelimitedRows(text.name(), new Utf8Reader(new ByteArrayInputStream(sample)), delimiter);
        try {
            for (DelimitedRows.Row row = parser.next(); row != null && rows.size() < MAX_ROWS; row = parser.next()) {
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
    char delimiter(final char usual) throws IOException {
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
            if (!Cell.isNumber(field, false) && !DECIMAL_COMMA.matcher(field).matches()) {
                return false;
            }
        }
        return true;
    }

    /** Whether a field is a number with a decimal comma. */
    static boolean hasDecimalCommas(final List<DelimitedRows.Row> rows) {
        return rows.stream().anyMatch(row -> {
            for (int i = 0; i < row.size(); i++) {
                if (DECIMAL_COMMA.matcher(row.field(i)).matches()) {
                    return true;
                }
            }
            return false;
        });
    }
}
