package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.core.memory.MappedRegion;

/** The page cache of the kernel. */
final class PageCache {
    /** The size of a page in bytes. */
    static final int PAGE = MappedRegion.PAGE;

    private static final int MAX_LEFT = 64;
    private static final int SECONDS = 60;

    private PageCache() {}

    /**
     * Drops the pages of a file, so that the next reads come from the disk. Java cannot do this; dd of GNU coreutils
     * can. Pages that a process maps stay.
     *
     * @throws IOException if pages remain, as the figures would be wrong.
     */
    static void drop(final Path file) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true); // dirty pages cannot be dropped
        }
        final Process dd = new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!dd.waitFor(SECONDS, TimeUnit.SECONDS) || dd.exitValue() != 0) {
            dd.destroyForcibly();
            throw new IOException("dd could not drop the pages of " + file + "; is it GNU dd?");
        }
        final long left = resident(file);
        if (left > MAX_LEFT) {
            throw new IOException(left + " pages of " + file
                    + " stay in memory; end the processes that map the file, or use a file on a disk");
        }
    }

    /** Counts the pages of a file in the page cache, as reported by mincore(2). */
    static long resident(final Path file) throws IOException {
        try (MappedFile mapped = MappedFile.open(file, MappedFile.DEFAULT_CHUNK_SIZE)) {
            final long resident = mapped.map(0, mapped.size()).residentPages(1);
            mapped.mapping().release();
            return resident;
        }
    }

    /** The read-ahead of the file's disk in KiB: how much the kernel reads around a missing page; -1 if unknown. */
    static long readAheadKib(final Path file) {
        try {
            final Process findmnt = new ProcessBuilder("findmnt", "-n", "-o", "MAJ:MIN", "--target", file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            final String device = new String(findmnt.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            final Path folder = Path.of("/sys/class/bdi").resolve(device);
            return Long.parseLong(
                    Files.readString(folder.resolve("read_ahead_kb")).strip());
        } catch (final IOException | NumberFormatException ex) {
            return -1;
        }
    }

    /** Waits until a closed file is unmapped, which Java does when it collects garbage. */
    static void awaitUnmapped(final Path file) throws IOException, InterruptedException {
        for (int tries = 0; MappedMemory.isMapped(file); tries++) {
            if (tries == 100) {
                throw new IOException(file + " is still mapped; run with the default garbage collector");
            }
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
