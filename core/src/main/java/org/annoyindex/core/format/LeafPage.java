package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.sketch.SketchCodec;

/**
 * A page of items, one contiguous run of bytes. In bytes from the page's start, which is a multiple of 64:
 *
 * <pre>
 *    0   int32     number of items n
 *    4   60 bytes  zero
 *   64   blocks of 16 items
 * </pre>
 *
 * A block of an index with sketches is laid out as {@link Kernels#scan} describes. Without sketches it is the row of
 * 16 positions alone, -1 where there is no item.
 */
public final class LeafPage {
    /** Pages start at multiples of this, and references count in it. */
    public static final int ALIGNMENT = 64;

    /** Offset of the first block from the page's start. */
    public static final int BLOCKS = 64;

    private LeafPage() {}

    /**
     * @param items number of items.
     * @param sketchBits bits of a sketch, 0 for none.
     * @return length of the page, a multiple of 64.
     */
    public static int bytes(final int items, final int sketchBits) {
        return BLOCKS + (items + Kernels.BLOCK - 1) / Kernels.BLOCK * SketchCodec.blockBytes(sketchBits);
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
     * @param chunk memory with a page without sketches.
     * @param start of the page.
     * @param item which item, from 0.
     * @return the item's position.
     */
    public static int position(final Chunk chunk, final int start, final int item) {
        return chunk.bytes().getInt(start + BLOCKS + 4 * item);
    }

    /**
     * Starts a page: its count, and empty lanes in its last block.
     *
     * @param page buffer that holds the page, zero.
     * @param start of the page in the buffer.
     * @param items number of items.
     * @param sketchBits bits of a sketch, 0 for none.
     */
    public static void begin(final ByteBuffer page, final int start, final int items, final int sketchBits) {
        page.putInt(start, items);
        for (int item = items; item % Kernels.BLOCK != 0; item++) {
            final int block = blockOffset(start, item, sketchBits);
            if (sketchBits == 0) {
                page.putInt(block + 4 * (item % Kernels.BLOCK), -1);
            } else {
                SketchCodec.encodeEmpty(page, block, item % Kernels.BLOCK, sketchBits);
            }
        }
    }

    /**
     * Writes an item of a page without sketches.
     *
     * @param page buffer that holds the page.
     * @param start of the page in the buffer.
     * @param item which item of the page, from 0.
     * @param position of the item.
     */
    public static void encode(final ByteBuffer page, final int start, final int item, final int position) {
        page.putInt(start + BLOCKS + 4 * item, position);
    }

    /**
     * Writes an item with its sketch.
     *
     * @param page buffer that holds the page.
     * @param start of the page in the buffer.
     * @param item which item of the page, from 0.
     * @param position of the item.
     * @param rotated the item's rotated point.
     * @param centroid the leaf's rotated centroid.
     * @param penalty see {@link SketchCodec#encode}.
     */
    public static void encode(
            final ByteBuffer page,
            final int start,
            final int item,
            final int position,
            final float[] rotated,
            final float[] centroid,
            final float penalty) {
        final int block = blockOffset(start, item, rotated.length);
        SketchCodec.encode(page, block, item % Kernels.BLOCK, rotated, centroid, penalty, position);
    }

    private static int blockOffset(final int start, final int item, final int sketchBits) {
        return start + BLOCKS + item / Kernels.BLOCK * SketchCodec.blockBytes(sketchBits);
    }
}
