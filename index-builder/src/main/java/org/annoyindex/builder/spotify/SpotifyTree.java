package org.annoyindex.builder.spotify;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.annoyindex.core.spotify.SpotifyNodeEncoder;

/**
 * A tree that is grown and encoded on the heap: about two nodes per {@code bucketCapacity / 2} items. Its nodes are numbered
 * from the number of items on, as if it were the first tree of a file. Children come before parents, so the root is last.
 */
public final class SpotifyTree {
    /** Largest share of the items on one side for which a division is accepted at once. Others are tried again a few times. */
    private static final double EVEN = 0.95;

    private static final int ATTEMPTS = 3;

    /** Largest share of the items on one side for which a division is accepted at all. */
    private static final double LOPSIDED = 0.99;

    private static final int BLOCK_BYTES = 1 << 20;

    private final SpotifyNodeEncoder encoder;
    private final int itemCount;
    private final int capacity;
    private final Split split;
    private final SplitMix random;
    private final int[] items;
    private final int[] spare;
    private final int nodesPerBlock;
    private final List<ByteBuffer> blocks = new ArrayList<>();
    private int nodeCount;

    private SpotifyTree(
            final VectorColumn vectors,
            final int itemCount,
            final SpotifyLayout layout,
            final int dimension,
            final long seed) {
        this.itemCount = itemCount;
        encoder = new SpotifyNodeEncoder(layout, dimension);
        capacity = layout.bucketCapacity(dimension);
        split = layout.metric() == Metric.HAMMING
                ? new BitSplit(vectors, dimension, encoder)
                : new PlaneSplit(vectors, layout.metric(), dimension, encoder);
        random = new SplitMix(seed);
        nodesPerBlock = Math.max(1, BLOCK_BYTES / encoder.nodeBytes());
        items = new int[itemCount];
        for (int id = 0; id < itemCount; id++) {
            items[id] = id;
        }
        spare = new int[itemCount];
    }

    /**
     * Grows a tree.
     *
     * @param vectors by id, as floats.
     * @param itemCount number of items.
     * @param layout of the nodes.
     * @param dimension components of a vector.
     * @param seed of the tree.
     * @return the tree.
     */
    public static SpotifyTree grow(
            final VectorColumn vectors,
            final int itemCount,
            final SpotifyLayout layout,
            final int dimension,
            final long seed) {
        final SpotifyTree tree = new SpotifyTree(vectors, itemCount, layout, dimension, seed);
        tree.grow(0, itemCount, true);
        return tree;
    }

    /** @return number of nodes. */
    public int nodeCount() {
        return nodeCount;
    }

    /**
     * Renumbers the nodes for their place in a file.
     *
     * @param first number of the first.
     * @return the nodes, in blocks; the root is the last.
     */
    public List<ByteBuffer> numberedFrom(final int first) {
        for (final ByteBuffer block : blocks) {
            block.flip();
            for (int at = 0; at < block.limit(); at += encoder.nodeBytes()) {
                encoder.renumber(block, at, itemCount, first - itemCount);
            }
        }
        return blocks;
    }

    /** Returns the number of the node for some of the items; of a single item that is its id. */
    private int grow(final int from, final int to, final boolean root) {
        final int count = to - from;
        // Annoy recognizes roots by their number of descendants, which is that of all items.
        if (count == 1 && !root) {
            return items[from];
        }
        if (count <= capacity) {
            encoder.bucket(nextNode(), count, items, from, to);
            return itemCount + nodeCount - 1;
        }
        final int middle = divide(from, to);
        // The split is scratch and reused for the children, so it is encoded before.
        final ByteBuffer node = ByteBuffer.allocate(encoder.nodeBytes()).order(ByteOrder.LITTLE_ENDIAN);
        split.encode(node, count, 0, 0);
        final boolean secondIsSmaller = middle - from > to - middle;
        int second = secondIsSmaller ? grow(middle, to, false) : 0;
        final int first = grow(from, middle, false);
        if (!secondIsSmaller) {
            second = grow(middle, to, false);
        }
        encoder.setChildren(node, 0, first, second);
        nextNode().put(node.flip());
        return itemCount + nodeCount - 1;
    }

    private ByteBuffer nextNode() {
        if (nodeCount % nodesPerBlock == 0) {
            blocks.add(ByteBuffer.allocate(nodesPerBlock * encoder.nodeBytes()).order(ByteOrder.LITTLE_ENDIAN));
        }
        nodeCount++;
        return blocks.get(blocks.size() - 1);
    }

    /** Moves the items of the first side before those of the second, in stable order; returns where the second begins. */
    private int divide(final int from, final int to) {
        int middle = from;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            split.find(items, from, to, random);
            middle = partition(from, to, false);
            if (share(from, middle, to) < EVEN) {
                break;
            }
        }
        while (share(from, middle, to) > LOPSIDED) {
            split.giveUp();
            middle = partition(from, to, true);
        }
        return middle;
    }

    private static double share(final int from, final int middle, final int to) {
        return (double) Math.max(middle - from, to - middle) / (to - from);
    }

    private int partition(final int from, final int to, final boolean atRandom) {
        int firsts = from;
        int seconds = 0;
        for (int i = from; i < to; i++) {
            final int item = items[i];
            if (atRandom ? random.nextInt(2) == 1 : split.isSecond(item, random)) {
                spare[seconds++] = item;
            } else {
                items[firsts++] = item;
            }
        }
        System.arraycopy(spare, 0, items, firsts, seconds);
        return firsts;
    }
}
