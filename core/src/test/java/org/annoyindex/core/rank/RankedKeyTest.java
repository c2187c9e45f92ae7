package org.annoyindex.core.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.annoyindex.core.math.SplitMix;
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

    @Test
    void sortingKeysSortsRandomNumbersAndThenIndexes() {
        final SplitMix random = new SplitMix(31);
        final long[] keys = new long[5000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = RankedKey.of((random.nextInt(401) - 200) * 1e-3f, random.nextInt(Integer.MAX_VALUE));
        }
        Arrays.sort(keys);
        for (int i = 1; i < keys.length; i++) {
            final float before = RankedKey.rank(keys[i - 1]);
            final float here = RankedKey.rank(keys[i]);
            assertTrue(before < here || before == here && RankedKey.index(keys[i - 1]) <= RankedKey.index(keys[i]));
        }
    }
}
