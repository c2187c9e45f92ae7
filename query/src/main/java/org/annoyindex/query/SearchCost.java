package org.annoyindex.query;

import org.annoyindex.core.Metric;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.sketch.SketchCodec;

/**
 * What parts of a search cost, in nanoseconds, about: a model of waiting for memory, which is what takes the time. It
 * knows the file and nothing of the machine, so that searches decide alike with every kernel and everywhere, and give the
 * same answers. Immutable.
 *
 * <p>The constants are fitted to searches of GloVe and Fashion-MNIST with SIMD kernels; {@code docs/FILTERS.md} says how
 * to measure again. Only their ratios matter.
 */
final class SearchCost {
    /** Reading a byte that lies behind the one read before. */
    private static final double BYTE = 0.07;

    /** Going to a vector somewhere in the file, others being on their way at the same time. */
    private static final double VECTOR = 120;

    /** Scoring an item by its sketch and keeping it if it is good. */
    private static final double SKETCH = 2;

    /** Scoring an item by its own sketch, and each word of it. */
    private static final double ROW = 15;

    private static final double WORD = 5;

    /** Choosing the next leaf and going there. */
    private static final double LEAF = 400;

    /** Looking up an item's id and asking the filter about it. */
    private static final double TEST = 20;

    private final double vector;
    private final double item;
    private final double leafShare;
    private final boolean sketches;
    private final double row;

    private SearchCost(
            final IndexFile file,
            final double itemBytes,
            final double leafItems,
            final double leafBytes,
            final boolean sketches,
            final double row) {
        this.sketches = sketches;
        this.row = row;
        vector = VECTOR + BYTE * VectorColumn.recordBytes(file.metric, file.dimension);
        item = BYTE * itemBytes + (sketches ? SKETCH : 0);
        leafShare = (LEAF + BYTE * leafBytes) / Math.max(1, leafItems);
    }

    /** Of a file of this library: a leaf begins with its centroid. */
    static SearchCost of(final PagedFile file) {
        final Metric metric = file.metric;
        final double met = (double) file.itemCount * file.header.treeCount() * file.header.leavesPerItem();
        return new SearchCost(
                file,
                metric.hasSketches()
                        ? SketchCodec.blockBytes(file.header.sketchBits()) / (double) Kernels.BLOCK
                        : Integer.BYTES,
                met / Math.max(1, file.header.leafPageCount()),
                Float.BYTES * file.header.pointDimension(),
                metric.hasSketches(),
                file.sketches == null ? Double.POSITIVE_INFINITY : ROW + WORD * file.header.sketchBits() / Long.SIZE);
    }

    /** Of a file of Spotify's Annoy: a split is as long as a bucket, and there are as many of them. */
    static SearchCost of(final SpotifyFile file) {
        final int capacity = file.forest.layout().bucketCapacity(file.dimension);
        return new SearchCost(
                file,
                Integer.BYTES,
                capacity / 2.0,
                Float.BYTES * (double) file.dimension,
                false,
                Double.POSITIVE_INFINITY);
    }

    /** Comparing the query with so many vectors, scattered over the file. */
    double compare(final double vectors) {
        return vector * vectors;
    }

    /** Scoring so many items by their own sketches; infinite where they have none. */
    double scanRows(final double items) {
        return row * items;
    }

    /** Asking the filter about so many items. */
    double test(final double items) {
        return TEST * items;
    }

    /**
     * Meeting so many items in leaves. With sketches, only the best of them are tested; without, all are, and the share
     * that is allowed is compared.
     */
    double meet(final double items, final double tested, final double share) {
        final double inLeaves = (leafShare + item) * items;
        return sketches ? inLeaves + test(tested) : inLeaves + test(items) + compare(share * items);
    }
}
