package org.annoyindex.query.pages;

import java.util.Arrays;
import org.annoyindex.core.rank.ScoredKey;

/**
 * The best keys of (score, position) met so far in a search over links, sorted, each marked once it has been taken. It holds
 * a limited number, its width; the worst is dropped when a better one comes. Scratch of one searcher.
 *
 * <p>A position may be in it several times, with scores from several pages: which of them is best is not known. They stay in it
 * when it is visited, so that the beam is in effect narrower where the best items link to each other, which is where most true
 * neighbors have been found. At equal recall that takes fewer visits than a beam of different positions.
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

    /** Removes all keys, to hold a number of them. */
    void reset(final int best) {
        size = 0;
        next = 0;
        width = 0;
        widen(best);
    }

    /** Holds more keys from now on, if it held fewer. */
    void widen(final int best) {
        width = Math.max(width, best);
        threshold = size < width ? Float.POSITIVE_INFINITY : ScoredKey.score(keys[size - 1]);
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
        // It may be wider than there are items to fill it.
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
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
