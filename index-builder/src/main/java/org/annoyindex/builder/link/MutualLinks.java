package org.annoyindex.builder.link;

import java.util.Arrays;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.ScoredKey;

/**
 * Chooses the links of an item again, from those that it kept and the items that kept a link to it. Scratch of one thread.
 */
final class MutualLinks {
    /** Number of candidates at most, the nearest; only items in dense places have more. */
    private static final int MAX_CANDIDATES = 288;

    /** Number of points that are compared with the item before the cache may be emptied. */
    private static final int BATCH = PointCache.MIN_POINTS;

    private final Kernels kernels = Kernels.active();
    private final Points points;
    private final int[] ids;
    private final ReverseLinks reverse;
    private final PointCache cache;
    private final LinkChoice choice;
    private final float[] point;
    private long[] keys = new long[MAX_CANDIDATES];
    private final long[] forward = new long[ItemPages.LINKS];
    private final boolean[] isForward = new boolean[MAX_CANDIDATES];
    private final long[] others = new long[MAX_CANDIDATES + ItemPages.LINKS];

    MutualLinks(final Points points, final int[] ids, final ReverseLinks reverse) {
        this.points = points;
        this.ids = ids;
        this.reverse = reverse;
        cache = new PointCache(points, ids);
        choice = new LinkChoice(cache, ItemPages.LINKS);
        point = new float[points.dimension()];
    }

    /**
     * Replaces the links of an item.
     *
     * @param position of the item.
     * @param row its forward links; receives its new ones: those kept, then the nearest others.
     * @param kept number of forward links that were kept.
     */
    void link(final int position, final int[] row, final int kept) {
        points.load(ids[position], point, 0);
        final int count = candidates(position, row, kept);
        final int chosen = choice.choose(keys, count, isForward);
        final int rest = chosen < row.length ? others(row, kept, count, chosen) : 0;
        for (int i = 0; i < chosen; i++) {
            row[i] = ScoredKey.ordinal(keys[choice.kept(i)]);
        }
        fill(position, row, chosen, rest);
    }

    /** Collects the keys of candidates, nearest first; returns their number. */
    private int candidates(final int position, final int[] row, final int kept) {
        final int all = kept + reverse.count(position);
        if (keys.length < all) {
            keys = new long[all + all / 2];
        }
        cache.reserve(BATCH);
        for (int i = 0; i < kept; i++) {
            forward[i] = key(row[i]);
            keys[i] = forward[i];
        }
        for (int i = kept; i < all; i++) {
            if (i % BATCH == 0) {
                cache.reserve(BATCH);
            }
            keys[i] = key(reverse.source(position, i - kept));
        }
        Arrays.sort(keys, 0, all);
        int count = 0;
        int next = 0;
        for (int i = 0; i < all && count < MAX_CANDIDATES; i++) {
            if (count > 0 && keys[count - 1] == keys[i]) {
                continue;
            }
            keys[count] = keys[i];
            isForward[count] = next < kept && forward[next] == keys[i];
            if (isForward[count]) {
                next++;
            }
            count++;
        }
        return count;
    }

    private long key(final int position) {
        return ScoredKey.of(
                kernels.squaredDistance(point, 0, cache.rows(), cache.start(position), point.length), position);
    }

    /** Collects candidates that were not chosen, then or now, nearest first; returns their number. */
    private int others(final int[] row, final int kept, final int count, final int chosen) {
        int size = 0;
        int next = 0;
        for (int i = 0; i < count; i++) {
            if (next < chosen && choice.kept(next) == i) {
                next++;
            } else {
                others[size++] = keys[i];
            }
        }
        cache.reserve(ItemPages.LINKS);
        for (int i = kept; i < row.length && row[i] >= 0; i++) {
            others[size++] = key(row[i]);
        }
        Arrays.sort(others, 0, size);
        return size;
    }

    private void fill(final int position, final int[] row, final int chosen, final int rest) {
        int size = chosen;
        for (int i = 0; i < rest && size < row.length; i++) {
            size = add(ScoredKey.ordinal(others[i]), row, size);
        }
        // There are fewer candidates than links only in tiny indexes, and if sketches of huge vectors overflow.
        for (int i = 1; size < row.length && i < ids.length; i++) {
            size = add((position + i) % ids.length, row, size);
        }
        Arrays.fill(row, size, row.length, -1);
    }

    private static int add(final int position, final int[] row, final int size) {
        for (int i = 0; i < size; i++) {
            if (row[i] == position) {
                return size;
            }
        }
        row[size] = position;
        return size + 1;
    }
}
