package org.annoyindex.builder.link;

import java.util.Arrays;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.ScoredKey;

/** Links the items of a leaf to candidates found through the leaf pages. Scratch of one thread. */
final class ForwardLinks {
    private final Kernels kernels = Kernels.active();
    private final LeafPages leaves;
    private final int dimension;
    private final CandidateScan scan;
    private final PointCache cache;
    private final LinkChoice choice;
    private final int[] candidates = new int[CandidateScan.MAX_CANDIDATES];
    private final long[] keys = new long[candidates.length];
    private final boolean[] friends = new boolean[candidates.length];

    ForwardLinks(final Points points, final int[] ids, final LeafPages leaves) {
        this.leaves = leaves;
        dimension = points.dimension();
        scan = new CandidateScan(points, ids, leaves);
        cache = new PointCache(points, ids);
        choice = new LinkChoice(cache, ItemPages.LINKS);
    }

    /**
     * Links the items of a leaf.
     *
     * @param leaf the leaf.
     * @param around leaves to take candidates from, the leaf itself first.
     * @param rows receives the items' rows by position, the links kept first, then the nearest other candidates.
     * @param kept receives the number of links kept by position.
     * @return position of the item nearest to the leaf's centroid.
     */
    int link(final int leaf, final int[] around, final int[][] rows, final byte[] kept) {
        scan.scan(leaf, around);
        final int first = leaves.firstPosition(leaf);
        int middle = 0;
        for (int member = 0; member < scan.members(); member++) {
            final int count = scan.take(member, candidates);
            cache.reserve(count);
            for (int i = 0; i < count; i++) {
                final float distance = kernels.squaredDistance(
                        scan.rows(), member * dimension, cache.rows(), cache.start(candidates[i]), dimension);
                keys[i] = ScoredKey.of(distance, candidates[i]);
            }
            Arrays.sort(keys, 0, count);
            final int chosen = choice.choose(keys, count, friends);
            kept[first + member] = (byte) chosen;
            rows[first + member] = row(count, chosen);
            if (scan.centroidDistance(member) < scan.centroidDistance(middle)) {
                middle = member;
            }
        }
        return first + middle;
    }

    private int[] row(final int count, final int chosen) {
        final int[] row = new int[ItemPages.LINKS];
        Arrays.fill(row, -1);
        for (int i = 0; i < chosen; i++) {
            row[i] = ScoredKey.ordinal(keys[choice.kept(i)]);
        }
        int size = chosen;
        int next = 0;
        for (int i = 0; i < count && size < row.length; i++) {
            if (next < chosen && choice.kept(next) == i) {
                next++;
            } else {
                row[size++] = ScoredKey.ordinal(keys[i]);
            }
        }
        return row;
    }
}
