package org.annoyindex.query.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.rank.ScoredKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("every-jvm")
final class BeamTest {
    private final SplitMix random = new SplitMix(17);
    private final Beam beam = new Beam();

    private static long key(final double score, final int position) {
        return ScoredKey.of((float) score, position);
    }

    private List<Long> takeAll() {
        final List<Long> taken = new ArrayList<>();
        for (long key = beam.take(); key != ScoredKey.LAST; key = beam.take()) {
            taken.add(key);
        }
        return taken;
    }

    @Test
    void keysAreTakenBestFirstAndOnce() {
        beam.reset(10);
        for (final double score : new double[] {3, -2, 0, 7, -0.5, 1e30, -1e30}) {
            beam.insert(key(score, 5));
        }
        final List<Long> taken = takeAll();
        assertEquals(
                List.of(-1e30f, -2f, -0.5f, 0f, 3f, 7f, 1e30f),
                taken.stream().map(ScoredKey::score).toList());
        assertTrue(taken.stream().allMatch(key -> ScoredKey.ordinal(key) == 5));
        assertEquals(ScoredKey.LAST, beam.take());
    }

    @Test
    void onlyTheBestAreKept() {
        beam.reset(3);
        assertEquals(Float.POSITIVE_INFINITY, beam.threshold());
        beam.insert(key(5, 1));
        beam.insert(key(6, 2));
        assertEquals(Float.POSITIVE_INFINITY, beam.threshold());
        beam.insert(key(7, 3));
        assertEquals(7, beam.threshold());
        beam.insert(key(8, 4));
        assertEquals(7, beam.threshold());
        beam.insert(key(-1, 5));
        assertEquals(6, beam.threshold());
        assertEquals(List.of(key(-1, 5), key(5, 1), key(6, 2)), takeAll());
    }

    @Test
    void aWiderBeamHoldsMore() {
        beam.reset(1);
        beam.insert(key(5, 1));
        beam.widen(3);
        assertEquals(Float.POSITIVE_INFINITY, beam.threshold());
        beam.insert(key(7, 2));
        beam.widen(2);
        beam.insert(key(6, 3));
        assertEquals(7, beam.threshold());
        beam.insert(key(4, 4));
        assertEquals(List.of(key(4, 4), key(5, 1), key(6, 3)), takeAll());
    }

    /** They have their place in it still: what is worse than they are is not searched from. */
    @Test
    void takenKeysKeepTheirPlaces() {
        beam.reset(2);
        beam.insert(key(1, 1));
        beam.insert(key(2, 2));
        assertEquals(key(1, 1), beam.take());
        assertEquals(2, beam.threshold());
        beam.insert(key(1.5, 3));
        assertEquals(1.5f, beam.threshold());
        assertEquals(List.of(key(1.5, 3)), takeAll());
        beam.insert(key(1.7, 4));
        assertEquals(ScoredKey.LAST, beam.take());
        beam.insert(key(0.5, 5));
        assertEquals(key(0.5, 5), beam.take());
        assertEquals(1, beam.threshold());
    }

    @Test
    void aPositionMayBeInItSeveralTimes() {
        beam.reset(4);
        beam.insert(key(1, 7));
        beam.insert(key(3, 7));
        beam.insert(key(1, 7));
        beam.insert(key(2, 8));
        assertEquals(List.of(key(1, 7), key(1, 7), key(2, 8), key(3, 7)), takeAll());
    }

    @Test
    void aWiderBeamTakesMore() {
        beam.reset(2);
        for (int i = 0; i < 5; i++) {
            beam.insert(key(i, i));
        }
        beam.widen(4);
        assertEquals(Float.POSITIVE_INFINITY, beam.threshold());
        beam.insert(key(10, 10));
        beam.insert(key(11, 11));
        assertEquals(11, beam.threshold());
        assertEquals(List.of(key(0, 0), key(1, 1), key(10, 10), key(11, 11)), takeAll());
        beam.widen(4);
        assertEquals(11, beam.threshold());
        beam.reset(1);
        assertEquals(ScoredKey.LAST, beam.take());
    }

    /** A width is the caller's choice; memory is taken for what is met. */
    @Test
    void anyWidthHasRoom() {
        beam.reset(Integer.MAX_VALUE);
        for (int i = 0; i < 10_000; i++) {
            beam.insert(key(-i, i));
        }
        assertEquals(Float.POSITIVE_INFINITY, beam.threshold());
        final List<Long> taken = takeAll();
        assertEquals(10_000, taken.size());
        assertEquals(key(-9999, 9999), taken.get(0));
    }

    /** Against a list that is sorted whenever a key comes. */
    @Test
    void randomKeysAreTakenAsFromASortedList() {
        for (int round = 0; round < 300; round++) {
            int width = 1 + random.nextInt(40);
            final int scores = 1 + random.nextInt(200);
            beam.reset(width);
            final List<Long> expected = new ArrayList<>();
            final List<Long> taken = new ArrayList<>();
            for (int step = 0; step < 400; step++) {
                final int action = random.nextInt(12);
                if (action < 8) {
                    // Different scores: which of equal ones stay is not specified.
                    final long key = key(400.0 * (random.nextInt(scores) - scores / 2) + step, step);
                    beam.insert(key);
                    expected.add(key);
                    Collections.sort(expected);
                    if (expected.size() > width) {
                        expected.remove(width);
                    }
                } else if (action < 11) {
                    final long best = expected.stream()
                            .filter(key -> !taken.contains(key))
                            .findFirst()
                            .orElse(ScoredKey.LAST);
                    final float score = best == ScoredKey.LAST ? 0 : ScoredKey.score(best);
                    final long found = beam.take();
                    assertEquals(best == ScoredKey.LAST, found == ScoredKey.LAST);
                    if (found != ScoredKey.LAST) {
                        assertEquals(score, ScoredKey.score(found), "round " + round + ", step " + step);
                        taken.add(found);
                    }
                } else {
                    width += random.nextInt(5);
                    beam.widen(width);
                }
                final float threshold =
                        expected.size() < width ? Float.POSITIVE_INFINITY : ScoredKey.score(expected.get(width - 1));
                assertEquals(threshold, beam.threshold());
            }
        }
    }
}
