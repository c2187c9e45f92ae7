package org.annoyindex.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
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
                final MappedRegion region = mapped.map(BEFORE, (long) RECORD * RECORDS);
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

    /** A window is about 2 GiB: the file has several, and chunks that begin at each place of one. */
    @Test
    void filesLongerThanAWindowAreReadWhole() throws IOException {
        final long[] marks = {5, (1L << 30) + 3, (1L << 31) - 9, (1L << 31) + 1, 3L << 30, (5L << 30) - 8};
        final Path file = hole(5L << 30);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            for (final long mark : marks) {
                out.seek(mark);
                out.writeByte(77);
            }
        }
        for (final int start : new int[] {0, 3, (1 << 30) - 1}) {
            try (MappedFile mapped = MappedFile.open(file, MappedFile.DEFAULT_CHUNK_SIZE)) {
                final MappedRegion region = mapped.map(start, mapped.size() - start);
                for (final long mark : marks) {
                    final long at = mark - start;
                    if (at >= 0) {
                        assertEquals(77, region.chunk(at).bytes().get(region.offset(at)), "at " + mark);
                    }
                }
            }
        }
    }

    @Test
    void rangesBeyondTheFileAreRefused() throws IOException {
        try (MappedFile mapped = MappedFile.open(write(), 4096)) {
            assertThrows(IndexFormatException.class, () -> mapped.map(BEFORE, (long) RECORD * RECORDS + 1));
            assertThrows(IndexFormatException.class, () -> mapped.read(mapped.size() - 3, 4));
        }
    }

    @Test
    void rangesAreLoadedAcrossChunks() throws IOException {
        final int pages = 16_384;
        final long length = (long) pages * MappedRegion.PAGE;
        try (MappedFile mapped = MappedFile.open(hole(length), 1 << 20)) {
            final MappedRegion region = mapped.map(0, length);
            assertEquals(0, region.residentPages(1));

            // Read-ahead of the operating system may load some MiB more.
            region.load(length * 7 / 8 + 12_345, length - 12_345);
            final long some = region.residentPages(1);
            assertTrue(some >= pages / 8 - 8 && some < pages, some + " of " + pages);

            region.load(0, length);
            assertEquals(pages, region.residentPages(1));
        }
    }

    @Test
    void everyNthPageIsCounted() throws IOException {
        final long length = 100L * MappedRegion.PAGE + 1;
        for (final int chunkSize : new int[] {1024, 1 << 16, MappedFile.DEFAULT_CHUNK_SIZE}) {
            try (MappedFile mapped = MappedFile.open(hole(length + BEFORE), chunkSize)) {
                final MappedRegion region = mapped.map(BEFORE, length);
                assertEquals(101, region.pages(1));
                assertEquals(0, region.residentPages(1));
                region.load(0, length);
                for (final long step : new long[] {1, 2, 7, 101, 1000}) {
                    assertEquals((101 + step - 1) / step, region.pages(step));
                    assertEquals(region.pages(step), region.residentPages(step));
                }
            }
        }
        try (MappedFile mapped = MappedFile.open(hole(1), 4096)) {
            final MappedRegion empty = mapped.map(0, 0);
            empty.load(0, 0);
            assertEquals(0, empty.pages(1));
            assertEquals(0, empty.residentPages(1));
        }
    }

    /** A new sparse file of which no page is in memory. */
    private Path hole(final long length) throws IOException {
        final Path file = Files.createTempFile(folder, "hole", "");
        try (RandomAccessFile writable = new RandomAccessFile(file.toFile(), "rw")) {
            writable.setLength(length);
        }
        return file;
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
