package org.annoyindex.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetricTest {
    /** Codes are in files that exist. */
    @ParameterizedTest
    @CsvSource({
        "ANGULAR, 1, angular",
        "EUCLIDEAN, 2, euclidean",
        "MANHATTAN, 3, manhattan",
        "DOT, 4, dot",
        "HAMMING, 5, hamming"
    })
    void codesAndNamesStayWhatTheyAre(final Metric metric, final int code, final String label) {
        assertEquals(code, metric.code());
        assertEquals(label, metric.label());
        assertEquals(metric, Metric.ofCode(code));
        assertEquals(metric, Metric.ofLabel(label));
        assertEquals(metric, Metric.ofLabel(label.toUpperCase(Locale.ROOT)));
    }

    @Test
    void unknownCodesAndNamesAreRefused() {
        for (final int code : new int[] {0, 6, -1, Integer.MAX_VALUE}) {
            assertEquals(
                    "unknown metric code " + code,
                    assertThrows(IllegalArgumentException.class, () -> Metric.ofCode(code))
                            .getMessage());
        }
        assertEquals(
                "unknown metric 'cosine'; use one of angular, euclidean, manhattan, dot, hamming",
                assertThrows(IllegalArgumentException.class, () -> Metric.ofLabel("cosine"))
                        .getMessage());
    }

    @Test
    void sketchesAreForMetricsOfEuclideanPoints() {
        for (final Metric metric : Metric.values()) {
            assertEquals(
                    EnumSet.of(Metric.ANGULAR, Metric.EUCLIDEAN, Metric.DOT).contains(metric), metric.hasSketches());
        }
    }

    @Test
    void componentsThatAreNotAllowedAreNamed() {
        for (final Metric metric : Metric.values()) {
            metric.checkComponents(new float[] {0, 1, -0f});
            for (final float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                final IllegalArgumentException ex = assertThrows(
                        IllegalArgumentException.class, () -> metric.checkComponents(new float[] {0, 1, wrong}));
                assertEquals("component 2 is " + wrong + ", must be finite", ex.getMessage());
            }
            if (metric != Metric.HAMMING) {
                metric.checkComponents(new float[] {Metric.LARGEST_COMPONENT, Float.MIN_VALUE, -3.5f});
            }
        }
        Metric.ANGULAR.checkComponents(new float[] {Float.MAX_VALUE});
        for (final Metric metric : new Metric[] {Metric.EUCLIDEAN, Metric.MANHATTAN, Metric.DOT}) {
            final IllegalArgumentException ex = assertThrows(
                    IllegalArgumentException.class, () -> metric.checkComponents(new float[] {0, -Float.MAX_VALUE}));
            assertEquals(
                    "component 1 is -3.4028235E38, must be at most 1.0E16 in size; scale the vectors down",
                    ex.getMessage());
        }
        for (final float wrong : new float[] {0.5f, -1, 2, Float.MIN_VALUE}) {
            final IllegalArgumentException ex = assertThrows(
                    IllegalArgumentException.class, () -> Metric.HAMMING.checkComponents(new float[] {1, wrong}));
            assertEquals("component 1 is " + wrong + ", must be 0 or 1 for hamming", ex.getMessage());
        }
    }
}
