package org.annoyindex.query.exact;

import java.util.Arrays;

/**
 * A set of ids, or of positions, that is emptied often: an open-addressing hash table whose entries are marked with the number of the set they
 * belong to, so that emptying it costs the same whatever its size was. Scratch of one searcher.
 */
public final class IdSet {
    /** The fraction of the golden ratio of 2^32, which spreads consecutive ids. */
    private static final int SPREAD = 0x9e37_79b9;

    /** Keys of (number of the set, id); 0 if never used. */
    private long[] slots = new long[128];

    private int size;
    private long set = 1L << 32;

    /** Removes all ids. */
    public void clear() {
        size = 0;
        set += 1L << 32;
        if (set < 0) {
            Arrays.fill(slots, 0);
            set = 1L << 32;
        }
    }

    /** Adds an id; returns whether it was not in yet. */
    public boolean add(final int id) {
        final long entry = set | id;
        final int slot = slotOf(entry);
        if (slots[slot] == entry) {
            return false;
        }
        slots[slot] = entry;
        size++;
        if (2 * size > slots.length) {
            grow();
        }
        return true;
    }

    /** Whether an id is in. */
    public boolean contains(final int id) {
        final long entry = set | id;
        return slots[slotOf(entry)] == entry;
    }

    /** The slot of an entry, or the free one where it belongs. */
    private int slotOf(final long entry) {
        int slot = (int) entry * SPREAD >>> Integer.numberOfLeadingZeros(slots.length) + 1;
        while (slots[slot] >= set && slots[slot] != entry) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private void grow() {
        final long[] before = slots;
        slots = new long[2 * before.length];
        size = 0;
        for (final long entry : before) {
            if (entry >= set) {
                add((int) entry);
            }
        }
    }
}
