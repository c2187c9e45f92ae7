package org.annoyindex.query;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;

/**
 * What is known of an opened index without searching it, see {@link AnnoyIndex#info()}.
 *
 * @param file that was opened.
 * @param metric of the index.
 * @param dimension components of a vector; bits for hamming.
 * @param size number of ids, from 0 to one less.
 * @param keyKind what items are known by outside of the index.
 * @param isLabeled whether items have labels.
 * @param treeCount number of trees.
 * @param layout of the file: {@link Pages}, or {@link SpotifyNodes} for a file of Spotify's Annoy.
 * @param recallProfile the recall that was measured when the index was built, or since, by ascending k. Empty for small
 *     indexes, which are searched exactly, for files of Spotify's Annoy, and if it was not measured.
 * @param linkProfile the same for searches over links, whose points count pages of items visited, and widths. Empty if items
 *     have no links, or it was not measured.
 * @param kernel which code computes distances in this JVM: {@code vector} for SIMD, or {@code scalar}.
 */
public record IndexInfo(
        Path file,
        Metric metric,
        int dimension,
        int size,
        KeyKind keyKind,
        boolean isLabeled,
        int treeCount,
        Layout layout,
        List<RecallCurve> recallProfile,
        List<RecallCurve> linkProfile,
        String kernel) {

    /** {@return whether the file is one of Spotify's Annoy} */
    public boolean isSpotify() {
        return layout instanceof SpotifyNodes;
    }

    /** {@return the layout of a file of this library; empty for one of Spotify's Annoy} */
    public Optional<Pages> pageLayout() {
        return layout instanceof Pages pages ? Optional.of(pages) : Optional.empty();
    }

    /** How a file is laid out. */
    public sealed interface Layout {}

    /**
     * The layout of this library's files.
     *
     * @param version of the format.
     * @param leavesPerItem leaves of a tree that hold an item at most.
     * @param sketchBits bits of a sketch, or 0 if there are none.
     * @param links number of items to which an item has links, or 0 if there are none.
     * @param innerPages number of inner pages.
     * @param leafPages number of leaf pages.
     * @param longestInnerPage bytes of the longest inner page.
     * @param longestLeafPage bytes of the longest leaf page.
     * @param largestNorm the largest Euclidean norm of any item for dot; else 0.
     * @param seed with which the index was built.
     * @param sections of the file.
     */
    public record Pages(
            int version,
            int leavesPerItem,
            int sketchBits,
            int links,
            int innerPages,
            int leafPages,
            int longestInnerPage,
            int longestLeafPage,
            float largestNorm,
            long seed,
            List<Section> sections)
            implements Layout {}

    /**
     * A part of a file.
     *
     * @param name in lower case, for instance {@code leaf_pages}.
     * @param offset of its first byte in the file.
     * @param bytes its length.
     * @param checksum CRC-32C of its bytes.
     */
    public record Section(String name, long offset, long bytes, int checksum) {}

    /**
     * The layout of a file of Spotify's Annoy: nodes of one size.
     *
     * @param name of the layout in lower case, for instance {@code angular}; {@code dot} has two.
     * @param nodeBytes bytes of a node.
     * @param bucketCapacity number of ids that a bucket can have at most.
     */
    public record SpotifyNodes(String name, int nodeBytes, int bucketCapacity) implements Layout {}

    /**
     * The recall of searches for one number of neighbors.
     *
     * @param k number of neighbors.
     * @param queries number of queries measured.
     * @param points by ascending number of items, at least one.
     */
    public record RecallCurve(int k, int queries, List<RecallPoint> points) {}

    /**
     * The recall at one effort.
     *
     * @param items that queries scanned on average; over links, pages of items that they visited.
     * @param recall share of the true nearest neighbors found on average.
     * @param adaptiveBudget at which searches stopped, see {@link Effort.AdaptiveBudget}; over links, their width. Empty in
     *     files of format version 1, whose queries scanned the same number of items each.
     */
    public record RecallPoint(double items, double recall, OptionalDouble adaptiveBudget) {}
}
