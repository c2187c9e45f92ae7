package org.annoyindex.query.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QueryOrderTest {
    private static final int DIMENSION = 10;
    private static final int CLUSTERS = 16;

    /** Row r belongs to cluster {@code r % CLUSTERS}. */
    private static float[][] clusters(final int count) {
        final Random random = new Random(1);
        final float[][] centers = new float[CLUSTERS][DIMENSION];
        for (final float[] center : centers) {
            for (int i = 0; i < DIMENSION; i++) {
                center[i] = (float) random.nextGaussian();
            }
        }
        final float[][] rows = new float[count][DIMENSION];
        for (int r = 0; r < count; r++) {
            for (int i = 0; i < DIMENSION; i++) {
                rows[r][i] = centers[r % CLUSTERS][i] + 0.05f * (float) random.nextGaussian();
            }
        }
        return rows;
    }

    private static int[] order(final float[][] rows, final int from, final int to) {
        return QueryOrder.of(new QueryRows.Arrays(rows), DIMENSION, from, to);
    }

    private static void assertEachOnce(final int[] order, final int from, final int to) {
        final int[] sorted = order.clone();
        Arrays.sort(sorted);
        assertArrayEquals(IntStream.range(from, to).toArray(), sorted);
    }

    @Test
    void everyRowComesOnce() {
        final float[][] rows = clusters(300);
        for (final int[] range : new int[][] {{0, 300}, {17, 201}, {5, 6}, {5, 5}, {0, 8}, {0, 9}}) {
            assertEachOnce(order(rows, range[0], range[1]), range[0], range[1]);
        }
        assertEachOnce(order(new float[100][DIMENSION], 0, 100), 0, 100);
    }

    @Test
    void productsThatOverflowDoNoHarm() {
        final float[][] rows = clusters(100);
        for (final float[] row : rows) {
            for (int i = 0; i < DIMENSION; i++) {
                row[i] *= 1e38f;
            }
        }
        assertEachOnce(order(rows, 0, 100), 0, 100);
    }

    @Test
    void likeRowsFollowEachOther() {
        final float[][] rows = clusters(512);
        final int[] order = order(rows, 0, 512);
        int changes = 0;
        for (int i = 1; i < order.length; i++) {
            changes += order[i] % CLUSTERS == order[i - 1] % CLUSTERS ? 0 : 1;
        }
        // 511 as they come, about 480 in random order, 15 at best.
        assertTrue(changes < 25, changes + " changes");
    }

    @Test
    void buffersAreOrderedLikeArrays() {
        final float[][] rows = clusters(200);
        final FloatBuffer buffer = FloatBuffer.allocate(200 * DIMENSION);
        for (final float[] row : rows) {
            buffer.put(row);
        }
        assertArrayEquals(
                order(rows, 0, 200), QueryOrder.of(QueryRows.Buffer.of(buffer.flip(), DIMENSION), DIMENSION, 0, 200));
    }
}
