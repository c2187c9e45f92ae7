package org.annoyindex.benchmarks.contender;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Processor time of this process, summed over its threads. Java's figure has a resolution of 10 ms, so the kernel's
 * figure is used if available: the sum over the live threads.
 */
final class ProcessorTime {
    private static final Path THREADS = Path.of("/proc/self/task");

    private ProcessorTime() {}

    /** Nanoseconds so far, without ended threads; for a pass over the queries, during which no busy thread ends. */
    static long fine() throws IOException {
        if (!Files.isReadable(Path.of("/proc/self/schedstat"))) {
            return coarse();
        }
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (final Path thread : threads) {
                sum += ofThread(thread);
            }
        }
        return sum;
    }

    private static long ofThread(final Path thread) throws IOException {
        try {
            final String line = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(line.substring(0, line.indexOf(' ')));
        } catch (final NoSuchFileException ex) {
            return 0; // it has ended
        }
    }

    /** Nanoseconds so far, including ended threads. */
    static long coarse() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
