package org.annoyindex.query;

import org.annoyindex.core.RankedKey;
import org.annoyindex.core.format.VectorColumn;
import org.roaringbitmap.IntConsumer;

/** A way of searching one kind of file; scratch of one searcher. */
abstract sealed class Search permits PagedSearch, ForestSearch {
    final ExactQuery query;
    final TopK found = new TopK();
    /** Null where all items may be returned. */
    ItemFilter filter;

    /** Items compared at a time, whose vectors are fetched together: what takes the time is waiting for them. */
    static final int GROUP = 16;

    /** Items gathered before they are compared. */
    private static final int GATHERED = 16 * GROUP;

    private final IndexFile file;
    private final VectorColumn vectors;
    private final IntConsumer compareAllowed = this::compareAllowed;
    /** Positions that wait to be compared together. */
    private final int[] waiting = new int[GATHERED];

    private int waitingCount;
    private long exactComparisons;

    /** Takes what was read for nothing but to fetch it. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    Search(final IndexFile file) {
        this.file = file;
        vectors = file.vectors();
        query = new ExactQuery(file);
    }

    /** Searches for a vector and k that have been checked. */
    final void search(final float[] vector, final int k, final SearchOptions options, final Neighbors neighbors) {
        exactComparisons = 0;
        filter = options.filter();
        run(vector, k, options);
        neighbors.fill(found, query);
        filter = null; // a searcher may lie idle for long
    }

    /** Leaves what it finds in {@link #found}. */
    abstract void run(float[] vector, int k, SearchOptions options);

    /** Items met in leaves, repeats counted. */
    abstract long scanned();

    abstract long pagesVisited();

    abstract boolean wasExact();

    final long exactComparisons() {
        return exactComparisons;
    }

    /** How many items may be returned at most. */
    final int most() {
        return filter == null ? file.itemCount : filter.most(file.itemCount);
    }

    /** Compares the query with every item that may be returned, none of which may have been compared before. */
    final void compareAll() {
        waitingCount = 0;
        if (filter != null && filter.allowed() != null) {
            filter.allowed().forEach(compareAllowed);
        } else {
            for (int position = 0; position < file.itemCount; position++) {
                if (filter == null || isAllowed(position)) {
                    gather(position);
                }
            }
        }
        compareAll(waiting, waitingCount);
    }

    private boolean isAllowed(final int position) {
        final int id = file.id(position);
        return id >= 0 && filter.allows(id);
    }

    private void compareAllowed(final int id) {
        if (id >= 0 && id < file.itemCount) {
            final int position = file.position(id);
            if (position >= 0 && filter.passesTheRest(id)) {
                gather(position);
            }
        }
    }

    private void gather(final int position) {
        if (waitingCount == GATHERED) {
            compareAll(waiting, waitingCount);
            waitingCount = 0;
        }
        waiting[waitingCount++] = position;
    }

    /** Compares the query with the items at some positions, all of them different. */
    final void compareAll(final int[] positions, final int count) {
        for (int from = 0; from < count; from += GROUP) {
            final int to = Math.min(count, from + GROUP);
            for (int i = from; i < to; i++) {
                touched += vectors.touch(positions[i]);
            }
            for (int i = from; i < to; i++) {
                compare(positions[i]);
            }
        }
    }

    /** Compares the query with the item at a position, if there is one. */
    final void compare(final int position) {
        final float order = query.order(position);
        exactComparisons++;
        // False for NaN: items that are at no distance are not found.
        if (order <= found.limit()) {
            final int id = file.id(position);
            if (id >= 0) {
                found.offer(RankedKey.of(order, id));
            }
        }
    }
}
