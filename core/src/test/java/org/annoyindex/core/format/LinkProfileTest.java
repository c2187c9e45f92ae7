package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.annoyindex.core.format.LinkProfile.Range;
import org.junit.jupiter.api.Test;

final class LinkProfileTest {
    private static final RecallProfile CURVES =
            new RecallProfile(List.of(curve(1, 2, 5, 9), curve(10, 10, 20, 70), curve(100, 100, 200, 900)));
    private static final LinkProfile PROFILE =
            new LinkProfile(CURVES, List.of(new Range(0.3f, 0.99f), new Range(0.5f, 0.9f), new Range(0, 0)));

    /** Recalls of 0.5, 0.75 and 0.875 at given widths. */
    private static RecallCurve curve(final int k, final double... widths) {
        return new RecallCurve(k, 100, widths, new double[] {0.5, 0.75, 0.875}, widths);
    }

    @Test
    void profileIsReadAsItWasWritten() {
        final ByteBuffer bytes = PROFILE.encode();
        assertEquals(4 + 3 * 8 + 3 * (16 + 3 * 12), bytes.limit());
        final LinkProfile read = LinkProfile.decode(bytes);
        assertEquals(PROFILE.cheaper(), read.cheaper());
        assertEquals(3, read.recall().curves().size());
        for (int i = 0; i < 3; i++) {
            final RecallCurve written = CURVES.curves().get(i);
            final RecallCurve curve = read.recall().curves().get(i);
            assertEquals(written.neighbors(), curve.neighbors());
            assertEquals(written.queries(), curve.queries());
            assertArrayEquals(written.budgets(), curve.budgets());
            assertArrayEquals(written.recalls(), curve.recalls());
            assertArrayEquals(written.efforts(), curve.efforts());
        }
    }

    /** Where a curve ends is the only place at which a profile could end, and it has as many curves as ranges. */
    @Test
    void everyTruncationIsRefused() {
        final ByteBuffer bytes = PROFILE.encode();
        for (int length = 0; length < bytes.limit(); length++) {
            final ByteBuffer cut = bytes.duplicate().limit(length);
            assertThrows(IllegalArgumentException.class, () -> LinkProfile.decode(cut), length + " bytes");
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        for (final int count : new int[] {-1, 0, 1, 2, 4, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertRefused(0, count);
        }
        for (int at = 4; at < 4 + 3 * 8; at += 4) {
            for (final float recall :
                    new float[] {-0.1f, 1.01f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                assertRefused(at, Float.floatToRawIntBits(recall));
            }
        }
        // Of the first curve: points, neighbors, queries; budget, recall and width of the first point.
        final int curve = 4 + 3 * 8;
        assertRefused(curve, -1);
        assertRefused(curve, Integer.MAX_VALUE);
        assertRefused(curve + 4, 0);
        assertRefused(curve + 4, 11);
        assertRefused(curve + 8, 0);
        assertRefused(curve + 16, -1);
        assertRefused(curve + 20, Float.floatToRawIntBits(Float.NaN));
        assertRefused(curve + 24, Float.floatToRawIntBits(Float.NaN));
        assertRefused(curve + 24, Float.floatToRawIntBits(-1));
    }

    private static void assertRefused(final int at, final int value) {
        final ByteBuffer bytes = PROFILE.encode().order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(at, value);
        assertThrows(IllegalArgumentException.class, () -> LinkProfile.decode(bytes), value + " at byte " + at);
    }

    /** No number in it makes reading fail in another way. */
    @Test
    void anyNumberAnywhereIsReadOrRefused() {
        final int[] worst = {0, 1, -1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7fc0_0000, 0x7f80_0000, 1 << 28};
        int refused = 0;
        for (int at = 0; at < PROFILE.encode().limit(); at += 4) {
            for (final int value : worst) {
                final ByteBuffer bytes = PROFILE.encode().order(ByteOrder.LITTLE_ENDIAN);
                bytes.putInt(at, value);
                try {
                    final LinkProfile read = LinkProfile.decode(bytes);
                    assertEquals(3, read.cheaper().size());
                    read.isCheaper(0.9, 10);
                } catch (final IllegalArgumentException ex) {
                    refused++;
                }
            }
        }
        assertTrue(refused > 100, refused + " refused");
    }

    @Test
    void profilesNeedARangePerCurveAndWidths() {
        assertThrows(IllegalArgumentException.class, () -> new LinkProfile(CURVES, List.of(new Range(0, 1))));
        final RecallProfile withoutWidths = new RecallProfile(
                List.of(new RecallCurve(10, 100, new double[] {1, 2}, new double[] {0.5, 0.6}, new double[0])));
        assertThrows(IllegalArgumentException.class, () -> new LinkProfile(withoutWidths, List.of(new Range(0, 1))));
    }

    @Test
    void measuredNumbersOfNeighborsHaveTheirRange() {
        assertTrue(PROFILE.isCheaper(0.3001, 1));
        assertTrue(PROFILE.isCheaper(0.98, 1));
        assertFalse(PROFILE.isCheaper(0.29, 1));
        assertFalse(PROFILE.isCheaper(0.995, 1));
        assertTrue(PROFILE.isCheaper(0.5, 10));
        assertTrue(PROFILE.isCheaper(0.89, 10));
        assertFalse(PROFILE.isCheaper(0.49, 10));
        assertFalse(PROFILE.isCheaper(0.91, 10));
        assertFalse(PROFILE.isCheaper(0.5, 100));
        assertFalse(PROFILE.isCheaper(0.0001, 100));
    }

    @Test
    void numbersOfNeighborsBetweenNeedBothRanges() {
        assertTrue(PROFILE.isCheaper(0.6, 5));
        assertFalse(PROFILE.isCheaper(0.4, 5));
        assertFalse(PROFILE.isCheaper(0.6, 11));
        final LinkProfile last =
                new LinkProfile(CURVES, List.of(new Range(0, 0), new Range(0, 0), new Range(0.5f, 0.9f)));
        assertTrue(last.isCheaper(0.6, 100));
        assertFalse(last.isCheaper(0.6, 99));
    }

    /** At the same recall, a thousand neighbors may take several times as long over links. */
    @Test
    void moreNeighborsThanMeasuredUseLeaves() {
        final Range all = new Range(0, 1);
        final LinkProfile always = new LinkProfile(CURVES, List.of(all, all, all));
        assertTrue(always.isCheaper(0.6, 99));
        assertTrue(always.isCheaper(0.6, 100));
        assertFalse(always.isCheaper(0.6, 101));
        assertFalse(always.isCheaper(0.6, Integer.MAX_VALUE));
    }

    @Test
    void fewerNeighborsThanMeasuredHaveTheFirstRange() {
        final LinkProfile ten =
                new LinkProfile(new RecallProfile(List.of(curve(10, 10, 20, 70))), List.of(new Range(0.5f, 0.9f)));
        assertTrue(ten.isCheaper(0.6, 1));
        assertTrue(ten.isCheaper(0.6, 10));
        assertFalse(ten.isCheaper(0.4, 1));
        assertFalse(ten.isCheaper(0.6, 11));
    }
}
