package org.annoyindex.query.plan;

import org.annoyindex.core.Metric;
import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.sketch.SketchCodec;
import org.annoyindex.query.SearchStatistics.Plan;
import org.annoyindex.query.open.IndexFile;
import org.annoyindex.query.open.PagedFile;
import org.annoyindex.query.open.SpotifyFile;

/**
 * The approximate cost of the parts of a search in nanoseconds: a model of waiting for memory, which takes most of the
 * time. It depends on the file and not on the machine, so that searches decide the same with every kernel and everywhere,
 * and give the same answers. Immutable.
 *
 * <p>The constants are fitted to searches of GloVe and Fashion-MNIST with SIMD kernels; {@code docs/FILTERS.md} says how
 * to measure again. Only their ratios matter.
 */
public final class SearchCost {
    /** Reads the byte after the one read before. */
    private static final double BYTE = 0.07;

    /** Reads a vector somewhere in the file, while others are being fetched. */
    private static final double VECTOR = 120;

    /** Scores an item by its sketch in a leaf and keeps it if it is good. */
    private static final double SKETCH = 2;

    /** Scores an item by its sketch outside of leaves, and each word of it. */
    private static final double ROW = 15;

    private static final double WORD = 5;

    /** Chooses the next leaf and reads its first bytes. */
    private static final double LEAF = 400;

    /** Orders the items that an item's page links to, and keeps the best. */
    private static final double BEAM = 170;

    /** Looks up an item's id and tests it by the filter. */
    private static final double TEST = 20;

    private final double vector;
    private final double item;
    private final double leaf;
    private final double leafShare;
    private final double itemPage;
    private final boolean sketches;
    private final double row;

    private SearchCost(
            final IndexFile file,
            final double itemBytes,
            final double leafItems,
            final double leafBytes,
            final boolean sketches,
            final double itemPageBytes,
            final double row) {
        this.sketches = sketches;
        this.row = row;
        vector = VECTOR + BYTE * VectorColumn.recordBytes(file.metric(), file.dimension());
        item = BYTE * itemBytes + (sketches ? SKETCH : 0);
        leaf = LEAF + BYTE * leafBytes;
        leafShare = leaf / Math.max(1, leafItems);
        itemPage = VECTOR + BYTE * itemPageBytes + SKETCH * ItemPages.LINKS + BEAM;
    }

    /** The cost in a file of this library: a leaf begins with its centroid. */
    public static SearchCost of(final PagedFile file) {
        final Metric metric = file.metric();
        final double met = (double) file.itemCount()
                * file.header().treeCount()
                * file.header().leavesPerItem();
        return new SearchCost(
                file,
                metric.hasSketches()
                        ? SketchCodec.blockBytes(file.header().sketchBits()) / (double) Kernels.BLOCK
                        : Integer.BYTES,
                met / Math.max(1, file.header().leafPageCount()),
                Float.BYTES * file.header().pointDimension(),
                metric.hasSketches(),
                ItemPages.pageBytes(file.header().sketchBits()),
                file.sketches() == null
                        ? Double.POSITIVE_INFINITY
                        : ROW + WORD * file.header().sketchBits() / Long.SIZE);
    }

    /** The cost in a file of Spotify's Annoy: a split is as long as a bucket, and there are as many of them. */
    public static SearchCost of(final SpotifyFile file) {
        final int capacity = file.forest().layout().bucketCapacity(file.dimension());
        return new SearchCost(
                file,
                Integer.BYTES,
                capacity / 2.0,
                Float.BYTES * (double) file.dimension(),
                false,
                0,
                Double.POSITIVE_INFINITY);
    }

    /**
     * The cost of a search that is over.
     *
     * @param plan of the search.
     * @param pages inner and leaf pages, or splits and buckets.
     * @param itemPages pages of items.
     * @param scanned items met in leaf pages or scanned flat.
     * @param comparisons vectors compared with the query.
     */
    public double done(
            final Plan plan,
            final double pages,
            final double itemPages,
            final double scanned,
            final double comparisons) {
        return switch (plan) {
            case LINKS -> itemPage * itemPages + compare(comparisons);
            case FLAT -> leaf * pages + scanRows(scanned) + compare(comparisons);
            case WALK, EXACT -> leaf * pages + item * scanned + compare(comparisons);
        };
    }

    /** Compares the query with vectors scattered over the file. */
    public double compare(final double vectors) {
        return vector * vectors;
    }

    /** Scores items by their sketches outside of leaves; infinite if there are none. */
    public double scanRows(final double items) {
        return row * items;
    }

    /** Tests items by the filter. */
    public double test(final double items) {
        return TEST * items;
    }

    /**
     * Meets items in leaves. With sketches, only the best of them are tested; without, all are, and the share that matches is
     * compared.
     */
    public double meet(final double items, final double tested, final double share) {
        final double inLeaves = (leafShare + item) * items;
        return sketches ? inLeaves + test(tested) : inLeaves + test(items) + compare(share * items);
    }
}
