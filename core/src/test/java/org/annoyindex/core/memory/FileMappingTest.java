package org.annoyindex.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileMappingTest {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final int BYTES = 10_000;

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void write() throws IOException {
        assumeTrue(Files.exists(MAPS), "only Linux lists what is mapped");
        final byte[] bytes = new byte[BYTES];
        Arrays.fill(bytes, (byte) 7);
        path = Files.write(folder.resolve("mapped"), bytes);
    }

    private boolean isMapped() throws IOException {
        try (Stream<String> lines = Files.lines(MAPS)) {
            return lines.anyMatch(line -> line.contains(path.toString()));
        }
    }

    private MappedFile open() throws IOException {
        return MappedFile.open(path, MappedFile.DEFAULT_CHUNK_SIZE);
    }

    private static int read(final MappedRegion region) {
        return region.chunk(BYTES - 8).bytes().getInt(region.offset(BYTES - 8));
    }

    @Test
    void aFileIsMappedOnceAndUnmappedByItsLastUser() throws IOException {
        final FileMapping mapping;
        final MappedRegion region;
        try (MappedFile file = open()) {
            mapping = file.mapping();
            region = file.map(0, BYTES);
            file.map(100, 5000);
            file.map(4096, 10);
        }
        try (Stream<String> lines = Files.lines(MAPS)) {
            assertEquals(1, lines.filter(line -> line.contains(path.toString())).count());
        }
        final int reader = mapping.enter();
        mapping.hold();
        mapping.release();
        assertEquals(0x0707_0707, read(region));
        mapping.release();
        assertTrue(isMapped());
        final int another = mapping.enter();
        mapping.leave(reader);
        assertTrue(isMapped());
        assertEquals(0x0707_0707, read(region));
        mapping.leave(another);
        assertFalse(isMapped());
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    "the index is closed",
                    assertThrows(IllegalStateException.class, mapping::enter).getMessage());
            assertThrows(IllegalStateException.class, mapping::hold);
        }
    }

    @Test
    void readersEnterAsLongAsThereIsAHolder() throws IOException {
        try (MappedFile file = open()) {
            final FileMapping mapping = file.mapping();
            final MappedRegion region = file.map(0, BYTES);
            mapping.hold();
            mapping.release();
            final int reader = mapping.enter();
            assertEquals(0x0707_0707, read(region));
            mapping.release();
            mapping.leave(reader);
            assertFalse(isMapped());
        }
    }

    /** On JDK 25 a read of unmapped memory throws; on older ones it ends the JVM. */
    @Test
    void noReaderEverReadsUnmappedMemory() throws Exception {
        final ExecutorService threads = Executors.newFixedThreadPool(4);
        final Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            final FileMapping mapping;
            final MappedRegion region;
            try (MappedFile file = open()) {
                mapping = file.mapping();
                region = file.map(0, BYTES);
            }
            final Callable<Integer> reader = () -> {
                int reads = 0;
                while (true) {
                    final int entered;
                    try {
                        entered = mapping.enter();
                    } catch (final IllegalStateException ex) {
                        return reads;
                    }
                    try {
                        assertEquals(0x0707_0707, read(region));
                        reads++;
                        // The same thread may enter again.
                        mapping.leave(mapping.enter());
                        if (reads % 5 == 0) {
                            holdIfOpen(mapping);
                        }
                    } finally {
                        mapping.leave(entered);
                    }
                }
            };
            final List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(reader));
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(300));
            mapping.release();
            for (final Future<Integer> each : all) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertFalse(isMapped(), "round " + round);
        }
        threads.shutdown();
    }

    private static void holdIfOpen(final FileMapping mapping) {
        try {
            mapping.hold();
        } catch (final IllegalStateException ex) {
            return; // closed for new holders
        }
        mapping.release();
    }

    @Test
    void whatIsNeverReleasedIsUnmappedWhenItIsUnreachable() throws Exception {
        MappedRegion region;
        try (MappedFile file = open()) {
            region = file.map(0, BYTES);
        }
        System.gc();
        assertEquals(0x0707_0707, read(region));
        region = null;
        for (int tries = 0; isMapped() && tries < 100; tries++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertFalse(isMapped());
    }
}
