package org.annoyindex.query;

import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.rank.ScoredKey;
import org.jspecify.annotations.Nullable;

/** A way of searching one kind of file; scratch of one searcher. */
abstract sealed class Search permits NearestSearch, RadiusSearch {
    /** In place of a position: the query is no item's vector. */
    static final int NO_ITEM = -1;

    final ExactQuery query;
    final TopK found = new TopK();
    /** Receives what is compared, as keys of (order, id), where a search may be gone on with; else null. */
    @Nullable
    Frontier kept;

    /** Null where all items may be returned, and between searches. */
    @Nullable
    ItemFilter filter;

    /** Position of the item whose vector the query is, which is compared before all others; or {@link #NO_ITEM}. */
    int own = NO_ITEM;

    /** Items compared at a time, whose vectors are fetched together: what takes the time is waiting for them. */
    static final int GROUP = 16;

    /** Items gathered before they are compared. */
    private static final int GATHERED = 16 * GROUP;

    private final IndexFile file;
    private final VectorColumn vectors;
    private final AllowedIds allowed;
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
        allowed = new AllowedIds(file.itemCount, this::gatherItem);
        query = new ExactQuery(file);
    }

    /** Leaves what it finds of at most so many items in {@link #found}. */
    abstract void run(float[] vector, int most, SearchOptions options);

    /** What has been done since the last search began. */
    abstract SearchStatistics statistics();

    final long exactComparisons() {
        return exactComparisons;
    }

    final void forgetComparisons() {
        exactComparisons = 0;
    }

    /** How many items may be returned at most. */
    final int most() {
        return filter == null ? file.itemCount : filter.most(file.itemCount);
    }

    /** Compares the query with every item that may be returned, none of which may have been compared before. */
    final void compareAll() {
        waitingCount = 0;
        if (filter != null && filter.allowed() != null) {
            allowed.forEach(filter);
        } else {
            for (int position = 0; position < file.itemCount; position++) {
                if (isAllowed(position)) {
                    gather(position);
                }
            }
        }
        compareAll(waiting, 0, waitingCount);
    }

    /** Whether the query is the vector of an item that may be returned. */
    final boolean hasOwn() {
        return own != NO_ITEM && isAllowed(own);
    }

    private boolean isAllowed(final int position) {
        if (filter == null) {
            return true;
        }
        final int id = file.id(position);
        return id >= 0 && filter.allows(id);
    }

    private void gatherItem(final int id) {
        final int position = file.position(id);
        if (position >= 0) {
            gather(position);
        }
    }

    private void gather(final int position) {
        if (waitingCount == GATHERED) {
            compareAll(waiting, 0, waitingCount);
            waitingCount = 0;
        }
        waiting[waitingCount++] = position;
    }

    /** Compares the query with the items at a range of some positions, all of them different. */
    final void compareAll(final int[] positions, final int first, final int last) {
        for (int from = first; from < last; from += GROUP) {
            final int to = Math.min(last, from + GROUP);
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
        if (order <= (kept == null ? found.limit() : Float.POSITIVE_INFINITY)) {
            final int id = file.id(position);
            if (id >= 0) {
                final long key = ScoredKey.of(order, id);
                found.offer(key);
                if (kept != null) {
                    kept.add(key);
                }
            }
        }
    }
}
