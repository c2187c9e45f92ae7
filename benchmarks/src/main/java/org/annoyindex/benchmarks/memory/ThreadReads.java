package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the calling thread has had to wait for so far, from {@code /proc/thread-self} (Linux only).
 *
 * @param minorFaults pages that were in memory, but not yet in this process's tables.
 * @param majorFaults pages that had to come from the disk.
 * @param bytesRead read from the disk on the thread's behalf, read-ahead included.
 */
record ThreadReads(long minorFaults, long majorFaults, long bytesRead) {
    private static final int MINOR = 9;
    private static final int MAJOR = 11;
    private static final Path THREAD = Path.of("/proc/thread-self");

    static ThreadReads now() throws IOException {
        final String[] stat;
        try {
            // The second field, a name in parentheses, may contain anything.
            final String line = Files.readString(THREAD.resolve("stat"));
            stat = line.substring(line.lastIndexOf(')')).split(" ", -1);
        } catch (final IOException ex) {
            throw MappedMemory.unavailable("stat", ex);
        }
        return new ThreadReads(Long.parseLong(stat[MINOR - 1]), Long.parseLong(stat[MAJOR - 1]), bytes());
    }

    private static long bytes() throws IOException {
        for (final String line : Files.readAllLines(THREAD.resolve("io"))) {
            if (line.startsWith("read_bytes:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no read_bytes in /proc/thread-self/io");
    }

    ThreadReads since(final ThreadReads before) {
        return new ThreadReads(
                minorFaults - before.minorFaults, majorFaults - before.majorFaults, bytesRead - before.bytesRead);
    }
}
