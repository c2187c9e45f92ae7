package org.annoyindex.core.format;

import org.agrona.collections.LongArrayList;
import org.annoyindex.core.math.SplitMix;

/**
 * The keys of the items of an index that is being built, 64-bit numbers that all differ, in the order of ids. They take
 * 14 to 24 bytes an item, in arrays. For one thread at a time.
 */
public final class KeyList {
    /** Keys that an index can have. */
    public static final int MAX_COUNT = IdTable.MAX_ITEMS;

    private final LongArrayList keys = new LongArrayList();
    private final IdTable.Growing table = new IdTable.Growing(id -> hash(get(id)), 0);

    /** @return number of keys, the id of the next. */
    public int size() {
        return keys.size();
    }

    /**
     * @param id of an item that has been added.
     * @return its key.
     */
    public long get(final int id) {
        return keys.getLong(id);
    }

    /**
     * @param key any number.
     * @return the id of the item that has it, or -1.
     */
    public int find(final long key) {
        final int hash = hash(key);
        int probe = 0;
        int id = table.id(hash, probe);
        while (id >= 0 && get(id) != key) {
            id = table.id(hash, ++probe);
        }
        return id;
    }

    /** @param key of the next item, which no item before has. */
    public void add(final long key) {
        keys.addLong(key);
        table.add(keys.size() - 1);
    }

    IdTable.Growing table() {
        return table;
    }

    static int hash(final long key) {
        return IdTable.fold(SplitMix.hash(key));
    }
}
