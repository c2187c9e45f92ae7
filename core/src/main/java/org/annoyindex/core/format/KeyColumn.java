package org.annoyindex.core.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.annoyindex.core.memory.MappedRegion;

/**
 * One 64-bit number an item by which it is known, and a hash table to find an item by its number, both read where they are
 * mapped. As a section:
 *
 * <pre>
 *    0       int32     number of keys n
 *    4       int32     slots of the table t
 *    8       8 bytes   zero
 *   16       int64[n]  the key of each id
 *   16 + 8n  int32[t]  the table, see {@link IdTable}
 * </pre>
 *
 * The hash is the first output of SplitMix64 started with the key. Keys may be any numbers; those of two items differ.
 * Immutable and safe for any number of threads.
 */
public final class KeyColumn {
    /** Bytes of the longest record. */
    public static final int RECORD = Long.BYTES;

    private static final int HEADER = 16;

    private final MappedRegion region;
    private final IdTable table;

    /**
     * @param region the mapped section, with {@link #RECORD} as the longest record.
     * @param count number of items of the index.
     * @throws IllegalArgumentException if the section does not fit the number of items.
     * @throws IndexOutOfBoundsException if it has no header.
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
     * @param key to look for.
     * @return the id of the item that has it, or -1. Nothing is allocated.
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
     * @return bytes of their section.
     */
    public static long bytes(final KeyList keys) {
        return HEADER + 8L * keys.size() + IdTable.bytes(IdTable.slotsFor(keys.size()));
    }

    /**
     * Writes a section.
     *
     * @param keys in the order of ids.
     * @param out where it goes.
     * @throws IOException if the disk is full or fails.
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
