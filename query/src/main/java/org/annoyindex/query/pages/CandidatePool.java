package org.annoyindex.query.pages;

import java.util.Arrays;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.query.exact.Selection;

/**
 * The best candidates so far, by sketch score: an unsorted array of keys of (score, position) that is cut to its best
 * {@code limit} whenever it is full. An item found in two leaves is in it twice. Scratch of one searcher.
 */
final class CandidatePool {
    private long[] keys = new long[1024];
    private int size;
    private int limit;
    private float threshold;

    void reset(final int maxCandidates) {
        limit = maxCandidates;
        size = 0;
        threshold = Float.POSITIVE_INFINITY;
    }

    /** Scores must be below this to be worth adding. */
    float threshold() {
        return threshold;
    }

    boolean isFull() {
        return size >= limit;
    }

    /** The candidates, {@link #size} of them. */
    long[] keys() {
        return keys;
    }

    int size() {
        return size;
    }

    /** Sets the number of candidates, after more were written behind the last, or the last ones are to be dropped. */
    void setSize(final int newSize) {
        size = newSize;
    }

    /** Makes room for some more keys; returns the array to write them to, from {@link #size} on. */
    long[] reserve(final int count) {
        if (size >= 2 * limit + 64) {
            cut();
        }
        if (keys.length < size + count) {
            keys = Arrays.copyOf(keys, Math.max(2 * keys.length, size + count));
        }
        return keys;
    }

    /** Keeps the best {@code limit} candidates. */
    void cut() {
        if (size > limit) {
            Selection.select(keys, 0, size, limit - 1);
            size = limit;
            threshold = Math.min(threshold, ScoredKey.score(keys[limit - 1]));
        }
    }

    /** Moves the best few to the front, unsorted. */
    void bringForward(final int few) {
        if (size > few) {
            Selection.select(keys, 0, size, few - 1);
        }
    }

    /** From now on scores must be below a bound, too. Candidates that are not are dropped. */
    void tighten(final float bound) {
        if (bound < threshold) {
            threshold = bound;
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (ScoredKey.score(keys[i]) < bound) {
                    keys[kept++] = keys[i];
                }
            }
            size = kept;
        }
    }

    /** Moves the best candidates into a heap, from which they come best first, as the last of them may not be wanted. */
    void drainTo(final LongHeap best) {
        cut();
        best.clear();
        for (int i = 0; i < size; i++) {
            best.push(keys[i]);
        }
        size = 0;
    }
}
