package org.annoyindex.query.exact;

import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;

/**
 * The k nearest items met so far, none farther than a bound, as keys of (surrogate distance, id), see
 * {@link ExactQuery#surrogate}.
 */
public final class TopK {
    /** Complements, so that the farthest is on top. */
    private final LongHeap farthestFirst = new LongHeap(16);

    private int k;
    /** Keys must be below it. */
    private long farthest;

    /** Removes all items, to take any. */
    public void reset(final int wanted) {
        reset(wanted, Float.POSITIVE_INFINITY);
    }

    /** Removes all items, to take those of a surrogate distance of at most a bound. */
    public void reset(final int wanted, final float bound) {
        farthestFirst.clear();
        k = wanted;
        farthest = ScoredKey.of(bound, Integer.MAX_VALUE);
    }

    /** Number of items in. */
    public int size() {
        return farthestFirst.size();
    }

    /** Number of items wanted. */
    public int k() {
        return k;
    }

    /** Whether k items are in. */
    public boolean isFull() {
        return farthestFirst.size() == k;
    }

    /** The surrogate distance an item must not exceed to enter; the bound until k items are in. */
    public float limit() {
        return ScoredKey.score(farthest);
    }

    /** Adds an item, which must not have been offered before, if it is among the k nearest. */
    public void offer(final long key) {
        if (key >= farthest) {
            return;
        }
        if (farthestFirst.size() < k) {
            farthestFirst.push(~key);
            if (farthestFirst.size() < k) {
                return;
            }
        } else {
            farthestFirst.replaceLeast(~key);
        }
        farthest = ~farthestFirst.peek();
    }

    /** Removes the farthest item; nothing may be offered afterwards until the next reset. */
    public long removeFarthest() {
        return ~farthestFirst.pop();
    }
}
