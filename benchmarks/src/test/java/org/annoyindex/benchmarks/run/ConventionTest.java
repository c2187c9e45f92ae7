package org.annoyindex.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConventionTest {
    @Test
    void allConventionsGiveTheSameDistance() {
        // The distance of normalized vectors with cosine 0.82 is sqrt(2 - 1.64) = 0.6.
        assertEquals(0.6, Convention.METRIC.distance(0.6), 1e-9);
        assertEquals(0.6, Convention.SQUARED.distance(0.36), 1e-9);
        assertEquals(0.6, Convention.ONE_MINUS_COSINE.distance(0.18), 1e-9);
        assertEquals(0.6, Convention.HALF_ONE_PLUS_COSINE.distance(0.91), 1e-9);
        assertEquals(0.6, Convention.INVERSE_SQUARED.distance(1 / 1.36), 1e-9);
    }

    @Test
    void distancesMayDifferByAThousandth() {
        assertTrue(Convention.METRIC.matches(0.6009, 0.6));
        assertFalse(Convention.METRIC.matches(0.6011, 0.6));
        assertTrue(Convention.METRIC.matches(2000.9, 2000));
        assertFalse(Convention.METRIC.matches(2002.1, 2000));
        assertFalse(Convention.METRIC.matches(Double.NaN, 0.6));
    }

    @Test
    void cosinesOfNearlyEqualVectorsMayDifferByRounding() {
        // A 1 - cos of 6e-7 instead of 0 is rounding, although it is a distance of 0.0011.
        assertTrue(Convention.ONE_MINUS_COSINE.matches(6e-7, 0));
        assertFalse(Convention.ONE_MINUS_COSINE.matches(3e-6, 0));
        assertFalse(Convention.METRIC.matches(0.0011, 0));
    }

    @Test
    void unknownConventionsAreRefused() {
        assertEquals(
                "unknown convention 'cosine'; use one of metric, squared, one_minus_cosine, half_one_plus_cosine, "
                        + "inverse_squared",
                assertThrows(IllegalArgumentException.class, () -> Convention.ofLabel("cosine"))
                        .getMessage());
    }
}
