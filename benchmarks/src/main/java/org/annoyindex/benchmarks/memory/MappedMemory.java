package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What the kernel says this process has of a mapped file in memory, from {@code /proc/self/smaps} (Linux only); in KiB.
 *
 * @param resident pages of the file that this process has mapped in.
 * @param proportional the same, each divided by the number of processes that have it.
 * @param sharedClean pages also mapped in by other processes.
 * @param privateClean unmodified pages mapped in by this process alone.
 * @param privateDirty pages of its own.
 */
record MappedMemory(long resident, long proportional, long sharedClean, long privateClean, long privateDirty) {
    private static final Path SMAPS = Path.of("/proc/self/smaps");

    /** Adds up the mappings of a file. */
    static MappedMemory of(final Path file) throws IOException {
        final String name = file.toRealPath().toString();
        final long[] sums = new long[5];
        boolean inside = false;
        for (final String line : Files.readAllLines(SMAPS)) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                inside = line.endsWith(" " + name);
            } else if (inside) {
                add(sums, line);
            }
        }
        return new MappedMemory(sums[0], sums[1], sums[2], sums[3], sums[4]);
    }

    private static void add(final long[] sums, final String line) {
        final String[] names = {"Rss:", "Pss:", "Shared_Clean:", "Private_Clean:", "Private_Dirty:"};
        for (int i = 0; i < names.length; i++) {
            if (line.startsWith(names[i])) {
                sums[i] += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
    }

    /** Resident memory of the whole process. */
    static long process() throws IOException {
        for (final String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
            if (line.startsWith("Rss:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no Rss in /proc/self/smaps_rollup");
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "rss %,d KiB, pss %,d, shared clean %,d, private clean %,d, private dirty %,d",
                resident,
                proportional,
                sharedClean,
                privateClean,
                privateDirty);
    }
}
