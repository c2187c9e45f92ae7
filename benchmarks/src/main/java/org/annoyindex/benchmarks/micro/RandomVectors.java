package org.annoyindex.benchmarks.micro;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.sketch.Rotation;
import org.annoyindex.core.sketch.SketchCodec;

/** Random data in the formats that kernels read. */
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

    /** A number of contiguous little-endian float vectors in off-heap memory. */
    ByteBuffer rows(final int rows, final int dimension) {
        final ByteBuffer bytes =
                ByteBuffer.allocateDirect(rows * dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            bytes.asFloatBuffer().put(row * dimension, vector(dimension));
        }
        return bytes;
    }

    /** A quantized query for scans of sketches. */
    static QueryPlanes planes(final float[] query) {
        final Rotation rotation = new Rotation(new float[query.length], 1);
        final float[] rotated = new float[rotation.dimension()];
        rotation.rotate(query, 0, rotated);
        final QueryPlanes planes = new QueryPlanes(SketchCodec.bitsFor(query.length) / Long.SIZE);
        SketchCodec.quantize(rotated, planes);
        return planes;
    }

    /** Length of a leaf page with sketches in bytes. */
    static int leafBytes(final int items, final int dimension) {
        return SketchPage.bytes(items, dimension, SketchCodec.bitsFor(dimension));
    }

    /** Contiguous leaf pages with the same number of items. */
    ByteBuffer leaves(final int pages, final int items, final int dimension) {
        final int bits = SketchCodec.bitsFor(dimension);
        final int length = leafBytes(items, dimension);
        final ByteBuffer bytes = ByteBuffer.allocateDirect(pages * length).order(ByteOrder.LITTLE_ENDIAN);
        final float[] centroid = new float[Math.max(bits, dimension)];
        for (int page = 0; page < pages; page++) {
            final int start = page * length;
            SketchPage.begin(bytes, start, items, SketchPage.ITEMS, 0, centroid, 0, dimension, bits);
            for (int item = 0; item < items; item++) {
                SketchPage.encode(bytes, start, item, item, vector(bits), centroid, 0, dimension, bits);
            }
        }
        return bytes;
    }
}
