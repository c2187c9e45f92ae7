package org.annoyindex.builder.input.table;

/**
 * A column of a table, or a field of objects, as its first values show it.
 *
 * @param name from the header; empty if it has none.
 * @param kind of its values.
 * @param likeIds whether its values are whole, different and large, as ids are.
 */
public record Column(String name, Kind kind, boolean likeIds) {
    /** What the values of a column are. */
    public enum Kind {
        /** Numbers, one in each row. */
        NUMBERS,

        /** Lists of numbers. */
        LISTS,

        /** Something else. */
        TEXT,

        /** No value at all. */
        EMPTY
    }

    /**
     * A column whose values are not known to be like ids.
     *
     * @param name from the header; empty if it has none.
     * @param kind of its values.
     */
    public Column(final String name, final Kind kind) {
        this(name, kind, false);
    }
}
