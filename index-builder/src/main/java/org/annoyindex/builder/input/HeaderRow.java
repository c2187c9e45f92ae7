package org.annoyindex.builder.input;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether the first row of a delimited file is a header, and whether it names a label column. */
final class HeaderRow {
    private static final Set<String> LABEL_NAMES =
            Set.of("", "id", "label", "word", "token", "name", "key", "item", "index");

    private HeaderRow() {}

    /** Whether a row is a header, judged by itself and by the row below it, which may be null. */
    static boolean isHeader(final DelimitedRows.Row row, final DelimitedRows.@Nullable Row below) {
        return hasOnlyNames(row) || countsColumns(row) && (row.field(0).isEmpty() || looksDifferent(below));
    }

    /**
     * Whether the header says that the first column is not a component. A column of integers under the name "id" would otherwise
     * be taken for one, and silently make every distance wrong. pandas does not name its index column.
     */
    static boolean namesLabels(final DelimitedRows.Row header) {
        return LABEL_NAMES.contains(header.field(0).strip().toLowerCase(Locale.ROOT));
    }

    private static boolean hasOnlyNames(final DelimitedRows.Row row) {
        boolean named = false;
        for (int i = row.size() == 1 ? 0 : 1; i < row.size(); i++) {
            if (DecimalText.isNumber(row.field(i))) {
                return false;
            }
            named |= !row.field(i).isBlank();
        }
        return named;
    }

    /**
     * Whether the fields are 0, 1, 2, ... as pandas names columns without names, with an index before them or without. Without an
     * index there must be at least three, since 0,1 is a common vector.
     */
    private static boolean countsColumns(final DelimitedRows.Row row) {
        final int first = row.field(0).isEmpty() ? 1 : 0;
        for (int i = first; i < row.size(); i++) {
            if (!row.field(i).equals(Integer.toString(i - first))) {
                return false;
            }
        }
        return row.size() >= (first == 1 ? 2 : 3);
    }

    /** Whether a row has no integer: pandas always writes floats with a point. */
    private static boolean looksDifferent(final DelimitedRows.@Nullable Row row) {
        for (int i = 0; row != null && i < row.size(); i++) {
            final byte[] bytes = DecimalText.bytes(row.field(i));
            if (DecimalText.isWhole(bytes, 0, bytes.length)) {
                return false;
            }
        }
        return row != null;
    }
}
