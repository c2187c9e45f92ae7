package org.annoyindex.builder.link;

import java.util.function.DoubleConsumer;
import org.annoyindex.builder.grow.Neighborhood;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.math.SplitMix;

/**
 * Links each item to {@link ItemPages#LINKS} others, so that a search can go from item to item, always on from the nearest one found.
 *
 * <ol>
 *   <li>{@link CandidateScan} finds each item's candidates in the 64 leaves nearest to it: the items nearest to it by their
 *       sketches, and the nearest two of each leaf. The latter let searches find neighbors that lie in other clusters. Leaves
 *       have to be near to the item itself: with those nearest to its leaf, searches in embeddings of sentences take 1.5 times
 *       as many steps for a recall of 0.95, and twice as many for 0.99.
 *   <li>{@link ForwardLinks} compares them exactly and prunes them with {@link LinkChoice}, by the rule of Vamana.
 *   <li>{@link MutualLinks} prunes what is left together with the links of others to the item, and fills the row up with the
 *       nearest of what was pruned.
 *   <li>{@link Reachability} makes sure that every item is reached from the entries that {@link EntryPoints} chooses.
 * </ol>
 *
 * <p>Items are numbered by position everywhere: a leaf's items are adjacent, and so are near leaves. The first three steps
 * take a leaf at a time, on all threads, with points read by id from the build's vectors through a {@link PointCache}. A
 * leaf's work depends on no other leaf's of the same step, so that rows do not depend on the threads. Besides the rows, memory
 * is needed for the links turned around, 4 bytes for each link kept, and for a few points per thread.
 */
public final class LinkBuilder {
    /** Number of leaves among which each item of a leaf finds those nearest to it. */
    private static final int LEAVES_AROUND = 384;

    private static final double FORWARD_SHARE = 0.8;
    private static final double MUTUAL_SHARE = 0.15;

    private final Points points;
    private final LeafPages leaves;
    private final Workers workers;
    private final DoubleConsumer progress;

    /**
     * Builds nothing yet.
     *
     * @param points the items' points by id.
     * @param leaves of the items; open until links are built.
     * @param workers threads of the build.
     * @param progress gets the share of the work that is done.
     */
    public LinkBuilder(
            final Points points, final LeafPages leaves, final Workers workers, final DoubleConsumer progress) {
        this.points = points;
        this.leaves = leaves;
        this.workers = workers;
        this.progress = progress;
    }

    /** {@return the links of all items, the same for any number of threads and either kernel} */
    public LinkGraph build() {
        return build(EntryPoints.MAX_ENTRIES);
    }

    /** Builds links with a number of entries at most. */
    LinkGraph build(final int maxEntries) {
        final int[] ids = leaves.ids();
        final int[][] rows = new int[ids.length][];
        final int[] middles = new int[leaves.count()];
        final byte[] kept = new byte[ids.length];
        linkForward(ids, rows, kept, middles);
        linkMutually(ids, rows, kept, new ReverseLinks(rows, kept));
        final int[] entries = EntryPoints.of(leaves.tree(), middles, maxEntries);
        final int[] completed = new Reachability(rows, points, ids, leaves).complete(entries);
        progress.accept(1);
        return new LinkGraph(rows, completed);
    }

    private void linkForward(final int[] ids, final int[][] rows, final byte[] kept, final int[] middles) {
        final int[] order = leaves.order();
        final int[][] around = Neighborhood.of(
                leaves.centroids(), LEAVES_AROUND, SplitMix.derive(leaves.seed(), LEAVES_AROUND), workers);
        workers.forEach(
                order.length,
                () -> {
                    final ForwardLinks links = new ForwardLinks(points, ids, leaves);
                    return i -> {
                        final int leaf = order[i];
                        middles[leaf] = links.link(leaf, withItselfFirst(around[leaf], leaf), rows, kept);
                    };
                },
                share -> progress.accept(FORWARD_SHARE * share));
    }

    /** Equal centroids may come before a leaf's own, or many of them may leave no place for it. */
    private static int[] withItselfFirst(final int[] around, final int leaf) {
        final int[] sorted = around.clone();
        int at = 0;
        while (at < sorted.length - 1 && sorted[at] != leaf) {
            at++;
        }
        System.arraycopy(around, 0, sorted, 1, at);
        sorted[0] = leaf;
        return sorted;
    }

    private void linkMutually(final int[] ids, final int[][] rows, final byte[] kept, final ReverseLinks reverse) {
        final int[] order = leaves.order();
        workers.forEach(
                order.length,
                () -> {
                    final MutualLinks links = new MutualLinks(points, ids, reverse);
                    return i -> {
                        final int from = leaves.firstPosition(order[i]);
                        for (int position = from; position < from + leaves.size(order[i]); position++) {
                            links.link(position, rows[position], kept[position]);
                        }
                    };
                },
                share -> progress.accept(FORWARD_SHARE + MUTUAL_SHARE * share));
    }
}
