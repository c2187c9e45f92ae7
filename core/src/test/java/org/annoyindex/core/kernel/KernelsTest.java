package org.annoyindex.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.core.sketch.SketchCodec;
import org.junit.jupiter.api.Test;

final class KernelsTest {
    private static final int[] LENGTHS = IntStream.concat(IntStream.rangeClosed(1, 300), IntStream.of(384, 784, 1024))
            .toArray();

    /** Offset of the blocks of a page without a centroid. */
    private static final int BLOCKS = SketchPage.blocksOffset(0);

    private final Kernels active = Kernels.active();
    private final Kernels scalar = new ScalarKernels();
    private final SplitMix random = new SplitMix(7);

    @Test
    void expectedKernelIsInUse() {
        final String expected = System.getProperty("annoy.test.kernel");
        assertNotNull(expected, "set annoy.test.kernel to the kernel that this run tests");
        assertEquals(expected, active.name());
    }

    @Test
    void onHeapSumsAreBitIdenticalToScalarOnes() {
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
    void batchedSumsEqualSingleOnes() {
        for (final int length : LENGTHS) {
            final float[] vectors = vector(Columns.LANES * length + 2);
            final float[] rows = vector(5 * length + 3);
            final int[] starts = {3 + 2 * length, 3, 3 + 4 * length, 3 + 2 * length};
            final int count = 1 + random.nextInt(Columns.LANES);
            final Columns columns = new Columns(length);
            for (int lane = 0; lane < count; lane++) {
                columns.set(lane, vectors, lane * length + 2);
            }
            for (final Kernels kernels : new Kernels[] {active, scalar}) {
                final float[] products = new float[Kernels.ROWS * Columns.LANES];
                final float[] distances = new float[Kernels.ROWS * Columns.LANES];
                kernels.dots(columns, count, rows, starts, products);
                kernels.squaredDistances(columns, count, rows, starts, distances);
                for (int row = 0; row < Kernels.ROWS; row++) {
                    for (int lane = 0; lane < count; lane++) {
                        final int from = lane * length + 2;
                        final int at = row * Columns.LANES + lane;
                        assertEquals(
                                bits(scalar.dot(vectors, from, rows, starts[row], length)),
                                bits(products[at]),
                                "products of " + length);
                        assertEquals(
                                bits(scalar.squaredDistance(vectors, from, rows, starts[row], length)),
                                bits(distances[at]),
                                "distances of " + length);
                    }
                }
            }
        }
    }

    /** At every alignment, with vectors that end at the last byte of their memory or are followed by others. */
    @Test
    void offHeapSumsAreBitIdenticalToOnHeapOnes() {
        for (final int length : LENGTHS) {
            final float[] query = vector(length);
            final float[] stored = vector(length);
            for (final int offset : new int[] {0, 4, 20, 64, 100}) {
                for (final int behind : new int[] {0, 4, 68}) {
                    checkOffTheHeap(query, stored, offset, behind);
                }
            }
        }
    }

    private void checkOffTheHeap(final float[] query, final float[] stored, final int offset, final int behind) {
        final int length = query.length;
        final ByteBuffer bytes =
                ByteBuffer.allocateDirect(offset + 4 * length + behind).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bytes.capacity(); at += 4) {
            bytes.putFloat(at, Float.NaN);
        }
        for (int i = 0; i < length; i++) {
            bytes.putFloat(offset + 4 * i, stored[i]);
        }
        final float[] longer = vector(length + behind / 4 + 1);
        for (final Kernels kernels : new Kernels[] {active, scalar}) {
            final Chunk chunk = kernels.chunk(bytes.duplicate());
            assertEquals(
                    bits(scalar.dot(query, 0, stored, 0, length)),
                    bits(kernels.dot(query, chunk, offset, length, scratch(length))));
            assertEquals(
                    bits(scalar.squaredDistance(query, 0, stored, 0, length)),
                    bits(kernels.squaredDistance(query, chunk, offset, length, scratch(length))));
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> kernels.dot(longer, chunk, offset, longer.length, scratch(longer.length)));
        }
        assertEquals(
                bits(scalar.manhattanDistance(query, scalar.chunk(bytes.duplicate()), offset, length, scratch(length))),
                bits(active.manhattanDistance(
                        query, active.chunk(bytes.duplicate()), offset, length, scratch(length))));
    }

    @Test
    void sumsOfTinyAndHugeNumbersAreBitIdenticalToScalarOnes() {
        for (int length = 1; length <= 70; length++) {
            for (final float size : new float[] {0, -0f, Float.MIN_VALUE, 1e-23f, 1e10f, 1e30f, Float.MAX_VALUE}) {
                final float[] a = new float[length];
                final float[] b = new float[length];
                final ByteBuffer bytes = ByteBuffer.allocateDirect(4 * length).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < length; i++) {
                    // All of one sign, so that sums of infinite products are not NaN.
                    a[i] = size * (random.nextInt(1000) / 1000f);
                    b[i] = -size * (random.nextInt(1000) / 1000f);
                    bytes.putFloat(4 * i, b[i]);
                }
                final Chunk scalarChunk = scalar.chunk(bytes.duplicate());
                final Chunk activeChunk = active.chunk(bytes.duplicate());
                assertEquals(bits(scalar.dot(a, 0, b, 0, length)), bits(active.dot(a, 0, b, 0, length)));
                assertEquals(
                        bits(scalar.dot(a, scalarChunk, 0, length, scratch(length))),
                        bits(active.dot(a, activeChunk, 0, length, scratch(length))));
                assertEquals(
                        bits(scalar.squaredDistance(a, scalarChunk, 0, length, scratch(length))),
                        bits(active.squaredDistance(a, activeChunk, 0, length, scratch(length))));
                assertEquals(
                        bits(scalar.manhattanDistance(a, scalarChunk, 0, length, scratch(length))),
                        bits(active.manhattanDistance(a, activeChunk, 0, length, scratch(length))));
            }
        }
    }

    @Test
    void sumsAreAccurate() {
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
            assertEquals(
                    absolute,
                    active.manhattanDistance(a, active.chunk(bytes), 0, length, scratch(length)),
                    1e-6 * length);
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
    void hammingDistancesOfAnyLengthEqualThoseCountedBitByBit() {
        for (int words = 1; words <= 40; words++) {
            final long[] query = new long[words];
            final ByteBuffer bytes = ByteBuffer.allocateDirect(4 + 8 * words).order(ByteOrder.LITTLE_ENDIAN);
            int expected = 0;
            for (int i = 0; i < words; i++) {
                query[i] = random.nextLong();
                final long stored = random.nextLong();
                bytes.putLong(4 + 8 * i, stored);
                for (int bit = 0; bit < 64; bit++) {
                    expected += (query[i] >>> bit & 1) == (stored >>> bit & 1) ? 0 : 1;
                }
            }
            for (final Kernels kernels : new Kernels[] {active, scalar}) {
                assertEquals(expected, kernels.hammingDistance(query, kernels.chunk(bytes.duplicate()), 4));
            }
        }
    }

    /** The formula of {@link Kernels#scan}, evaluated bit by bit. */
    @Test
    void scoresFollowTheFormula() {
        for (int words = 1; words <= 14; words += 3) {
            final int count = 21;
            final ByteBuffer leaf = leaf(words * 64, count);
            final QueryPlanes query = new QueryPlanes(words);
            SketchCodec.quantize(vector(words * 64), query);
            final float[] expected = new float[count];
            for (int item = 0; item < count; item++) {
                final int lane = item % 16;
                final int block = BLOCKS + item / 16 * (words * 128 + 192);
                int sum = 0;
                for (int w = 0; w < words; w++) {
                    final long code = leaf.getLong(block + w * 128 + lane % 2 * 64 + lane / 2 * 8);
                    for (int plane = 0; plane < 4; plane++) {
                        sum += (1 << plane) * Long.bitCount(code ^ query.planes[plane * words + w]);
                    }
                }
                final int factors = block + words * 128 + 4 * lane;
                final float product = query.largestProduct + 0.25f - query.step * sum;
                expected[item] = 1.5f + leaf.getFloat(factors + 64) + leaf.getFloat(factors) * product;
            }
            for (final Kernels kernels : new Kernels[] {active, scalar}) {
                final long[] keys = scan(kernels, query, leaf, count, Float.POSITIVE_INFINITY);
                assertEquals(count, keys.length);
                for (final long key : keys) {
                    assertEquals(expected[ScoredKey.ordinal(key) - 1000], ScoredKey.score(key));
                }
            }
        }
    }

    @Test
    void scoresEqualToTheThresholdAreNotBelowIt() {
        final ByteBuffer leaf = leaf(128, 20);
        final QueryPlanes query = new QueryPlanes(2);
        SketchCodec.quantize(vector(128), query);
        for (final long key : scan(scalar, query, leaf, 20, Float.POSITIVE_INFINITY)) {
            final long[] below = scan(active, query, leaf, 20, ScoredKey.score(key));
            assertTrue(Arrays.stream(below).noneMatch(other -> ScoredKey.ordinal(other) == ScoredKey.ordinal(key)));
            final long[] with = scan(active, query, leaf, 20, Math.nextUp(ScoredKey.score(key)));
            assertTrue(Arrays.stream(with).anyMatch(other -> other == key));
        }
    }

    @Test
    void scansFindTheSameKeysAsScalarOnes() {
        for (int words = 1; words <= 14; words++) {
            for (int count = 1; count <= 50; count++) {
                final ByteBuffer leaf = leaf(words * 64, count);
                final QueryPlanes query = new QueryPlanes(words);
                SketchCodec.quantize(vector(words * 64), query);
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

    /** No order of keys has a place for NaN, which comes of damaged factors, or of a distance that is not a number. */
    @Test
    void scoresThatAreNoNumbersAreNotFound() {
        for (final int count : new int[] {16, 21, 32}) {
            final QueryPlanes query = new QueryPlanes(2);
            SketchCodec.quantize(vector(128), query);
            final ByteBuffer leaf = leaf(128, count);
            final int row = BLOCKS + 2 * 128;
            leaf.putFloat(row + 4 * 3, Float.NaN); // scale
            leaf.putFloat(row + 64 + 4 * 5, Float.NaN); // add
            leaf.putInt(row + 64 + 4 * 6, 0xffc0_0001); // a negative NaN
            leaf.putFloat(row + 4 * 7, Float.NEGATIVE_INFINITY);
            leaf.putFloat(row + 64 + 4 * 7, Float.POSITIVE_INFINITY);
            for (final Kernels kernels : new Kernels[] {active, scalar}) {
                for (final float threshold : new float[] {Float.POSITIVE_INFINITY, 1e30f}) {
                    final long[] keys = scan(kernels, query, leaf, count, threshold);
                    assertTrue(keys.length >= count - 4 && keys.length < count - 2, keys.length + " of " + count);
                    for (final long key : keys) {
                        final int item = ScoredKey.ordinal(key) - 1000;
                        assertTrue(item >= 0 && item < count && item != 3 && item != 5 && item != 6, "item " + item);
                        assertFalse(Float.isNaN(ScoredKey.score(key)));
                    }
                    assertArrayEquals(scan(scalar, query, leaf, count, threshold), keys);
                    assertEquals(
                            0,
                            kernels.scan(
                                    query,
                                    kernels.chunk(leaf.duplicate()),
                                    BLOCKS,
                                    count,
                                    Float.NaN,
                                    0,
                                    threshold,
                                    new float[Kernels.BLOCK],
                                    new long[count],
                                    0));
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
                BLOCKS,
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
                ByteBuffer.allocateDirect(SketchPage.bytes(count, 0, bits)).order(ByteOrder.LITTLE_ENDIAN);
        SketchPage.begin(leaf, 0, count, SketchPage.ITEMS, 0, new float[0], 0, 0, bits);
        final float[] centroid = vector(bits);
        for (int i = 0; i < count; i++) {
            SketchPage.encode(leaf, 0, i, 1000 + i, vector(bits), centroid, 0, 0, bits);
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

    /** Filled with numbers, which must not matter. */
    private static float[] scratch(final int length) {
        final float[] scratch = new float[Kernels.scratchLength(length)];
        Arrays.fill(scratch, Float.NaN);
        return scratch;
    }

    private static int bits(final float value) {
        return Float.floatToRawIntBits(value);
    }
}
