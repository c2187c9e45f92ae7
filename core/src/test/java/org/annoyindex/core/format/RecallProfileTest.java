package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class RecallProfileTest {
    private static final RecallProfile PROFILE = new RecallProfile(
            10, 1000, new int[] {100, 400, 1600}, new float[] {0.5f, 0.75f, 1}, new float[] {50, 100, 800});

    @Test
    void profileIsReadAsItWasWritten() {
        final ByteBuffer bytes = PROFILE.encode();
        assertEquals(16 + 3 * 12, bytes.limit());
        final RecallProfile read = RecallProfile.decode(bytes);
        assertEquals(10, read.neighbours());
        assertEquals(1000, read.queries());
        assertArrayEquals(new int[] {100, 400, 1600}, read.budgets());
        assertArrayEquals(new float[] {0.5f, 0.75f, 1}, read.recalls());
        assertArrayEquals(new float[] {50, 100, 800}, read.efforts());
    }

    @Test
    void profilesOfVersionOneHaveNoEfforts() {
        final ByteBuffer bytes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(2).putInt(10).putInt(256).putInt(0);
        bytes.putInt(100).putFloat(0.5f).putInt(400).putFloat(0.75f);
        final RecallProfile read = RecallProfile.decode(bytes.flip());
        assertArrayEquals(new int[] {100, 400}, read.budgets());
        assertArrayEquals(new float[] {0.5f, 0.75f}, read.recalls());
        assertFalse(read.hasEfforts());
    }

    @Test
    void budgetsGiveEffortsOnALogarithmicScaleAndBeyondItInProportion() {
        assertEquals(50, PROFILE.effortFor(100), 1e-3);
        assertEquals(Math.sqrt(50 * 100), PROFILE.effortFor(200), 1e-3);
        assertEquals(100, PROFILE.effortFor(400), 1e-3);
        assertEquals(800, PROFILE.effortFor(1600), 1e-3);
        assertEquals(25, PROFILE.effortFor(50), 1e-3);
        assertEquals(8000, PROFILE.effortFor(16_000), 1e-3);
        assertTrue(PROFILE.hasEfforts());
    }

    @Test
    void profilesOfAnotherLengthThanTheirPointsAreRefused() {
        for (final int length : new int[] {0, 15, 16, 39, 51}) {
            final ByteBuffer bytes = PROFILE.encode().limit(length);
            final IllegalArgumentException ex =
                    assertThrows(IllegalArgumentException.class, () -> RecallProfile.decode(bytes));
            assertEquals("recall profile of " + length + " bytes", ex.getMessage());
        }
        for (final int points : new int[] {-1, 2, 4, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 29}) {
            final ByteBuffer bytes = PROFILE.encode().order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(0, points);
            assertThrows(IllegalArgumentException.class, () -> RecallProfile.decode(bytes), "points " + points);
        }
    }

    @Test
    void measuredRecallsGiveTheirBudgets() {
        assertEquals(100, PROFILE.budgetFor(0.5));
        assertEquals(400, PROFILE.budgetFor(0.75));
        assertEquals(1600, PROFILE.budgetFor(1));
    }

    @Test
    void recallsBetweenGiveBudgetsBetweenOnALogarithmicScale() {
        // Half way in recall is the geometric mean of the budgets.
        assertEquals(200, PROFILE.budgetFor(0.625), 1);
        assertEquals(800, PROFILE.budgetFor(0.875), 1);
        int before = 0;
        for (double recall = 0.01; recall <= 1; recall += 0.01) {
            final int budget = PROFILE.budgetFor(recall);
            assertEquals(Math.max(before, budget), budget, "recall " + recall);
            before = budget;
        }
    }

    @Test
    void recallsBelowTheFirstGiveTheFirstBudget() {
        assertEquals(100, PROFILE.budgetFor(0.001));
    }

    @Test
    void recallsThatWereNeverReachedHaveNoBudget() {
        final RecallProfile low = new RecallProfile(10, 1000, new int[] {5}, new float[] {0.9f}, new float[] {5});
        assertEquals(Integer.MAX_VALUE, low.budgetFor(0.95));
        assertEquals(
                Integer.MAX_VALUE, new RecallProfile(10, 1000, new int[0], new float[0], new float[0]).budgetFor(0.1));
    }

    @Test
    void theLeastOfBudgetsWithEqualRecallIsTaken() {
        final RecallProfile flat = new RecallProfile(
                10, 1000, new int[] {10, 20, 40, 80}, new float[] {0.4f, 0.4f, 0.4f, 0.8f}, new float[4]);
        assertEquals(10, flat.budgetFor(0.4f));
        assertEquals(80, flat.budgetFor(0.8f));
        assertEquals(57, flat.budgetFor(0.6), 1);
    }
}
