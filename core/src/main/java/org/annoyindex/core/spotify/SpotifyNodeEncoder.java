package org.annoyindex.core.spotify;

import java.nio.ByteBuffer;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.VectorColumn;

/** Writes the nodes that {@link SpotifyNodes} reads. Buffers are little-endian. Immutable and thread-safe. */
public final class SpotifyNodeEncoder {
    private final SpotifyLayout layout;
    private final int dimension;
    private final int nodeBytes;

    /**
     * @param layout of the nodes.
     * @param dimension components of a vector; bits for hamming.
     */
    public SpotifyNodeEncoder(final SpotifyLayout layout, final int dimension) {
        this.layout = layout;
        this.dimension = dimension;
        nodeBytes = layout.nodeBytes(dimension);
    }

    /** @return length of a node in bytes. */
    public int nodeBytes() {
        return nodeBytes;
    }

    /**
     * Appends an item.
     *
     * @param to buffer with room for a node.
     * @param vector components.
     * @param added component in the added dimension, which gives all items of a dot index the same norm; 0 for other
     *     metrics.
     */
    public void item(final ByteBuffer to, final float[] vector, final float added) {
        final int start = begin(to, 1);
        if (layout.metric() == Metric.HAMMING) {
            final long[] words = new long[VectorColumn.words(dimension)];
            VectorColumn.pack(vector, words);
            to.position(start + layout.vectorOffset());
            for (final long word : words) {
                to.putLong(word);
            }
            return;
        }
        float squares = 0;
        to.position(start + layout.vectorOffset());
        for (final float component : vector) {
            to.putFloat(component);
            squares += component * component;
        }
        if (layout.metric() == Metric.DOT) {
            to.putFloat(start + layout.planeOffset(), added);
        }
        if (layout.normOffset() >= 0) {
            to.putFloat(start + layout.normOffset(), squares + added * added);
        }
        if (layout == SpotifyLayout.DOT_WITH_NORM) {
            to.put(start + SpotifyLayout.BUILT, (byte) 1);
        }
    }

    /**
     * Appends a split by a hyperplane.
     *
     * @param to buffer with room for a node.
     * @param descendants number of items below it; for a root, of all items.
     * @param negative child with the items whose margins are negative.
     * @param positive child with the other items.
     * @param normal of the hyperplane.
     * @param offset added to the inner product with the normal; 0 for angular and dot.
     */
    public void split(
            final ByteBuffer to,
            final int descendants,
            final int negative,
            final int positive,
            final float[] normal,
            final float offset) {
        final int start = begin(to, descendants);
        setChildren(to, start, negative, positive);
        if (layout.planeOffset() >= 0) {
            to.putFloat(start + layout.planeOffset(), offset);
        }
        to.position(start + layout.vectorOffset());
        for (int i = 0; i < dimension; i++) {
            to.putFloat(normal[i]);
        }
    }

    /**
     * Appends a hamming split by a bit.
     *
     * @param to buffer with room for a node.
     * @param descendants number of items below it; for a root, of all items.
     * @param clear child with the items whose bit is 0.
     * @param set child with the other items.
     * @param component index of the component that decides.
     */
    public void split(final ByteBuffer to, final int descendants, final int clear, final int set, final int component) {
        final int start = begin(to, descendants);
        setChildren(to, start, clear, set);
        // Annoy numbers the bits of a word from the most significant one.
        to.putLong(start + layout.vectorOffset(), component ^ 63);
        to.position(start + nodeBytes);
    }

    /**
     * Appends a bucket.
     *
     * @param to buffer with room for a node.
     * @param descendants number of its items; for a root, of all items.
     * @param items array with the ids of its items.
     * @param from index of the first id.
     * @param end index after the last id.
     */
    public void bucket(final ByteBuffer to, final int descendants, final int[] items, final int from, final int end) {
        final int start = begin(to, descendants);
        to.position(start + layout.childrenOffset());
        for (int i = from; i < end; i++) {
            to.putInt(items[i]);
        }
        to.position(start + nodeBytes);
    }

    /**
     * Sets the children of a split.
     *
     * @param nodes buffer with the split.
     * @param start offset of the split.
     * @param first the first child.
     * @param second the second child.
     */
    public void setChildren(final ByteBuffer nodes, final int start, final int first, final int second) {
        nodes.putInt(start + layout.childrenOffset(), first).putInt(start + layout.childrenOffset() + 4, second);
    }

    /**
     * If a node is a split, adds a number to those of its children that are not items.
     *
     * @param nodes buffer with the node.
     * @param start offset of the node.
     * @param itemCount number of items.
     * @param shift number to add.
     */
    public void renumber(final ByteBuffer nodes, final int start, final int itemCount, final int shift) {
        if (nodes.getInt(start + SpotifyLayout.DESCENDANTS) > layout.bucketCapacity(dimension)) {
            for (int at = start + layout.childrenOffset(); at <= start + layout.childrenOffset() + 4; at += 4) {
                final int child = nodes.getInt(at);
                nodes.putInt(at, child < itemCount ? child : child + shift);
            }
        }
    }

    private int begin(final ByteBuffer to, final int descendants) {
        final int start = to.position();
        for (int i = start; i < start + nodeBytes; i += 4) {
            to.putInt(i, 0);
        }
        to.putInt(start + SpotifyLayout.DESCENDANTS, descendants);
        return start;
    }
}
