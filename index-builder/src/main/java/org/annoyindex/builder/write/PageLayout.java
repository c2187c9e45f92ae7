package org.annoyindex.builder.write;

import java.util.ArrayList;
import java.util.List;
import org.annoyindex.builder.grow.PageTree;
import org.annoyindex.core.format.InnerPage;
import org.annoyindex.core.format.LeafPage;
import org.annoyindex.core.format.SketchPage;

/**
 * Gives every page its place. Leaf pages are laid out tree by tree in the trees' leaf order; inner pages root first, so that
 * the pages that every search needs are adjacent.
 */
final class PageLayout {
    private final int dimension;
    private final int sketchBits;
    private final List<PageTree> trees;
    private final List<LeafEntries> entries = new ArrayList<>();
    private final int[][] leafOrders;
    private final List<PlacedNode> innerPages = new ArrayList<>();
    private final int[] roots;
    private long innerBytes;
    private int longestInnerPage;
    private long leafBytes;
    private int longestLeafPage;
    private int leafPages;

    /**
     * An inner page.
     *
     * @param tree its number.
     * @param node of the tree.
     * @param references of the children's pages.
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
    record PlacedNode(int tree, Node node, int[] references) {}

    /**
     * Lays out the pages of some trees.
     *
     * @param trees may be none.
     * @param dimension of the trees' points.
     * @param sketchBits of the file; 0 without sketches.
     */
    PageLayout(final List<PageTree> trees, final int dimension, final int sketchBits) {
        this.trees = trees;
        this.dimension = dimension;
        this.sketchBits = sketchBits;
        leafOrders = new int[trees.size()][];
        roots = new int[Math.max(1, trees.size())];
        for (int t = 0; t < trees.size(); t++) {
            entries.add(new LeafEntries(trees.get(t)));
            leafOrders[t] = trees.get(t).leafOrder();
            roots[t] = placeInnerPage(t, Node.root(trees.get(t)), placeLeaves(t));
        }
        if (trees.isEmpty()) {
            roots[0] = place(0);
        }
    }

    /** Returns the reference of every leaf of a tree, by its number. */
    private int[] placeLeaves(final int t) {
        final int[] references = new int[leafOrders[t].length];
        for (final int leaf : leafOrders[t]) {
            references[leaf] = reference(leafBytes);
            final int bytes = leafBytes(t, leaf);
            longestLeafPage = Math.max(longestLeafPage, bytes);
            leafBytes += bytes;
            leafPages++;
        }
        return references;
    }

    /** Places a node's page, then the pages below it; returns its reference. */
    private int placeInnerPage(final int t, final Node node, final int[] leafReferences) {
        final int[] children = node.children();
        final int[] references = new int[children.length];
        innerPages.add(new PlacedNode(t, node, references));
        final int reference = place(children.length);
        for (int i = 0; i < children.length; i++) {
            references[i] = node.aboveLeaves()
                    ? leafReferences[children[i]]
                    : placeInnerPage(t, Node.of(trees.get(t), node.level() - 1, children[i]), leafReferences);
        }
        return reference;
    }

    private int place(final int children) {
        final int reference = reference(innerBytes);
        final int bytes = innerBytes(children);
        innerBytes += bytes;
        longestInnerPage = Math.max(longestInnerPage, bytes);
        return reference;
    }

    private static int reference(final long offset) {
        final long reference = offset / LeafPage.ALIGNMENT;
        if (reference > Integer.MAX_VALUE) {
            throw new IllegalStateException("the pages are larger than " + (long) Integer.MAX_VALUE * LeafPage.ALIGNMENT
                    + " bytes; build fewer trees, or without second leaves");
        }
        return (int) reference;
    }

    /** Number of bytes of an inner page. */
    int innerBytes(final int children) {
        return sketchBits > 0
                ? SketchPage.bytes(children, dimension, sketchBits)
                : InnerPage.bytes(children, dimension);
    }

    /** Number of bytes of a leaf page. */
    int leafBytes(final int tree, final int leaf) {
        final int items = entries.get(tree).size(leaf);
        return sketchBits > 0 ? SketchPage.bytes(items, dimension, sketchBits) : LeafPage.bytes(items);
    }

    /** Inner pages in their order in the file; none without trees, although there is an empty root page. */
    List<PlacedNode> innerPages() {
        return innerPages;
    }

    int treeCount() {
        return trees.size();
    }

    PageTree tree(final int number) {
        return trees.get(number);
    }

    LeafEntries entries(final int tree) {
        return entries.get(tree);
    }

    /** The leaves of a tree in their order in the file. */
    int[] leafOrder(final int tree) {
        return leafOrders[tree];
    }

    int sketchBits() {
        return sketchBits;
    }

    /** References of the trees' root pages. */
    int[] roots() {
        return roots;
    }

    long innerBytes() {
        return innerBytes;
    }

    long leafBytes() {
        return leafBytes;
    }

    int innerPageCount() {
        return Math.max(1, innerPages.size());
    }

    int leafPageCount() {
        return leafPages;
    }

    int longestInnerPage() {
        return longestInnerPage;
    }

    int longestLeafPage() {
        return longestLeafPage;
    }

    /** Items in the order of the first tree's leaves, which is the order of their positions. */
    int[] itemOrder() {
        return trees.isEmpty() ? new int[0] : trees.get(0).pointOrder();
    }
}
