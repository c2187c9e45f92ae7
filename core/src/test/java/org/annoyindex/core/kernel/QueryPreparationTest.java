package org.annoyindex.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.annoyindex.core.math.SplitMix;
import org.junit.jupiter.api.Test;

/** Rotating and quantizing a query, by the kernel in use and by the scalar one. */
final class QueryPreparationTest {
    private static final int[] LENGTHS = IntStream.concat(
                    IntStream.rangeClosed(1, 24).map(words -> 64 * words), IntStream.of(3072, 4032, 65_536))
            .toArray();

    /** 0 is for vectors of components from -1 to 1, the others for components of these magnitudes. */
    private static final float[] MAGNITUDES = {
        0, Float.MIN_VALUE, Float.MIN_NORMAL, 0x1p-70f, 0x1p60f, 0x1p100f, Float.MAX_VALUE
    };

    private final Kernels active = Kernels.active();
    private final Kernels scalar = new ScalarKernels();
    private final SplitMix random = new SplitMix(23);

    @Test
    void roundsOfRotationsAreBitIdenticalToScalarOnes() {
        for (final int length : LENGTHS) {
            final int transformed = Integer.highestOneBit(length);
            for (final float[] values : samples(length)) {
                for (final int from : new int[] {0, length - transformed}) {
                    final float[] signs = signs(length);
                    final float[] expected = values.clone();
                    final float[] actual = values.clone();
                    scalar.rotateRound(expected, signs, from, transformed);
                    active.rotateRound(actual, signs, from, transformed);
                    assertArrayEquals(bits(expected), bits(actual), length + " components from " + from);
                }
            }
        }
    }

    @Test
    void aRoundIsAHadamardMatrixAndAButterflyOfHalves() {
        for (final int length : new int[] {64, 128, 192, 256, 320, 576}) {
            final int transformed = Integer.highestOneBit(length);
            final int from = length - transformed;
            final float[] signs = signs(length);
            final float[] values = samples(length)[0];
            final double[] expected = new double[length];
            for (int row = 0; row < length; row++) {
                if (row < from) {
                    expected[row] = (double) values[row] * signs[row];
                } else {
                    for (int column = from; column < length; column++) {
                        final boolean negative = (Integer.bitCount((row - from) & (column - from)) & 1) != 0;
                        final double term = (double) values[column] * signs[column];
                        expected[row] += negative ? -term : term;
                    }
                }
            }
            for (int i = 0; transformed < length && i < length / 2; i++) {
                final double a = expected[i];
                final double b = expected[i + length / 2];
                expected[i] = (a + b) * Math.sqrt(0.5);
                expected[i + length / 2] = (a - b) * Math.sqrt(0.5);
            }
            active.rotateRound(values, signs, from, transformed);
            for (int i = 0; i < length; i++) {
                assertEquals(expected[i], values[i], 1e-4, "component " + i + " of " + length);
            }
        }
    }

    @Test
    void largestMagnitudesAreThoseOfScalarCode() {
        for (final int length : LENGTHS) {
            for (final float[] values : samples(length)) {
                final float expected = scalar.largestMagnitude(values, length);
                assertEquals(bits(expected), bits(active.largestMagnitude(values, length)), "of " + length);
                float largest = 0;
                for (final float value : values) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertEquals(largest, expected);
            }
        }
        final float[] longer = new float[128];
        longer[3] = -2;
        longer[64] = 5;
        assertEquals(2, active.largestMagnitude(longer, 64));
    }

    @Test
    void magnitudesThatOverflowedAreThoseOfScalarCode() {
        for (final float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}) {
            for (int at = 0; at < 64; at++) {
                final float[] values = samples(64)[0];
                values[at] = value;
                final float largest = active.largestMagnitude(values, 64);
                assertEquals(Math.abs(value), largest);
                assertSamePlanes(values, largest, 0);
            }
        }
    }

    @Test
    void planesAreThoseOfScalarCode() {
        for (final int length : LENGTHS) {
            for (final float[] values : samples(length)) {
                final float largest = scalar.largestMagnitude(values, length);
                final float step = 2 * largest / 15;
                assertSamePlanes(values, largest, largest > 0 ? 1 / step : 0);
            }
        }
    }

    @Test
    void levelsAreNearestAndSplitIntoPlanes() {
        final float[] values = new float[128];
        for (int i = 0; i < values.length; i++) {
            // From -7.5 to 7.5, so that a step is 1; some between two levels.
            values[i] = i % 16 - 7.5f + (i / 16 - 4) * 0.124f;
            values[i] = Math.max(-7.5f, Math.min(7.5f, values[i]));
        }
        for (final Kernels kernels : new Kernels[] {active, scalar}) {
            final QueryPlanes query = new QueryPlanes(2);
            kernels.quantize(values, 7.5f, 1, query);
            for (int i = 0; i < values.length; i++) {
                int level = 0;
                for (int plane = 0; plane < 4; plane++) {
                    level |= (int) (query.planes[plane * 2 + i / 64] >>> i % 64 & 1) << plane;
                }
                assertEquals(i % 16, level, "component " + i);
            }
        }
    }

    private void assertSamePlanes(final float[] values, final float largest, final float inverseStep) {
        final QueryPlanes expected = new QueryPlanes(values.length / 64);
        final QueryPlanes actual = new QueryPlanes(values.length / 64);
        Arrays.fill(actual.planes, random.nextLong());
        scalar.quantize(values, largest, inverseStep, expected);
        active.quantize(values, largest, inverseStep, actual);
        assertArrayEquals(expected.planes, actual.planes, values.length + " components up to " + largest);
    }

    /** Vectors of ordinary components, of tiny and of huge ones, of zeros of both signs, and a sparse one. */
    private float[][] samples(final int length) {
        final float[][] samples = new float[MAGNITUDES.length + 2][length];
        for (int sample = 0; sample < MAGNITUDES.length; sample++) {
            for (int i = 0; i < length; i++) {
                final float unit = (random.nextInt(2_000_001) - 1_000_000) / 1e6f;
                samples[sample][i] = sample == 0 ? unit : MAGNITUDES[sample] * (unit < 0 ? -1 : 1);
            }
        }
        for (int i = 0; i < length; i++) {
            samples[MAGNITUDES.length][i] = random.nextLong() < 0 ? -0f : 0f;
        }
        samples[MAGNITUDES.length + 1][random.nextInt(length)] = -3;
        return samples;
    }

    private float[] signs(final int length) {
        final float[] signs = new float[length];
        for (int i = 0; i < length; i++) {
            signs[i] = random.nextLong() < 0 ? -0.125f : 0.125f;
        }
        return signs;
    }

    private static int[] bits(final float[] values) {
        final int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = bits(values[i]);
        }
        return bits;
    }

    private static int bits(final float value) {
        return Float.floatToRawIntBits(value);
    }
}
