package org.annoyindex.builder.input;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the first row of a delimited file names the columns, and what the names say. */
final class HeaderRow {
    private static final Set<String> LABEL_NAMES =
            Set.of("", "id", "label", "word", "token", "name", "key", "item", "index");

    private HeaderRow() {}

    /** Whether a row is a header, judged by itself and by the row below it, which may be null. */
    static boolean isHeader(final DelimitedRows.Row row, final DelimitedRows.@Nullable Row below) {
        return hasOnlyNames(row) || countsColumns(row) && (row.field(0).isEmpty() || looksDifferent(below));
    }

    /**
     * Whether the header says that the first column is no component. A column of whole numbers under the name "id" would
     * otherwise pass for one, and spoil every distance without anybody noticing. pandas leaves its index without a name.
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
     * Whether the fields are 0, 1, 2, ... as pandas names columns that were given no names, with an index before them or
     * without. Without, three columns at least: 0,1 is a vector that people do write.
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

    /** Whether a row has no whole number: pandas writes floats with a point, always. */
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
