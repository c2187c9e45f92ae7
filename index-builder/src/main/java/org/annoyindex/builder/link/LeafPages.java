package org.annoyindex.builder.link;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.builder.grow.Centroids;
import org.annoyindex.builder.grow.Groups;
import org.annoyindex.builder.grow.PageTree;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.core.memory.MappedRegion;
import org.annoyindex.core.sketch.Rotation;

/**
 * The leaf pages of an index's first tree, as they were written, together with that tree. Leaves have the tree's numbers. The
 * items of a leaf have consecutive positions; in its page they come first. Immutable and thread-safe.
 */
public final class LeafPages implements AutoCloseable {
    private final MappedFile file;
    private final MappedRegion pages;
    private final Rotation rotation;
    private final PageTree tree;
    private final int sketchBits;
    private final long seed;
    private final int[] order;
    private final int[] firstPositions;
    private final long[] starts;

    private LeafPages(final MappedFile file, final Header header, final PageTree tree) throws IOException {
        this.file = file;
        this.tree = tree;
        sketchBits = header.sketchBits();
        seed = header.seed();
        final float[] center = new float[header.pointDimension()];
        file.read(header.section(SectionKind.CENTER).offset(), Float.BYTES * center.length)
                .asFloatBuffer()
                .get(center);
        rotation = new Rotation(center, seed);
        pages = file.map(
                header.section(SectionKind.LEAF_PAGES).offset(),
                header.section(SectionKind.LEAF_PAGES).length());
        order = tree.leafOrder();
        firstPositions = new int[order.length];
        starts = new long[order.length];
        int position = 0;
        long start = 0;
        for (final int leaf : order) {
            firstPositions[leaf] = position;
            starts[leaf] = start;
            position += size(leaf);
            final int entries = SketchPage.entries(pages.chunk(start), pages.offset(start));
            start += SketchPage.bytes(entries, header.pointDimension(), sketchBits);
        }
    }

    /**
     * Maps the leaf pages of a file.
     *
     * @param path a file of an index with sketches, perhaps without everything behind its pages; with at least one item.
     * @param tree the first that was written into it.
     * @return the pages, to be closed.
     * @throws IOException if the file cannot be mapped.
     */
    public static LeafPages open(final Path path, final PageTree tree) throws IOException {
        try (MappedFile file = MappedFile.open(path, MappedFile.DEFAULT_CHUNK_SIZE)) {
            final Header header = Header.decode(file.read(0, Header.BYTES), file.size(), path);
            return new LeafPages(file, header, tree);
        }
    }

    /** Number of items. */
    int items() {
        return groups().members().length;
    }

    /** Number of leaves. */
    int count() {
        return order.length;
    }

    /** The leaves in the order of their pages, and of the positions of their items. */
    int[] order() {
        return order;
    }

    /** Number of items of a leaf, without those that have it as their second leaf. */
    int size(final int leaf) {
        return groups().size(leaf);
    }

    int firstPosition(final int leaf) {
        return firstPositions[leaf];
    }

    /** The ids of all items by position. */
    int[] ids() {
        return tree.pointOrder();
    }

    Centroids centroids() {
        return tree.leaves().centroids();
    }

    PageTree tree() {
        return tree;
    }

    private Groups groups() {
        return tree.leaves().groups();
    }

    /** The memory that has a leaf's page. */
    Chunk chunk(final int leaf) {
        return pages.chunk(starts[leaf]);
    }

    /** Offset of the first block of a leaf's page in its memory. */
    int blocks(final int leaf) {
        return pages.offset(starts[leaf]) + SketchPage.blocksOffset(centroids().dimension());
    }

    int sketchBits() {
        return sketchBits;
    }

    Rotation rotation() {
        return rotation;
    }

    /** The seed of the index. */
    long seed() {
        return seed;
    }

    @Override
    public void close() {
        file.mapping().release();
    }
}
