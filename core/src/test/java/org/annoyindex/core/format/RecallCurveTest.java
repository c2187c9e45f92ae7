package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class RecallCurveTest {
    private static final RecallCurve CURVE = new RecallCurve(
            10, 1000, new double[] {100, 400, 1600}, new double[] {0.5, 0.75, 1}, new double[] {50, 100, 800});

    @Test
    void measuredRecallsReturnTheirBudgetsAndEfforts() {
        assertEquals(100, CURVE.budgetFor(0.5), 1e-9);
        assertEquals(400, CURVE.budgetFor(0.75), 1e-9);
        assertEquals(1600, CURVE.budgetFor(1), 1e-9);
        assertEquals(50, CURVE.effortFor(0.5), 1e-9);
        assertEquals(100, CURVE.effortFor(0.75), 1e-9);
        assertEquals(800, CURVE.effortFor(1), 1e-9);
    }

    @Test
    void logOddsAreInterpolatedLinearlyInTheLogarithmOfTheEffort() {
        // Odds of 1 and 3: half way is their geometric mean.
        final double halfWay = Math.sqrt(3) / (1 + Math.sqrt(3));
        assertEquals(200, CURVE.budgetFor(halfWay), 1e-9);
        assertEquals(Math.sqrt(50 * 100), CURVE.effortFor(halfWay), 1e-9);
        double before = 0;
        for (double recall = 0.01; recall <= 1; recall += 0.001) {
            final double effort = CURVE.effortFor(recall);
            assertTrue(effort >= before && effort <= 800 + 1e-9, recall + " at " + effort);
            before = effort;
        }
    }

    @Test
    void curvesMeasuredAtDoubledEffortsAreAccurateInBetween() {
        // Odds that are a power of the effort; the recall of a random search; a curve that bends late.
        assertMet(0.0001, effort -> 1 - 1 / (1 + Math.pow(effort / 300, 1.3)));
        assertMet(0.006, effort -> 1 - Math.exp(-Math.pow(effort / 900, 0.6)));
        assertMet(0.003, effort -> Math.pow(effort / (effort + 80), 2));
    }

    /** The recall at the effort that is returned for a target differs from the target by at most a given number. */
    private static void assertMet(final double tolerance, final DoubleUnaryOperator recallAt) {
        final double[] efforts = new double[12];
        Arrays.setAll(efforts, i -> 64 * Math.pow(2, i));
        final double[] recalls = Arrays.stream(efforts).map(recallAt).toArray();
        final RecallCurve curve = new RecallCurve(10, 1_000_000, efforts, recalls, efforts);
        for (double asked = recalls[0]; asked < recalls[11]; asked += 0.001) {
            assertEquals(asked, recallAt.applyAsDouble(curve.effortFor(asked)), tolerance, "asked " + asked);
        }
    }

    @Test
    void recallsBelowTheFirstPointReturnTheFirstPoint() {
        assertEquals(100, CURVE.budgetFor(0.001));
        assertEquals(50, CURVE.effortFor(0.001));
    }

    @Test
    void recallsThatWereNeverReachedAreInfinite() {
        final RecallCurve low = new RecallCurve(10, 1000, new double[] {5}, new double[] {0.9}, new double[] {5});
        assertEquals(Double.POSITIVE_INFINITY, low.budgetFor(0.95));
        assertEquals(Double.POSITIVE_INFINITY, low.effortFor(0.95));
    }

    @Test
    void theSmallestOfEffortsWithEqualRecallIsReturned() {
        final double[] steps = {10, 20, 40, 80};
        final RecallCurve flat = new RecallCurve(10, 1000, steps, new double[] {0.4, 0.4, 0.4, 0.8}, steps);
        assertEquals(10, flat.budgetFor(0.4), 1e-9);
        assertEquals(80, flat.budgetFor(0.8), 1e-9);
        // Odds of 2/3 and 4, and half way in between.
        assertEquals(Math.sqrt(40 * 80), flat.budgetFor(Math.sqrt(8.0 / 3) / (1 + Math.sqrt(8.0 / 3))), 1e-9);
    }

    @Test
    void recallsOfZeroAndOneCountAsHalfANeighborAway() {
        final double[] steps = {16, 64};
        final RecallCurve all = new RecallCurve(1, 100, steps, new double[] {0, 1}, steps);
        assertEquals(32, all.effortFor(0.5), 1e-9);
        assertEquals(64, all.effortFor(0.999), 1e-9);
        assertEquals(16, all.effortFor(0.001), 1e-9);
    }

    @Test
    void budgetsAndEffortsTranslateOnALogarithmicScaleAndProportionallyBeyondIt() {
        assertEquals(50, CURVE.effortOfBudget(100), 1e-9);
        assertEquals(Math.sqrt(50 * 100), CURVE.effortOfBudget(200), 1e-9);
        assertEquals(100, CURVE.effortOfBudget(400), 1e-9);
        assertEquals(800, CURVE.effortOfBudget(1600), 1e-9);
        assertEquals(25, CURVE.effortOfBudget(50), 1e-9);
        assertEquals(8000, CURVE.effortOfBudget(16_000), 1e-9);
        for (double budget = 1; budget < 100_000; budget *= 1.1) {
            assertEquals(budget, CURVE.budgetOfEffort(CURVE.effortOfBudget(budget)), 1e-9 * budget);
        }
        assertEquals(Double.POSITIVE_INFINITY, CURVE.budgetOfEffort(Double.POSITIVE_INFINITY));
    }
}
