package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.annoyindex.core.Metric;
import org.annoyindex.core.memory.MappedRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VectorIdColumnTest {
    private static final int HEADER = 16;
    private static final long[] NOT_PACKED = {};

    @TempDir
    private Path folder;

    private static VectorIdTable table(final float[][] vectors) {
        final VectorIdTable table =
                new VectorIdTable(vectors.length, (id, other) -> Arrays.equals(vectors[id], vectors[other]));
        for (int id = 0; id < vectors.length; id++) {
            table.add(id, VectorHash.of(vectors[id]));
        }
        return table;
    }

    /** Writes vectors at positions in reverse order of ids, and their table, which may be changed. */
    private VectorIdColumn column(final float[][] vectors, final int chunkSize, final Consumer<ByteBuffer> change)
            throws IOException {
        final VectorIdTable table = table(vectors);
        final Path file = folder.resolve("ids");
        Sections.write(file, VectorIdColumn.bytes(table), out -> VectorIdColumn.write(table, out));
        Sections.change(file, change);
        return new VectorIdColumn(
                Sections.map(file, chunkSize), vectors.length, positions(vectors.length), stored(vectors));
    }

    private IdColumn positions(final int count) throws IOException {
        final ByteBuffer positions = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int id = 0; id < count; id++) {
            positions.putInt(count - 1 - id);
        }
        Files.write(folder.resolve("positions"), positions.array());
        return new IdColumn(Sections.map(folder.resolve("positions"), 4096));
    }

    private VectorColumn stored(final float[][] vectors) throws IOException {
        final int dimension = vectors[0].length;
        final ByteBuffer records =
                ByteBuffer.allocate(4 * dimension * vectors.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int id = vectors.length - 1; id >= 0; id--) {
            VectorColumn.encode(records, Metric.EUCLIDEAN, vectors[id], 0);
        }
        Files.write(folder.resolve("vectors"), records.array());
        return new VectorColumn(Sections.map(folder.resolve("vectors"), 4096), Metric.EUCLIDEAN, dimension);
    }

    private static void keep(final ByteBuffer section) {
        assertTrue(section.limit() > HEADER);
    }

    private static float[][] random(final int count, final int dimension, final long seed) {
        final Random random = new Random(seed);
        final float[][] vectors = new float[count][dimension];
        for (final float[] vector : vectors) {
            for (int i = 0; i < dimension; i++) {
                vector[i] = random.nextFloat() - 0.5f;
            }
        }
        return vectors;
    }

    @Test
    void vectorsAreFoundInAnyNumberAndInManyChunks() throws IOException {
        for (final int count : new int[] {1, 2, 3, 4, 5, 10, 11, 100, 3000}) {
            for (final int chunkSize : new int[] {64, 4096, 1 << 20}) {
                final float[][] vectors = random(count, 7, count);
                final VectorIdColumn column = column(vectors, chunkSize, VectorIdColumnTest::keep);
                for (int id = 0; id < count; id++) {
                    assertEquals(count - 1 - id, column.findPosition(vectors[id], NOT_PACKED));
                }
                for (final float[] other : random(count, 7, -1)) {
                    assertEquals(-1, column.findPosition(other, NOT_PACKED));
                }
            }
        }
    }

    /** Decodes a section as a reader in another language would. */
    @Test
    void sectionsAreLaidOutAsSpecified() throws IOException {
        column(new float[][] {{0}, {1}, {0}}, 4096, section -> {
            assertEquals(HEADER + 4 * 8, section.limit());
            assertEquals(3, section.getInt(0));
            assertEquals(8, section.getInt(4));
            assertEquals(0, section.getLong(8));
            // XXH64 gives 3aefa6fd5cf2deb4 for 0 and 7b54265d12bf1ccd for 1; folded, 661d7849 and 69eb3a90. 3 has two
            // bits.
            final int[] expected = new int[8];
            expected[1] = 0x3aef_a6fc | 1;
            expected[0] = 0x7b54_265c | 2;
            for (int slot = 0; slot < 8; slot++) {
                assertEquals(expected[slot], section.getInt(HEADER + 4 * slot), "slot " + slot);
            }
        });
    }

    @Test
    void ofCopiesTheLowestIdIsStoredAndVectorsAreHardlyCompared() {
        final float[][] vectors = random(10, 3, 1);
        final AtomicInteger compared = new AtomicInteger();
        final VectorIdTable table = new VectorIdTable(20_000, (id, other) -> {
            compared.incrementAndGet();
            return id % 10 == other % 10;
        });
        for (int id = 0; id < 20_000; id++) {
            table.add(id, VectorHash.of(vectors[id % 10]));
        }
        assertEquals(20_000 - 10, compared.get());
        final int[] ids = Arrays.stream(table.slots())
                .filter(slot -> slot != 0)
                .map(slot -> (slot & (1 << 15) - 1) - 1)
                .sorted()
                .toArray();
        assertEquals("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]", Arrays.toString(ids));
    }

    /** Only the bits of the hash that a slot has room for distinguish vectors. */
    @Test
    void vectorsOfEqualHashesAreDistinguished() {
        final VectorIdTable table = new VectorIdTable(5, (id, other) -> id % 2 == other % 2);
        for (int id = 0; id < 5; id++) {
            table.add(id, 0);
        }
        assertEquals("[1, 2, 0, 0, 0, 0, 0, 0]", Arrays.toString(table.slots()));
    }

    @Test
    void zerosAreEqual() throws IOException {
        final VectorIdColumn column =
                column(new float[][] {{1, -0f}, {-0f, 0}, {0, 1}}, 4096, VectorIdColumnTest::keep);
        assertEquals(2, column.findPosition(new float[] {1, 0}, NOT_PACKED));
        assertEquals(1, column.findPosition(new float[] {0, -0f}, NOT_PACKED));
        assertEquals(0, column.findPosition(new float[] {-0f, 1}, NOT_PACKED));
        assertEquals(-1, column.findPosition(new float[] {0, -1}, NOT_PACKED));
    }

    @Test
    void packedBitsAreFound() throws IOException {
        final int dimension = 70;
        final ByteBuffer records = ByteBuffer.allocate(4 * 16).order(ByteOrder.LITTLE_ENDIAN);
        final VectorIdTable table = new VectorIdTable(4, (id, other) -> false);
        final long[][] packed = new long[4][2];
        for (int id = 0; id < 4; id++) {
            final float[] vector = new float[dimension];
            vector[20 * id + 5] = 1;
            VectorColumn.pack(vector, packed[id]);
            VectorColumn.encode(records, Metric.HAMMING, vector, 0);
            table.add(id, VectorHash.of(packed[id]));
        }
        final Path file = folder.resolve("ids");
        Sections.write(file, VectorIdColumn.bytes(table), out -> VectorIdColumn.write(table, out));
        Files.write(folder.resolve("bits"), records.array());
        final ByteBuffer straight = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        straight.asIntBuffer().put(new int[] {0, 1, 2, 3});
        Files.write(folder.resolve("straight"), straight.array());
        final VectorIdColumn column = new VectorIdColumn(
                Sections.map(file, 4096),
                4,
                new IdColumn(Sections.map(folder.resolve("straight"), 4096)),
                new VectorColumn(Sections.map(folder.resolve("bits"), 4096), Metric.HAMMING, dimension));
        final float[] unused = new float[dimension];
        for (int id = 0; id < 4; id++) {
            assertEquals(id, column.findPosition(unused, packed[id]));
        }
        assertEquals(-1, column.findPosition(unused, new long[] {0, 0}));
    }

    @Test
    void sectionsOfAnotherNumberOfItemsAreRefused() throws IOException {
        final float[][] vectors = random(3, 2, 1);
        for (final int[] change : new int[][] {
            {0, 4}, {0, -1}, {4, 0}, {4, 2}, {4, 4}, {4, 7}, {4, 16}, {4, 1 << 20}, {4, 1 << 31}, {4, -8}
        }) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> column(vectors, 4096, section -> section.putInt(change[0], change[1])));
        }
        Files.write(folder.resolve("short"), new byte[6]);
        final MappedRegion region = Sections.map(folder.resolve("short"), 4096);
        final IdColumn positions = positions(3);
        final VectorColumn stored = stored(vectors);
        assertThrows(IndexOutOfBoundsException.class, () -> new VectorIdColumn(region, 3, positions, stored));
    }

    @Test
    void lookupsInDamagedTablesEnd() throws IOException {
        final float[][] vectors = random(3, 2, 1);
        for (final int lowBits : new int[] {0, 1, 2, 3}) {
            final VectorIdColumn full = column(vectors, 4096, section -> {
                for (int slot = 0; slot < 8; slot++) {
                    section.putInt(HEADER + 4 * slot, VectorIdColumn.tag(VectorHash.of(vectors[1]), 3) | lowBits);
                }
            });
            if (lowBits == 2) {
                assertEquals(1, full.findPosition(vectors[1], NOT_PACKED));
            } else {
                assertThrows(IndexOutOfBoundsException.class, () -> full.findPosition(vectors[1], NOT_PACKED));
            }
            assertThrows(IndexOutOfBoundsException.class, () -> full.findPosition(vectors[0], NOT_PACKED));
        }
    }

    @Test
    void damagedPositionsAreRefused() throws IOException {
        final float[][] vectors = random(3, 2, 1);
        column(vectors, 4096, VectorIdColumnTest::keep);
        Files.write(folder.resolve("positions"), new byte[] {-1, -1, -1, -1, 3, 0, 0, 0, 0, 0, 0, 0});
        final VectorIdColumn lost = new VectorIdColumn(
                Sections.map(folder.resolve("ids"), 4096),
                3,
                new IdColumn(Sections.map(folder.resolve("positions"), 4096)),
                stored(vectors));
        assertThrows(IndexOutOfBoundsException.class, () -> lost.findPosition(vectors[0], NOT_PACKED));
        assertThrows(IndexOutOfBoundsException.class, () -> lost.findPosition(vectors[1], NOT_PACKED));
        assertEquals(0, lost.findPosition(vectors[2], NOT_PACKED));
    }
}
