package org.annoyindex.query.exact;

import java.util.Arrays;
import org.annoyindex.core.rank.ScoredKey;

/** What a search found: ids and distances, nearest first, equal distances by id. Reused by a searcher, or a copy. */
public final class RankedItems {
    private int[] ids;
    private float[] distances;
    private int size;

    /** @param capacity number of items for which there is room at first. */
    public RankedItems(final int capacity) {
        ids = new int[capacity];
        distances = new float[capacity];
    }

    private RankedItems(final RankedItems other) {
        ids = Arrays.copyOf(other.ids, other.size);
        distances = Arrays.copyOf(other.distances, other.size);
        size = other.size;
    }

    /** Number of items. */
    public int size() {
        return size;
    }

    /** The id of the item at a rank, from 0. */
    public int id(final int rank) {
        return ids[checkRank(rank)];
    }

    /** The distance of the item at a rank, from 0. */
    public float distance(final int rank) {
        return distances[checkRank(rank)];
    }

    private int checkRank(final int rank) {
        if (rank < 0 || rank >= size) {
            throw new IndexOutOfBoundsException("rank " + rank + " of " + size + " neighbors");
        }
        return rank;
    }

    /** A copy of all ids. */
    public int[] ids() {
        return Arrays.copyOf(ids, size);
    }

    /** A copy of all distances. */
    public float[] distances() {
        return Arrays.copyOf(distances, size);
    }

    /** A copy that never changes. */
    public RankedItems copy() {
        return new RankedItems(this);
    }

    /** Takes the items of a list, which is empty afterwards. */
    public void fill(final TopK found, final ExactQuery query) {
        setSize(found.size());
        for (int rank = size - 1; rank >= 0; rank--) {
            set(rank, found.removeFarthest(), query);
        }
    }

    /** Takes the nearest of some items out of those that wait. */
    public void fill(final Frontier waiting, final int max, final ExactQuery query) {
        setSize(Math.min(max, waiting.count()));
        for (int rank = 0; rank < size; rank++) {
            waiting.peek();
            set(rank, waiting.pop(), query);
        }
    }

    private void setSize(final int count) {
        size = count;
        if (ids.length < size) {
            ids = new int[size];
            distances = new float[size];
        }
    }

    private void set(final int rank, final long key, final ExactQuery query) {
        ids[rank] = ScoredKey.ordinal(key);
        distances[rank] = query.distance(ScoredKey.score(key));
    }
}
