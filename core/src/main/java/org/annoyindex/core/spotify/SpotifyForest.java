package org.annoyindex.core.spotify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.BitUtil;
import org.agrona.collections.IntArrayList;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.math.PointSpace;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.memory.MappedFile;

/**
 * An open file of Spotify's Annoy. It has no header; it is an array of nodes: one per id, then those of the trees, then
 * copies of the trees' roots. The number of descendants of every root is the number of items. The roots, and so the
 * number of items, are found from the end of the file.
 *
 * <p>Opening reads the roots and little else. Annoy validates only the length of a file; this class validates the
 * roots, and searches validate every other reference before they follow it. Immutable and thread-safe.
 */
public final class SpotifyForest {
    /** When metric and dimension are guessed: the largest deviation of a normal's squared length from 1. */
    private static final double NORMAL_TOLERANCE = 1e-3;

    /** When metric and dimension are guessed: the number of items that are checked. */
    private static final int GUESSED_BY = 100;

    /** When metric and dimension are guessed: the largest relative error of a stored squared norm. */
    private static final double NORM_TOLERANCE = 1e-3;

    /** Bytes that are read together to find the last that is not 0. */
    private static final int BYTES_PER_READ = 1 << 16;

    /** Zeros at the end of a file that are looked through, which takes half a second. */
    private static final long MAX_ZEROS = 1L << 30;

    /** More roots than any number of trees, so that copies of them can be told in a table of an array. */
    private static final int MAX_ROOTS = 1 << 28;

    private final SpotifyLayout layout;
    private final SpotifyNodes nodes;
    private final int dimension;
    private final int itemCount;
    private final int[] roots;
    private final int treeCount;

    private SpotifyForest(final MappedFile file, final long end, final SpotifyLayout layout, final int dimension)
            throws IOException {
        this.layout = layout;
        this.dimension = dimension;
        final int nodeBytes = layout.nodeBytes(dimension);
        if (file.size() == 0 || file.size() % nodeBytes != 0) {
            throw new NotAnnoyException(file.size() + " bytes"
                    + (end < file.size() ? ", the last " + (file.size() - end) + " of them zeros," : "")
                    + " are not a multiple of the node size " + nodeBytes);
        }
        // What an on-disk build that could not shorten its file has left behind is no node. An empty index is all
        // zeros.
        final long used = end == 0 ? file.size() / nodeBytes : (end + nodeBytes - 1) / nodeBytes;
        if (used > Integer.MAX_VALUE) {
            throw new NotAnnoyException(used + " nodes exceed the limit of " + Integer.MAX_VALUE);
        }
        nodes = new SpotifyNodes(file.map(0, used * nodeBytes), layout, dimension);
        itemCount = nodes.descendants(nodes.count() - 1);
        if (itemCount == 1 && !isRootOfOneItem(nodes.count() - 1)) {
            throw new NotBuiltException();
        }
        if (itemCount < 0 || itemCount >= nodes.count() || itemCount == 0 && end > 0) {
            throw new NotAnnoyException("the last of " + nodes.count() + " nodes has " + itemCount + " descendants");
        }
        if (itemCount > 0 && nodes.descendants(itemCount - 1) != 1) {
            throw new NotAnnoyException("node " + (itemCount - 1) + ", the last item, is not an item node");
        }
        if (itemCount > 1 && nodes.descendants(itemCount) == 1 && hasVector(itemCount)) {
            // An item behind the last one: trees were begun, and have no roots yet.
            throw new NotBuiltException();
        }
        int first = nodes.count();
        while (first > itemCount && nodes.descendants(first - 1) == itemCount) {
            first--;
            if (itemCount == 1 && !isRootOfOneItem(first)) {
                throw new NotBuiltException();
            }
        }
        roots = distinct(first);
        for (final int root : roots) {
            checkChildren(root);
        }
        if (!bucketsAreWhole()) {
            throw new NotAnnoyException("a root does not list all " + itemCount + " items");
        }
        // A tree that consists of its root cannot be distinguished from the copy of its root or from other such trees.
        treeCount = first == itemCount ? (nodes.count() - first + 1) / 2 : roots.length;
    }

    /** The root of an index of one item lists item 0 and has no vector. An item without trees may have one. */
    private boolean isRootOfOneItem(final int node) {
        return nodes.child(nodes.chunk(node), nodes.offset(node), 0) == 0 && !hasVector(node);
    }

    private boolean hasVector(final int node) {
        final ByteBuffer bytes = nodes.chunk(node).bytes();
        final int offset = nodes.offset(node);
        for (int at = layout.vectorOffset(); at < layout.nodeBytes(dimension); at += Integer.BYTES) {
            if (bytes.getInt(offset + at) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Opens a file.
     *
     * @param path named in errors.
     * @param file to map; can be closed afterward.
     * @param metric of the index.
     * @param dimension components of a vector, 1 to 65,536; bits for hamming.
     * @return the opened file.
     * @throws IndexFormatException if the file does not match this metric and dimension, or its roots are damaged; the
     *     message lists the metrics and dimensions that match.
     * @throws IOException if it cannot be mapped.
     * @throws IllegalArgumentException if the dimension is out of range.
     */
    public static SpotifyForest open(final Path path, final MappedFile file, final Metric metric, final int dimension)
            throws IOException {
        if (dimension < 1 || dimension > Header.MAX_DIMENSION) {
            throw new IllegalArgumentException(
                    "dimension is " + dimension + ", must be from 1 to " + Header.MAX_DIMENSION);
        }
        final long end = end(path, file);
        String problem = "";
        boolean neverBuilt = false;
        for (final SpotifyLayout layout : SpotifyLayout.of(metric)) {
            try {
                return new SpotifyForest(file, end, layout, dimension);
            } catch (final NotAnnoyException ex) {
                problem = problem.isEmpty() ? ex.problem : problem;
                neverBuilt |= ex instanceof NotBuiltException;
            }
        }
        final Map<Integer, List<String>> fitting = fitting(file, end);
        if (neverBuilt) {
            throw new IndexFormatException(
                    path,
                    "has items of Spotify's Annoy with metric " + metric.label() + " and dimension " + dimension
                            + " but no trees: it was never built; call build(), then save() it"
                            + (fitting.isEmpty()
                                    ? ""
                                    : "; or correct metric and dimension: it matches " + describe(fitting)));
        }
        throw new IndexFormatException(
                path,
                "is not a file of Spotify's Annoy with metric " + metric.label() + " and dimension " + dimension + " ("
                        + problem + "); " + advice(fitting));
    }

    /** Where the zeros at the end of a file begin. */
    private static long end(final Path path, final MappedFile file) throws IOException {
        long end = file.size();
        while (end > 0) {
            final int length = (int) Math.min(end, BYTES_PER_READ);
            final ByteBuffer bytes = file.read(end - length, length);
            for (int at = length - 1; at >= 0; at--) {
                if (bytes.get(at) != 0) {
                    return end - length + at + 1;
                }
            }
            end -= length;
            if (file.size() - end > MAX_ZEROS) {
                throw new IndexFormatException(
                        path,
                        "ends in more than " + (MAX_ZEROS >> 20) + " MiB of zeros; cut them off: truncate -s BYTES");
            }
        }
        return 0;
    }

    private static String advice(final Map<Integer, List<String>> fitting) {
        if (fitting.isEmpty()) {
            return "no other metric and dimension match either: it is another kind of file, damaged or truncated";
        }
        return "it matches " + describe(fitting);
    }

    /**
     * Lists the metrics and dimensions that match a file.
     *
     * @param path named in errors.
     * @param file to examine.
     * @return for instance {@code angular with dimension 100}; empty if none matches.
     * @throws IOException if the file cannot be read.
     */
    public static String describeFitting(final Path path, final MappedFile file) throws IOException {
        final Map<Integer, List<String>> fitting = fitting(file, end(path, file));
        return fitting.isEmpty() ? "" : describe(fitting);
    }

    private static String describe(final Map<Integer, List<String>> fitting) {
        final List<String> parts = new ArrayList<>();
        fitting.forEach((dimension, metrics) -> parts.add(String.join(" or ", metrics) + " with dimension " + dimension
                + (metrics.equals(List.of(Metric.HAMMING.label())) ? " or up to 63 less" : "")));
        return String.join(", or ", parts);
    }

    /** Metrics by dimension that are consistent with the file's length, roots and items. */
    private static Map<Integer, List<String>> fitting(final MappedFile file, final long end) {
        final Map<Integer, List<String>> fitting = new LinkedHashMap<>();
        for (int dimension = 1; dimension <= Header.MAX_DIMENSION; dimension++) {
            for (final SpotifyLayout layout : SpotifyLayout.values()) {
                final boolean wholeWords = layout.metric() != Metric.HAMMING || dimension % 64 == 0;
                if (wholeWords
                        && file.size() % layout.nodeBytes(dimension) == 0
                        && fits(file, end, layout, dimension)) {
                    final List<String> metrics = fitting.computeIfAbsent(dimension, key -> new ArrayList<>());
                    if (!metrics.contains(layout.metric().label())) {
                        metrics.add(layout.metric().label());
                    }
                }
            }
        }
        return fitting;
    }

    private static boolean fits(
            final MappedFile file, final long end, final SpotifyLayout layout, final int dimension) {
        try {
            final SpotifyForest taken = new SpotifyForest(file, end, layout, dimension);
            return taken.normalsAreUnits() && taken.itemsAreItems();
        } catch (final IOException | IndexOutOfBoundsException ex) {
            return false;
        }
    }

    /** Nodes from a given one to the last, without copies of later nodes; last first, as in Annoy. */
    private int[] distinct(final int first) {
        // A hash table of nodes: a slot holds a node's index, or 0, which is an item.
        final int[] slots = new int[BitUtil.findNextPositivePowerOfTwo(2 * Math.min(MAX_ROOTS, nodes.count() - first))];
        final IntArrayList found = new IntArrayList();
        for (int node = nodes.count() - 1; node >= first && found.size() < MAX_ROOTS; node--) {
            int slot = hash(node) & slots.length - 1;
            while (slots[slot] != 0 && !isCopy(slots[slot], node)) {
                slot = slot + 1 & slots.length - 1;
            }
            if (slots[slot] == 0) {
                slots[slot] = node;
                found.addInt(node);
            }
        }
        return found.toIntArray();
    }

    private int hash(final int node) {
        final ByteBuffer bytes = nodes.chunk(node).bytes();
        final int offset = nodes.offset(node);
        long hash = 0;
        for (int at = 0; at < layout.nodeBytes(dimension); at += Integer.BYTES) {
            hash = SplitMix.hash(hash + bytes.getInt(offset + at));
        }
        return (int) (hash >>> Integer.SIZE);
    }

    private boolean isCopy(final int node, final int other) {
        final ByteBuffer bytes = nodes.chunk(node).bytes();
        final ByteBuffer otherBytes = nodes.chunk(other).bytes();
        final int offset = nodes.offset(node);
        final int otherOffset = nodes.offset(other);
        for (int at = 0; at < layout.nodeBytes(dimension); at += Integer.BYTES) {
            if (bytes.getInt(offset + at) != otherBytes.getInt(otherOffset + at)) {
                return false;
            }
        }
        return true;
    }

    private void checkChildren(final int node) throws NotAnnoyException {
        final Chunk chunk = nodes.chunk(node);
        final int offset = nodes.offset(node);
        final int descendants = SpotifyNodes.descendants(chunk, offset);
        final boolean bucket = descendants <= layout.bucketCapacity(dimension);
        for (int slot = 0; slot < (bucket ? descendants : 2); slot++) {
            final int child = nodes.child(chunk, offset, slot);
            if (child < 0 || child >= (bucket ? itemCount : nodes.count())) {
                throw new NotAnnoyException("node " + node + " refers to " + (bucket ? "item " : "node ") + child
                        + " of " + (bucket ? itemCount : nodes.count()));
            }
        }
    }

    /** Annoy normalizes the normals of splits; a split for which it found no plane has a zero normal. */
    private boolean normalsAreUnits() {
        if (layout.metric() == Metric.HAMMING || itemCount <= layout.bucketCapacity(dimension)) {
            return true;
        }
        final float[] normal = new float[dimension];
        for (final int root : roots) {
            nodes.vectors().read(root, normal);
            double squares = 0;
            for (final float component : normal) {
                squares += (double) component * component;
            }
            if (layout.metric() == Metric.DOT) {
                final double added = nodes.chunk(root).bytes().getFloat(nodes.offset(root) + layout.planeOffset());
                squares += added * added;
            }
            if (!(Math.abs(squares - 1) < NORMAL_TOLERANCE || squares == 0)) {
                return false;
            }
        }
        return true;
    }

    /** A root that is a bucket lists all items in id order, then zeros for unused ids. */
    private boolean bucketsAreWhole() {
        if (itemCount > layout.bucketCapacity(dimension)) {
            return true;
        }
        for (final int root : roots) {
            final Chunk chunk = nodes.chunk(root);
            final int offset = nodes.offset(root);
            int slot = 0;
            for (int id = 0; id < itemCount; id++) {
                if (nodes.descendants(id) == 1 && nodes.child(chunk, offset, slot++) != id) {
                    return false;
                }
            }
            while (slot < itemCount) {
                if (nodes.child(chunk, offset, slot++) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Checks some items: a correct norm (0 in old files) for angular, zeros in place of children for other metrics. */
    private boolean itemsAreItems() {
        final float[] vector = new float[dimension];
        final PointSpace space = new PointSpace(Metric.ANGULAR, dimension, 0);
        for (int i = 0; i < Math.min(itemCount, GUESSED_BY); i++) {
            final int id = (int) ((long) itemCount * (i + 1) / Math.min(itemCount, GUESSED_BY)) - 1;
            final ByteBuffer bytes = nodes.chunk(id).bytes();
            final int offset = nodes.offset(id);
            final int descendants = nodes.descendants(id);
            if (descendants != 0 && descendants != 1) {
                return false;
            }
            if (layout == SpotifyLayout.ANGULAR) {
                nodes.vectors().read(id, vector);
                final double norm = space.norm(vector, 0);
                final float squared = bytes.getFloat(offset + layout.normOffset());
                if (squared != 0 && !(Math.abs(squared - norm * norm) <= NORM_TOLERANCE * norm * norm)) {
                    return false;
                }
            } else if (bytes.getLong(offset + layout.childrenOffset()) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Validates every tree from its root to its items, which reads all nodes of the trees.
     *
     * @param path named in errors.
     * @throws IndexFormatException if a reference is out of range, a node is referred to twice, or a tree lacks items.
     */
    public void verify(final Path path) throws IndexFormatException {
        int items = 0;
        for (int id = 0; id < itemCount; id++) {
            final int descendants = nodes.descendants(id);
            if (descendants != 0 && descendants != 1) {
                throw damaged(path, "the node of item " + id + " has " + descendants + " descendants");
            }
            items += descendants;
        }
        final BitSet reached = new BitSet(nodes.count());
        for (final int root : roots) {
            try {
                final int found = follow(root, reached);
                if (found != items) {
                    throw new NotAnnoyException(
                            "the tree of node " + root + " has " + found + " items, expected " + items);
                }
            } catch (final NotAnnoyException ex) {
                throw damaged(path, ex.problem);
            }
        }
    }

    private static IndexFormatException damaged(final Path path, final String problem) {
        return new IndexFormatException(path, "is damaged: " + problem + "; copy or build it again");
    }

    /** Traverses a tree depth first and counts its items. */
    private int follow(final int root, final BitSet reached) throws NotAnnoyException {
        reached.clear(0, itemCount);
        final IntArrayList open = new IntArrayList();
        open.addInt(root);
        int items = 0;
        while (!open.isEmpty()) {
            final int node = open.removeAt(open.size() - 1);
            if (node < itemCount) {
                items += reach(node, reached);
                continue;
            }
            reach(node, reached);
            checkChildren(node);
            final Chunk chunk = nodes.chunk(node);
            final int offset = nodes.offset(node);
            final int descendants = SpotifyNodes.descendants(chunk, offset);
            if (descendants > layout.bucketCapacity(dimension)) {
                open.addInt(nodes.child(chunk, offset, 0));
                open.addInt(nodes.child(chunk, offset, 1));
                continue;
            }
            for (int slot = 0; slot < descendants; slot++) {
                final int id = nodes.child(chunk, offset, slot);
                // Unused slots of a root are 0.
                if (id != 0 || slot == 0 || node != root) {
                    items += reach(id, reached);
                }
            }
        }
        return items;
    }

    /** Marks a node; returns 1 if it is an item. */
    private int reach(final int node, final BitSet reached) throws NotAnnoyException {
        if (reached.get(node)) {
            throw new NotAnnoyException("node " + node + " is reached twice from a root");
        }
        reached.set(node);
        return node < itemCount && nodes.descendants(node) == 1 ? 1 : 0;
    }

    /** @return how nodes are laid out. */
    public SpotifyLayout layout() {
        return layout;
    }

    /** @return the nodes. */
    public SpotifyNodes nodes() {
        return nodes;
    }

    /** @return components of a vector; bits for hamming. */
    public int dimension() {
        return dimension;
    }

    /** @return the number of ids, which is the largest id plus 1; some ids may be unused. */
    public int itemCount() {
        return itemCount;
    }

    /** @return number of trees. */
    public int treeCount() {
        return treeCount;
    }

    /** @return the root of each tree, the last of the file first; not to be modified. */
    public int[] roots() {
        return roots;
    }

    /** The file does not match a metric and dimension. */
    private static class NotAnnoyException extends IOException {
        private static final long serialVersionUID = 1L;

        private final String problem;

        NotAnnoyException(final String problem) {
            super(problem);
            this.problem = problem;
        }
    }

    /** The file matches as far as it goes, and has no trees. */
    private static final class NotBuiltException extends NotAnnoyException {
        private static final long serialVersionUID = 1L;

        NotBuiltException() {
            super("no trees: it was never built");
        }
    }
}
