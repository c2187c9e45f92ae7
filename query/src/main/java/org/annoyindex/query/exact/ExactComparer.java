package org.annoyindex.query.exact;

import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.query.open.IndexFile;
import org.annoyindex.query.plan.ItemFilter;
import org.jspecify.annotations.Nullable;

/**
 * Compares the query with the vectors of items, and keeps the nearest. Most of the time goes into waiting for memory: so items
 * are gathered into groups, whose vectors are touched, to be fetched together, and then compared. Scratch of one searcher.
 */
public final class ExactComparer {
    /** In place of a position: the query is no item's vector. */
    public static final int NO_ITEM = -1;

    /** Items whose vectors are fetched together. */
    public static final int GROUP = 16;

    /** Items gathered before they are compared. */
    private static final int GATHERED = 16 * GROUP;

    private final IndexFile file;
    private final VectorColumn vectors;
    private final ExactQuery query;
    private final TopK found = new TopK();
    private final AllowedIds allowed;
    /** Positions that wait to be compared together. */
    private final int[] waiting = new int[GATHERED];

    /** Ids of items that were near enough: only in a damaged file is one met twice. */
    private final IdSet offered = new IdSet();

    private int waitingCount;
    private long comparisons;

    /** Null if all items may be returned, and between searches. */
    private @Nullable ItemFilter filter;

    /** Position of the item whose vector the query is, or {@link #NO_ITEM}. */
    private int queryItem = NO_ITEM;

    /** Receives all that is compared, as keys of (surrogate distance, id), if the search may be resumed; else null. */
    private @Nullable Frontier kept;

    /** Sink of what is read only to prefetch it. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    /** @param file whose items are compared. */
    public ExactComparer(final IndexFile file) {
        this.file = file;
        vectors = file.vectors();
        query = new ExactQuery(file);
        allowed = new AllowedIds(file.itemCount(), this::gatherItem);
    }

    /**
     * Begins a search.
     *
     * @param itemFilter which items may be returned; null for all.
     * @param item position of the item whose vector the query is, or {@link #NO_ITEM}.
     * @param keepAll receives all that is compared, near or not; null if only the nearest are wanted.
     */
    public void begin(final @Nullable ItemFilter itemFilter, final int item, final @Nullable Frontier keepAll) {
        filter = itemFilter;
        queryItem = item;
        kept = keepAll;
        comparisons = 0;
        offered.clear();
    }

    /** Resumes the search with the same filter. */
    public void resume(final @Nullable ItemFilter itemFilter) {
        filter = itemFilter;
    }

    /** Drops the filter, as a searcher may be idle for long. */
    public void end() {
        filter = null;
    }

    /** The query. */
    public ExactQuery query() {
        return query;
    }

    /** The nearest items so far. */
    public TopK found() {
        return found;
    }

    /** Null if all items may be returned. */
    public @Nullable ItemFilter filter() {
        return filter;
    }

    /** Whether all that is compared is kept, so that the search can be resumed. */
    public boolean keepsAll() {
        return kept != null;
    }

    /** Drops all that was found and kept, to begin anew with the same limits. */
    public void clear(final float bound) {
        found.reset(found.k(), bound);
        offered.clear();
        if (kept != null) {
            kept.clear();
        }
    }

    /** Vectors compared since the search began. */
    public long comparisons() {
        return comparisons;
    }

    /** Number of items that may be returned at most. */
    public int eligible() {
        return filter == null ? file.itemCount() : filter.maxMatches(file.itemCount());
    }

    /** Whether the item at a position may be returned. */
    public boolean isEligible(final int position) {
        if (filter == null) {
            return true;
        }
        final int id = file.id(position);
        return id >= 0 && filter.matches(id);
    }

    /** Whether the query is the vector of an item that may be returned. */
    public boolean hasQueryItem() {
        return queryItem != NO_ITEM && isEligible(queryItem);
    }

    /** Position of the item whose vector the query is, or {@link #NO_ITEM}. */
    public int queryItem() {
        return queryItem;
    }

    /** Says which item's vector the query is, if {@link #begin} did not: its position, or {@link #NO_ITEM}. */
    public void setQueryItem(final int position) {
        queryItem = position;
    }

    /** Compares the query with every item that may be returned, none of which may have been compared before. */
    public void compareAll() {
        waitingCount = 0;
        if (filter != null && filter.allowed() != null) {
            allowed.forEach(filter);
        } else {
            for (int position = 0; position < file.itemCount(); position++) {
                if (isEligible(position)) {
                    gather(position);
                }
            }
        }
        compareAll(waiting, 0, waitingCount);
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
    public void compareAll(final int[] positions, final int first, final int last) {
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

    /**
     * Compares the query with the items of a leaf. Their vectors are adjacent, so the processor fetches them ahead by itself;
     * for short ones, touching them first would take longer than comparing them.
     */
    public void compareAdjacent(final int[] positions, final int count) {
        for (int i = 0; i < count; i++) {
            compare(positions[i]);
        }
    }

    /** Compares the query with the item at a position, if there is one. */
    public void compare(final int position) {
        offer(position, measure(position));
    }

    /** Measures the surrogate distance of the item at a position, without a view to returning it. */
    public float measure(final int position) {
        comparisons++;
        return query.surrogate(position);
    }

    /** Keeps the item at a position if its surrogate distance is among the nearest. */
    public void offer(final int position, final float surrogate) {
        // False for NaN: items without a distance are not found.
        if (surrogate <= (kept == null ? found.limit() : Float.POSITIVE_INFINITY)) {
            final int id = file.id(position);
            if (id >= 0) {
                if (!offered.add(id)) {
                    throw new IndexOutOfBoundsException("item " + id + " is found twice");
                }
                final long key = ScoredKey.of(surrogate, id);
                found.offer(key);
                if (kept != null) {
                    kept.add(key);
                }
            }
        }
    }
}
