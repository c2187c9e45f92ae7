package org.annoyindex.query.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.rank.ScoredKey;
import org.junit.jupiter.api.Test;

final class TopKTest {
    private final SplitMix random = new SplitMix(11);
    private final TopK found = new TopK();

    @Test
    void keepsTheNearestOfManyAndEqualOnesByLowestId() {
        for (int round = 0; round < 300; round++) {
            final int offered = 1 + random.nextInt(200);
            final int k = 1 + random.nextInt(40);
            final long[] keys = new long[offered];
            found.reset(k);
            for (int i = 0; i < offered; i++) {
                // Few different numbers, so that many are equal; ids in no order.
                keys[i] = ScoredKey.of(random.nextInt(9) - 4, i * 7919 % 1009);
                found.offer(keys[i]);
            }
            Arrays.sort(keys);
            assertEquals(Math.min(k, offered), found.size());
            for (int rank = found.size() - 1; rank >= 0; rank--) {
                assertEquals(keys[rank], found.removeFarthest());
            }
            assertEquals(0, found.size());
        }
    }

    @Test
    void limitIsInfiniteUntilKAreInAndThenTheFarthestOfThem() {
        found.reset(2);
        assertEquals(2, found.k());
        found.offer(ScoredKey.of(5, 1));
        assertFalse(found.isFull());
        assertEquals(Float.POSITIVE_INFINITY, found.limit());
        found.offer(ScoredKey.of(-3, 2));
        assertTrue(found.isFull());
        assertEquals(5, found.limit());
        found.offer(ScoredKey.of(6, 0));
        assertEquals(5, found.limit());
        found.offer(ScoredKey.of(4, 9));
        assertEquals(4, found.limit());
        found.offer(ScoredKey.of(-4, 9));
        assertEquals(-3, found.limit());
    }

    @Test
    void nothingBeyondTheBoundEnters() {
        found.reset(2, 5);
        assertEquals(5, found.limit());
        found.offer(ScoredKey.of(Math.nextUp(5f), 0));
        assertEquals(0, found.size());
        found.offer(ScoredKey.of(5, 7));
        assertEquals(1, found.size());
        assertEquals(5, found.limit());
        found.offer(ScoredKey.of(5, 3));
        found.offer(ScoredKey.of(5, 1));
        assertEquals(3, ScoredKey.ordinal(found.removeFarthest()));
        assertEquals(1, ScoredKey.ordinal(found.removeFarthest()));
    }

    @Test
    void resettingForgetsWhatWasFoundBefore() {
        found.reset(1);
        found.offer(ScoredKey.of(1, 1));
        found.reset(3);
        assertEquals(0, found.size());
        assertEquals(Float.POSITIVE_INFINITY, found.limit());
        found.offer(ScoredKey.of(100, 7));
        assertEquals(ScoredKey.of(100, 7), found.removeFarthest());
    }

    @Test
    void noneAreWantedWhereNoneAreEligible() {
        found.reset(0);
        assertTrue(found.isFull());
        assertEquals(0, found.size());
    }

    @Test
    void infinitelyFarItemsEnterWhileThereIsRoom() {
        found.reset(2);
        found.offer(ScoredKey.of(Float.POSITIVE_INFINITY, 8));
        found.offer(ScoredKey.of(Float.POSITIVE_INFINITY, 3));
        found.offer(ScoredKey.of(Float.POSITIVE_INFINITY, 5));
        assertEquals(5, ScoredKey.ordinal(found.removeFarthest()));
        assertEquals(3, ScoredKey.ordinal(found.removeFarthest()));
    }
}
