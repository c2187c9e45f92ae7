package org.annoyindex.core.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.annoyindex.core.memory.MappedRegion;

/**
 * A hash table that finds the item whose vector is equal to a given one; of equal vectors, the item with the lowest id. It
 * is read from mapped memory. The section:
 *
 * <pre>
 *    0  int32     number of items n
 *    4  int32     slots of the table t, a power of two above 3/2 n
 *    8  8 bytes   zero
 *   16  int32[t]  the table
 * </pre>
 *
 * A slot is 0 if it is empty. Its lower bits, as many as n has, hold id + 1. The others hold the upper bits of the vector's
 * {@link VectorHash}: so vectors that are not in the index are hardly ever compared with others. Slots are probed as
 * {@link IdTable} describes.
 *
 * <p>Whatever a damaged table says, a vector is found only if it is equal. Immutable and thread-safe.
 */
public final class VectorIdColumn {
    private static final int HEADER = 16;

    private final MappedRegion region;
    private final int items;
    private final int slots;
    private final IdColumn positions;
    private final VectorColumn vectors;

    /**
     * @param region the mapped section.
     * @param items number of items of the index.
     * @param positions the position of each id.
     * @param vectors of the index.
     * @throws IllegalArgumentException if the length of the section does not match the number of items.
     * @throws IndexOutOfBoundsException if the section is shorter than its header.
     */
    public VectorIdColumn(
            final MappedRegion region, final int items, final IdColumn positions, final VectorColumn vectors) {
        this.region = region;
        this.items = items;
        this.positions = positions;
        this.vectors = vectors;
        final ByteBuffer header = region.chunk(0).bytes();
        slots = header.getInt(4);
        if (header.getInt(0) != items
                || !BitUtil.isPowerOfTwo(slots)
                || slots <= items
                || bytesFor(slots) != region.length()) {
            throw new IllegalArgumentException("vector id section of " + region.length() + " bytes for "
                    + header.getInt(0) + " items in " + slots + " slots");
        }
    }

    private static long bytesFor(final int slots) {
        return HEADER + IdTable.bytes(slots);
    }

    /** The bits of a slot that hold an id. */
    static int idMask(final int items) {
        return Integer.highestOneBit(items) * 2 - 1;
    }

    /** The other bits of a slot. */
    static int tag(final long hash, final int items) {
        return (int) (hash >>> 32) & ~idMask(items);
    }

    /**
     * Finds an item; nothing is allocated.
     *
     * @param vector components.
     * @param packed the same, packed, for hamming; not used otherwise.
     * @return the item's position, or -1 if no item has this vector.
     * @throws IndexOutOfBoundsException if the table is damaged.
     */
    public int findPosition(final float[] vector, final long[] packed) {
        final long hash = vectors.isPacked() ? VectorHash.of(packed) : VectorHash.of(vector);
        final int idMask = idMask(items);
        final int tag = tag(hash, items);
        final int first = IdTable.fold(hash);
        for (int probe = 0; probe < slots; probe++) {
            final long at = HEADER + IdTable.bytes(first + probe & slots - 1);
            final int slot = region.chunk(at).bytes().getInt(region.offset(at));
            if (slot == 0) {
                return -1;
            }
            if ((slot & ~idMask) == tag) {
                final int position = position((slot & idMask) - 1);
                if (vectors.isEqual(position, vector, packed)) {
                    return position;
                }
            }
        }
        throw new IndexOutOfBoundsException("a hash table without an empty slot");
    }

    private int position(final int id) {
        if (id < 0 || id >= items) {
            throw new IndexOutOfBoundsException("item " + id + " of " + items + " in a hash table");
        }
        final int position = positions.get(id);
        if (position < 0 || position >= items) {
            throw new IndexOutOfBoundsException("position " + position + " of " + items);
        }
        return position;
    }

    /**
     * @param table to be written.
     * @return length of its section in bytes.
     */
    public static long bytes(final VectorIdTable table) {
        return bytesFor(table.slots().length);
    }

    /**
     * Writes a section.
     *
     * @param table of all items.
     * @param out receives the section.
     * @throws IOException if writing fails.
     */
    public static void write(final VectorIdTable table, final SectionOutput out) throws IOException {
        final SectionBuffer buffer = new SectionBuffer(out);
        buffer.putInt(table.items());
        buffer.putInt(table.slots().length);
        buffer.putLong(0);
        for (final int slot : table.slots()) {
            buffer.putInt(slot);
        }
        buffer.flush();
    }
}
