package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.memory.MappedRegion;
import org.annoyindex.core.sketch.SketchCodec;

/**
 * The links between items: one page per item, in position order, all of one length. An item's page is like a
 * {@link SketchPage} whose centroid is the item's point and whose entries are the items that it links to. The point
 * follows from the item's vector (see {@link VectorColumn}), so a page holds only the blocks of its
 * {@value #LINKS} entries, identified by position. Lanes without an entry are empty. Immutable and thread-safe.
 *
 * <p>A search that has compared the query with an item has the distance from which the sketches of the item's links
 * estimate theirs. This is the layout of SymphonyQG (Gou et al., SIGMOD 2025; arXiv 2411.12229) with the blocks of
 * leaf pages.
 */
public final class ItemPages {
    /** Number of items that an item links to. */
    public static final int LINKS = 32;

    private final MappedRegion region;
    private final int pageBytes;

    /**
     * @param region the mapped section.
     * @param sketchBits bits of a sketch.
     */
    public ItemPages(final MappedRegion region, final int sketchBits) {
        this.region = region;
        pageBytes = pageBytes(sketchBits);
    }

    /**
     * @param sketchBits bits of a sketch.
     * @return length of a page, a multiple of 64.
     */
    public static int pageBytes(final int sketchBits) {
        return LINKS / Kernels.BLOCK * SketchCodec.blockBytes(sketchBits);
    }

    /**
     * Writes an entry.
     *
     * @param page buffer that holds the page, zero.
     * @param start of the page in the buffer.
     * @param entry index of the entry, from 0.
     * @param sketchBits bits of a sketch.
     * @param linked the rotated point of the item linked to.
     * @param item the rotated point of the item whose page it is.
     * @param shift see {@link SketchCodec#encode}.
     * @param position of the item linked to.
     */
    public static void encode(
            final ByteBuffer page,
            final int start,
            final int entry,
            final int sketchBits,
            final float[] linked,
            final float[] item,
            final float shift,
            final int position) {
        SketchCodec.encode(
                page,
                block(start, entry, sketchBits),
                entry % Kernels.BLOCK,
                sketchBits,
                linked,
                item,
                shift,
                position);
    }

    /**
     * Marks the entries from an index on as empty.
     *
     * @param page buffer that holds the page, zero in these lanes.
     * @param start of the page in the buffer.
     * @param first index of the first of them.
     * @param sketchBits bits of a sketch.
     */
    public static void encodeEmpty(final ByteBuffer page, final int start, final int first, final int sketchBits) {
        for (int entry = first; entry < LINKS; entry++) {
            SketchCodec.encodeEmpty(page, block(start, entry, sketchBits), entry % Kernels.BLOCK, sketchBits);
        }
    }

    private static int block(final int start, final int entry, final int sketchBits) {
        return start + entry / Kernels.BLOCK * SketchCodec.blockBytes(sketchBits);
    }

    /**
     * @param position of an item.
     * @return the chunk that contains its page.
     */
    public Chunk chunk(final int position) {
        return region.chunk((long) position * pageBytes);
    }

    /**
     * @param position of an item.
     * @return the offset of its page in its chunk.
     */
    public int offset(final int position) {
        return region.offset((long) position * pageBytes);
    }

    /**
     * Prefetches a page into the processor's cache.
     *
     * @param position of an item.
     * @return see {@link Chunk#touch}.
     */
    public int touch(final int position) {
        final long start = (long) position * pageBytes;
        return region.chunk(start).touch(region.offset(start), pageBytes);
    }
}
