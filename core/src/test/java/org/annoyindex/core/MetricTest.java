package org.annoyindex.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetricTest {
    /** Codes are part of the file format. */
    @ParameterizedTest
    @CsvSource({
        "ANGULAR, 1, angular",
        "EUCLIDEAN, 2, euclidean",
        "MANHATTAN, 3, manhattan",
        "DOT, 4, dot",
        "HAMMING, 5, hamming"
    })
    void codesAndLabelsAreFixed(final Metric metric, final int code, final String label) {
        assertEquals(code, metric.code());
        assertEquals(label, metric.label());
        assertEquals(metric, Metric.ofCode(code));
        assertEquals(metric, Metric.of(label));
        assertEquals(metric, Metric.of(label.toUpperCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @CsvSource({
        "ANGULAR, cosine",
        "EUCLIDEAN, l2",
        "MANHATTAN, l1",
        "DOT, ip",
        "DOT, inner_product",
    })
    void aliasesNameAMetricInAnyCase(final Metric metric, final String alias) {
        assertEquals(metric, Metric.of(alias));
        assertEquals(metric, Metric.of(alias.toUpperCase(Locale.ROOT)));
    }

    /** In Turkish, the lower case of I is not i. */
    @Test
    void namesDoNotDependOnTheDefaultLocale() {
        final Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertEquals(Metric.HAMMING, Metric.of("HAMMING"));
            assertEquals(Metric.DOT, Metric.of("IP"));
            assertEquals("euclidean", Metric.EUCLIDEAN.label());
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void angularDistancesConvertToCosines() {
        assertEquals(1, Metric.ANGULAR.cosine(0));
        assertEquals(0, Metric.ANGULAR.cosine((float) Math.sqrt(2)), 1e-6f);
        assertEquals(-1, Metric.ANGULAR.cosine(2));
        for (final double angle : new double[] {1e-3, 0.1, 1, 2, 3}) {
            final float distance = (float) Math.sqrt(2 - 2 * Math.cos(angle));
            assertEquals((float) Math.cos(angle), Metric.ANGULAR.cosine(distance), 2e-7f);
        }
    }

    @Test
    void cosinesOfOtherMetricsAndOfImpossibleDistancesAreRefused() {
        for (final Metric metric : EnumSet.complementOf(EnumSet.of(Metric.ANGULAR))) {
            assertEquals(
                    "a distance of metric " + metric.label()
                            + " does not determine a cosine; build the index with metric angular",
                    assertThrows(IllegalStateException.class, () -> metric.cosine(1))
                            .getMessage());
        }
        for (final float wrong : new float[] {-0.1f, Float.NaN}) {
            assertEquals(
                    "distance is " + wrong + ", must be from 0 to 2",
                    assertThrows(IllegalArgumentException.class, () -> Metric.ANGULAR.cosine(wrong))
                            .getMessage());
        }
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
                "unknown metric 'cosinus'; use one of angular (cosine), euclidean (l2), manhattan (l1), "
                        + "dot (ip, inner_product), hamming",
                assertThrows(IllegalArgumentException.class, () -> Metric.of("cosinus"))
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
                    "component 1 is -3.4028235E38, must have a magnitude of at most 1e16; scale the vectors down",
                    ex.getMessage());
        }
        for (final float wrong : new float[] {0.5f, -1, 2, Float.MIN_VALUE}) {
            final IllegalArgumentException ex = assertThrows(
                    IllegalArgumentException.class, () -> Metric.HAMMING.checkComponents(new float[] {1, wrong}));
            assertEquals("component 1 is " + wrong + ", must be 0 or 1 for hamming", ex.getMessage());
        }
    }
}
