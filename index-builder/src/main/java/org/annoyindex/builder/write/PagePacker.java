package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import org.annoyindex.builder.grow.Groups;
import org.annoyindex.builder.grow.PageTree;
import org.annoyindex.builder.grow.Partition;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.format.InnerPage;
import org.annoyindex.core.format.LeafPage;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.sketch.Rotation;
import org.annoyindex.core.sketch.SketchCodec;
import org.jspecify.annotations.Nullable;

/**
 * Gives every page its place and writes it. Leaf pages are laid out tree by tree in the trees' leaf order; inner pages
 * root first, so that the pages every search needs lie together.
 */
final class PagePacker {
    /** Leaf pages that a thread encodes in one go. */
    private static final int BATCH = 64;

    private final Points points;
    private final IndexContents contents;
    private final @Nullable Rotation rotation;
    private final int sketchBits;
    private final int rotatedDimension;
    private final Workers workers;
    private final List<PageTree> trees;
    private final List<LeafEntries> entries = new ArrayList<>();
    private final int[][] leafOrders;
    /** Reference of every leaf, by tree and number. */
    private final int[][] leafReferences;

    private final List<ByteBuffer> innerPages = new ArrayList<>();
    private final int[] roots;
    private long innerBytes;
    private int longestInnerPage;
    private long leafBytes;
    private int longestLeafPage;
    private int leafPages;

    PagePacker(final IndexContents contents, final @Nullable Rotation rotation, final Workers workers) {
        trees = contents.trees();
        points = contents.points();
        this.contents = contents;
        this.rotation = rotation;
        this.workers = workers;
        sketchBits = rotation == null ? 0 : SketchCodec.bitsFor(points.dimension());
        rotatedDimension = rotation == null ? 0 : rotation.dimension();
        leafOrders = new int[trees.size()][];
        leafReferences = new int[trees.size()][];
        roots = new int[Math.max(1, trees.size())];
        for (int t = 0; t < trees.size(); t++) {
            entries.add(new LeafEntries(trees.get(t)));
            placeLeaves(t);
            roots[t] = placeInnerPage(t, Node.root(trees.get(t)));
        }
        if (trees.isEmpty()) {
            roots[0] = place(ByteBuffer.allocate(innerBytes(0)));
        }
    }

    private int innerBytes(final int children) {
        return sketchBits > 0
                ? SketchPage.bytes(children, points.dimension(), sketchBits)
                : InnerPage.bytes(children, points.dimension());
    }

    private int leafBytes(final int items) {
        return sketchBits > 0 ? SketchPage.bytes(items, points.dimension(), sketchBits) : LeafPage.bytes(items);
    }

    private void placeLeaves(final int t) {
        leafOrders[t] = trees.get(t).leafOrder();
        leafReferences[t] = new int[leafOrders[t].length];
        for (final int leaf : leafOrders[t]) {
            leafReferences[t][leaf] = reference(leafBytes);
            final int bytes = leafBytes(entries.get(t).size(leaf));
            longestLeafPage = Math.max(longestLeafPage, bytes);
            leafBytes += bytes;
            leafPages++;
        }
    }

    private static int reference(final long offset) {
        final long reference = offset / LeafPage.ALIGNMENT;
        if (reference > Integer.MAX_VALUE) {
            throw new IllegalStateException("the pages are larger than " + (long) Integer.MAX_VALUE * LeafPage.ALIGNMENT
                    + " bytes; build fewer trees, or without second leaves");
        }
        return (int) reference;
    }

    /** Makes a node's page, and the pages below it; returns its reference. */
    private int placeInnerPage(final int t, final Node node) {
        final int[] children = node.children();
        final ByteBuffer page = ByteBuffer.allocate(innerBytes(children.length)).order(ByteOrder.LITTLE_ENDIAN);
        final int reference = place(page);
        final int[] references = new int[children.length];
        for (int i = 0; i < children.length; i++) {
            references[i] = node.aboveLeaves()
                    ? leafReferences[t][children[i]]
                    : placeInnerPage(t, Node.of(trees.get(t), node.level() - 1, children[i]));
        }
        if (sketchBits > 0) {
            encodeSketches(page, node, references);
        } else {
            encodeCentroids(page, node, references, t);
        }
        return reference;
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

    private void encodeCentroids(final ByteBuffer page, final Node node, final int[] references, final int t) {
        final int dimension = points.dimension();
        for (int i = 0; i < references.length; i++) {
            final int child = node.children()[i];
            InnerPage.encode(
                    page,
                    0,
                    references.length,
                    i,
                    references[i],
                    node.aboveLeaves() ? entries.get(t).size(child) : 0,
                    node.below().radii()[child],
                    node.below().centroids().rows(),
                    child * dimension,
                    dimension);
        }
    }

    private int place(final ByteBuffer page) {
        final int reference = reference(innerBytes);
        innerPages.add(page);
        innerBytes += page.capacity();
        longestInnerPage = Math.max(longestInnerPage, page.capacity());
        return reference;
    }

    int sketchBits() {
        return sketchBits;
    }

    int[] roots() {
        return roots;
    }

    int innerPageCount() {
        return innerPages.size();
    }

    int leafPageCount() {
        return leafPages;
    }

    int longestInnerPage() {
        return longestInnerPage;
    }

    int longestLeafPage() {
        return longestLeafPage;
    }

    /** Items in the order of the first tree's leaves: the order of their positions. */
    int[] itemOrder() {
        final int[] order = new int[points.count()];
        if (trees.isEmpty()) {
            return order;
        }
        final Groups leaves = trees.get(0).leaves().groups();
        int size = 0;
        for (final int leaf : leafOrders[0]) {
            final int members = leaves.size(leaf);
            System.arraycopy(leaves.members(), leaves.starts()[leaf], order, size, members);
            size += members;
        }
        return order;
    }

    void writeInnerPages(final SectionWriter out) throws IOException {
        out.begin(SectionKind.INNER_PAGES, innerBytes);
        for (final ByteBuffer page : innerPages) {
            out.write(page);
        }
        out.end();
    }

    /** Encodes leaf pages on all threads and writes them in order; a few batches are in memory at a time. */
    void writeLeafPages(final SectionWriter out, final int[] positionOf, final DoubleConsumer progress)
            throws IOException {
        out.begin(SectionKind.LEAF_PAGES, leafBytes);
        for (int t = 0; t < trees.size(); t++) {
            final int tree = t;
            final int batches = (leafOrders[t].length + BATCH - 1) / BATCH;
            workers.inOrder(batches, i -> encodeLeaves(tree, i * BATCH, positionOf), batch -> {
                out.write(batch);
                progress.accept((double) out.length() / leafBytes);
            });
        }
        out.end();
    }

    private ByteBuffer encodeLeaves(final int t, final int first, final int[] positionOf) {
        final int[] order = leafOrders[t];
        final int last = Math.min(order.length, first + BATCH);
        int bytes = 0;
        for (int i = first; i < last; i++) {
            bytes += leafBytes(entries.get(t).size(order[i]));
        }
        final ByteBuffer pages = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final LeafEncoder encoder = new LeafEncoder(trees.get(t), entries.get(t), positionOf, pages);
        int start = 0;
        for (int i = first; i < last; i++) {
            encoder.encode(order[i], start);
            start += leafBytes(entries.get(t).size(order[i]));
        }
        return pages;
    }

    /** Encodes some leaves of a tree. Scratch of one batch. */
    private final class LeafEncoder {
        private final Partition leafPartition;
        private final LeafEntries leaves;
        private final int[] positionOf;
        private final ByteBuffer pages;
        private final float[] point = new float[points.dimension()];
        private final SketchEncoder sketches;

        LeafEncoder(final PageTree tree, final LeafEntries leaves, final int[] positionOf, final ByteBuffer pages) {
            leafPartition = tree.leaves();
            this.leaves = leaves;
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
