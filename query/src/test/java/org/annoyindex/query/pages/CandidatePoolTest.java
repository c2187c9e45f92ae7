package org.annoyindex.query.pages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("every-jvm")
final class CandidatePoolTest {
    private final SplitMix random = new SplitMix(17);
    private final CandidatePool pool = new CandidatePool();

    @Test
    void theBestOfAllEverAddedComeOutBestFirst() {
        for (int round = 0; round < 100; round++) {
            final int limit = 1 + random.nextInt(400);
            final int different = 1 + random.nextInt(3000);
            pool.reset(limit);
            final long[] all = new long[64 * 100];
            for (int leaf = 0; leaf < 100; leaf++) {
                pool.reserve(64);
                for (int i = 0; i < 64; i++) {
                    final long key = ScoredKey.of(random.nextInt(different) - different / 2f, random.nextInt(500));
                    all[leaf * 64 + i] = key;
                    if (ScoredKey.score(key) < pool.threshold()) {
                        pool.keys()[pool.size()] = key;
                        pool.setSize(pool.size() + 1);
                    }
                }
            }
            Arrays.sort(all);
            final LongHeap best = new LongHeap(1);
            pool.drainTo(best);
            assertEquals(0, pool.size());
            assertTrue(best.size() <= limit);
            // Those as good as the threshold may be missing, all better ones may not.
            for (int rank = 0; best.size() > 0; rank++) {
                assertEquals(ScoredKey.score(all[rank]), ScoredKey.score(best.pop()), "rank " + rank);
            }
        }
    }

    @Test
    void cuttingKeepsTheBestAndLowersTheThresholdToTheWorstOfThem() {
        for (final int size : new int[] {1, 2, 3, 4, 10, 999}) {
            for (int limit = 1; limit <= Math.min(size, 12); limit++) {
                pool.reset(limit);
                final long[] keys = fill(size);
                assertEquals(Float.POSITIVE_INFINITY, pool.threshold());
                pool.cut();
                assertEquals(limit, pool.size());
                assertTrue(pool.isFull());
                assertArrayEquals(Arrays.copyOf(keys, limit), sorted(limit));
                if (limit < size) {
                    assertEquals(ScoredKey.score(keys[limit - 1]), pool.threshold());
                }
            }
        }
    }

    @Test
    void fewerThanTheLimitAreLeftAlone() {
        pool.reset(10);
        final long[] keys = fill(9);
        assertFalse(pool.isFull());
        pool.cut();
        assertArrayEquals(keys, sorted(9));
        assertEquals(Float.POSITIVE_INFINITY, pool.threshold());
    }

    @Test
    void theBestFewComeToTheFront() {
        for (int few = 1; few <= 60; few++) {
            pool.reset(1000);
            final long[] keys = fill(50);
            pool.bringForward(few);
            assertEquals(50, pool.size());
            assertArrayEquals(Arrays.copyOf(keys, Math.min(few, 50)), sorted(Math.min(few, 50)));
            assertArrayEquals(keys, sorted(50));
        }
    }

    @Test
    void equalKeysAreSortedOutToo() {
        pool.reset(5);
        pool.reserve(64);
        Arrays.fill(pool.keys(), 0, 64, ScoredKey.of(2, 7));
        pool.setSize(64);
        pool.keys()[40] = ScoredKey.of(1, 9);
        pool.cut();
        assertArrayEquals(
                new long[] {
                    ScoredKey.of(1, 9), ScoredKey.of(2, 7), ScoredKey.of(2, 7), ScoredKey.of(2, 7), ScoredKey.of(2, 7)
                },
                sorted(5));
    }

    @Test
    void tighteningDropsWhatIsNotBelowTheBound() {
        pool.reset(100);
        pool.reserve(4);
        for (int i = 0; i < 4; i++) {
            pool.keys()[i] = ScoredKey.of(i, 10 + i);
        }
        pool.setSize(4);
        pool.tighten(2);
        assertEquals(2, pool.threshold());
        assertArrayEquals(new long[] {ScoredKey.of(0, 10), ScoredKey.of(1, 11)}, sorted(2));
        pool.tighten(3);
        assertEquals(2, pool.threshold());
        assertEquals(2, pool.size());
        pool.reset(100);
        assertEquals(Float.POSITIVE_INFINITY, pool.threshold());
        assertEquals(0, pool.size());
    }

    @Test
    void reservingMakesRoom() {
        pool.reset(1_000_000);
        for (int added = 0; added < 100_000; added += 777) {
            pool.reserve(777);
            assertTrue(pool.keys().length >= pool.size() + 777);
            pool.setSize(pool.size() + 777);
        }
        pool.reset(1);
        pool.reserve(500_000);
        assertTrue(pool.keys().length >= 500_000);
    }

    /** Fills the pool with different keys in no order; returns them sorted. */
    private long[] fill(final int size) {
        pool.reserve(size);
        final long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = ScoredKey.of(random.nextInt(100) - 50, i);
            pool.keys()[i] = keys[i];
        }
        pool.setSize(size);
        Arrays.sort(keys);
        return keys;
    }

    private long[] sorted(final int first) {
        final long[] keys = Arrays.copyOf(pool.keys(), first);
        Arrays.sort(keys);
        return keys;
    }
}
