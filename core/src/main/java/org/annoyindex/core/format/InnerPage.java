package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.annoyindex.core.kernel.Chunk;

/**
 * An inner page of an index without sketches: the centroids of its child pages. In version 1 of the format, indexes
 * with sketches used it, too. Offsets are in bytes from the start of the page, which is a multiple of 64:
 *
 * <pre>
 *    0                    int32     number of entries n
 *    4                    12 bytes  zero
 *   16                    int32[n]  reference of the child: its offset in its section, divided by 64
 *   16 + 4n               int32[n]  number of items of a child that is a leaf page, 0 for an inner page
 *   16 + 8n               float[n]  radius: root mean square distance of the child's members from its centroid
 *   next multiple of 64   float[n][point dimension]  centroids
 * </pre>
 */
public final class InnerPage {
    private static final int HEADER = 16;

    private InnerPage() {}

    /**
     * @param entries number of children.
     * @param pointDimension components of a centroid.
     * @return length of the page, a multiple of 64.
     */
    public static int bytes(final int entries, final int pointDimension) {
        return BitUtil.align(centroidsOffset(entries) + 4 * entries * pointDimension, LeafPage.ALIGNMENT);
    }

    /**
     * Writes an entry.
     *
     * @param page buffer that holds the page.
     * @param start of the page in the buffer.
     * @param entries number of entries of the page.
     * @param entry index of the entry, from 0.
     * @param reference of the child.
     * @param items number of items of a leaf page, 0 for an inner page.
     * @param radius of the child.
     * @param centroids array with the child's centroid.
     * @param centroidFrom index of its first component.
     * @param pointDimension number of its components.
     */
    public static void encode(
            final ByteBuffer page,
            final int start,
            final int entries,
            final int entry,
            final int reference,
            final int items,
            final float radius,
            final float[] centroids,
            final int centroidFrom,
            final int pointDimension) {
        page.putInt(start, entries);
        final int at = start + HEADER + 4 * entry;
        page.putInt(at, reference);
        page.putInt(at + 4 * entries, items);
        page.putFloat(at + 8 * entries, radius);
        final int row = start + centroidsOffset(entries) + 4 * entry * pointDimension;
        for (int i = 0; i < pointDimension; i++) {
            page.putFloat(row + 4 * i, centroids[centroidFrom + i]);
        }
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
     * @param entry index of the entry, from 0.
     * @return reference of the child.
     */
    public static int reference(final Chunk chunk, final int start, final int entry) {
        return chunk.bytes().getInt(start + HEADER + 4 * entry);
    }

    /**
     * @param chunk memory with the page.
     * @param start of the page.
     * @param entries number of entries of the page.
     * @param entry index of the entry, from 0.
     * @return number of items of the child, 0 if it is an inner page.
     */
    public static int items(final Chunk chunk, final int start, final int entries, final int entry) {
        return chunk.bytes().getInt(start + HEADER + 4 * (entries + entry));
    }

    /**
     * @param chunk memory with the page.
     * @param start of the page.
     * @param entries number of entries of the page.
     * @param entry index of the entry, from 0.
     * @return radius of the child.
     */
    public static float radius(final Chunk chunk, final int start, final int entries, final int entry) {
        return chunk.bytes().getFloat(start + HEADER + 4 * (2 * entries + entry));
    }

    /**
     * @param entries number of entries of a page.
     * @return offset of the first centroid from the start of the page; the others follow without gaps.
     */
    public static int centroidsOffset(final int entries) {
        return BitUtil.align(HEADER + 12 * entries, LeafPage.ALIGNMENT);
    }
}
