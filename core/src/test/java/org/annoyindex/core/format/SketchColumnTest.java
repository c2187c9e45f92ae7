package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.core.sketch.SketchCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SketchColumnTest {
    private static final int ITEMS = 500;
    private static final float SLACK = 0.25f;

    @TempDir
    private Path folder;

    private final GaussianVectors gaussian = new GaussianVectors(5);

    /** Covers rotated points that are longer than a sketch, and rows in many chunks. */
    @ParameterizedTest
    @ValueSource(ints = {64, 128, 384})
    void scoresEqualThoseOfPagesAroundTheCenter(final int bits) throws IOException {
        final int dimension = bits + 64;
        final float[] center = new float[dimension];
        final ByteBuffer page = ByteBuffer.allocateDirect(SketchPage.bytes(ITEMS, dimension, bits))
                .order(ByteOrder.LITTLE_ENDIAN);
        SketchPage.begin(page, 0, ITEMS, SketchPage.ITEMS, 0, center, 0, dimension, bits);
        final int rowBytes = SketchColumn.rowBytes(bits);
        final ByteBuffer rows = ByteBuffer.allocate(ITEMS * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int id = 0; id < ITEMS; id++) {
            final float[] item = gaussian.next(dimension);
            final float shift = id % 7 == 0 ? 1 : 0;
            SketchPage.encode(page, 0, id, id, item, center, shift, dimension, bits);
            SketchCodec.encodeRow(rows, id * rowBytes, bits, item, center, shift);
        }
        final Path file = Files.write(folder.resolve("rows"), rows.array());
        final SketchColumn column = new SketchColumn(Sections.map(file, 4096), bits);

        final float[] query = gaussian.next(dimension);
        final QueryPlanes planes = new QueryPlanes(bits / Long.SIZE);
        SketchCodec.quantize(query, planes);
        final float squaredLength = Kernels.active().squaredDistance(query, 0, center, 0, dimension);
        final float[] expected = scoresOfPage(page, planes, squaredLength, dimension);

        final int[] ids = new Random(6).ints(2 * ITEMS, 0, ITEMS).toArray();
        final float[] scores = new float[ids.length + 1];
        scores[ids.length] = 42;
        column.touch(ids, ids.length);
        column.score(planes, squaredLength, SLACK, ids, ids.length, scores);
        for (int i = 0; i < ids.length; i++) {
            assertEquals(expected[ids[i]], scores[i], 1e-5f * squaredLength, "item " + ids[i]);
        }
        assertEquals(42, scores[ids.length]);
    }

    private static float[] scoresOfPage(
            final ByteBuffer page, final QueryPlanes planes, final float squaredLength, final int dimension) {
        final Kernels kernels = Kernels.active();
        final long[] keys = new long[ITEMS];
        final int found = kernels.scan(
                planes,
                kernels.chunk(page),
                SketchPage.blocksOffset(dimension),
                ITEMS,
                squaredLength,
                SLACK,
                Float.POSITIVE_INFINITY,
                new float[Kernels.BLOCK],
                keys,
                0);
        assertEquals(ITEMS, found);
        final float[] scores = new float[ITEMS];
        for (final long key : keys) {
            scores[ScoredKey.ordinal(key)] = ScoredKey.score(key);
        }
        return scores;
    }

    @Test
    void rowsConsistOfCodeScaleAndAdd() {
        assertEquals(24, SketchColumn.rowBytes(128));
        final float[] item = new float[64];
        item[0] = 3;
        item[63] = -4;
        final ByteBuffer row =
                ByteBuffer.allocate(2 + SketchColumn.rowBytes(64)).order(ByteOrder.LITTLE_ENDIAN);
        SketchCodec.encodeRow(row, 2, 64, item, new float[64], 0.5f);
        assertEquals(Long.MAX_VALUE, row.getLong(2));
        assertEquals(-2f * 25 / 7, row.getFloat(10));
        assertEquals(25.5f, row.getFloat(14));
    }
}
