package org.annoyindex.core.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.rank.ScoredKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SketchCodecTest {
    private static final int DIMENSION = 100;
    private static final int ITEMS = 512;

    private final Random random = new Random(11);
    private final Kernels kernels = Kernels.active();

    @ParameterizedTest
    @ValueSource(ints = {64, 128})
    void estimatesAreUnbiasedAndBoundsHoldWithTheExpectedFrequency(final int bits) {
        final float[] centroid = gaussian(0.5);
        final float[][] items = new float[ITEMS][];
        final Rotation rotation = new Rotation(gaussian(0.1), 3);
        final ByteBuffer leaf = ByteBuffer.allocateDirect(SketchPage.bytes(ITEMS, DIMENSION, bits))
                .order(ByteOrder.LITTLE_ENDIAN);
        SketchPage.begin(leaf, 0, ITEMS, SketchPage.ITEMS, 0, centroid, 0, DIMENSION, bits);
        final float[] rotatedCentroid = new float[rotation.dimension()];
        final float[] rotated = new float[rotation.dimension()];
        rotation.rotate(centroid, 0, rotatedCentroid);
        for (int i = 0; i < ITEMS; i++) {
            items[i] = gaussian(1);
            for (int j = 0; j < DIMENSION; j++) {
                items[i][j] += centroid[j];
            }
            rotation.rotate(items[i], 0, rotated);
            SketchPage.encode(leaf, 0, i, i, rotated, rotatedCentroid, 0, DIMENSION, bits);
        }
        double bias = 0;
        double spread = 0;
        int below = 0;
        final int queries = 50;
        for (int q = 0; q < queries; q++) {
            final float[] query = gaussian(1);
            rotation.rotate(query, 0, rotated);
            final QueryPlanes planes = new QueryPlanes(bits / 64);
            SketchCodec.quantize(rotated, planes);
            final float base = kernels.squaredDistance(query, 0, centroid, 0, DIMENSION);
            final float[] estimates = scan(planes, leaf, base, 0);
            final float[] bounds = scan(
                    planes,
                    leaf,
                    base,
                    SketchCodec.slack(1.5f, SketchCodec.spread(bits, rotation.dimension()), base, planes));
            for (int i = 0; i < ITEMS; i++) {
                final double truth = kernels.squaredDistance(query, 0, items[i], 0, DIMENSION);
                final double error = (estimates[i] - truth) / truth;
                bias += error;
                spread += error * error;
                below += bounds[i] < truth ? 1 : 0;
                assertTrue(bounds[i] < estimates[i]);
            }
        }
        final double count = (double) queries * ITEMS;
        assertEquals(0, bias / count, 0.01);
        assertTrue(
                Math.sqrt(spread / count) < (bits == 64 ? 0.18 : 0.12), "relative error " + Math.sqrt(spread / count));
        // 1.5 standard deviations of a normal distribution: 93 %.
        assertEquals(0.93, below / count, 0.03);
    }

    @Test
    void itemsAtTheirCentroidAreEstimatedExactly() {
        final Rotation rotation = new Rotation(new float[DIMENSION], 3);
        final ByteBuffer leaf = ByteBuffer.allocateDirect(SketchPage.bytes(1, DIMENSION, rotation.dimension()))
                .order(ByteOrder.LITTLE_ENDIAN);
        SketchPage.begin(leaf, 0, 1, SketchPage.ITEMS, 0, new float[DIMENSION], 0, DIMENSION, rotation.dimension());
        final float[] rotated = new float[rotation.dimension()];
        rotation.rotate(gaussian(1), 0, rotated);
        SketchPage.encode(leaf, 0, 0, 77, rotated, rotated, 0, DIMENSION, rotation.dimension());
        final QueryPlanes planes = new QueryPlanes(rotation.dimension() / 64);
        SketchCodec.quantize(rotated, planes);
        final long[] keys = new long[1];
        final int size = kernels.scan(
                planes,
                kernels.chunk(leaf),
                SketchPage.blocksOffset(DIMENSION),
                1,
                3.25f,
                9,
                4,
                new float[Kernels.BLOCK],
                keys,
                0);
        assertEquals(1, size);
        assertEquals(3.25f, ScoredKey.score(keys[0]));
        assertEquals(77, ScoredKey.ordinal(keys[0]));
    }

    private float[] scan(final QueryPlanes planes, final ByteBuffer leaf, final float base, final float slack) {
        final long[] keys = new long[ITEMS];
        final int size = kernels.scan(
                planes,
                kernels.chunk(leaf.duplicate()),
                SketchPage.blocksOffset(DIMENSION),
                ITEMS,
                base,
                slack,
                Float.POSITIVE_INFINITY,
                new float[Kernels.BLOCK],
                keys,
                0);
        assertEquals(ITEMS, size);
        final float[] scores = new float[ITEMS];
        for (final long key : keys) {
            scores[ScoredKey.ordinal(key)] = ScoredKey.score(key);
        }
        return scores;
    }

    private float[] gaussian(final double deviation) {
        final float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) (deviation * random.nextGaussian());
        }
        return vector;
    }
}
