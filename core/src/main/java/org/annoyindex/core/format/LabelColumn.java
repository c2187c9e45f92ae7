package org.annoyindex.core.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.annoyindex.core.memory.MappedRegion;

/**
 * One UTF-8 label per item, and a hash table to look up the id of a label. Both are read from mapped memory. The
 * section:
 *
 * <pre>
 *    0             int32         number of labels n
 *    4             int32         slots of the table t
 *    8             int32         flags: 1 if labels are unique keys
 *   12             4 bytes       zero
 *   16             int64[n + 1]  offset of label i from the first byte of the first label
 *   16 + 8(n + 1)  int32[t]      the table, see {@link IdTable}; it holds the lowest id of equal labels
 *   then           bytes         the labels, in id order
 * </pre>
 *
 * The hash is 64-bit FNV-1a. Looking up a label of several items returns the lowest of their ids. Immutable and
 * thread-safe.
 */
public final class LabelColumn {
    /** The largest length of a label in UTF-8 bytes. */
    public static final int MAX_BYTES = 65_535;

    private static final int HEADER = 16;
    private static final int UNIQUE = 1;

    private final MappedRegion region;
    private final boolean unique;
    private final IdTable table;
    private final long text;

    /**
     * @param region the mapped section.
     * @param count number of items of the index.
     * @throws IllegalArgumentException if the length of the section does not match the number of items.
     * @throws IndexOutOfBoundsException if the section is shorter than its header.
     */
    public LabelColumn(final MappedRegion region, final int count) {
        this.region = region;
        final ByteBuffer header = region.chunk(0).bytes();
        final int labels = header.getInt(0);
        table = new IdTable(region, HEADER + 8 * (count + 1L), header.getInt(4), count);
        unique = (header.getInt(8) & UNIQUE) != 0;
        text = table.end();
        if (labels != count || text > region.length()) {
            throw new IllegalArgumentException(
                    "label section of " + region.length() + " bytes for " + labels + " labels");
        }
    }

    /** @return whether labels are unique keys. */
    public boolean isUnique() {
        return unique;
    }

    /**
     * @param id of an item.
     * @return its label.
     */
    public String label(final int id) {
        final long start = start(id);
        return new String(bytes(start, start(id + 1) - start), StandardCharsets.UTF_8);
    }

    /**
     * @param label to look up.
     * @return the lowest id with this label, or -1.
     */
    public int find(final String label) {
        final byte[] wanted = label.getBytes(StandardCharsets.UTF_8);
        final int hash = hash(wanted);
        for (int probe = 0; probe < table.slots(); probe++) {
            final int id = table.id(hash, probe);
            if (id < 0 || isLabel(id, wanted)) {
                return id;
            }
        }
        return -1;
    }

    private boolean isLabel(final int id, final byte[] wanted) {
        final long start = start(id);
        return start(id + 1) - start == wanted.length && Arrays.equals(bytes(start, wanted.length), wanted);
    }

    private long start(final int id) {
        final long at = HEADER + 8L * id;
        return region.chunk(at).bytes().getLong(region.offset(at));
    }

    private byte[] bytes(final long start, final long length) {
        if (start < 0 || length < 0 || length > MAX_BYTES || start > region.length() - text - length) {
            throw new IndexOutOfBoundsException("label of " + length + " bytes at " + start);
        }
        final byte[] bytes = new byte[(int) length];
        if (length > 0) {
            region.chunk(text + start).bytes().get(region.offset(text + start), bytes);
        }
        return bytes;
    }

    /**
     * @param labels to be written.
     * @return length of their section in bytes.
     */
    public static long bytes(final LabelList labels) {
        final int count = labels.size();
        return HEADER + 8 * (count + 1L) + IdTable.bytes(IdTable.slotsFor(count)) + labels.length();
    }

    /**
     * Writes a section.
     *
     * @param labels in id order.
     * @param out receives the section.
     * @throws IOException if writing fails.
     */
    public static void write(final LabelList labels, final SectionOutput out) throws IOException {
        final int count = labels.size();
        final IdTable.Growing table = labels.table();
        final SectionBuffer buffer = new SectionBuffer(out);
        buffer.putInt(count);
        buffer.putInt(table.slots());
        buffer.putInt(labels.isUnique() ? UNIQUE : 0);
        buffer.putInt(0);
        for (int id = 0; id <= count; id++) {
            buffer.putLong(labels.start(id));
        }
        table.write(buffer);
        buffer.flush();
        labels.writeText(out);
    }

    static int hash(final byte[] bytes) {
        long hash = 0xcbf2_9ce4_8422_2325L;
        for (final byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x100_0000_01b3L;
        }
        return IdTable.fold(hash);
    }
}
