package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecallProfileTest {
    private static final RecallCurve ONE = curve(1, 1000, 50, 100, 800);
    private static final RecallCurve TEN = curve(10, 1000, 70, 200, 900);
    private static final RecallCurve HUNDRED = curve(100, 400, 70, 400, 3600);
    private static final RecallProfile PROFILE = new RecallProfile(List.of(ONE, TEN, HUNDRED));

    /** A curve with recalls of 0.5, 0.75 and 0.875 at given efforts; budgets are twice the efforts. */
    private static RecallCurve curve(final int k, final int queries, final double... efforts) {
        final double[] budgets = {2 * efforts[0], 2 * efforts[1], 2 * efforts[2]};
        return new RecallCurve(k, queries, budgets, new double[] {0.5, 0.75, 0.875}, efforts);
    }

    @Test
    void profileIsReadAsItWasWritten() {
        final ByteBuffer bytes = PROFILE.encode();
        assertEquals(3 * (16 + 3 * 12), bytes.limit());
        final RecallProfile read = RecallProfile.decode(bytes);
        assertEquals(3, read.curves().size());
        for (int i = 0; i < 3; i++) {
            final RecallCurve written = PROFILE.curves().get(i);
            final RecallCurve curve = read.curves().get(i);
            assertEquals(written.neighbors(), curve.neighbors());
            assertEquals(written.queries(), curve.queries());
            assertArrayEquals(written.budgets(), curve.budgets());
            assertArrayEquals(written.recalls(), curve.recalls());
            assertArrayEquals(written.efforts(), curve.efforts());
        }
        assertTrue(read.hasEfforts());
    }

    @Test
    void profilesOfOneCurveScaleItForMoreNeighbors() {
        final RecallProfile read = RecallProfile.decode(new RecallProfile(List.of(TEN)).encode());
        assertEquals(16 + 3 * 12, new RecallProfile(List.of(TEN)).encode().limit());
        assertEquals(200, read.effortFor(0.75, 1), 1e-9);
        assertEquals(200, read.effortFor(0.75, 10), 1e-9);
        assertEquals(400, read.effortFor(0.75, 40), 1e-9);
        assertEquals(800, read.budgetFor(0.75, 40), 1e-9);
        assertEquals(200, read.effortOfBudget(400, 40), 1e-9);
        assertEquals(400, read.budgetOfEffort(200, 1), 1e-9);
    }

    @Test
    void profilesOfVersionOneHaveNoEfforts() {
        final ByteBuffer bytes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(2).putInt(10).putInt(256).putInt(0);
        bytes.putInt(100).putFloat(0.5f).putInt(400).putFloat(0.75f);
        final RecallProfile read = RecallProfile.decode(bytes.flip());
        assertEquals(1, read.curves().size());
        assertArrayEquals(new double[] {100, 400}, read.curves().get(0).budgets());
        assertArrayEquals(new double[] {0.5, 0.75}, read.curves().get(0).recalls());
        assertFalse(read.hasEfforts());
        assertEquals(400, read.budgetFor(0.75, 10), 1e-9);
        assertEquals(800, read.budgetFor(0.75, 40), 1e-9);
    }

    @Test
    void measuredNumbersOfNeighborsUseTheirOwnCurves() {
        for (final RecallCurve curve : PROFILE.curves()) {
            for (double recall = 0.4; recall < 0.9; recall += 0.01) {
                assertEquals(
                        curve.effortFor(recall),
                        PROFILE.effortFor(recall, curve.neighbors()),
                        1e-9,
                        "recall " + recall);
                assertEquals(
                        curve.budgetFor(recall),
                        PROFILE.budgetFor(recall, curve.neighbors()),
                        1e-9,
                        "recall " + recall);
            }
        }
    }

    @Test
    void otherNumbersOfNeighborsAreInterpolatedOnALogarithmicScale() {
        assertEquals(100 * Math.pow(2, Math.log10(4)), PROFILE.effortFor(0.75, 4), 1e-9);
        assertEquals(200 * Math.pow(2, Math.log10(3)), PROFILE.effortFor(0.75, 30), 1e-9);
        double before = 0;
        for (int k = 1; k < 100_000; k += 1 + k / 7) {
            final double effort = PROFILE.effortFor(0.8, k);
            assertTrue(effort >= before, "k " + k + ": " + effort);
            before = effort;
        }
    }

    @Test
    void largerNumbersOfNeighborsAreExtrapolated() {
        assertEquals(800, PROFILE.effortFor(0.75, 1000), 1e-6);
        assertEquals(1600, PROFILE.effortFor(0.75, 10_000), 1e-6);
        // No extrapolation if a hundred needed no more than ten.
        assertEquals(70, PROFILE.effortFor(0.5, 1000), 1e-9);
        final RecallProfile less = new RecallProfile(List.of(TEN, curve(100, 400, 60, 100, 200)));
        assertEquals(100, less.effortFor(0.75, 1000), 1e-9);
        assertEquals(200, less.effortFor(0.75, 2), 1e-9);
    }

    @Test
    void recallsThatOneOfTwoCurvesNeverReachedAreInfiniteBetweenThem() {
        final RecallCurve low = new RecallCurve(100, 400, new double[] {9}, new double[] {0.7}, new double[] {9});
        final RecallProfile profile = new RecallProfile(List.of(TEN, low));
        assertEquals(200, profile.effortFor(0.75, 10), 1e-9);
        for (final int k : new int[] {11, 99, 100, 1000}) {
            assertEquals(Double.POSITIVE_INFINITY, profile.effortFor(0.75, k), "k " + k);
        }
        final RecallProfile reversed = new RecallProfile(
                List.of(new RecallCurve(1, 9, new double[] {9}, new double[] {0.7}, new double[] {9}), TEN));
        assertEquals(Double.POSITIVE_INFINITY, reversed.effortFor(0.75, 1));
        assertEquals(Double.POSITIVE_INFINITY, reversed.effortFor(0.75, 5));
        assertEquals(200, reversed.effortFor(0.75, 10), 1e-9);
        assertEquals(200, reversed.effortFor(0.75, 20), 1e-9);
        assertEquals(Double.POSITIVE_INFINITY, reversed.effortFor(0.99, 20));
    }

    @Test
    void budgetsAreTranslatedByTheCurveOfAtMostThatManyNeighbors() {
        final RecallCurve steep = new RecallCurve(100, 400, new double[] {8}, new double[] {0.7}, new double[] {16});
        final RecallProfile profile = new RecallProfile(List.of(ONE, TEN, steep));
        for (final int k : new int[] {1, 9, 10, 99}) {
            assertEquals(4, profile.effortOfBudget(8, k), 1e-9, "k " + k);
            assertEquals(8, profile.budgetOfEffort(4, k), 1e-9, "k " + k);
        }
        for (final int k : new int[] {100, 1000}) {
            assertEquals(16, profile.effortOfBudget(8, k), 1e-9, "k " + k);
            assertEquals(8, profile.budgetOfEffort(16, k), 1e-9, "k " + k);
        }
    }

    @Test
    void profilesThatEndInsideACurveAreRefused() {
        final int length = PROFILE.encode().limit();
        for (int cut = 0; cut < length; cut++) {
            final ByteBuffer bytes = PROFILE.encode().limit(cut);
            if (cut == length / 3 || cut == 2 * length / 3) {
                assertEquals(
                        3 * cut / length, RecallProfile.decode(bytes).curves().size());
            } else {
                assertThrows(IllegalArgumentException.class, () -> RecallProfile.decode(bytes), "length " + cut);
            }
        }
        for (final int points : new int[] {-1, 0, 2, 4, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 29}) {
            final ByteBuffer bytes = PROFILE.encode().order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(2 * length / 3, points);
            assertThrows(IllegalArgumentException.class, () -> RecallProfile.decode(bytes), "points " + points);
        }
        assertEquals(
                "recall curve of 3 points in 51 bytes",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> RecallProfile.decode(PROFILE.encode().limit(51)))
                        .getMessage());
    }

    @Test
    void storedCurvesMustAscend() {
        final int[] values = {-1, 0, 0x7fc0_0000, 0x7f80_0000, Float.floatToIntBits(-1)};
        int refused = 0;
        for (int at = 8; at < 16 + 12 * 3; at += 4) {
            for (final int value : values) {
                final ByteBuffer bytes = PROFILE.encode().order(ByteOrder.LITTLE_ENDIAN);
                bytes.putInt(at, value);
                try {
                    for (final RecallCurve curve : RecallProfile.decode(bytes).curves()) {
                        assertTrue(curve.queries() > 0 && Double.isFinite(curve.effortFor(curve.recalls()[2])));
                    }
                } catch (final IllegalArgumentException ex) {
                    refused++;
                }
            }
        }
        // Accepted: the unused number, zeros at the beginning of a curve, and budgets above all others at the end of
        // one.
        assertTrue(refused > 25, () -> "some are accepted");
    }

    @Test
    void curvesMustAscend() {
        assertThrows(IllegalArgumentException.class, () -> new RecallProfile(List.of(TEN, TEN)));
        assertThrows(IllegalArgumentException.class, () -> new RecallProfile(List.of(curve(0, 1, 1, 2, 3))));
        assertThrows(IllegalArgumentException.class, () -> new RecallProfile(List.of()));
        final RecallCurve old = new RecallCurve(1, 9, new double[] {9}, new double[] {0.7}, new double[0]);
        assertFalse(new RecallProfile(List.of(old)).hasEfforts());
        assertThrows(IllegalArgumentException.class, () -> new RecallProfile(List.of(old, TEN)));
    }
}
