package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory of this process in KiB, from {@code /proc/self/smaps} (Linux only).
 *
 * @param resident pages mapped by this process.
 * @param proportional the same, each page divided by the number of processes that map it, so that processes can be
 *     added up.
 * @param shared pages that other processes map, too.
 * @param own pages that only this process maps.
 * @param anonymous pages without a file; for a mapped file, private copies of its pages.
 * @param referenced pages read since {@link #forgetReferences()}.
 */
record MappedMemory(long resident, long proportional, long shared, long own, long anonymous, long referenced) {
    /** Several times the capacity of a processor's TLB. */
    private static final int OTHER_PAGES = 16_384;

    private static final Path PROCESS = Path.of("/proc/self");
    private static final List<String> NAMES = List.of(
            "Rss:",
            "Pss:",
            "Shared_Clean:",
            "Shared_Dirty:",
            "Private_Clean:",
            "Private_Dirty:",
            "Anonymous:",
            "Referenced:");

    /** Sums the mappings of a file. */
    static MappedMemory of(final Path file) throws IOException {
        final String name = " " + file.toRealPath();
        final long[] sums = new long[NAMES.size()];
        boolean inside = false;
        for (final String line : lines("smaps")) {
            if (Character.isUpperCase(line.charAt(0))) {
                if (inside) {
                    add(sums, line);
                }
            } else {
                inside = line.endsWith(name);
            }
        }
        return of(sums);
    }

    /** Sums the whole process. */
    static MappedMemory ofProcess() throws IOException {
        final long[] sums = new long[NAMES.size()];
        for (final String line : lines("smaps_rollup")) {
            add(sums, line);
        }
        return of(sums);
    }

    private static MappedMemory of(final long[] sums) {
        return new MappedMemory(sums[0], sums[1], sums[2] + sums[3], sums[4] + sums[5], sums[6], sums[7]);
    }

    private static void add(final long[] sums, final String line) {
        for (int i = 0; i < sums.length; i++) {
            if (line.startsWith(NAMES.get(i))) {
                sums[i] += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
    }

    /** Whether a file is mapped, no matter how much of it is in memory. */
    static boolean isMapped(final Path file) throws IOException {
        final String name = " " + file.toRealPath();
        return lines("maps").stream().anyMatch(line -> line.endsWith(name));
    }

    /**
     * Resets {@link #referenced}: clears the accessed bit that the processor sets when it translates an address. Also
     * evicts the TLB by touching other pages, so that the processor translates addresses again.
     */
    static void forgetReferences() throws IOException {
        try {
            Files.writeString(PROCESS.resolve("clear_refs"), "1");
        } catch (final IOException ex) {
            throw unavailable("clear_refs", ex);
        }
        final ByteBuffer others = ByteBuffer.allocateDirect(OTHER_PAGES * PageCache.PAGE);
        for (int pass = 0; pass < 2; pass++) {
            for (int page = 0; page < OTHER_PAGES; page++) {
                others.put(page * PageCache.PAGE, (byte) 1);
            }
        }
    }

    private static List<String> lines(final String name) throws IOException {
        try {
            return Files.readAllLines(PROCESS.resolve(name));
        } catch (final IOException ex) {
            throw unavailable(name, ex);
        }
    }

    static IOException unavailable(final String name, final IOException cause) {
        return new IOException("no " + PROCESS.resolve(name) + "; these figures need Linux with /proc", cause);
    }
}
