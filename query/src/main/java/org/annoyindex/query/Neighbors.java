package org.annoyindex.query;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.annoyindex.core.rank.ScoredKey;

/**
 * What a search found: ids and distances, nearest first, equal distances in the order of ids. Distances are the index's
 * metric's own (see {@link org.annoyindex.core.Metric}); for dot the largest product is first.
 *
 * <pre>{@code
 * for (Neighbor neighbor : index.nearest(vector, 10)) {
 *     System.out.println(neighbor.id() + " at " + neighbor.distance());
 * }
 * }</pre>
 *
 * <p>Neighbors are kept as two arrays; iterating makes a record of each, {@link #id} and {@link #distance} make nothing.
 *
 * <p>Those returned by {@link AnnoyIndex} never change. Those returned by a {@link Searcher} are overwritten by its next
 * search.
 */
public final class Neighbors implements Iterable<Neighbor> {
    private int[] ids;
    private float[] distances;
    private int size;

    Neighbors(final int capacity) {
        ids = new int[capacity];
        distances = new float[capacity];
    }

    /** @return number of neighbors found: k, or fewer when fewer items are eligible. */
    public int size() {
        return size;
    }

    /**
     * @param rank 0 for the nearest.
     * @return the item's id.
     */
    public int id(final int rank) {
        return ids[checkRank(rank)];
    }

    /**
     * @param rank 0 for the nearest.
     * @return the item's distance.
     */
    public float distance(final int rank) {
        return distances[checkRank(rank)];
    }

    /** @return a copy of all ids, nearest first. */
    public int[] ids() {
        return Arrays.copyOf(ids, size);
    }

    /** @return a copy of all distances, nearest first. */
    public float[] distances() {
        return Arrays.copyOf(distances, size);
    }

    /** @return the neighbors, nearest first. */
    @Override
    public Iterator<Neighbor> iterator() {
        return stream().iterator();
    }

    /** @return the neighbors, nearest first. */
    public Stream<Neighbor> stream() {
        return IntStream.range(0, size).mapToObj(this::neighbor);
    }

    /** @return the neighbors, nearest first; a list of its own that never changes, nor can be changed. */
    public List<Neighbor> toList() {
        return stream().toList();
    }

    private Neighbor neighbor(final int rank) {
        return new Neighbor(ids[rank], distances[rank]);
    }

    private int checkRank(final int rank) {
        if (rank < 0 || rank >= size) {
            throw new IndexOutOfBoundsException("rank " + rank + " of " + size + " neighbors");
        }
        return rank;
    }

    Neighbors copy() {
        final Neighbors copy = new Neighbors(0);
        copy.ids = ids();
        copy.distances = distances();
        copy.size = size;
        return copy;
    }

    /** Takes the results of a search out of its list, which is empty afterwards. */
    void fill(final TopK found, final ExactQuery query) {
        size = found.size();
        if (ids.length < size) {
            ids = new int[size];
            distances = new float[size];
        }
        for (int rank = size - 1; rank >= 0; rank--) {
            final long key = found.removeFarthest();
            ids[rank] = ScoredKey.ordinal(key);
            distances[rank] = query.distance(ScoredKey.score(key));
        }
    }

    /** Takes the nearest of some items, by order and id, out of what waits. */
    void take(final Frontier waiting, final int most, final ExactQuery query) {
        size = Math.min(most, waiting.count());
        if (ids.length < size) {
            ids = new int[size];
            distances = new float[size];
        }
        for (int rank = 0; rank < size; rank++) {
            waiting.peek();
            final long key = waiting.pop();
            ids[rank] = ScoredKey.ordinal(key);
            distances[rank] = query.distance(ScoredKey.score(key));
        }
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("[");
        for (int rank = 0; rank < size; rank++) {
            text.append(rank == 0 ? "" : ", ").append(ids[rank]).append(": ").append(distances[rank]);
        }
        return text.append(']').toString();
    }
}
