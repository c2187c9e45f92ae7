package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.builder.link.LinkGraph;
import org.annoyindex.builder.link.PositionSlots;
import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.sketch.Rotation;

/** Writes the links between items: a page per item, and the page of the items at which searches begin. */
final class LinkWriter {
    /** Number of item pages in a task. */
    private static final int BATCH = 1024;

    private final IndexContents contents;
    private final Rotation rotation;
    private final int sketchBits;
    private final int[] ids;

    /**
     * Writes nothing yet.
     *
     * @param contents of the index.
     * @param rotation of sketches.
     * @param sketchBits of the file.
     * @param ids by position.
     */
    LinkWriter(final IndexContents contents, final Rotation rotation, final int sketchBits, final int[] ids) {
        this.ids = ids;
        this.contents = contents;
        this.rotation = rotation;
        this.sketchBits = sketchBits;
    }

    void write(final LinkGraph graph, final SectionWriter out, final Workers workers) throws IOException {
        final int items = graph.rows().length;
        out.begin(SectionKind.ITEM_PAGES, (long) ItemPages.pageBytes(sketchBits) * items);
        workers.inOrder((items + BATCH - 1) / BATCH, i -> encodePages(graph, i * BATCH), out::write);
        out.end();
        out.write(SectionKind.ENTRY_PAGE, encodeEntries(graph));
    }

    private ByteBuffer encodePages(final LinkGraph graph, final int first) {
        final int last = Math.min(graph.rows().length, first + BATCH);
        final int pageBytes = ItemPages.pageBytes(sketchBits);
        final ByteBuffer pages = ByteBuffer.allocate((last - first) * pageBytes).order(ByteOrder.LITTLE_ENDIAN);
        final RotatedPoints points = new RotatedPoints();
        for (int position = first; position < last; position++) {
            points.reserve(1 + ItemPages.LINKS);
            final int start = (position - first) * pageBytes;
            final int[] row = graph.rows()[position];
            final int item = points.of(position);
            int entry = 0;
            for (; entry < row.length && row[entry] >= 0; entry++) {
                final int linked = points.of(row[entry]);
                ItemPages.encode(
                        pages,
                        start,
                        entry,
                        sketchBits,
                        points.rows[linked],
                        points.rows[item],
                        points.shifts[linked] - points.shifts[item],
                        row[entry]);
            }
            ItemPages.encodeEmpty(pages, start, entry, sketchBits);
        }
        return pages;
    }

    /** Sketches of the entry page are relative to the center, which is the origin of rotated points. */
    private ByteBuffer encodeEntries(final LinkGraph graph) {
        final int dimension = contents.points().dimension();
        final int[] entries = graph.entries();
        final ByteBuffer page = ByteBuffer.allocate(SketchPage.bytes(entries.length, dimension, sketchBits))
                .order(ByteOrder.LITTLE_ENDIAN);
        SketchPage.begin(page, 0, entries.length, SketchPage.ITEMS, 0, rotation.center(), 0, dimension, sketchBits);
        final RotatedPoints points = new RotatedPoints();
        final float[] origin = new float[rotation.dimension()];
        for (int i = 0; i < entries.length; i++) {
            points.reserve(1);
            final int entry = points.of(entries[i]);
            SketchPage.encode(
                    page, 0, i, entries[i], points.rows[entry], origin, points.shifts[entry], dimension, sketchBits);
        }
        return page;
    }

    /** Rotated points by position. Scratch of one task. */
    private final class RotatedPoints {
        private static final int CAPACITY = 4 * BATCH;

        private final PositionSlots slots = new PositionSlots(ids.length, CAPACITY, this::rotate);
        private final float[] point = new float[contents.points().dimension()];
        private final float[][] rows = new float[CAPACITY][];
        private final float[] shifts = new float[CAPACITY];

        /** Makes room for a number of points, which stay where they are until the next call. */
        void reserve(final int count) {
            slots.reserve(count);
        }

        /** Where an item's rotated point is. */
        int of(final int position) {
            return slots.of(position);
        }

        private void rotate(final int position, final int slot) {
            if (rows[slot] == null) {
                rows[slot] = new float[rotation.dimension()];
            }
            contents.points().load(ids[position], point, 0);
            rotation.rotate(point, 0, rows[slot]);
            shifts[slot] = contents.sketchShift(point);
        }
    }
}
