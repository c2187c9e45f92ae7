package org.annoyindex.query.exact;

import java.util.Arrays;
import org.annoyindex.core.rank.LongHeap;

/**
 * A priority queue of keys for when the lowest are wanted one after the other, and most never: a heap of a few near ones, and
 * all others behind a border, unsorted. When the heap is empty, the lowest of the others move into it, more each time.
 * Scratch of one searcher.
 */
public final class Frontier {
    private static final int FIRST_MOVE = 32;

    private final LongHeap near = new LongHeap(256);
    /** Keys not below the border, and behind them those that have been appended and not yet divided. */
    private long[] far = new long[1024];

    private int size;
    private final long[] sample = new long[128];
    private int divided;
    private long border;
    private int move;

    /** Removes all keys. */
    public void clear() {
        near.clear();
        size = 0;
        divided = 0;
        border = Long.MIN_VALUE;
        move = FIRST_MOVE;
    }

    /**
     * Returns an array with room for more keys from {@link #end} on, which the caller writes and then adds with
     * {@link #setEnd}.
     */
    public long[] reserve(final int count) {
        if (far.length < size + count) {
            far = Arrays.copyOf(far, Math.max(2 * far.length, size + count));
        }
        return far;
    }

    /** Where the next key goes. */
    public int end() {
        return size;
    }

    /** Adds the keys that were written up to an index. */
    public void setEnd(final int end) {
        size = end;
    }

    /** Adds a key. */
    public void add(final long key) {
        reserve(1);
        far[size++] = key;
    }

    /** Number of keys. */
    public int count() {
        return near.size() + size;
    }

    /** The lowest key; {@link Long#MAX_VALUE} if there is none. */
    public long peek() {
        divide();
        if (near.size() == 0 && size > 0) {
            advance();
        }
        return near.peek();
    }

    /**
     * The lowest key, if it is below a limit; else {@link Long#MAX_VALUE}. For callers that want many keys at once: which
     * keys move is estimated from a sample, in one pass over the others, which takes less time than dividing them exactly.
     *
     * @param limit that keys must be below.
     * @param about how many keys to move at a time.
     */
    public long peekBelow(final long limit, final int about) {
        divide();
        while (near.size() == 0 && size > 0 && border < limit) {
            border = Math.min(limit, Math.max(border + 1, sampled(about)));
            divided = 0;
            divide();
        }
        final long lowest = near.peek();
        return lowest < limit ? lowest : Long.MAX_VALUE;
    }

    /** A key that is above about this number of the far ones. */
    private long sampled(final int about) {
        final int count = Math.min(size, sample.length);
        for (int i = 0; i < count; i++) {
            sample[i] = far[(int) ((long) size * i / count)];
        }
        Arrays.sort(sample, 0, count);
        final long place = (long) about * count / size + 1;
        return place < count ? sample[(int) place] : Long.MAX_VALUE;
    }

    /** Removes the key last peeked. */
    public long pop() {
        return near.pop();
    }

    /** Moves appended keys that are below the border into the heap. */
    private void divide() {
        for (int i = divided; i < size; i++) {
            final long key = far[i];
            if (key < border) {
                near.push(key);
            } else {
                far[divided++] = key;
            }
        }
        size = divided;
    }

    private void advance() {
        final int count = Math.min(move, size);
        move *= 2;
        if (count < size) {
            Selection.select(far, 0, size, count);
            border = far[count];
        } else {
            border = Long.MAX_VALUE;
        }
        for (int i = 0; i < count; i++) {
            near.push(far[i]);
        }
        System.arraycopy(far, count, far, 0, size - count);
        size -= count;
        divided = size;
    }
}
