package org.annoyindex.core.spotify;

import java.nio.ByteBuffer;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.memory.MappedRegion;

/**
 * The nodes of a mapped file of Spotify's Annoy. Callers pass the chunk and the offset of a node. Values are not
 * validated except by the bounds of the mapping. Immutable and thread-safe.
 */
public final class SpotifyNodes {
    private final MappedRegion region;
    private final SpotifyLayout layout;
    private final int nodeBytes;
    private final int count;
    private final VectorColumn vectors;

    /**
     * @param region the mapped file.
     * @param layout of its nodes.
     * @param dimension components of a vector; bits for hamming.
     */
    public SpotifyNodes(final MappedRegion region, final SpotifyLayout layout, final int dimension) {
        this.region = region;
        this.layout = layout;
        nodeBytes = layout.nodeBytes(dimension);
        count = (int) (region.length() / nodeBytes);
        vectors = layout.metric() == Metric.ANGULAR
                ? new AngularVectors(region, layout, dimension)
                : new VectorColumn(region, layout.metric(), dimension, nodeBytes, layout.vectorOffset());
    }

    /** @return number of nodes. */
    public int count() {
        return count;
    }

    /** @return the vectors of items and the normals of splits; positions are node indexes. */
    public VectorColumn vectors() {
        return vectors;
    }

    /** @return the mapped file. */
    public MappedRegion region() {
        return region;
    }

    /**
     * @param node index of a node.
     * @return its offset in the file.
     */
    public long position(final int node) {
        return (long) node * nodeBytes;
    }

    /**
     * @param node index of a node.
     * @return the chunk that contains it.
     */
    public Chunk chunk(final int node) {
        return region.chunk(position(node));
    }

    /**
     * @param node index of a node.
     * @return its offset in its chunk.
     */
    public int offset(final int node) {
        return region.offset(position(node));
    }

    /**
     * @param chunk of a node.
     * @param offset of the node.
     * @return its number of descendants.
     */
    public static int descendants(final Chunk chunk, final int offset) {
        return chunk.bytes().getInt(offset + SpotifyLayout.DESCENDANTS);
    }

    /**
     * @param node index of a node.
     * @return its number of descendants.
     */
    public int descendants(final int node) {
        return descendants(chunk(node), offset(node));
    }

    /**
     * @param chunk of a split or bucket.
     * @param offset of the node.
     * @param slot 0 or 1 for a split's children; below the number of descendants for a bucket's ids.
     * @return the index of a node, or the id of an item.
     */
    public int child(final Chunk chunk, final int offset, final int slot) {
        return chunk.bytes().getInt(offset + layout.childrenOffset() + 4 * slot);
    }

    /**
     * @param offset of a split.
     * @return offset of its normal.
     */
    public int normalOffset(final int offset) {
        return offset + layout.vectorOffset();
    }

    /**
     * The number that Annoy adds to the inner product of a query and the normal of a split. For euclidean and manhattan
     * it is the offset of the plane. Releases of Annoy that write {@link SpotifyLayout#DOT} add the square of the
     * normal's component in the added dimension, although queries have no such component; searches do the same for
     * equal results.
     *
     * @param chunk of a split.
     * @param offset of the node.
     * @return the number to add.
     */
    public float planeOffset(final Chunk chunk, final int offset) {
        return switch (layout) {
            case EUCLIDEAN, MANHATTAN -> chunk.bytes().getFloat(offset + layout.planeOffset());
            case DOT -> {
                final float added = chunk.bytes().getFloat(offset + layout.planeOffset());
                yield added * added;
            }
            default -> 0;
        };
    }

    /**
     * @param chunk of a hamming split.
     * @param offset of the node.
     * @param packed words of a query.
     * @return the query's bit that decides this split, 0 or 1.
     * @throws IndexOutOfBoundsException if the query has no such bit.
     */
    public int splitBit(final Chunk chunk, final int offset, final long[] packed) {
        final long bit = chunk.bytes().getLong(offset + layout.vectorOffset());
        final long word = bit >>> 6;
        if (word >= packed.length) {
            throw new IndexOutOfBoundsException("a split by bit " + Long.toUnsignedString(bit));
        }
        return (int) (packed[(int) word] >>> ~bit & 1);
    }

    /** The vectors of angular items, which store their squared norm instead of its inverse. */
    private static final class AngularVectors extends VectorColumn {
        private final int dimension;
        private final int normFromVector;

        AngularVectors(final MappedRegion region, final SpotifyLayout layout, final int dimension) {
            super(region, Metric.ANGULAR, dimension, layout.nodeBytes(dimension), layout.vectorOffset());
            this.dimension = dimension;
            normFromVector = layout.normOffset() - layout.vectorOffset();
        }

        @Override
        public float inverseNorm(final Chunk chunk, final int offset) {
            final float squared = chunk.bytes().getFloat(offset + normFromVector);
            final double norm = Math.sqrt(squared == 0 ? squaredNorm(chunk.bytes(), offset) : squared);
            return norm == 0 ? 0 : (float) (1 / norm);
        }

        /** Old releases of Annoy did not write norms. */
        private double squaredNorm(final ByteBuffer bytes, final int offset) {
            double sum = 0;
            for (int i = 0; i < dimension; i++) {
                final double component = bytes.getFloat(offset + 4 * i);
                sum += component * component;
            }
            return sum;
        }
    }
}
