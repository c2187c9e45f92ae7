package org.annoyindex.core.format;

import java.io.IOException;
import java.util.function.IntUnaryOperator;
import org.agrona.BitUtil;
import org.annoyindex.core.memory.MappedRegion;

/**
 * A hash table to find items by a key or a label of theirs, the last part but one or the last of a section: int32[t], t a
 * power of two above 3/2 of the number of items. A slot holds id + 1, or 0 where it is empty. An id is in the slot
 * {@code hash mod t}, or in the next one that was free when it was put there; whoever looks for it goes on from slot to
 * slot until an empty one. Hashes of 64 bits have their upper half folded onto the lower. Read where it is mapped;
 * immutable and safe for any number of threads.
 */
final class IdTable {
    /** Items that a table can be made for: what its slots fit in one array for. */
    static final int MAX_ITEMS = 1 << 29;

    private final MappedRegion region;
    private final long start;
    private final int slots;
    private final int items;

    /**
     * @param region a mapped section.
     * @param start where the table begins in it.
     * @param slots of the table, as the section says.
     * @param items of the index.
     * @throws IllegalArgumentException if no table of so many items has so many slots.
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

    /** Number of slots, after which a search in a damaged table has to end. */
    int slots() {
        return slots;
    }

    /** The id that a search for a hash meets first (probe 0), second and so on; -1 where it ends. */
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

    /** Slots of the table of so many items. */
    static int slotsFor(final int items) {
        return BitUtil.findNextPositivePowerOfTwo(Math.max(2, items + items / 2 + 1));
    }

    /**
     * A table being made. It grows with its items, and is then what it would be if it had had its size from the beginning.
     * For one thread at a time.
     */
    static final class Growing {
        private final IntUnaryOperator hashOf;
        private int[] slots;

        /**
         * @param hashOf gives the hash of an item.
         * @param items to make room for. If there will be more, every item has to be put into the table.
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

        /** Puts an item in, of a higher id than those before it, of which none may be equal to it. */
        void add(final int id) {
            final int wanted = slotsFor(id + 1);
            if (wanted > slots.length) {
                slots = new int[0]; // the old one to be collected before there is another
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
