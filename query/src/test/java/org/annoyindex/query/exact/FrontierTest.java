package org.annoyindex.query.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrontierTest {
    private final Frontier frontier = new Frontier();

    @Test
    void keysComeInOrderHoweverTheyWereAdded() {
        final Random random = new Random(3);
        for (int search = 0; search < 20; search++) {
            frontier.clear();
            final PriorityQueue<Long> expected = new PriorityQueue<>();
            assertEquals(Long.MAX_VALUE, frontier.peek());
            for (int round = 0; round < 200; round++) {
                final int added = random.nextInt(60);
                final long[] keys = frontier.reserve(added);
                for (int i = 0; i < added; i++) {
                    // Few different keys, so that there are equal ones.
                    final long key = random.nextInt(2000) - 1000L;
                    keys[frontier.end()] = key;
                    frontier.setEnd(frontier.end() + 1);
                    expected.add(key);
                }
                for (int taken = random.nextInt(50); taken > 0 && !expected.isEmpty(); taken--) {
                    assertEquals(expected.peek(), frontier.peek());
                    assertEquals(expected.poll(), frontier.pop());
                }
            }
            while (!expected.isEmpty()) {
                assertEquals(expected.peek(), frontier.peek());
                assertEquals(expected.poll(), frontier.pop());
            }
            assertEquals(Long.MAX_VALUE, frontier.peek());
        }
    }

    @Test
    void keysBelowALimitComeInOrderAndOthersStay() {
        final Random random = new Random(4);
        for (int search = 0; search < 20; search++) {
            frontier.clear();
            final PriorityQueue<Long> expected = new PriorityQueue<>();
            long limit = -1000;
            for (int round = 0; round < 100; round++) {
                for (int i = random.nextInt(40); i > 0; i--) {
                    final long key = random.nextInt(2000) - 1000L;
                    frontier.add(key);
                    expected.add(key);
                }
                assertEquals(expected.size(), frontier.count());
                limit += random.nextInt(80) - 30;
                while (!expected.isEmpty() && expected.peek() < limit) {
                    assertEquals(expected.peek(), frontier.peekBelow(limit, 1 + random.nextInt(30)));
                    assertEquals(expected.poll(), frontier.pop());
                }
                assertEquals(Long.MAX_VALUE, frontier.peekBelow(limit, 1 + random.nextInt(30)));
                if (round % 7 == 0 && !expected.isEmpty()) {
                    assertEquals(expected.peek(), frontier.peek());
                    assertEquals(expected.poll(), frontier.pop());
                }
            }
        }
    }
}
