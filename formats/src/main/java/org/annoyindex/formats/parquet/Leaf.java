package org.annoyindex.formats.parquet;

import org.annoyindex.builder.input.table.Column;
import org.apache.parquet.column.ColumnDescriptor;

/**
 * A column of the file that has values.
 *
 * @param index among those of the file.
 * @param name names of the fields that lead to it, without those that make a list.
 * @param values type of its values.
 * @param list whether a row has a list of values.
 * @param elementLevel definition level from which on a list has an element, which may be null; of a list.
 * @param descriptor for the library.
 */
record Leaf(int index, String name, Values values, boolean list, int elementLevel, ColumnDescriptor descriptor) {
    /** The types of values. */
    enum Values {
        FLOAT,
        DOUBLE,
        INT32,
        INT64,
        UINT32,
        UINT64,
        BOOLEAN,
        FLOAT16,
        TEXT,

        /** Anything that is not read. */
        OTHER;

        boolean areNumbers() {
            return this != TEXT && this != OTHER;
        }
    }

    /** The column as tables have it. */
    Column column() {
        if (!values.areNumbers()) {
            return new Column(name, Column.Kind.TEXT);
        }
        return new Column(name, list ? Column.Kind.LISTS : Column.Kind.NUMBERS);
    }
}
