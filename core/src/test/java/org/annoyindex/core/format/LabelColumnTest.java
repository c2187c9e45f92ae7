package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.annoyindex.core.memory.MappedFile;
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
    void equalLabelsGiveTheLowestId() throws IOException {
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
    void sectionsThatDoNotFitTheItemsAreRefused() throws IOException {
        for (final int[] change : new int[][] {{0, 4}, {0, -1}, {4, 0}, {4, 2}, {4, 7}, {4, 1 << 20}, {4, 1 << 31}}) {
            write(List.of("a", "b", "c"), 4096);
            final Path file = folder.resolve("labels");
            final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(change[0], change[1]);
            Files.write(file, bytes.array());
            try (MappedFile mapped = MappedFile.open(file, 4096)) {
                final MappedRegion region = mapped.map(0, mapped.size(), LabelColumn.MAX_BYTES);
                assertThrows(IllegalArgumentException.class, () -> new LabelColumn(region, 3));
            }
        }
    }

    /** A table of which every slot is taken: looking for what is not there has to end. */
    @Test
    void searchesOfDamagedTablesEnd() throws IOException {
        write(List.of("a", "b", "c"), 4096);
        final Path file = folder.resolve("labels");
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        final int slots = bytes.getInt(4);
        for (int slot = 0; slot < slots; slot++) {
            bytes.putInt(16 + 8 * 4 + 4 * slot, 2);
        }
        Files.write(file, bytes.array());
        try (MappedFile mapped = MappedFile.open(file, 4096)) {
            final LabelColumn column = new LabelColumn(mapped.map(0, mapped.size(), LabelColumn.MAX_BYTES), 3);
            assertEquals(-1, column.find("z"));
            assertEquals(1, column.find("b"));
        }
    }

    private LabelColumn write(final List<String> labels, final int chunkSize) throws IOException {
        final Path file = folder.resolve("labels");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (final ByteBuffer piece : LabelColumn.encode(labels.stream()
                    .map(label -> label.getBytes(StandardCharsets.UTF_8))
                    .toList())) {
                channel.write(piece);
            }
        }
        try (MappedFile mapped = MappedFile.open(file, chunkSize)) {
            return new LabelColumn(mapped.map(0, mapped.size(), LabelColumn.MAX_BYTES), labels.size());
        }
    }
}
