package org.annoyindex.core.format;

import java.io.IOException;
import java.util.function.IntUnaryOperator;
import org.agrona.BitUtil;
import org.annoyindex.core.memory.MappedRegion;

/**
 * An open-addressing hash table that maps keys or labels to ids. In the file it is an int32[t], t being a power of two
 * above 3/2 of the number of items. A slot holds id + 1, or 0 if it is empty. An id is stored in slot
 * {@code hash mod t} or in the next free one (linear probing), so a lookup ends at the first empty slot. The upper half
 * of a 64-bit hash is folded into the lower. Read from mapped memory; immutable and thread-safe.
 */
final class IdTable {
    /** The largest number of items: the slots of a table must fit into one array. */
    static final int MAX_ITEMS = 1 << 29;

    private final MappedRegion region;
    private final long start;
    private final int slots;
    private final int items;

    /**
     * @param region a mapped section.
     * @param start where the table begins in it.
     * @param slots of the table, as stored in the section.
     * @param items number of items of the index.
     * @throws IllegalArgumentException if the number of slots is not a power of two above the number of items.
     */
    IdTable(final MappedRegion region, final long start, final int slots, final int items) {
        if (!BitUtil.isPowerOfTwo(slots) || slots <= items) {
            throw new IllegalArgumentException("a table of " + slots + " slots for " + items + " items");
        }
        this.region = region;
        this.start = start;
        this.slots = slots;
        this.items = items;
    }

    /** Where the table ends in its section. */
    long end() {
        return start + bytes(slots);
    }

    static long bytes(final int slots) {
        return (long) Integer.BYTES * slots;
    }

    /** Number of slots; the limit of probes when a table is damaged. */
    int slots() {
        return slots;
    }

    /** The id in the n-th slot that a lookup of a hash probes, n starting at 0; -1 if the slot is empty. */
    int id(final int hash, final int probe) {
        final long at = start + bytes(hash + probe & slots - 1);
        final int id = region.chunk(at).bytes().getInt(region.offset(at)) - 1;
        if (id < -1 || id >= items) {
            throw new IndexOutOfBoundsException("item " + id + " of " + items + " in a hash table");
        }
        return id;
    }

    static int fold(final long hash) {
        return (int) (hash ^ hash >>> 32);
    }

    /** Number of slots of a table for a number of items. */
    static int slotsFor(final int items) {
        return BitUtil.findNextPositivePowerOfTwo(Math.max(2, items + items / 2 + 1));
    }

    /**
     * A table under construction. It grows as items are added; the result does not depend on its initial size. Not
     * thread-safe.
     */
    static final class Growing {
        private final IntUnaryOperator hashOf;
        private int[] slots;

        /**
         * @param hashOf returns the hash of an id.
         * @param items initial capacity. The table can grow beyond it only if every item is added.
         */
        Growing(final IntUnaryOperator hashOf, final int items) {
            this.hashOf = hashOf;
            slots = new int[slotsFor(items)];
        }

        int slots() {
            return slots.length;
        }

        /** As {@link IdTable#id}. */
        int id(final int hash, final int probe) {
            return slots[hash + probe & slots.length - 1] - 1;
        }

        /** Adds an item whose id is above all ids added before and whose key differs from theirs. */
        void add(final int id) {
            final int wanted = slotsFor(id + 1);
            if (wanted > slots.length) {
                slots = new int[0]; // lets the old array be collected before the new one is allocated
                slots = new int[wanted];
                for (int before = 0; before < id; before++) {
                    put(before);
                }
            }
            put(id);
        }

        private void put(final int id) {
            int slot = hashOf.applyAsInt(id) & slots.length - 1;
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = id + 1;
        }

        void write(final SectionBuffer out) throws IOException {
            for (final int slot : slots) {
                out.putInt(slot);
            }
        }
    }
}
