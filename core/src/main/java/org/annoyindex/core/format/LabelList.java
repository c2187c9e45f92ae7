package org.annoyindex.core.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.agrona.collections.LongArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The UTF-8 labels of an index under construction, in id order. They are stored contiguously in large arrays. In
 * addition to the text they take 8 to 12 bytes per item, and 6 to 12 more for a hash table if labels are unique. Not
 * thread-safe.
 */
public final class LabelList {
    /** The largest number of labels of an index. */
    public static final int MAX_COUNT = IdTable.MAX_ITEMS;

    private static final int CHUNK = 1 << 20;

    private final List<byte[]> chunks = new ArrayList<>();
    private final LongArrayList ends = new LongArrayList();
    private final IdTable.@Nullable Growing unique;

    /** @param unique whether labels are unique keys. */
    public LabelList(final boolean unique) {
        this.unique = unique ? new IdTable.Growing(this::hash, 0) : null;
    }

    /** @return whether labels are unique keys. */
    public boolean isUnique() {
        return unique != null;
    }

    /** @return number of labels, which is the id of the next item. */
    public int size() {
        return ends.size();
    }

    /** Total length of all labels in bytes. */
    long length() {
        return start(size());
    }

    /** Offset of a label from the start of the first; for the id after the last, the total length. */
    long start(final int id) {
        return id == 0 ? 0 : ends.getLong(id - 1);
    }

    /** Copies a label. */
    byte[] get(final int id) {
        final long start = start(id);
        final byte[] label = new byte[(int) (start(id + 1) - start)];
        for (int done = 0; done < label.length; ) {
            final int offset = offset(start + done);
            final int some = Math.min(label.length - done, CHUNK - offset);
            System.arraycopy(chunk(start + done), offset, label, done, some);
            done += some;
        }
        return label;
    }

    private byte[] chunk(final long at) {
        return chunks.get((int) (at / CHUNK));
    }

    private static int offset(final long at) {
        return (int) (at % CHUNK);
    }

    /**
     * @param label in UTF-8.
     * @return the id of the item with this label, or -1.
     * @throws NullPointerException if labels are not unique keys.
     */
    public int find(final byte[] label) {
        return find(Objects.requireNonNull(unique, "labels are not unique keys"), label);
    }

    private int find(final IdTable.Growing table, final byte[] label) {
        final int hash = LabelColumn.hash(label);
        int probe = 0;
        int id = table.id(hash, probe);
        while (id >= 0 && !isLabel(id, label)) {
            id = table.id(hash, ++probe);
        }
        return id;
    }

    private boolean isLabel(final int id, final byte[] label) {
        return start(id + 1) - start(id) == label.length && Arrays.equals(get(id), label);
    }

    /**
     * Adds the label of the next item. If labels are unique, it must differ from all labels added before.
     *
     * @param label in UTF-8, at most {@link LabelColumn#MAX_BYTES} long; copied.
     */
    public void add(final byte[] label) {
        final long start = length();
        for (int done = 0; done < label.length; ) {
            final int offset = offset(start + done);
            if (offset == 0) {
                chunks.add(new byte[CHUNK]);
            }
            final int some = Math.min(label.length - done, CHUNK - offset);
            System.arraycopy(label, done, chunk(start + done), offset, some);
            done += some;
        }
        ends.addLong(start + label.length);
        if (unique != null) {
            unique.add(size() - 1);
        }
    }

    /** A table of all labels; it holds the lowest id of equal labels. */
    IdTable.Growing table() {
        if (unique != null) {
            return unique;
        }
        final IdTable.Growing table = new IdTable.Growing(this::hash, size());
        for (int id = 0; id < size(); id++) {
            if (find(table, get(id)) < 0) {
                table.add(id);
            }
        }
        return table;
    }

    void writeText(final SectionOutput out) throws IOException {
        long left = length();
        for (final byte[] chunk : chunks) {
            final int some = (int) Math.min(CHUNK, left);
            out.write(ByteBuffer.wrap(chunk, 0, some));
            left -= some;
        }
    }

    private int hash(final int id) {
        return LabelColumn.hash(get(id));
    }
}
