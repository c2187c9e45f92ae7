package org.annoyindex.query;

import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;

/**
 * The k nearest items met so far, none farther than a bound, as keys of (order, id); order as {@link ExactQuery#order}
 * gives it.
 */
final class TopK {
    /** Complements, so that the farthest is on top. */
    private final LongHeap farthestFirst = new LongHeap(16);

    private int k;
    /** Keys must be below it. */
    private long farthest;

    void reset(final int wanted) {
        reset(wanted, Float.POSITIVE_INFINITY);
    }

    /** Forgets all items, to take those of an order of at most a bound. */
    void reset(final int wanted, final float bound) {
        farthestFirst.clear();
        k = wanted;
        farthest = ScoredKey.of(bound, Integer.MAX_VALUE);
    }

    int size() {
        return farthestFirst.size();
    }

    int k() {
        return k;
    }

    boolean isFull() {
        return farthestFirst.size() == k;
    }

    /** The order an item must not exceed to enter; the bound until k items are in. */
    float limit() {
        return ScoredKey.score(farthest);
    }

    /** Adds an item, which must not have been offered before, if it is among the k nearest. */
    void offer(final long key) {
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

    /** Takes the farthest item out; nothing may be offered afterwards until the next reset. */
    long removeFarthest() {
        return ~farthestFirst.pop();
    }
}
