package org.annoyindex.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.annoyindex.core.SplitMix;
import org.annoyindex.core.format.LeafPage;
import org.annoyindex.core.sketch.SketchCodec;
import org.junit.jupiter.api.Test;

final class KernelsTest {
    private static final int[] LENGTHS = IntStream.concat(IntStream.rangeClosed(1, 300), IntStream.of(384, 784, 1024))
            .toArray();

    private final Kernels active = Kernels.active();
    private final Kernels scalar = new ScalarKernels();
    private final SplitMix random = new SplitMix(7);

    @Test
    void kernelInUseIsTheOneThisRunIsFor() {
        assertEquals(System.getProperty("annoy.test.kernel"), active.name());
    }

    @Test
    void sumsOnTheHeapAreTheSameBitsAsScalarOnes() {
        for (final int length : LENGTHS) {
            final float[] a = vector(length + 3);
            final float[] b = vector(length + 5);
            assertEquals(bits(scalar.dot(a, 3, b, 5, length)), bits(active.dot(a, 3, b, 5, length)), "dot " + length);
            assertEquals(
                    bits(scalar.squaredDistance(a, 3, b, 5, length)),
                    bits(active.squaredDistance(a, 3, b, 5, length)),
                    "squared distance " + length);
        }
    }

    @Test
    void sumsOffTheHeapAreTheSameBitsAsOnTheHeap() {
        for (final int length : LENGTHS) {
            final float[] query = vector(length);
            final float[] stored = vector(length);
            final int offset = 4 * (length % 7);
            final ByteBuffer bytes =
                    ByteBuffer.allocateDirect(offset + 4 * length).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < length; i++) {
                bytes.putFloat(offset + 4 * i, stored[i]);
            }
            for (final Kernels kernels : new Kernels[] {active, scalar}) {
                final Chunk chunk = kernels.chunk(bytes.duplicate());
                assertEquals(
                        bits(scalar.dot(query, 0, stored, 0, length)), bits(kernels.dot(query, chunk, offset, length)));
                assertEquals(
                        bits(scalar.squaredDistance(query, 0, stored, 0, length)),
                        bits(kernels.squaredDistance(query, chunk, offset, length)));
            }
            assertEquals(
                    bits(scalar.manhattanDistance(query, scalar.chunk(bytes.duplicate()), offset, length)),
                    bits(active.manhattanDistance(query, active.chunk(bytes.duplicate()), offset, length)));
        }
    }

    @Test
    void sumsAreRight() {
        for (final int length : LENGTHS) {
            final float[] a = vector(length);
            final float[] b = vector(length);
            double product = 0;
            double squares = 0;
            double absolute = 0;
            for (int i = 0; i < length; i++) {
                product += (double) a[i] * b[i];
                squares += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
                absolute += Math.abs((double) a[i] - b[i]);
            }
            final ByteBuffer bytes = ByteBuffer.allocateDirect(4 * length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(b);
            assertEquals(product, active.dot(a, 0, b, 0, length), 1e-6 * length);
            assertEquals(squares, active.squaredDistance(a, 0, b, 0, length), 1e-6 * length);
            assertEquals(absolute, active.manhattanDistance(a, active.chunk(bytes), 0, length), 1e-6 * length);
        }
    }

    @Test
    void hammingDistanceCountsBitsThatDiffer() {
        final long[] query = {random.nextLong(), random.nextLong(), 0};
        final long[] stored = {random.nextLong(), ~query[1], -1};
        final ByteBuffer bytes = ByteBuffer.allocateDirect(32).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 3; i++) {
            bytes.putLong(8 + 8 * i, stored[i]);
        }
        assertEquals(Long.bitCount(query[0] ^ stored[0]) + 128, active.hammingDistance(query, active.chunk(bytes), 8));
    }

    @Test
    void scansFindTheSameKeysAsScalarOnes() {
        for (int words = 1; words <= 14; words++) {
            for (int count = 1; count <= 50; count += words) {
                final ByteBuffer leaf = leaf(words * 64, count);
                final QueryPlanes query = new QueryPlanes(words);
                SketchCodec.quantise(vector(words * 64), query);
                for (final float threshold : new float[] {Float.POSITIVE_INFINITY, 40f * words, 20f * words, 0}) {
                    final long[] expected = scan(scalar, query, leaf, count, threshold);
                    assertArrayEquals(expected, scan(active, query, leaf, count, threshold));
                    if (threshold == Float.POSITIVE_INFINITY) {
                        assertEquals(count, expected.length);
                    }
                }
            }
        }
    }

    private static long[] scan(
            final Kernels kernels,
            final QueryPlanes query,
            final ByteBuffer leaf,
            final int count,
            final float threshold) {
        final long[] keys = new long[count + 1];
        keys[0] = 42;
        final int size = kernels.scan(
                query,
                kernels.chunk(leaf.duplicate()),
                LeafPage.BLOCKS,
                count,
                1.5f,
                0.25f,
                threshold,
                new float[Kernels.BLOCK],
                keys,
                1);
        assertEquals(42, keys[0]);
        return Arrays.copyOfRange(keys, 1, size);
    }

    private ByteBuffer leaf(final int bits, final int count) {
        final ByteBuffer leaf =
                ByteBuffer.allocateDirect(LeafPage.bytes(count, bits)).order(ByteOrder.LITTLE_ENDIAN);
        LeafPage.begin(leaf, 0, count, bits);
        final float[] centroid = vector(bits);
        for (int i = 0; i < count; i++) {
            LeafPage.encode(leaf, 0, i, 1000 + i, vector(bits), centroid, 0);
        }
        return leaf;
    }

    private float[] vector(final int length) {
        final float[] vector = new float[length];
        for (int i = 0; i < length; i++) {
            vector[i] = (random.nextInt(2_000_001) - 1_000_000) / 1e6f;
        }
        return vector;
    }

    private static int bits(final float value) {
        return Float.floatToRawIntBits(value);
    }
}
