package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.annoyindex.core.kernel.Chunk;

/**
 * A leaf page of an index without sketches. Offsets are in bytes from the start of the page, which is a multiple of 64:
 *
 * <pre>
 *    0   int32     number of items n
 *    4   60 bytes  zero
 *   64   int32[n]  positions, padded with -1 to a multiple of 16
 * </pre>
 *
 * <p>In version 1 of the format, leaf pages with sketches had the same header, followed by blocks of sketches at byte
 * 64.
 */
public final class LeafPage {
    /** Pages start at multiples of this number of bytes, and references are offsets divided by it. */
    public static final int ALIGNMENT = 64;

    /** Offset of the first position or block from the start of the page. */
    public static final int BLOCKS = 64;

    private LeafPage() {}

    /**
     * @param items number of items.
     * @return length of the page, a multiple of 64.
     */
    public static int bytes(final int items) {
        return BLOCKS + BitUtil.align(Integer.BYTES * items, ALIGNMENT);
    }

    /**
     * @param chunk memory with the page.
     * @param start of the page.
     * @return number of items.
     */
    public static int items(final Chunk chunk, final int start) {
        return chunk.bytes().getInt(start);
    }

    /**
     * @param chunk memory with the page.
     * @param start of the page.
     * @param item index of the item in the page, from 0.
     * @return the item's position.
     */
    public static int position(final Chunk chunk, final int start, final int item) {
        return chunk.bytes().getInt(start + BLOCKS + 4 * item);
    }

    /**
     * Starts a page: writes its count and the padding.
     *
     * @param page buffer that holds the page, zero.
     * @param start of the page in the buffer.
     * @param items number of items.
     */
    public static void begin(final ByteBuffer page, final int start, final int items) {
        page.putInt(start, items);
        for (int at = BLOCKS + Integer.BYTES * items; at < bytes(items); at += Integer.BYTES) {
            page.putInt(start + at, -1);
        }
    }

    /**
     * Writes an item.
     *
     * @param page buffer that holds the page.
     * @param start of the page in the buffer.
     * @param item index of the item in the page, from 0.
     * @param position of the item.
     */
    public static void encode(final ByteBuffer page, final int start, final int item, final int position) {
        page.putInt(start + BLOCKS + 4 * item, position);
    }
}
