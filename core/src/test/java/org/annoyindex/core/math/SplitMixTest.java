package org.annoyindex.core.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SplitMixTest {
    /** The published outputs of SplitMix64 for seed 0. */
    @Test
    void streamIsThatOfSplitMix64() {
        final SplitMix random = new SplitMix(0);
        assertEquals(0xe220_a839_7b1d_cdafL, random.nextLong());
        assertEquals(0x6e78_9e6a_a1b9_65f4L, random.nextLong());
        assertEquals(0x06c4_5d18_8009_454fL, random.nextLong());
    }

    @Test
    void boundedNumbersAreWithinBounds() {
        final SplitMix random = new SplitMix(1);
        final int[] counts = new int[10];
        for (int i = 0; i < 10_000; i++) {
            counts[random.nextInt(10)]++;
        }
        for (final int count : counts) {
            assertTrue(count > 800 && count < 1200, "count " + count);
        }
    }

    @Test
    void derivedSeedsDiffer() {
        assertNotEquals(SplitMix.derive(1, 1), SplitMix.derive(1, 2));
        assertNotEquals(SplitMix.derive(1, 1), SplitMix.derive(2, 1));
    }

    /** Index files depend on these numbers. */
    @Test
    void derivedSeedsAndBoundedNumbersAreFixed() {
        assertEquals(0x452d3d3ce5d2ed29L, SplitMix.derive(42, 0));
        assertEquals(0x98e89d2297cbb069L, SplitMix.derive(42, 1));
        final SplitMix random = new SplitMix(42);
        final int[] numbers = new int[8];
        Arrays.setAll(numbers, i -> random.nextInt(1000));
        assertArrayEquals(new int[] {741, 159, 278, 344, 38, 868, 218, 800}, numbers);
        final SplitMix large = new SplitMix(-1);
        for (int i = 0; i < 1000; i++) {
            final int number = large.nextInt(Integer.MAX_VALUE);
            assertTrue(number >= 0 && number < Integer.MAX_VALUE);
            assertEquals(0, large.nextInt(1));
        }
    }

    @Test
    void hashesAreFirstOutputs() {
        for (final long seed : new long[] {0, 7, -1, Long.MIN_VALUE}) {
            assertEquals(new SplitMix(seed).nextLong(), SplitMix.hash(seed));
        }
    }
}
