package org.annoyindex.formats.parquet;

import java.util.zip.DataFormatException;

/**
 * Unpacks Snappy's raw format: a length, then literals and copies of what was unpacked before. The libraries for it need native
 * code or a JVM flag.
 */
final class Snappy {
    private static final int LITERAL = 0;
    private static final int NEAR_COPY = 1;
    private static final int COPY = 2;

    private Snappy() {}

    /**
     * Unpacks data.
     *
     * @param packed all of the data.
     * @param target is filled.
     * @throws DataFormatException if the data are damaged or have another length than the target.
     */
    static void unpack(final byte[] packed, final byte[] target) throws DataFormatException {
        try {
            if (unpackAll(packed, target) != target.length) {
                throw new DataFormatException("Snappy data have another length than " + target.length);
            }
        } catch (final IndexOutOfBoundsException ex) {
            final DataFormatException damaged = new DataFormatException("damaged Snappy data");
            damaged.initCause(ex);
            throw damaged;
        }
    }

    private static int unpackAll(final byte[] packed, final byte[] target) throws DataFormatException {
        int from = 0;
        long length = 0;
        for (int shift = 0; ; shift += 7) {
            final byte next = packed[from++];
            length |= (next & 0x7FL) << shift;
            if (next >= 0) {
                break;
            }
        }
        if (length != target.length) {
            throw new DataFormatException("Snappy data of " + length + " bytes, expected " + target.length);
        }
        int to = 0;
        while (from < packed.length) {
            final int tag = packed[from++] & 0xFF;
            if ((tag & 3) == LITERAL) {
                int size = tag >> 2;
                if (size >= 60) {
                    final int bytes = size - 59;
                    size = littleEndian(packed, from, bytes);
                    from += bytes;
                }
                size++;
                System.arraycopy(packed, from, target, to, size);
                from += size;
                to += size;
            } else {
                final int size;
                final int distance;
                if ((tag & 3) == NEAR_COPY) {
                    size = (tag >> 2 & 7) + 4;
                    distance = (tag >> 5) << 8 | packed[from++] & 0xFF;
                } else {
                    final int bytes = (tag & 3) == COPY ? 2 : 4;
                    size = (tag >> 2) + 1;
                    distance = littleEndian(packed, from, bytes);
                    from += bytes;
                }
                if (distance <= 0 || distance > to) {
                    throw new DataFormatException("damaged Snappy data");
                }
                copy(target, to, distance, size);
                to += size;
            }
        }
        return to;
    }

    private static void copy(final byte[] target, final int to, final int distance, final int size) {
        if (distance >= size) {
            System.arraycopy(target, to - distance, target, to, size);
        } else {
            // The copy repeats what it writes.
            for (int i = 0; i < size; i++) {
                target[to + i] = target[to + i - distance];
            }
        }
    }

    private static int littleEndian(final byte[] bytes, final int from, final int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value |= (bytes[from + i] & 0xFF) << 8 * i;
        }
        return value;
    }
}
