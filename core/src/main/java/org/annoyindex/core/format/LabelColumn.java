package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.BitUtil;
import org.annoyindex.core.memory.MappedRegion;

/**
 * One UTF-8 label an item, and a hash table to find an item by its label, both read where they are mapped. As a section:
 *
 * <pre>
 *    0             int32         number of labels n
 *    4             int32         slots of the table t, a power of two, at least 3/2 n
 *    8             8 bytes       zero
 *   16             int64[n + 1]  where label i begins, from the first label's byte on
 *   16 + 8(n + 1)  int32[t]      id + 1 of the label in this slot, or 0; from slot hash mod t on, to the next 0
 *   then           bytes         the labels, in the order of ids
 * </pre>
 *
 * The hash is FNV-1a of 64 bits, its upper half folded onto the lower. Equal labels are allowed; looking one up gives
 * the lowest id. Immutable and safe for any number of threads.
 */
public final class LabelColumn {
    /** Bytes that a label may have in UTF-8. */
    public static final int MAX_BYTES = 65_535;

    /** Labels that a section may have: what its table fits in one buffer for. */
    public static final int MAX_COUNT = 1 << 27;

    private static final int HEADER = 16;

    private final MappedRegion region;
    private final int slots;
    private final long table;
    private final long text;

    /**
     * @param region the mapped section, with {@link #MAX_BYTES} as the longest record.
     * @param count number of items of the index.
     * @throws IllegalArgumentException if the section does not fit the number of items.
     */
    public LabelColumn(final MappedRegion region, final int count) {
        this.region = region;
        table = HEADER + 8L * (count + 1);
        final ByteBuffer header = region.chunk(0).bytes();
        slots = header.getInt(4);
        text = table + 4L * slots;
        if (header.getInt(0) != count || !BitUtil.isPowerOfTwo(slots) || slots <= count || text > region.length()) {
            throw new IllegalArgumentException(
                    "label section for " + header.getInt(0) + " labels in " + slots + " slots");
        }
    }

    /**
     * @param id of an item.
     * @return its label.
     */
    public String label(final int id) {
        final long start = start(id);
        return new String(bytes(start, (int) (start(id + 1) - start)), StandardCharsets.UTF_8);
    }

    /**
     * @param label to look for.
     * @return the lowest id with this label, or -1.
     */
    public int find(final String label) {
        final byte[] wanted = label.getBytes(StandardCharsets.UTF_8);
        int slot = hash(wanted) & slots - 1;
        for (int probes = 0; probes < slots; probes++, slot = slot + 1 & slots - 1) {
            final long at = table + 4L * slot;
            final int id = region.chunk(at).bytes().getInt(region.offset(at)) - 1;
            if (id < 0) {
                return -1;
            }
            final long start = start(id);
            if (start(id + 1) - start == wanted.length && Arrays.equals(bytes(start, wanted.length), wanted)) {
                return id;
            }
        }
        return -1;
    }

    private long start(final int id) {
        final long at = HEADER + 8L * id;
        return region.chunk(at).bytes().getLong(region.offset(at));
    }

    private byte[] bytes(final long start, final int length) {
        if (length < 0 || length > MAX_BYTES) {
            throw new IndexOutOfBoundsException("label of " + length + " bytes");
        }
        final byte[] bytes = new byte[length];
        if (length > 0) {
            region.chunk(text + start).bytes().get(region.offset(text + start), bytes);
        }
        return bytes;
    }

    /**
     * Writes a section.
     *
     * @param labels one an item, in the order of ids, in UTF-8, each at most {@link #MAX_BYTES} long.
     * @return the section in pieces, to be written one after the other.
     */
    public static List<ByteBuffer> encode(final List<byte[]> labels) {
        final int count = labels.size();
        final int slots = BitUtil.findNextPositivePowerOfTwo(Math.max(2, count + count / 2 + 1));
        final ByteBuffer starts = ByteBuffer.allocate(HEADER + 8 * (count + 1)).order(ByteOrder.LITTLE_ENDIAN);
        final ByteBuffer table = ByteBuffer.allocate(4 * slots).order(ByteOrder.LITTLE_ENDIAN);
        starts.putInt(count).putInt(slots).putLong(0);
        long start = 0;
        for (int id = 0; id < count; id++) {
            starts.putLong(start);
            start += labels.get(id).length;
            final byte[] label = labels.get(id);
            int slot = hash(label) & slots - 1;
            while (table.getInt(4 * slot) != 0 && !Arrays.equals(labels.get(table.getInt(4 * slot) - 1), label)) {
                slot = slot + 1 & slots - 1;
            }
            if (table.getInt(4 * slot) == 0) {
                table.putInt(4 * slot, id + 1);
            }
        }
        starts.putLong(start).flip();
        final var pieces = new ArrayList<ByteBuffer>(count + 2);
        pieces.add(starts);
        pieces.add(table);
        labels.forEach(label -> pieces.add(ByteBuffer.wrap(label)));
        return pieces;
    }

    private static int hash(final byte[] bytes) {
        long hash = 0xcbf2_9ce4_8422_2325L;
        for (final byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x100_0000_01b3L;
        }
        return (int) (hash ^ hash >>> 32);
    }
}
