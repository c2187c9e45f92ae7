package org.annoyindex.core.rank;

import java.util.Arrays;

/**
 * A binary min-heap of longs, the only heap of this project. To have the largest on top, push complements
 * ({@code ~key}). It grows as needed and keeps its array, so that reuse allocates nothing. Not thread-safe.
 */
public final class LongHeap {
    private long[] keys;
    private int size;

    /** @param capacity initial number of keys that fit. */
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

    /** @return the smallest key; {@link Long#MAX_VALUE} if empty. */
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

    /** @return the smallest key, which is removed; the heap must not be empty. */
    public long pop() {
        final long least = keys[0];
        final long last = keys[--size];
        if (size > 0) {
            sink(last);
        }
        return least;
    }

    /**
     * Replaces the smallest key; the heap must not be empty.
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
