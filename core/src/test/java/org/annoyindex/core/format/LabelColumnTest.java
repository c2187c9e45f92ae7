package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.annoyindex.core.memory.MappedRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabelColumnTest {
    @TempDir
    private Path folder;

    @Test
    void labelsAreFoundBothWaysInManyChunks() throws IOException {
        final List<String> labels = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            labels.add("\u00e9tiquette " + i + " \ud83d\ude00".repeat(i % 5));
        }
        labels.add("");
        labels.add("x".repeat(LabelColumn.MAX_BYTES));
        final LabelColumn column = write(labels, 4096);
        for (int id = 0; id < labels.size(); id++) {
            assertEquals(labels.get(id), column.label(id));
            assertEquals(id, column.find(labels.get(id)));
        }
        assertEquals(-1, column.find("no such label"));
    }

    @Test
    void equalLabelsReturnTheLowestId() throws IOException {
        final List<String> labels = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            labels.add("class " + i % 10);
        }
        final LabelColumn column = write(labels, 1 << 20);
        for (int i = 0; i < 10; i++) {
            assertEquals(i, column.find("class " + i));
        }
        assertEquals("class 7", column.label(123_457));
    }

    @Test
    void fiftyThousandEqualLabelsAreOneEntryOfTheTable() throws IOException {
        final LabelColumn column = write(Collections.nCopies(50_000, "the same"), 4096);
        assertEquals(0, column.find("the same"));
        assertEquals(-1, column.find("another"));
        assertEquals("the same", column.label(49_999));
    }

    @Test
    void noLabelsAreFoundInAnEmptyColumn() throws IOException {
        assertEquals(-1, write(List.of(), 4096).find(""));
    }

    @Test
    void uniqueLabelsAreFoundDuringAndAfterTheBuild() throws IOException {
        final LabelList labels = new LabelList(true);
        for (int i = 0; i < 5000; i++) {
            final byte[] label = ("key " + i * 7919L + " \u00e9".repeat(i % 40)).getBytes(StandardCharsets.UTF_8);
            assertEquals(-1, labels.find(label));
            labels.add(label);
            assertEquals(i, labels.find(label));
        }
        final LabelColumn column = write(labels, 4096);
        assertTrue(column.isUnique());
        for (int i = 0; i < 5000; i++) {
            final String label = "key " + i * 7919L + " \u00e9".repeat(i % 40);
            assertEquals(i, labels.find(label.getBytes(StandardCharsets.UTF_8)));
            assertEquals(label, column.label(i));
            assertEquals(i, column.find(label));
        }
        assertEquals(-1, labels.find("key".getBytes(StandardCharsets.UTF_8)));
    }

    /** A table that grew equals one that was allocated at once, so that uniqueness changes a single bit. */
    @Test
    void uniqueLabelsDifferFromOthersInOneFlag() throws IOException {
        final Path file = folder.resolve("labels");
        for (int count = 1; count < 300; count += 1 + count / 8) {
            final LabelList plain = new LabelList(false);
            final LabelList unique = new LabelList(true);
            for (int i = 0; i < count; i++) {
                plain.add(("label " + i).getBytes(StandardCharsets.UTF_8));
                unique.add(("label " + i).getBytes(StandardCharsets.UTF_8));
            }
            write(plain, 4096);
            Sections.change(file, bytes -> bytes.putInt(8, 1));
            final byte[] expected = Files.readAllBytes(file);
            write(unique, 4096);
            assertArrayEquals(expected, Files.readAllBytes(file), count + " labels");
        }
    }

    @Test
    void labelsLongerThanAChunkAreKeptWhole() throws IOException {
        final List<String> labels = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            labels.add(Character.toString('a' + i % 26).repeat(65_000 + i));
        }
        final LabelColumn column = write(labels, 1 << 20);
        for (int id = 0; id < labels.size(); id++) {
            assertEquals(labels.get(id), column.label(id));
            assertEquals(id, column.find(labels.get(id)));
        }
    }

    @Test
    void sectionsOfAnotherNumberOfItemsAreRefused() throws IOException {
        final Path file = folder.resolve("labels");
        for (final int[] change : new int[][] {{0, 4}, {0, -1}, {4, 0}, {4, 2}, {4, 7}, {4, 1 << 20}, {4, 1 << 31}}) {
            write(List.of("a", "b", "c"), 4096);
            Sections.change(file, bytes -> bytes.putInt(change[0], change[1]));
            final MappedRegion region = Sections.map(file, 4096);
            assertThrows(IllegalArgumentException.class, () -> new LabelColumn(region, 3));
        }
    }

    /** A table without an empty slot: the lookup of a missing label must still end. */
    @Test
    void lookupsInDamagedTablesEnd() throws IOException {
        write(List.of("a", "b", "c"), 4096);
        final Path file = folder.resolve("labels");
        Sections.change(file, bytes -> {
            for (int slot = 0; slot < bytes.getInt(4); slot++) {
                bytes.putInt(16 + 8 * 4 + 4 * slot, 2);
            }
        });
        final LabelColumn column = new LabelColumn(Sections.map(file, 4096), 3);
        assertEquals(-1, column.find("z"));
        assertEquals(1, column.find("b"));
    }

    /** Offsets before the first label, behind the last, and differences that are lengths only if they lose bits. */
    @Test
    void labelsOutsideOfTheirTextAreRefused() throws IOException {
        final Path file = folder.resolve("labels");
        for (final long start : new long[] {-1, -20, 4, 1L << 32, 1L << 40, 1L << 61, Long.MAX_VALUE, Long.MIN_VALUE}) {
            for (final long length : new long[] {0, 1, 2, 1L << 32, (1L << 32) + 1}) {
                write(List.of("a", "b", "c"), 4096);
                Sections.change(file, bytes -> bytes.putLong(16 + 8, start).putLong(16 + 16, start + length));
                final LabelColumn column = new LabelColumn(Sections.map(file, 4096), 3);
                assertThrows(IndexOutOfBoundsException.class, () -> column.label(1), start + " " + length);
            }
        }
    }

    private LabelColumn write(final List<String> labels, final int chunkSize) throws IOException {
        final LabelList list = new LabelList(false);
        labels.forEach(label -> list.add(label.getBytes(StandardCharsets.UTF_8)));
        final LabelColumn column = write(list, chunkSize);
        assertFalse(column.isUnique());
        return column;
    }

    private LabelColumn write(final LabelList labels, final int chunkSize) throws IOException {
        final Path file = folder.resolve("labels");
        Sections.write(file, LabelColumn.bytes(labels), out -> LabelColumn.write(labels, out));
        return new LabelColumn(Sections.map(file, chunkSize), labels.size());
    }
}
