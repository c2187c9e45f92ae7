package org.annoyindex.builder.link;

import org.agrona.collections.IntArrayList;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.ScoredKey;

/**
 * Makes every item reachable. Breadth-first search from the entries marks the links by which items are first reached: these
 * form trees that span all reached items, so that any other link can be replaced and the same items are reached still. An item
 * that has not been reached takes the place of such a link in the row of a near item, its link is marked, and the search
 * continues from it. Only the last links of a row are replaced, which are the least important: those that the pruning rule did
 * not keep, and the longest. If there is no such place in the item's leaf, the item becomes an entry. For one thread.
 */
final class Reachability {
    /** Links of a row that are never replaced, the first ones. */
    private static final int FIRST_REPLACED = ItemPages.LINKS / 2;

    private final Kernels kernels = Kernels.active();
    private final int[][] rows;
    private final Points points;
    private final int[] ids;
    private final LeafPages leaves;
    private final boolean[] reached;
    /** For each row, a bit per link by which an item was first reached. */
    private final int[] marked;

    private final int[] queue;
    private int queued;
    private int searched;
    private final float[] point;
    private final float[] other;

    Reachability(final int[][] rows, final Points points, final int[] ids, final LeafPages leaves) {
        this.rows = rows;
        this.points = points;
        this.ids = ids;
        this.leaves = leaves;
        reached = new boolean[rows.length];
        marked = new int[rows.length];
        queue = new int[rows.length];
        point = new float[points.dimension()];
        other = new float[points.dimension()];
    }

    /**
     * Changes rows so that everything is reached.
     *
     * @param entries positions of items.
     * @return the same, then further entries that are needed.
     */
    int[] complete(final int[] entries) {
        final IntArrayList completed = new IntArrayList();
        for (final int entry : entries) {
            completed.addInt(entry);
            reach(entry);
        }
        search();
        for (final int leaf : leaves.order()) {
            final int from = leaves.firstPosition(leaf);
            final int to = from + leaves.size(leaf);
            for (int position = from; position < to; position++) {
                if (reached[position]) {
                    continue;
                }
                if (!attach(position, from, to)) {
                    completed.addInt(position);
                }
                reach(position);
                search();
            }
        }
        return completed.toIntArray();
    }

    private void reach(final int position) {
        if (!reached[position]) {
            reached[position] = true;
            queue[queued++] = position;
        }
    }

    private void search() {
        while (searched < queued) {
            final int position = queue[searched++];
            final int[] row = rows[position];
            for (int i = 0; i < row.length && row[i] >= 0; i++) {
                if (!reached[row[i]]) {
                    marked[position] |= 1 << i;
                    reach(row[i]);
                }
            }
        }
    }

    /** Links a near item to one that is not reached; returns false if there is none that can be. */
    private boolean attach(final int position, final int from, final int to) {
        points.load(ids[position], point, 0);
        long least = ScoredKey.LAST;
        for (final int near : rows[position]) {
            if (near >= 0) {
                least = Math.min(least, key(near));
            }
        }
        for (int near = from; near < to && least == ScoredKey.LAST; near++) {
            least = Math.min(least, key(near));
        }
        if (least == ScoredKey.LAST) {
            return false;
        }
        final int near = ScoredKey.ordinal(least);
        final int place = place(near);
        rows[near][place] = position;
        marked[near] |= 1 << place;
        return true;
    }

    /** The distance of an item that can be linked to the loaded point. */
    private long key(final int near) {
        if (!reached[near] || place(near) < 0) {
            return ScoredKey.LAST;
        }
        points.load(ids[near], other, 0);
        return ScoredKey.of(kernels.squaredDistance(point, 0, other, 0, point.length), near);
    }

    /** The first free place of a row, or that of the last link that can be replaced, or -1. */
    private int place(final int position) {
        final int[] row = rows[position];
        int place = ItemPages.LINKS - 1;
        while (place > 0 && row[place - 1] < 0) {
            place--;
        }
        if (row[place] < 0) {
            return place;
        }
        while (place >= FIRST_REPLACED && (marked[position] & 1 << place) != 0) {
            place--;
        }
        return place >= FIRST_REPLACED ? place : -1;
    }
}
