package org.annoyindex.formats.parquet;

import java.util.zip.DataFormatException;

/**
 * Checks the counts within pages for which the library reserves memory before it has seen whether there are as many values.
 */
final class PageChecks {
    /** Writers fill up the last run of a page. */
    private static final int PADDING_GROUPS = 64;

    private PageChecks() {}

    /**
     * Checks runs of levels or indexes into a dictionary (RLE and bit-packing hybrid).
     *
     * @param bytes of the page.
     * @param from first byte of the runs.
     * @param to behind their last byte.
     * @param width bits of a value.
     * @param count number of values.
     * @throws DataFormatException if a run is longer than what is left.
     */
    static void runs(final byte[] bytes, final int from, final int to, final int width, final int count)
            throws DataFormatException {
        if (width == 0) {
            return;
        }
        int at = from;
        long values = 0;
        while (at < to && values < count) {
            final long header = varint(bytes, at, to);
            at += varintSize(bytes, at, to);
            if ((header & 1) == 0) {
                values += header >>> 1;
                at += (width + 7) / 8;
            } else {
                final long groups = header >>> 1;
                if (groups > (to - at) / width + PADDING_GROUPS) {
                    throw new DataFormatException(
                            "a run of " + groups + " groups of values in " + (to - at) + " bytes");
                }
                values += 8 * groups;
                at += (int) Math.min(groups * width, to - at);
            }
        }
    }

    /**
     * Checks the header of differences (DELTA_BINARY_PACKED): block size, miniblocks, number of values.
     *
     * @param bytes of the page.
     * @param from first byte of the differences.
     * @param count most values that there can be.
     * @throws DataFormatException if there are more.
     */
    static void differences(final byte[] bytes, final int from, final int count) throws DataFormatException {
        int at = from;
        final long[] header = new long[3];
        for (int i = 0; i < header.length; i++) {
            header[i] = varint(bytes, at, bytes.length);
            at += varintSize(bytes, at, bytes.length);
        }
        if (header[0] > 1 << 16 || header[1] < 1 || header[1] > 1 << 10 || header[2] > count) {
            throw new DataFormatException(
                    "differences of " + header[2] + " values in blocks of " + header[0] + " for " + count + " values");
        }
    }

    private static long varint(final byte[] bytes, final int from, final int to) throws DataFormatException {
        long value = 0;
        final int size = varintSize(bytes, from, to);
        for (int i = 0; i < size; i++) {
            value |= (bytes[from + i] & 0x7FL) << 7 * i;
        }
        return value & 0xFFFF_FFFFL;
    }

    private static int varintSize(final byte[] bytes, final int from, final int to) throws DataFormatException {
        for (int size = 1; size <= 5; size++) {
            if (from < 0 || from + size > to) {
                break;
            }
            if (bytes[from + size - 1] >= 0) {
                return size;
            }
        }
        throw new DataFormatException("a count without an end");
    }
}
