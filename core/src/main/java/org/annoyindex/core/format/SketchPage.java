package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.sketch.SketchCodec;

/**
 * A page of an index with sketches. Its entries are the items of a leaf, or the child pages of an inner page. Offsets
 * are in bytes from the start of the page, which is a multiple of 64:
 *
 * <pre>
 *    0                    int32     number of entries n
 *    4                    int32     kind of the entries: {@value #ITEMS}, {@value #LEAF_PAGES} or {@value #INNER_PAGES}
 *    8                    float32   radius: root mean square distance of the entries' points from the centroid
 *   12                    52 bytes  zero
 *   64                    float32[point dimension]  centroid
 *   next multiple of 64   blocks of 16 entries, laid out as {@link Kernels#scan} describes
 * </pre>
 *
 * The point of an entry is that of an item, or the centroid of a page. Its sketch is relative to the centroid of this
 * page. Items are identified by position, pages by reference.
 */
public final class SketchPage {
    /** Entries are items, identified by position. */
    public static final int ITEMS = 0;

    /** Entries are leaf pages, identified by reference. */
    public static final int LEAF_PAGES = 1;

    /** Entries are inner pages, identified by reference. */
    public static final int INNER_PAGES = 2;

    /** Offset of the centroid from the start of the page. */
    public static final int CENTROID = 64;

    private SketchPage() {}

    /**
     * @param pointDimension components of a centroid.
     * @return offset of the first block from the start of the page.
     */
    public static int blocksOffset(final int pointDimension) {
        return CENTROID + BitUtil.align(Float.BYTES * pointDimension, LeafPage.ALIGNMENT);
    }

    /**
     * @param entries number of entries.
     * @param pointDimension components of a centroid.
     * @param sketchBits bits of a sketch.
     * @return length of the page, a multiple of 64.
     */
    public static int bytes(final int entries, final int pointDimension, final int sketchBits) {
        return blocksOffset(pointDimension)
                + (entries + Kernels.BLOCK - 1) / Kernels.BLOCK * SketchCodec.blockBytes(sketchBits);
    }

    /**
     * Starts a page: writes everything but its entries, and marks the unused lanes of its last block as empty.
     *
     * @param page buffer that holds the page, zero.
     * @param start of the page in the buffer.
     * @param entries number of entries.
     * @param kind of the entries.
     * @param radius of the page.
     * @param centroids array with the page's centroid.
     * @param centroidFrom index of its first component.
     * @param pointDimension number of its components.
     * @param sketchBits bits of a sketch.
     */
    public static void begin(
            final ByteBuffer page,
            final int start,
            final int entries,
            final int kind,
            final float radius,
            final float[] centroids,
            final int centroidFrom,
            final int pointDimension,
            final int sketchBits) {
        page.putInt(start, entries).putInt(start + 4, kind).putFloat(start + 8, radius);
        for (int i = 0; i < pointDimension; i++) {
            page.putFloat(start + CENTROID + Float.BYTES * i, centroids[centroidFrom + i]);
        }
        for (int entry = entries; entry % Kernels.BLOCK != 0; entry++) {
            SketchCodec.encodeEmpty(
                    page, block(start, entry, pointDimension, sketchBits), entry % Kernels.BLOCK, sketchBits);
        }
    }

    /**
     * Writes an entry.
     *
     * @param page buffer that holds the page.
     * @param start of the page in the buffer.
     * @param entry index of the entry, from 0.
     * @param name position of an item or reference of a page.
     * @param rotated the entry's rotated point.
     * @param centroid the page's rotated centroid.
     * @param shift see {@link SketchCodec#encode}.
     * @param pointDimension components of a centroid.
     * @param sketchBits bits of a sketch.
     */
    public static void encode(
            final ByteBuffer page,
            final int start,
            final int entry,
            final int name,
            final float[] rotated,
            final float[] centroid,
            final float shift,
            final int pointDimension,
            final int sketchBits) {
        final int block = block(start, entry, pointDimension, sketchBits);
        SketchCodec.encode(page, block, entry % Kernels.BLOCK, sketchBits, rotated, centroid, shift, name);
    }

    private static int block(final int start, final int entry, final int pointDimension, final int sketchBits) {
        return start + blocksOffset(pointDimension) + entry / Kernels.BLOCK * SketchCodec.blockBytes(sketchBits);
    }

    /**
     * @param chunk memory with the page.
     * @param start of the page.
     * @return number of entries.
     */
    public static int entries(final Chunk chunk, final int start) {
        return chunk.bytes().getInt(start);
    }

    /**
     * @param chunk memory with the page.
     * @param start of the page.
     * @return kind of the entries.
     */
    public static int kind(final Chunk chunk, final int start) {
        return chunk.bytes().getInt(start + 4);
    }

    /**
     * @param chunk memory with the page.
     * @param start of the page.
     * @return root mean square distance of the entries' points from the centroid.
     */
    public static float radius(final Chunk chunk, final int start) {
        return chunk.bytes().getFloat(start + 8);
    }
}
