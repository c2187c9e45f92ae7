package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.core.memory.MappedFile;
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

    private LabelColumn write(final List<String> labels, final int chunkSize) throws IOException {
        final Path file = folder.resolve("labels");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
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
