package org.annoyindex.builder.spotify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.annoyindex.builder.write.AtomicFile;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.annoyindex.core.spotify.SpotifyNodeEncoder;

/**
 * Writes a file of Spotify's Annoy: items in the order of their ids, then trees, then copies of their roots. For one thread.
 */
public final class SpotifyFileWriter implements AutoCloseable {
    private final AtomicFile file;
    private final SpotifyNodeEncoder encoder;
    private final ByteBuffer node;
    private final ByteBuffer roots;
    private long nodeCount;

    /**
     * Creates the temporary file.
     *
     * @param target the file to write.
     * @param layout of the nodes.
     * @param dimension components of a vector; bits for hamming.
     * @param trees number of trees that will be written.
     * @throws IOException if the target cannot be written.
     */
    public SpotifyFileWriter(final Path target, final SpotifyLayout layout, final int dimension, final int trees)
            throws IOException {
        encoder = new SpotifyNodeEncoder(layout, dimension);
        node = littleEndian(encoder.nodeBytes());
        roots = littleEndian(Math.multiplyExact(trees, encoder.nodeBytes()));
        file = new AtomicFile(target);
    }

    private static ByteBuffer littleEndian(final int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Appends an item.
     *
     * @param vector its components.
     * @param added for dot, its component in the added dimension; else 0.
     * @throws IOException if the disk is full or fails.
     */
    public void writeItem(final float[] vector, final float added) throws IOException {
        encoder.item(node.clear(), vector, added);
        file.write(node.flip());
        nodeCount++;
    }

    /** @return number of the next node; Annoy can number no more than {@link Integer#MAX_VALUE}. */
    public int nextNode() {
        return Math.toIntExact(nodeCount);
    }

    /**
     * Appends a tree.
     *
     * @param blocks its nodes, numbered from {@link #nextNode()} on; the root is the last.
     * @param count number of nodes.
     * @throws IOException if the disk is full or fails, or there are more nodes than Annoy can number.
     */
    public void writeTree(final List<ByteBuffer> blocks, final int count) throws IOException {
        nodeCount += count;
        if (nodeCount + roots.capacity() / encoder.nodeBytes() > Integer.MAX_VALUE) {
            throw new IOException("an Annoy file cannot have more than " + Integer.MAX_VALUE
                    + " nodes; grow fewer trees, or write this library's own format");
        }
        final ByteBuffer last = blocks.get(blocks.size() - 1);
        roots.put(last.slice(last.limit() - encoder.nodeBytes(), encoder.nodeBytes()));
        for (final ByteBuffer block : blocks) {
            file.write(block);
        }
    }

    /**
     * Ends the file and makes it visible under its name.
     *
     * @throws IOException if the disk is full or fails.
     */
    public void commit() throws IOException {
        file.write(roots.flip());
        file.commit();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
