package org.annoyindex.query.pages;

import java.util.Arrays;
import org.annoyindex.core.rank.ScoredKey;

/**
 * The best keys of (score, position) met so far in a search over links, sorted, each marked once it has been taken. It
 * holds a limited number; the worst is dropped when a better one comes. A position may be in it several times, with
 * scores from several pages. Scratch of one searcher.
 */
final class Beam {
    /** Set in keys that have been taken: ordinals are not negative, so the bit is free. */
    private static final long TAKEN = 1L << 31;

    private long[] keys = new long[256];
    private int width;
    private int size;
    /** No key before it waits to be taken. */
    private int next;

    private float threshold;

    /** Removes all keys, to hold some number of them at most. */
    void reset(final int maxKeys) {
        size = 0;
        next = 0;
        threshold = Float.POSITIVE_INFINITY;
        width = maxKeys;
        if (keys.length < maxKeys) {
            keys = new long[maxKeys];
        }
    }

    /** Holds more keys from now on. */
    void widen(final int maxKeys) {
        if (keys.length < maxKeys) {
            keys = Arrays.copyOf(keys, maxKeys);
        }
        width = maxKeys;
        threshold = size < width ? Float.POSITIVE_INFINITY : threshold;
    }

    /** Scores must be below this to be inserted. */
    float threshold() {
        return threshold;
    }

    /** The best key that has not been taken; {@link ScoredKey#LAST} if there is none. Takes it. */
    long take() {
        while (next < size) {
            final long key = keys[next];
            if ((key & TAKEN) == 0) {
                keys[next++] = key | TAKEN;
                return key;
            }
            next++;
        }
        return ScoredKey.LAST;
    }

    /** Inserts a key if it is among the best. */
    void insert(final long key) {
        if (size == width) {
            if (key >= keys[size - 1]) {
                return;
            }
            size--;
        }
        int low = 0;
        int high = size;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (keys[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        System.arraycopy(keys, low, keys, low + 1, size - low);
        keys[low] = key;
        size++;
        next = Math.min(next, low);
        if (size == width) {
            threshold = ScoredKey.score(keys[size - 1]);
        }
    }
}
