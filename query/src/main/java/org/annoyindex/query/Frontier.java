package org.annoyindex.query;

import java.util.Arrays;
import org.annoyindex.core.rank.LongHeap;

/**
 * Keys of which the least are wanted, one after the other, and most never: a heap of a few near ones, and all others behind
 * a border, in no order, of which the least move into the heap when it is empty, more each time. Scratch of one searcher.
 */
final class Frontier {
    private static final int FIRST_MOVE = 32;

    private final LongHeap near = new LongHeap(256);
    /** Not below the border; behind them may be keys that have been appended and not yet divided. */
    long[] far = new long[1024];

    int size;
    private final long[] sample = new long[128];
    private int divided;
    private long border;
    private int move;

    void clear() {
        near.clear();
        size = 0;
        divided = 0;
        border = Long.MIN_VALUE;
        move = FIRST_MOVE;
    }

    /** Makes room behind {@link #far}'s keys for more, which the caller writes, adding to {@link #size}. */
    void reserve(final int count) {
        if (far.length < size + count) {
            far = Arrays.copyOf(far, Math.max(2 * far.length, size + count));
        }
    }

    /** Adds a key. */
    void add(final long key) {
        reserve(1);
        far[size++] = key;
    }

    /** Number of keys. */
    int count() {
        return near.size() + size;
    }

    /** The least key; {@link Long#MAX_VALUE} when there is none. */
    long peek() {
        divide();
        if (near.size() == 0 && size > 0) {
            advance();
        }
        return near.peek();
    }

    /**
     * The least key, if it is below a limit; else {@link Long#MAX_VALUE}. For those who want many keys of many at once: what
     * moves is guessed from a sample, in one pass over the others, which takes less time than dividing them exactly.
     *
     * @param limit that keys must be below.
     * @param about how many keys to move at a time.
     */
    long peekBelow(final long limit, final int about) {
        divide();
        while (near.size() == 0 && size > 0 && border < limit) {
            border = Math.min(limit, Math.max(border + 1, sampled(about)));
            divided = 0;
            divide();
        }
        final long least = near.peek();
        return least < limit ? least : Long.MAX_VALUE;
    }

    /** A key that about so many of the far ones are below. */
    private long sampled(final int about) {
        final int count = Math.min(size, sample.length);
        for (int i = 0; i < count; i++) {
            sample[i] = far[(int) ((long) size * i / count)];
        }
        Arrays.sort(sample, 0, count);
        final long rank = (long) about * count / size + 1;
        return rank < count ? sample[(int) rank] : Long.MAX_VALUE;
    }

    /** Removes the key last peeked at. */
    long pop() {
        return near.pop();
    }

    /** Sorts appended keys to this or the other side of the border. */
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
