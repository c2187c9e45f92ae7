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
 * The labels of the items of an index that is being built, in UTF-8, in the order of ids. They lie one after the other in
 * large arrays: 8 to 12 bytes an item beside the text and, where no two may be equal, 6 to 12 for the table that tells. For
 * one thread at a time.
 */
public final class LabelList {
    /** Labels that an index can have. */
    public static final int MAX_COUNT = IdTable.MAX_ITEMS;

    private static final int CHUNK = 1 << 20;

    private final List<byte[]> chunks = new ArrayList<>();
    private final LongArrayList ends = new LongArrayList();
    private final IdTable.@Nullable Growing unique;

    /** @param unique whether labels are keys, no two of which are equal. */
    public LabelList(final boolean unique) {
        this.unique = unique ? new IdTable.Growing(this::hash, 0) : null;
    }

    /** @return whether labels are keys. */
    public boolean isUnique() {
        return unique != null;
    }

    /** @return number of labels, the id of the next. */
    public int size() {
        return ends.size();
    }

    /** Bytes of all labels together. */
    long length() {
        return start(size());
    }

    /** Where a label begins, or where the one before it ends. */
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
     * @return the id of the item that has it, or -1; only where labels are keys.
     */
    public int find(final byte[] label) {
        return find(Objects.requireNonNull(unique, "labels are no keys"), label);
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
     * Adds the label of the next item. Where labels are keys, no item before may have it.
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

    /** A table of all labels; of equal ones it has the lowest id. */
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
