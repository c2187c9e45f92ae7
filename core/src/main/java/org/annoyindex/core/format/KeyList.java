package org.annoyindex.core.format;

import org.agrona.collections.LongArrayList;
import org.annoyindex.core.math.SplitMix;

/**
 * The unique 64-bit keys of an index under construction, in id order. Takes 14 to 24 bytes per item. Not thread-safe.
 */
public final class KeyList {
    /** The largest number of keys of an index. */
    public static final int MAX_COUNT = IdTable.MAX_ITEMS;

    private final LongArrayList keys = new LongArrayList();
    private final IdTable.Growing table = new IdTable.Growing(id -> hash(get(id)), 0);

    /** @return number of keys, which is the id of the next item. */
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
     * @return the id of the item with this key, or -1.
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

    /** @param key of the next item; differs from the keys added before. */
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
