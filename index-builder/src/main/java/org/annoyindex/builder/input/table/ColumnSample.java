package org.annoyindex.builder.input.table;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the first values of a column of a delimited file show of it. */
final class ColumnSample {
    /** Numbers at least this large may be ids. */
    private static final double LARGE = 1000;

    private boolean blank = true;
    private int lists;
    private int numbers;
    private int texts;
    private boolean wholeAndDifferent = true;
    private double largest;
    private final Set<String> different = new HashSet<>();

    private ColumnSample() {}

    /** Describes a column by its values in some rows. */
    static Column column(
            final int index, final String name, final List<DelimitedRows.Row> rows, final boolean decimalCommas) {
        final ColumnSample sample = new ColumnSample();
        for (final DelimitedRows.Row row : rows) {
            sample.add(index < row.size() ? row.field(index) : "", decimalCommas);
        }
        return new Column(name, sample.kind(), sample.isLikeIds());
    }

    private void add(final String cell, final boolean decimalCommas) {
        blank &= cell.isBlank();
        if (Cell.isMissing(cell)) {
            return;
        }
        if (Cell.isList(cell)) {
            lists++;
        } else if (Cell.isNumber(cell, decimalCommas)) {
            numbers++;
            wholeAndDifferent = wholeAndDifferent && Cell.isWhole(cell) && different.add(cell);
            largest = wholeAndDifferent ? Math.max(largest, Math.abs(Double.parseDouble(cell.strip()))) : largest;
        } else {
            texts++;
        }
    }

    /** What most values are; a few others are errors of their rows. */
    private Column.Kind kind() {
        final int all = lists + numbers + texts;
        if (blank) {
            return Column.Kind.EMPTY;
        }
        if (2 * lists > all) {
            return Column.Kind.LISTS;
        }
        return 2 * texts > all ? Column.Kind.TEXT : Column.Kind.NUMBERS;
    }

    private boolean isLikeIds() {
        return numbers > 1 && lists + texts == 0 && wholeAndDifferent && largest >= LARGE;
    }
}
