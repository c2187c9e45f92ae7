package org.annoyindex.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RankedKeyTest {
    private static final float[] ASCENDING = {
        Float.NEGATIVE_INFINITY, -1e30f, -2, -1, -1e-30f, 0, 1e-30f, 1, 2, 1e30f, Float.POSITIVE_INFINITY
    };

    @Test
    void keysSortByNumberThenByIndex() {
        for (int i = 1; i < ASCENDING.length; i++) {
            assertTrue(RankedKey.of(ASCENDING[i - 1], Integer.MAX_VALUE) < RankedKey.of(ASCENDING[i], 0));
            assertTrue(RankedKey.of(ASCENDING[i], 7) < RankedKey.of(ASCENDING[i], 8));
        }
        assertTrue(RankedKey.of(Float.POSITIVE_INFINITY, Integer.MAX_VALUE) < RankedKey.LAST);
    }

    @Test
    void keysGiveBackWhatTheyWereMadeOf() {
        for (final float rank : ASCENDING) {
            for (final int index : new int[] {0, 1, 123_456, Integer.MAX_VALUE}) {
                final long key = RankedKey.of(rank, index);
                assertEquals(rank, RankedKey.rank(key));
                assertEquals(index, RankedKey.index(key));
            }
        }
    }
}
