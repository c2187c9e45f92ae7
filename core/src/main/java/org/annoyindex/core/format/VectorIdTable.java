package org.annoyindex.core.format;

/**
 * The table of a {@link VectorIdColumn} under construction. Takes 6 to 12 bytes per item. Not thread-safe.
 */
public final class VectorIdTable {
    /** The largest number of items of an index that has such a table. */
    public static final int MAX_ITEMS = IdTable.MAX_ITEMS;

    /** Compares vectors of items. */
    @FunctionalInterface
    public interface Equality {
        /**
         * Compares two vectors.
         *
         * @param id of an item.
         * @param other id of another one.
         * @return whether their vectors are equal.
         */
        boolean areEqual(int id, int other);
    }

    private final int items;
    private final Equality equality;
    private final int[] slots;

    /**
     * @param items number of items of the index, at most {@value #MAX_ITEMS}.
     * @param equality compares vectors.
     */
    public VectorIdTable(final int items, final Equality equality) {
        this.items = items;
        this.equality = equality;
        slots = new int[IdTable.slotsFor(items)];
    }

    /**
     * Adds an item, unless one with an equal vector has been added.
     *
     * @param id above all ids added before.
     * @param hash see {@link VectorHash}.
     */
    public void add(final int id, final long hash) {
        final int tag = VectorIdColumn.tag(hash, items);
        final int idMask = VectorIdColumn.idMask(items);
        int slot = IdTable.fold(hash) & slots.length - 1;
        while (slots[slot] != 0) {
            if ((slots[slot] & ~idMask) == tag && equality.areEqual((slots[slot] & idMask) - 1, id)) {
                return;
            }
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = tag | id + 1;
    }

    int items() {
        return items;
    }

    /** The slots; not to be changed. */
    int[] slots() {
        return slots;
    }
}
