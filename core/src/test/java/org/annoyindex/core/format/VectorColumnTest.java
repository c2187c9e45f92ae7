package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.annoyindex.core.Metric;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.memory.MappedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class VectorColumnTest {
    private static final int VECTORS = 100;

    @TempDir
    private Path folder;

    private final SplitMix random = new SplitMix(29);

    @ParameterizedTest
    @EnumSource
    void vectorsAreReadAsTheyWereWritten(final Metric metric) throws IOException {
        for (final int dimension : new int[] {1, 2, 63, 64, 65, 130}) {
            final int recordBytes = VectorColumn.recordBytes(metric, dimension);
            final float[][] vectors = new float[VECTORS][dimension];
            final ByteBuffer bytes = ByteBuffer.allocate(VECTORS * recordBytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < VECTORS; i++) {
                for (int j = 0; j < dimension; j++) {
                    vectors[i][j] = metric == Metric.HAMMING ? random.nextInt(2) : random.nextInt(2001) / 1e3f - 1;
                }
                VectorColumn.encode(bytes, metric, vectors[i], 1 + i);
                assertEquals((i + 1) * recordBytes, bytes.position());
            }
            final Path file = Files.write(folder.resolve("vectors"), bytes.array());
            for (final int chunkSize : new int[] {64, MappedFile.DEFAULT_CHUNK_SIZE}) {
                try (MappedFile mapped = MappedFile.open(file, chunkSize)) {
                    final VectorColumn column = new VectorColumn(mapped.map(0, mapped.size()), metric, dimension);
                    final float[] read = new float[dimension];
                    for (int i = 0; i < VECTORS; i++) {
                        column.read(i, read);
                        assertArrayEquals(vectors[i], read);
                        if (metric == Metric.ANGULAR) {
                            assertEquals(1f / (1 + i), column.inverseNorm(column.chunk(i), column.offset(i)));
                        }
                    }
                }
            }
        }
    }

    @Test
    void zeroVectorsHaveNoInverseNorm() {
        final ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        VectorColumn.encode(bytes, Metric.ANGULAR, new float[2], 0);
        assertEquals(0, bytes.getFloat(8));
    }

    @Test
    void recordsHaveTheLengthsThatTheFormatSpecifies() {
        assertEquals(4 * 101, VectorColumn.recordBytes(Metric.ANGULAR, 100));
        assertEquals(4 * 100, VectorColumn.recordBytes(Metric.EUCLIDEAN, 100));
        assertEquals(4 * 100, VectorColumn.recordBytes(Metric.MANHATTAN, 100));
        assertEquals(4 * 100, VectorColumn.recordBytes(Metric.DOT, 100));
        assertEquals(8, VectorColumn.recordBytes(Metric.HAMMING, 64));
        assertEquals(16, VectorColumn.recordBytes(Metric.HAMMING, 65));
    }

    @Test
    void componentsArePackedFromTheLowestBit() {
        final float[] vector = new float[130];
        vector[0] = 1;
        vector[63] = 1;
        vector[64] = 1;
        vector[129] = 1;
        final long[] words = {-1, -1, -1};
        VectorColumn.pack(vector, words);
        assertArrayEquals(new long[] {1L << 63 | 1, 1, 2}, words);
    }
}
