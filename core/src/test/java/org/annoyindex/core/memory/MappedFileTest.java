package org.annoyindex.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.annoyindex.core.IndexFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MappedFileTest {
    private static final int RECORD = 36;
    private static final int RECORDS = 5000;
    private static final int BEFORE = 100;

    @TempDir
    private Path folder;

    @Test
    void recordsThatCrossChunksAreReadWhole() throws IOException {
        final Path file = write();
        for (final int chunkSize : new int[] {64, 4096, 65_536, MappedFile.DEFAULT_CHUNK_SIZE}) {
            try (MappedFile mapped = MappedFile.open(file, chunkSize)) {
                final MappedRegion region = mapped.map(BEFORE, (long) RECORD * RECORDS, RECORD);
                assertEquals((RECORD * RECORDS + (long) chunkSize - 1) / chunkSize, region.chunkCount());
                for (int i = 0; i < RECORDS; i++) {
                    final long at = (long) RECORD * i;
                    final ByteBuffer bytes = region.chunk(at).bytes();
                    for (int j = 0; j < RECORD; j += 4) {
                        assertEquals(i * 100 + j, bytes.getInt(region.offset(at) + j));
                    }
                }
            }
        }
    }

    @Test
    void stretchesBeyondTheFileAreRefused() throws IOException {
        try (MappedFile mapped = MappedFile.open(write(), 4096)) {
            assertThrows(IndexFormatException.class, () -> mapped.map(BEFORE, (long) RECORD * RECORDS + 1, RECORD));
            assertThrows(IndexFormatException.class, () -> mapped.read(mapped.size() - 3, 4));
        }
    }

    private Path write() throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(BEFORE + RECORD * RECORDS).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < RECORDS; i++) {
            for (int j = 0; j < RECORD; j += 4) {
                bytes.putInt(BEFORE + RECORD * i + j, i * 100 + j);
            }
        }
        return Files.write(folder.resolve("file"), bytes.array());
    }
}
