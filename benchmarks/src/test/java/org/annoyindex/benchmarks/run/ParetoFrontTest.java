package org.annoyindex.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.annoyindex.benchmarks.run.ParetoFront.Point;
import org.annoyindex.benchmarks.run.ParetoFront.Setting;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {
    private static final double ROUNDING = 1e-9;

    @Test
    void dominatedPointsAreRemoved() {
        final ParetoFront front = front(
                new Point(0.9, 100),
                new Point(0.8, 90),
                new Point(0.95, 50),
                new Point(0.95, 40),
                new Point(0.7, 300),
                new Point(0.99, 50));

        assertEquals(List.of(new Point(0.7, 300), new Point(0.9, 100), new Point(0.99, 50)), front.points());
    }

    @Test
    void settingsAreChosenByValidationQueriesAndShownForTestQueries() {
        final ParetoFront front = ParetoFront.of(List.of(
                new Setting(new Point(0.9, 100), new Point(0.88, 110)),
                // The best for the test queries, but dominated for the others.
                new Setting(new Point(0.89, 90), new Point(0.99, 900)),
                new Setting(new Point(0.95, 50), new Point(0.96, 40))));

        assertEquals(List.of(new Point(0.88, 110), new Point(0.96, 40)), front.points());
        assertEquals(Math.sqrt(110 * 40), front.rateAt(0.92).orElseThrow(), ROUNDING);
    }

    @Test
    void rateHalfwayBetweenTwoPointsIsTheirGeometricMean() {
        final ParetoFront front = front(new Point(0.8, 10_000), new Point(0.9, 100));

        assertEquals(1_000, front.rateAt(0.85).orElseThrow(), 1e-6);
        assertEquals(100, front.rateAt(0.9).orElseThrow(), ROUNDING);
        assertEquals(10_000, front.rateAt(0.8).orElseThrow(), ROUNDING);
    }

    @Test
    void recallsBelowTheFastestPointHaveItsRate() {
        assertEquals(
                OptionalDouble.of(70),
                front(new Point(0.97, 70), new Point(0.99, 7)).rateAt(0.9));
    }

    @Test
    void recallsThatNoPointReachesHaveNoRate() {
        final ParetoFront front = front(new Point(0.8, 10));

        assertEquals(OptionalDouble.empty(), front.rateAt(0.81));
        assertEquals(OptionalDouble.empty(), front().rateAt(0));
    }

    @Test
    void ratioNeedsBothToReachTheRecall() {
        final ParetoFront fast = front(new Point(0.9, 1_000), new Point(0.99, 100));
        final ParetoFront slow = front(new Point(0.9, 50));

        assertEquals(20, fast.ratioTo(slow, 0.9).orElseThrow(), ROUNDING);
        assertEquals(0.05, slow.ratioTo(fast, 0.9).orElseThrow(), ROUNDING);
        assertEquals(OptionalDouble.empty(), fast.ratioTo(slow, 0.95));
    }

    @Test
    void pointsOutOfRangeAreRefused() {
        assertEquals(
                "recall is NaN, must be from 0 to 1",
                assertThrows(IllegalArgumentException.class, () -> new Point(Double.NaN, 1))
                        .getMessage());
        assertEquals(
                "rate is 0.0, must be positive and finite",
                assertThrows(IllegalArgumentException.class, () -> new Point(0.5, 0))
                        .getMessage());
    }

    /** The front of settings with the same figures for both halves of the queries. */
    private static ParetoFront front(final Point... points) {
        return ParetoFront.of(
                Stream.of(points).map(point -> new Setting(point, point)).toList());
    }
}
