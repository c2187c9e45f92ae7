package org.annoyindex.builder.input.table;

import java.util.List;

/** Decides whether the first row of a delimited file is a header. */
final class HeaderRow {
    private static final int ROWS_COMPARED = 10;

    private HeaderRow() {}

    /** Whether a row is a header, judged by itself and by the rows below it. */
    static boolean isHeader(
            final DelimitedRows.Row row, final List<DelimitedRows.Row> below, final boolean decimalCommas) {
        return hasOnlyNames(row, decimalCommas) || countsColumns(row, below, decimalCommas);
    }

    /** Whether a header has one name fewer than the rows have fields, as R writes it: the first column has no name. */
    static boolean lacksFirstName(final DelimitedRows.Row header, final List<DelimitedRows.Row> below) {
        return !below.isEmpty() && below.stream().allMatch(row -> row.size() == header.size() + 1);
    }

    private static boolean hasOnlyNames(final DelimitedRows.Row row, final boolean decimalCommas) {
        boolean named = false;
        for (int i = row.size() == 1 ? 0 : 1; i < row.size(); i++) {
            final String field = row.field(i);
            if (Cell.isNumber(field, decimalCommas) || Cell.isList(field)) {
                return false;
            }
            named |= !Cell.isMissing(field);
        }
        return named;
    }

    /**
     * Whether the fields count 0, 1, 2, ... as pandas names columns without names, or 1, 2, 3, ... as R does, behind the name of
     * an index or without one, and the rows below look different.
     */
    private static boolean countsColumns(
            final DelimitedRows.Row row, final List<DelimitedRows.Row> below, final boolean decimalCommas) {
        if (below.isEmpty()) {
            return false;
        }
        final boolean headless =
                Cell.isNumber(row.field(0), decimalCommas) && !row.field(0).isBlank();
        final int first = headless ? 0 : 1;
        final int count = row.size() - first;
        if (count < 1 || !counts(row, first, 0) && !(count >= 3 && counts(row, first, 1))) {
            return false;
        }
        if (headless) {
            // 0,1 is a common vector.
            return count >= 3 && lookDifferent(below);
        }
        final String name = row.field(0);
        return name.isEmpty()
                || ColumnName.isId(name)
                || Cell.isNumber(below.get(0).field(0), decimalCommas)
                || lookDifferent(below);
    }

    private static boolean counts(final DelimitedRows.Row row, final int first, final int from) {
        for (int i = first; i < row.size(); i++) {
            if (!row.field(i).equals(Integer.toString(i - first + from))) {
                return false;
            }
        }
        return true;
    }

    /** Whether rows have no integer but in their first field: floats are written with a point. */
    private static boolean lookDifferent(final List<DelimitedRows.Row> rows) {
        return rows.stream().limit(ROWS_COMPARED).noneMatch(row -> {
            for (int i = 1; i < row.size(); i++) {
                if (Cell.isWhole(row.field(i))) {
                    return true;
                }
            }
            return row.size() == 1 && Cell.isWhole(row.field(0));
        });
    }
}
