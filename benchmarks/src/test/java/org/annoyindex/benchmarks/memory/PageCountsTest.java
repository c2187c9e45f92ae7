package org.annoyindex.benchmarks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the counts of the kernel with the pages that were touched. */
class PageCountsTest {
    private static final int PAGES = 2000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/proc/self/smaps")) && Files.isWritable(Path.of("/proc/self/clear_refs")),
                "counting pages needs /proc/self/smaps and clear_refs of Linux");
        file = folder.resolve("pages.bin");
        Files.write(file, new byte[PAGES * PageCache.PAGE]);
    }

    @Test
    void touchedPagesAreCountedExactly() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            long sum = touch(mapped, 1);
            assertEquals(PAGES * 4L, MappedMemory.of(file).resident());

            MappedMemory.forgetReferences();
            assertEquals(0, MappedMemory.of(file).referenced());
            sum += touch(mapped, 100);
            assertEquals(PAGES / 100 * 4L, MappedMemory.of(file).referenced());
            sum += touch(mapped, 50);
            assertEquals(PAGES / 50 * 4L, MappedMemory.of(file).referenced());
            assertEquals(0, sum);
            assertEquals(0, MappedMemory.of(file).anonymous());
        }
    }

    private static long touch(final MappedByteBuffer mapped, final int step) {
        long sum = 0;
        for (int page = 0; page < PAGES; page += step) {
            sum += mapped.get(page * PageCache.PAGE);
        }
        return sum;
    }

    @Test
    void pagesInMemoryAreCountedAndCanBeDropped() throws Exception {
        assertEquals(PAGES, PageCache.resident(file));
        try {
            PageCache.drop(file);
        } catch (final IOException ex) {
            assumeTrue(false, "this file system or system cannot drop pages: " + ex.getMessage());
        }
        assertTrue(PageCache.resident(file) < PAGES / 10);

        final ThreadReads before = ThreadReads.now();
        Files.readAllBytes(file);
        assertTrue(ThreadReads.now().since(before).bytesRead() >= PAGES * (long) PageCache.PAGE / 2);
        assertEquals(PAGES, PageCache.resident(file));
    }
}
