package org.annoyindex.core.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.annoyindex.core.math.SplitMix;
import org.junit.jupiter.api.Test;

final class ScoredKeyTest {
    private static final float[] ASCENDING = {
        Float.NEGATIVE_INFINITY, -1e30f, -2, -1, -1e-30f, 0, 1e-30f, 1, 2, 1e30f, Float.POSITIVE_INFINITY
    };

    @Test
    void keysSortByScoreThenByOrdinal() {
        for (int i = 1; i < ASCENDING.length; i++) {
            assertTrue(ScoredKey.of(ASCENDING[i - 1], Integer.MAX_VALUE) < ScoredKey.of(ASCENDING[i], 0));
            assertTrue(ScoredKey.of(ASCENDING[i], 7) < ScoredKey.of(ASCENDING[i], 8));
        }
        assertTrue(ScoredKey.of(Float.POSITIVE_INFINITY, Integer.MAX_VALUE) < ScoredKey.LAST);
    }

    @Test
    void keysReturnTheirScoreAndOrdinal() {
        for (final float score : ASCENDING) {
            for (final int ordinal : new int[] {0, 1, 123_456, Integer.MAX_VALUE}) {
                final long key = ScoredKey.of(score, ordinal);
                assertEquals(score, ScoredKey.score(key));
                assertEquals(ordinal, ScoredKey.ordinal(key));
            }
        }
    }

    @Test
    void sortingKeysSortsRandomScoresAndThenOrdinals() {
        final SplitMix random = new SplitMix(31);
        final long[] keys = new long[5000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ScoredKey.of((random.nextInt(401) - 200) * 1e-3f, random.nextInt(Integer.MAX_VALUE));
        }
        Arrays.sort(keys);
        for (int i = 1; i < keys.length; i++) {
            final float before = ScoredKey.score(keys[i - 1]);
            final float here = ScoredKey.score(keys[i]);
            assertTrue(before < here || before == here && ScoredKey.ordinal(keys[i - 1]) <= ScoredKey.ordinal(keys[i]));
        }
    }
}
