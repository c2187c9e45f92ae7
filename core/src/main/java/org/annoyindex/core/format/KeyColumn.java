package org.annoyindex.core.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.annoyindex.core.memory.MappedRegion;

/**
 * One unique 64-bit key per item, and a hash table to look up the id of a key. Both are read from mapped memory. The
 * section:
 *
 * <pre>
 *    0       int32     number of keys n
 *    4       int32     slots of the table t
 *    8       8 bytes   zero
 *   16       int64[n]  the key of each id
 *   16 + 8n  int32[t]  the table, see {@link IdTable}
 * </pre>
 *
 * The hash is the first output of SplitMix64 seeded with the key. Any number can be a key. Immutable and thread-safe.
 */
public final class KeyColumn {
    private static final int HEADER = 16;

    private final MappedRegion region;
    private final IdTable table;

    /**
     * @param region the mapped section.
     * @param count number of items of the index.
     * @throws IllegalArgumentException if the length of the section does not match the number of items.
     * @throws IndexOutOfBoundsException if the section is shorter than its header.
     */
    public KeyColumn(final MappedRegion region, final int count) {
        this.region = region;
        final ByteBuffer header = region.chunk(0).bytes();
        final int keys = header.getInt(0);
        table = new IdTable(region, HEADER + 8L * count, header.getInt(4), count);
        if (keys != count || table.end() != region.length()) {
            throw new IllegalArgumentException("key section of " + region.length() + " bytes for " + keys + " keys");
        }
    }

    /**
     * @param id of an item.
     * @return its key.
     */
    public long key(final int id) {
        final long at = HEADER + 8L * id;
        return region.chunk(at).bytes().getLong(region.offset(at));
    }

    /**
     * @param key to look up; nothing is allocated.
     * @return the id of the item with this key, or -1.
     */
    public int find(final long key) {
        final int hash = KeyList.hash(key);
        for (int probe = 0; probe < table.slots(); probe++) {
            final int id = table.id(hash, probe);
            if (id < 0 || key(id) == key) {
                return id;
            }
        }
        return -1;
    }

    /**
     * @param keys to be written.
     * @return length of their section in bytes.
     */
    public static long bytes(final KeyList keys) {
        return HEADER + 8L * keys.size() + IdTable.bytes(IdTable.slotsFor(keys.size()));
    }

    /**
     * Writes a section.
     *
     * @param keys in id order.
     * @param out receives the section.
     * @throws IOException if writing fails.
     */
    public static void write(final KeyList keys, final SectionOutput out) throws IOException {
        final SectionBuffer buffer = new SectionBuffer(out);
        buffer.putInt(keys.size());
        buffer.putInt(keys.table().slots());
        buffer.putLong(0);
        for (int id = 0; id < keys.size(); id++) {
            buffer.putLong(keys.get(id));
        }
        keys.table().write(buffer);
        buffer.flush();
    }
}
