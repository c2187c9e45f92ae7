package org.annoyindex.benchmarks.micro;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.annoyindex.core.SplitMix;
import org.annoyindex.core.format.SketchPage;

/** Random data in the forms that kernels read. */
final class RandomVectors {
    private final SplitMix random = new SplitMix(1);

    float[] vector(final int dimension) {
        final float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = random.nextInt(2001) / 1000f - 1;
        }
        return vector;
    }

    int below(final int bound) {
        return random.nextInt(bound);
    }

    /** As many little-endian float vectors, one after the other, in memory outside the heap. */
    ByteBuffer rows(final int rows, final int dimension) {
        final ByteBuffer bytes =
                ByteBuffer.allocateDirect(rows * dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            bytes.asFloatBuffer().put(row * dimension, vector(dimension));
        }
        return bytes;
    }

    /** Leaf pages of as many items each, one after the other. */
    ByteBuffer leaves(final int pages, final int items, final int bits) {
        final int length = SketchPage.bytes(items, bits, bits);
        final ByteBuffer bytes = ByteBuffer.allocateDirect(pages * length).order(ByteOrder.LITTLE_ENDIAN);
        final float[] centroid = new float[bits];
        for (int page = 0; page < pages; page++) {
            SketchPage.begin(bytes, page * length, items, SketchPage.ITEMS, 0, centroid, 0, bits, bits);
            for (int item = 0; item < items; item++) {
                SketchPage.encode(bytes, page * length, item, item, vector(bits), centroid, 0, bits, bits);
            }
        }
        return bytes;
    }
}
