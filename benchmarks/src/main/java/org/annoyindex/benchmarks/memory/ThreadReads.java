package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Page faults and disk reads of the calling thread so far, from {@code /proc/thread-self} (Linux only).
 *
 * @param minorFaults pages that were in memory, but not yet mapped by this process.
 * @param majorFaults pages that had to be read from the disk.
 * @param bytesRead bytes read from the disk for the thread, including read-ahead.
 */
record ThreadReads(long minorFaults, long majorFaults, long bytesRead) {
    private static final int MINOR = 9;
    private static final int MAJOR = 11;
    private static final Path THREAD = Path.of("/proc/thread-self");

    static ThreadReads now() throws IOException {
        final String[] stat;
        try {
            // The second field is a name in parentheses, which may contain any character.
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
