package org.annoyindex.core.spotify;

import java.util.Arrays;
import java.util.List;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.VectorColumn;

/**
 * The layout of the nodes of a file of Spotify's Annoy. All nodes of a file have the same size. A node is one of
 *
 * <ul>
 *   <li>an item: its number of descendants is 1, and its id is its index;
 *   <li>a hole: an index below the number of items, with 0 descendants, to which no item was added;
 *   <li>a bucket: up to {@link #bucketCapacity} ids, stored from where a split has its children;
 *   <li>a split: more descendants than a bucket can have, two children, and a hyperplane: a normal where items have
 *       their vector, and for some metrics an offset. A hamming split has the number of a bit instead.
 * </ul>
 *
 * <p>Derived from the headers of Annoy 1.17 and from files that it wrote.
 */
public enum SpotifyLayout {
    /** All releases. An item has its squared norm in place of the first child. */
    ANGULAR(Metric.ANGULAR, 4, -1, 4, 12),
    /** All releases. */
    EUCLIDEAN(Metric.EUCLIDEAN, 8, 4, -1, 16),
    /** All releases. */
    MANHATTAN(Metric.MANHATTAN, 8, 4, -1, 16),
    /**
     * Releases up to 1.17.3, the latest published package. The plane's offset is its component in the added dimension.
     */
    DOT(Metric.DOT, 4, 12, -1, 16),
    /** Annoy's sources since August 2023. The squared norm includes the added dimension. */
    DOT_WITH_NORM(Metric.DOT, 4, 12, 16, 24),
    /** All releases. Vectors are 64-bit words. */
    HAMMING(Metric.HAMMING, 4, -1, -1, 16);

    /** Offset of the number of descendants. */
    static final int DESCENDANTS = 0;

    /** Offset of the byte of a {@link #DOT_WITH_NORM} item that marks its index as built. */
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
     * @return the possible layouts of its file, that of Annoy's releases first.
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
     * @return length of a node in bytes.
     */
    public int nodeBytes(final int dimension) {
        return vectorOffset + (metric == Metric.HAMMING ? 8 * VectorColumn.words(dimension) : 4 * dimension);
    }

    /**
     * @param dimension components of a vector; bits for hamming.
     * @return the largest number of ids of a bucket.
     */
    public int bucketCapacity(final int dimension) {
        return (nodeBytes(dimension) - childrenOffset) / 4;
    }

    /** Offset of the two children of a split, and of the ids of a bucket. */
    int childrenOffset() {
        return childrenOffset;
    }

    /** Offset of the plane offset of a split, and of a dot item's component in the added dimension; or -1. */
    int planeOffset() {
        return planeOffset;
    }

    /** Offset of the squared norm of an item, or -1. */
    int normOffset() {
        return normOffset;
    }

    /** Offset of the vector of an item, and of the normal of a split. */
    int vectorOffset() {
        return vectorOffset;
    }
}
