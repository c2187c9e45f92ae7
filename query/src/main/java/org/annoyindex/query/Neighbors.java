package org.annoyindex.query;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.annoyindex.query.exact.RankedItems;

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
    private final RankedItems items;

    /** Takes items, which this shows as they are. */
    Neighbors(final RankedItems items) {
        this.items = items;
    }

    /** {@return number of neighbors found: k, or fewer if fewer items are eligible} */
    public int size() {
        return items.size();
    }

    /**
     * Id of a neighbor.
     *
     * @param rank 0 for the nearest.
     * @return the item's id.
     * @throws IndexOutOfBoundsException if the rank is not from 0 to {@code size() - 1}.
     */
    public int id(final int rank) {
        return items.id(rank);
    }

    /**
     * Distance of a neighbor.
     *
     * @param rank 0 for the nearest.
     * @return the item's distance.
     * @throws IndexOutOfBoundsException if the rank is not from 0 to {@code size() - 1}.
     */
    public float distance(final int rank) {
        return items.distance(rank);
    }

    /** {@return a copy of all ids, nearest first} */
    public int[] ids() {
        return items.ids();
    }

    /** {@return a copy of all distances, nearest first} */
    public float[] distances() {
        return items.distances();
    }

    /** {@return the neighbors, nearest first} */
    @Override
    public Iterator<Neighbor> iterator() {
        return stream().iterator();
    }

    /** {@return the neighbors, nearest first} */
    public Stream<Neighbor> stream() {
        return IntStream.range(0, size()).mapToObj(rank -> new Neighbor(id(rank), distance(rank)));
    }

    /** {@return the neighbors, nearest first; a list of its own that never changes, nor can be changed} */
    public List<Neighbor> toList() {
        return stream().toList();
    }

    /** {@return ids and distances, for instance {@code [17: 0.0, 4: 1.5]}} */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("[");
        for (int rank = 0; rank < size(); rank++) {
            text.append(rank == 0 ? "" : ", ").append(id(rank)).append(": ").append(distance(rank));
        }
        return text.append(']').toString();
    }
}
