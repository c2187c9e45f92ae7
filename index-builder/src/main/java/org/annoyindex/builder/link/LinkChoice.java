package org.annoyindex.builder.link;

import org.annoyindex.core.rank.ScoredKey;

/**
 * Chooses an item's links from candidates by the rule of Vamana (Subramanya et al., DiskANN, NeurIPS 2019): nearest first, a
 * candidate is kept unless a kept one is nearer to it than the item is, by a factor. Links then point in different directions,
 * and a search finds the other candidates by way of those kept. Scratch of one thread.
 */
final class LinkChoice {
    /** Square of the factor, 1.05. */
    private static final float SQUARED_FACTOR = 1.05f * 1.05f;

    private final PointCache points;
    private final int max;
    /** Numbers of the candidates kept. */
    private final int[] kept;
    /** Where their points start, and whether they are friends, in the order in which others are compared with them. */
    private final int[] starts;

    private final boolean[] areFriends;

    /**
     * For rows of a length.
     *
     * @param points of the candidates.
     * @param max number of links to keep.
     */
    LinkChoice(final PointCache points, final int max) {
        this.points = points;
        this.max = max;
        kept = new int[max];
        starts = new int[max];
        areFriends = new boolean[max];
    }

    /**
     * Chooses links.
     *
     * @param keys of candidates by their squared distance and position, ascending and unique; at most {@link
     *     PointCache#MIN_POINTS}.
     * @param count number of keys.
     * @param friends which candidates are known not to exclude each other; may be none.
     * @return number of candidates kept; {@link #kept} has them.
     */
    int choose(final long[] keys, final int count, final boolean[] friends) {
        points.reserve(count);
        int size = 0;
        for (int i = 0; i < count && size < max; i++) {
            final int start = points.start(ScoredKey.ordinal(keys[i]));
            if (!isExcluded(start, ScoredKey.score(keys[i]), friends[i], size)) {
                kept[size] = i;
                starts[size] = start;
                areFriends[size] = friends[i];
                size++;
            }
        }
        return size;
    }

    private boolean isExcluded(final int start, final float distance, final boolean isFriend, final int size) {
        for (int i = 0; i < size; i++) {
            if (!(isFriend && areFriends[i]) && SQUARED_FACTOR * points.distance(start, starts[i]) <= distance) {
                moveForward(i);
                return true;
            }
        }
        return false;
    }

    /** What excludes one candidate is likely to exclude the next ones, too. */
    private void moveForward(final int i) {
        final int before = i / 2;
        final int start = starts[i];
        starts[i] = starts[before];
        starts[before] = start;
        final boolean isFriend = areFriends[i];
        areFriends[i] = areFriends[before];
        areFriends[before] = isFriend;
    }

    /** The index among the keys of the candidate kept as number i. */
    int kept(final int i) {
        return kept[i];
    }
}
