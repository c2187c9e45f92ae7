package org.annoyindex.query;

import org.annoyindex.core.LongHeap;
import org.annoyindex.core.RankedKey;

/** The k nearest items met so far, as keys of (order, id); order as {@link ExactQuery#order} gives it. */
final class TopK {
    /** Complements, so that the farthest is on top. */
    private final LongHeap farthestFirst = new LongHeap(16);

    private int k;
    private long farthest;

    void reset(final int wanted) {
        farthestFirst.clear();
        k = wanted;
        farthest = RankedKey.LAST;
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

    /** The order an item must not exceed to enter; +infinity until k items are in. */
    float limit() {
        return isFull() ? RankedKey.rank(farthest) : Float.POSITIVE_INFINITY;
    }

    /** Adds an item, which must not have been offered before, if it is among the k nearest. */
    void offer(final long key) {
        if (farthestFirst.size() < k) {
            farthestFirst.push(~key);
        } else if (key < farthest) {
            farthestFirst.replaceLeast(~key);
        } else {
            return;
        }
        farthest = ~farthestFirst.peek();
    }

    long removeFarthest() {
        return ~farthestFirst.pop();
    }
}
