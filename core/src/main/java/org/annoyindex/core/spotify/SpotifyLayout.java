package org.annoyindex.core.spotify;

import java.util.Arrays;
import java.util.List;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.VectorColumn;

/**
 * How Spotify's Annoy lays out the nodes of a file, all of which have one size. A node is one of
 *
 * <ul>
 *   <li>an item: its number of descendants is 1, and its id is its index;
 *   <li>a hole: an index below the number of items, with 0 descendants, to which no item was added;
 *   <li>a bucket: up to {@link #bucketCapacity} ids, which begin where a split keeps its children;
 *   <li>a split: more descendants than a bucket can have, two children, and a plane: a normal where items keep their
 *       vector, and for some metrics an offset. A hamming split keeps the number of a bit instead.
 * </ul>
 *
 * <p>Read from the headers of Annoy 1.17 and from files that they wrote.
 */
public enum SpotifyLayout {
    /** All releases. An item keeps its squared norm in the place of the first child. */
    ANGULAR(Metric.ANGULAR, 4, -1, 4, 12),
    /** All releases. */
    EUCLIDEAN(Metric.EUCLIDEAN, 8, 4, -1, 16),
    /** All releases. */
    MANHATTAN(Metric.MANHATTAN, 8, 4, -1, 16),
    /** Releases up to 1.17.3, which is what package indexes have. The offset is that of the added dimension. */
    DOT(Metric.DOT, 4, 12, -1, 16),
    /** Annoy's sources since August 2023. The norm is squared, that of the vector with its added dimension. */
    DOT_WITH_NORM(Metric.DOT, 4, 12, 16, 24),
    /** All releases. Vectors are 64-bit words. */
    HAMMING(Metric.HAMMING, 4, -1, -1, 16);

    /** Where every node has its number of descendants. */
    static final int DESCENDANTS = 0;

    /** Where an item of {@link #DOT_WITH_NORM} says that its index was built, in one byte. */
    static final int BUILT = 20;

    private final Metric metric;
    private final int childrenOffset;
    private final int planeOffset;
    private final int normOffset;
    private final int vectorOffset;

    SpotifyLayout(
            final Metric metric,
            final int childrenOffset,
            final int planeOffset,
            final int normOffset,
            final int vectorOffset) {
        this.metric = metric;
        this.childrenOffset = childrenOffset;
        this.planeOffset = planeOffset;
        this.normOffset = normOffset;
        this.vectorOffset = vectorOffset;
    }

    /**
     * @param metric of an index.
     * @return the layouts its file may have, that of Annoy's releases first.
     */
    public static List<SpotifyLayout> of(final Metric metric) {
        return Arrays.stream(values()).filter(layout -> layout.metric == metric).toList();
    }

    /** @return the metric. */
    public Metric metric() {
        return metric;
    }

    /**
     * @param dimension components of a vector; bits for hamming.
     * @return bytes of a node.
     */
    public int nodeBytes(final int dimension) {
        return vectorOffset + (metric == Metric.HAMMING ? 8 * VectorColumn.words(dimension) : 4 * dimension);
    }

    /**
     * @param dimension components of a vector; bits for hamming.
     * @return the most ids that a bucket can have.
     */
    public int bucketCapacity(final int dimension) {
        return (nodeBytes(dimension) - childrenOffset) / 4;
    }

    /** Where a split has its two children, and a bucket its ids. */
    int childrenOffset() {
        return childrenOffset;
    }

    /** Where a split has its plane's offset, and an item of dot its component in the added dimension; or -1. */
    int planeOffset() {
        return planeOffset;
    }

    /** Where an item has its squared norm, or -1. */
    int normOffset() {
        return normOffset;
    }

    /** Where an item has its vector, and a split its normal. */
    int vectorOffset() {
        return vectorOffset;
    }
}
