package org.annoyindex.core.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PointSpaceTest {
    private static final int DIMENSION = 17;

    private final SplitMix random = new SplitMix(23);

    @Test
    void onlyDotAddsAComponent() {
        for (final Metric metric : Metric.values()) {
            final int expected = metric == Metric.DOT ? DIMENSION + 1 : DIMENSION;
            assertEquals(expected, PointSpace.pointDimension(metric, DIMENSION));
            assertEquals(expected, new PointSpace(metric, DIMENSION, 1).pointDimension());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EUCLIDEAN", "MANHATTAN", "HAMMING"})
    void vectorsOfTheOtherMetricsAreTheirOwnPoints(final Metric metric) {
        final PointSpace space = new PointSpace(metric, DIMENSION, 0);
        final float[] vector = vector();
        final float[] item = vector.clone();
        final float[] query = new float[DIMENSION];
        space.itemToPoint(item, 0);
        space.queryToPoint(vector, query);
        assertArrayEquals(vector, item);
        assertArrayEquals(vector, query);
    }

    @Test
    void anglesAreDistancesOnTheUnitSphere() {
        final PointSpace space = new PointSpace(Metric.ANGULAR, DIMENSION, 0);
        for (int round = 0; round < 100; round++) {
            final float[] a = vector();
            final float[] b = vector();
            final float[] item = a.clone();
            final float[] query = new float[DIMENSION];
            space.itemToPoint(item, 0);
            space.queryToPoint(b, query);
            assertEquals(1, norm(item), 1e-6);
            assertEquals(1, norm(query), 1e-6);
            assertEquals(2 - 2 * product(a, b) / (norm(a) * norm(b)), squaredDistance(item, query), 1e-5);
        }
    }

    @Test
    void innerProductsAreDistancesOfPointsWithAnAddedComponent() {
        final float[][] items = new float[100][];
        Arrays.setAll(items, i -> vector());
        final double largest =
                Arrays.stream(items).mapToDouble(PointSpaceTest::norm).max().orElseThrow();
        final PointSpace space = new PointSpace(Metric.DOT, DIMENSION, (float) largest);
        assertEquals((float) largest, space.largestNorm());
        final float[] vector = vector();
        final float[] query = new float[DIMENSION + 1];
        space.queryToPoint(vector, query);
        assertEquals(0, query[DIMENSION]);
        for (final float[] item : items) {
            final float[] point = Arrays.copyOf(item, DIMENSION + 1);
            space.itemToPoint(point, 0);
            assertEquals(1, norm(point), 1e-6);
            assertTrue(point[DIMENSION] >= 0);
            assertEquals(2 - 2 * product(item, vector) / (largest * norm(vector)), squaredDistance(point, query), 1e-5);
        }
    }

    @Test
    void zeroVectorsBecomeFinitePoints() {
        for (final Metric metric : Metric.values()) {
            for (final float largestNorm : new float[] {0, 2}) {
                final PointSpace space = new PointSpace(metric, DIMENSION, largestNorm);
                final float[] item = new float[space.pointDimension()];
                final float[] query = new float[space.pointDimension()];
                Arrays.fill(query, 7);
                space.itemToPoint(item, 0);
                space.queryToPoint(new float[DIMENSION], query);
                assertEquals(metric == Metric.DOT ? 1 : 0, norm(item));
                assertEquals(0, norm(query));
            }
        }
    }

    @Test
    void vectorsOfAnySizeBecomeUnitPoints() {
        final PointSpace space = new PointSpace(Metric.ANGULAR, DIMENSION, 0);
        for (final float size : new float[] {1e-38f, 1e-30f, 1, 1e30f, 3e38f}) {
            final float[] point = new float[DIMENSION];
            Arrays.fill(point, -size);
            space.itemToPoint(point, 0);
            assertEquals(1, norm(point), 1e-5, "size " + size);
        }
    }

    @Test
    void elementsAroundAnItemInItsArrayAreUnchanged() {
        for (final Metric metric : new Metric[] {Metric.ANGULAR, Metric.DOT}) {
            final PointSpace space = new PointSpace(metric, DIMENSION, 100);
            final float[] alone = Arrays.copyOf(vector(), space.pointDimension());
            final float[] among = new float[space.pointDimension() + 8];
            Arrays.fill(among, 5);
            System.arraycopy(alone, 0, among, 3, DIMENSION);
            space.itemToPoint(alone, 0);
            space.itemToPoint(among, 3);
            assertArrayEquals(alone, Arrays.copyOfRange(among, 3, 3 + space.pointDimension()));
            assertArrayEquals(new float[] {5, 5, 5}, Arrays.copyOf(among, 3));
            assertArrayEquals(
                    new float[] {5, 5, 5, 5, 5}, Arrays.copyOfRange(among, 3 + space.pointDimension(), among.length));
        }
    }

    private float[] vector() {
        final float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = random.nextInt(2001) / 1000f - 1;
        }
        return vector;
    }

    private static double norm(final float[] vector) {
        return Math.sqrt(product(vector, vector));
    }

    private static double product(final float[] a, final float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double squaredDistance(final float[] a, final float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return sum;
    }
}
