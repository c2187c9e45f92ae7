package org.annoyindex.core.rank;

import java.util.Arrays;

/**
 * A binary min-heap of longs, the project's one heap. For the largest at the top, push complements ({@code ~key}).
 * Grows as needed and keeps its array, so that reuse allocates nothing. Not for several threads at once.
 */
public final class LongHeap {
    private long[] keys;
    private int size;

    /** @param capacity keys to make room for at first. */
    public LongHeap(final int capacity) {
        keys = new long[Math.max(1, capacity)];
    }

    /** @return number of keys. */
    public int size() {
        return size;
    }

    /** Removes all keys. */
    public void clear() {
        size = 0;
    }

    /** @return the least key; {@link Long#MAX_VALUE} when empty. */
    public long peek() {
        return size == 0 ? Long.MAX_VALUE : keys[0];
    }

    /** @param key to add. */
    public void push(final long key) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
        }
        int at = size++;
        while (at > 0) {
            final int parent = (at - 1) >>> 1;
            if (keys[parent] <= key) {
                break;
            }
            keys[at] = keys[parent];
            at = parent;
        }
        keys[at] = key;
    }

    /** @return the least key, removed; undefined when empty. */
    public long pop() {
        final long least = keys[0];
        final long last = keys[--size];
        if (size > 0) {
            sink(last);
        }
        return least;
    }

    /**
     * Replaces the least key; the heap may not be empty.
     *
     * @param key to add.
     */
    public void replaceLeast(final long key) {
        sink(key);
    }

    private void sink(final long key) {
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= key) {
                break;
            }
            keys[at] = keys[child];
            at = child;
            child = 2 * at + 1;
        }
        keys[at] = key;
    }
}
