package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import org.annoyindex.builder.grow.Partition;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.format.InnerPage;
import org.annoyindex.core.format.LeafPage;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.sketch.Rotation;
import org.jspecify.annotations.Nullable;

/** Encodes and writes the pages of a layout. For one thread; leaf pages are encoded by all workers. */
final class PageWriter {
    /** Number of leaf pages in a task. */
    private static final int BATCH = 64;

    private final PageLayout layout;
    private final IndexContents contents;
    private final Points points;
    private final @Nullable Rotation rotation;
    private final int sketchBits;
    private final int rotatedDimension;

    /**
     * Writes nothing yet.
     *
     * @param layout of the pages.
     * @param contents of the index.
     * @param rotation of sketches; null without sketches.
     */
    PageWriter(final PageLayout layout, final IndexContents contents, final @Nullable Rotation rotation) {
        this.layout = layout;
        this.contents = contents;
        this.rotation = rotation;
        points = contents.points();
        sketchBits = layout.sketchBits();
        rotatedDimension = rotation == null ? 0 : rotation.dimension();
    }

    void writeInnerPages(final SectionWriter out) throws IOException {
        out.begin(SectionKind.INNER_PAGES, layout.innerBytes());
        for (final PageLayout.PlacedNode page : layout.innerPages()) {
            out.write(encode(page));
        }
        if (layout.innerPages().isEmpty()) {
            out.write(ByteBuffer.allocate(layout.innerBytes(0)));
        }
        out.end();
    }

    private ByteBuffer encode(final PageLayout.PlacedNode placed) {
        final int children = placed.references().length;
        final ByteBuffer page = ByteBuffer.allocate(layout.innerBytes(children)).order(ByteOrder.LITTLE_ENDIAN);
        if (sketchBits > 0) {
            encodeSketches(page, placed.node(), placed.references());
        } else {
            encodeCentroids(page, placed.node(), placed.references(), layout.entries(placed.tree()));
        }
        return page;
    }

    private void encodeSketches(final ByteBuffer page, final Node node, final int[] references) {
        final int kind = node.aboveLeaves() ? SketchPage.LEAF_PAGES : SketchPage.INNER_PAGES;
        final float[] rows = node.below().centroids().rows();
        final SketchEncoder encoder = new SketchEncoder(page);
        encoder.begin(0, references.length, kind, node.radius(), node.centroid(), 0);
        for (int i = 0; i < references.length; i++) {
            final int child = node.children()[i];
            encoder.encode(i, references[i], rows, child * points.dimension(), node.shift(child));
        }
    }

    private void encodeCentroids(
            final ByteBuffer page, final Node node, final int[] references, final LeafEntries entries) {
        final int dimension = points.dimension();
        for (int i = 0; i < references.length; i++) {
            final int child = node.children()[i];
            InnerPage.encode(
                    page,
                    0,
                    references.length,
                    i,
                    references[i],
                    node.aboveLeaves() ? entries.size(child) : 0,
                    node.below().radii()[child],
                    node.below().centroids().rows(),
                    child * dimension,
                    dimension);
        }
    }

    /** Encodes leaf pages on all threads and writes them in order. A few batches are in memory at a time. */
    void writeLeafPages(
            final SectionWriter out, final int[] positionOf, final Workers workers, final DoubleConsumer progress)
            throws IOException {
        out.begin(SectionKind.LEAF_PAGES, layout.leafBytes());
        for (int t = 0; t < layout.treeCount(); t++) {
            final int tree = t;
            final int batches = (layout.leafOrder(t).length + BATCH - 1) / BATCH;
            workers.inOrder(batches, i -> encodeLeaves(tree, i * BATCH, positionOf), batch -> {
                out.write(batch);
                progress.accept((double) out.length() / layout.leafBytes());
            });
        }
        out.end();
    }

    private ByteBuffer encodeLeaves(final int tree, final int first, final int[] positionOf) {
        final int[] order = layout.leafOrder(tree);
        final int last = Math.min(order.length, first + BATCH);
        int bytes = 0;
        for (int i = first; i < last; i++) {
            bytes += layout.leafBytes(tree, order[i]);
        }
        final ByteBuffer pages = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final LeafEncoder encoder = new LeafEncoder(tree, positionOf, pages);
        int start = 0;
        for (int i = first; i < last; i++) {
            encoder.encode(order[i], start);
            start += layout.leafBytes(tree, order[i]);
        }
        return pages;
    }

    /** Encodes some leaves of a tree. Scratch of one task. */
    private final class LeafEncoder {
        private final Partition leafPartition;
        private final LeafEntries leaves;
        private final int[] positionOf;
        private final ByteBuffer pages;
        private final float[] point = new float[points.dimension()];
        private final SketchEncoder sketches;

        LeafEncoder(final int tree, final int[] positionOf, final ByteBuffer pages) {
            leafPartition = layout.tree(tree).leaves();
            leaves = layout.entries(tree);
            this.positionOf = positionOf;
            this.pages = pages;
            sketches = new SketchEncoder(pages);
        }

        void encode(final int leaf, final int start) {
            final int items = leaves.size(leaf);
            if (sketchBits > 0) {
                encodeSketches(leaf, start, items);
                return;
            }
            LeafPage.begin(pages, start, items);
            for (int i = 0; i < items; i++) {
                LeafPage.encode(pages, start, i, positionOf[leaves.item(leaf, i)]);
            }
        }

        private void encodeSketches(final int leaf, final int start, final int items) {
            final int row = leaf * points.dimension();
            sketches.begin(
                    start,
                    items,
                    SketchPage.ITEMS,
                    leafPartition.radii()[leaf],
                    leafPartition.centroids().rows(),
                    row);
            for (int i = 0; i < items; i++) {
                final int item = leaves.item(leaf, i);
                points.load(item, point, 0);
                sketches.encode(i, positionOf[item], point, 0, contents.sketchShift(point));
            }
        }
    }

    /** Writes pages of sketches into a buffer, one after the other. */
    private final class SketchEncoder {
        private final int dimension = points.dimension();
        private final ByteBuffer pages;
        private final float[] rotated = new float[rotatedDimension];
        private final float[] rotatedCentroid = new float[rotatedDimension];
        private int start;

        SketchEncoder(final ByteBuffer pages) {
            this.pages = pages;
        }

        private Rotation rotation() {
            return Objects.requireNonNull(rotation, "no sketches");
        }

        void begin(
                final int pageStart,
                final int count,
                final int kind,
                final float radius,
                final float[] centroids,
                final int centroidFrom) {
            start = pageStart;
            SketchPage.begin(pages, start, count, kind, radius, centroids, centroidFrom, dimension, sketchBits);
            rotation().rotate(centroids, centroidFrom, rotatedCentroid);
        }

        /** Writes an entry of the page that was begun, by the point at an index of an array. */
        void encode(final int entry, final int name, final float[] array, final int from, final float shift) {
            rotation().rotate(array, from, rotated);
            SketchPage.encode(pages, start, entry, name, rotated, rotatedCentroid, shift, dimension, sketchBits);
        }
    }
}
