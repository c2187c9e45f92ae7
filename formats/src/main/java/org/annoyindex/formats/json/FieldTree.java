package org.annoyindex.formats.json;

import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of objects by name: each is a column, or has fields of its own. */
final class FieldTree {
    /** Number of the column; -1 for the root and for fields that hold objects. */
    final int column;

    final Map<String, FieldTree> inner = new LinkedHashMap<>();

    /** The row in which the field was seen last: seen again in the same row, it comes twice. */
    long lastRow;

    FieldTree(final int column) {
        this.column = column;
    }
}
