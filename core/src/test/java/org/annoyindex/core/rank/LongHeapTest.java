package org.annoyindex.core.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.annoyindex.core.math.SplitMix;
import org.junit.jupiter.api.Test;

final class LongHeapTest {
    @Test
    void heapBehavesLikeAPriorityQueue() {
        final SplitMix random = new SplitMix(3);
        final LongHeap heap = new LongHeap(1);
        final PriorityQueue<Long> expected = new PriorityQueue<>();
        for (int i = 0; i < 20_000; i++) {
            final long key = random.nextInt(1000) - 500L;
            switch (random.nextInt(3)) {
                case 0 -> {
                    if (!expected.isEmpty()) {
                        assertEquals(expected.remove(), heap.pop());
                    }
                }
                case 1 -> {
                    if (!expected.isEmpty()) {
                        expected.remove();
                        expected.add(key);
                        heap.replaceLeast(key);
                    }
                }
                default -> {
                    expected.add(key);
                    heap.push(key);
                }
            }
            assertEquals(expected.size(), heap.size());
            assertEquals(expected.isEmpty() ? Long.MAX_VALUE : expected.peek(), heap.peek());
        }
    }

    @Test
    void complementsComeOutLargestFirst() {
        final SplitMix random = new SplitMix(4);
        final LongHeap heap = new LongHeap(0);
        final long[] keys = new long[1000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = random.nextLong();
            heap.push(~keys[i]);
        }
        Arrays.sort(keys);
        for (int i = keys.length - 1; i >= 0; i--) {
            assertEquals(keys[i], ~heap.pop());
        }
    }

    @Test
    void clearingEmptiesTheHeap() {
        final LongHeap heap = new LongHeap(4);
        heap.push(1);
        heap.push(2);
        heap.clear();
        assertEquals(0, heap.size());
        assertEquals(Long.MAX_VALUE, heap.peek());
        heap.push(3);
        assertEquals(3, heap.pop());
    }
}
