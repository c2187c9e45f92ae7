package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.agrona.collections.LongHashSet;
import org.junit.jupiter.api.Test;

final class VectorHashTest {
    private static float[] floats(final int count, final float first, final float step) {
        final float[] vector = new float[count];
        for (int i = 0; i < count; i++) {
            vector[i] = first + i * step;
        }
        return vector;
    }

    /** What the xxhash package of Python returns for the bytes of these. */
    @Test
    void hashesAreThoseOfOtherImplementations() {
        assertEquals(0x3aef_a6fd_5cf2_deb4L, VectorHash.of(new float[] {0}));
        assertEquals(0x7b54_265d_12bf_1ccdL, VectorHash.of(new float[] {1}));
        assertEquals(0x54ba_68ca_061b_22efL, VectorHash.of(new float[] {1, -2}));
        assertEquals(0x792b_378b_99a4_bae2L, VectorHash.of(new float[] {1, -2, 3.5f}));
        assertEquals(0xa627_e270_d720_9670L, VectorHash.of(floats(8, 0, 1)));
        assertEquals(0x7edb_6474_587d_138eL, VectorHash.of(floats(13, 0, 0.5f)));
        assertEquals(0x1e6b_0e34_b544_480bL, VectorHash.of(floats(784, -400, 1)));
        assertEquals(0xef46_db37_51d8_e999L, VectorHash.of(new long[0]));
        assertEquals(0x89be_0b2d_d5c2_593dL, VectorHash.of(new long[] {5}));
        assertEquals(
                0x73f8_59a0_4f66_9e6dL,
                VectorHash.of(LongStream.rangeClosed(1, 4).toArray()));
        assertEquals(
                0x1740_9231_a7be_51abL,
                VectorHash.of(LongStream.rangeClosed(1, 11).toArray()));
    }

    @Test
    void bothZerosAreTheSame() {
        for (int dimension = 1; dimension <= 40; dimension++) {
            for (int i = 0; i < dimension; i++) {
                final float[] vector = floats(dimension, 1, 1);
                vector[i] = 0;
                final long hash = VectorHash.of(vector);
                vector[i] = -0f;
                assertEquals(hash, VectorHash.of(vector), i + " of " + dimension);
            }
        }
    }

    /** Data of few values, such as signs, have as many hashes as vectors. */
    @Test
    void vectorsOfSignsDiffer() {
        for (final int dimension : new int[] {16, 37}) {
            final LongHashSet hashes = new LongHashSet();
            IntStream.range(0, 1 << 16).forEach(bits -> {
                final float[] vector = floats(dimension, 1, 0);
                for (int i = 0; i < 16; i++) {
                    vector[dimension - 1 - i] = (bits >> i & 1) == 0 ? 1 : -1;
                }
                assertTrue(hashes.add(VectorHash.of(vector)));
            });
        }
    }
}
