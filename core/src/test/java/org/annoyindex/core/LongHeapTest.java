package org.annoyindex.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.PriorityQueue;
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
}
