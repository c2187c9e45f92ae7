package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Marks temporary files with the process that writes them, so that a later process can tell whether it is gone. A mark is
 * the machine, the process id, and the time of the process's start, because ids are used again.
 *
 * <p>The machine matters on a shared disk, where a process of another one looks as if it were gone. It is a hash of the host
 * name and {@code /etc/machine-id}, which outlast a restart. Containers may share both, so that inside of one the running
 * system's boot id and the namespace of the process ids take the place of the machine's id. Where this cannot be found out
 * (it needs Linux's {@code /proc}), every process has a mark of its own, and no mark is ever known to be gone.
 */
final class ProcessMark {
    /** The machine, the process and its start; see {@link #own}. */
    static final Pattern PATTERN = Pattern.compile("([0-9a-f]{8})-([0-9]{1,19})-([0-9]{1,19})");

    private static final Path PROC = Path.of("/proc");

    /** Of the processes that are in no container. */
    private static final String FIRST_NAMESPACE = "pid:[4026531836]";

    /** The fields of {@code /proc/PID/stat} behind the program's name: the state is the first, the start the 20th. */
    private static final int START_FIELD = 19;

    private static final String MACHINE = machine();
    private static final String OWN = MACHINE + "-" + ProcessHandle.current().pid() + "-"
            + start(ProcessHandle.current().pid()).orElse("0");

    private ProcessMark() {}

    /** The mark of this process. */
    static String own() {
        return OWN;
    }

    /** Whether a mark is of a process of this machine that has ended. */
    static boolean isGone(final String mark) {
        final Matcher parts = PATTERN.matcher(mark);
        if (!parts.matches() || !parts.group(1).equals(MACHINE)) {
            return false;
        }
        // Where processes of other users are hidden (mount option hidepid), absence proves nothing.
        return Files.isReadable(stat(1))
                && !start(Long.parseLong(parts.group(2))).equals(Optional.of(parts.group(3)));
    }

    private static String machine() {
        try {
            final String namespace =
                    Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
            final Path machineId = Path.of("/etc/machine-id");
            final boolean container = !namespace.equals(FIRST_NAMESPACE) || !Files.isReadable(machineId);
            final Path kernel = PROC.resolve("sys/kernel");
            final String id = Files.readString(kernel.resolve("hostname"))
                    + (container
                            ? Files.readString(kernel.resolve("random/boot_id")) + namespace
                            : Files.readString(machineId));
            final String self = Files.readString(PROC.resolve("self/stat"));
            if (self.startsWith(ProcessHandle.current().pid() + " ")) {
                final CRC32C hash = new CRC32C();
                hash.update(id.getBytes(StandardCharsets.UTF_8));
                return hex((int) hash.getValue());
            }
        } catch (final IOException | UnsupportedOperationException ex) {
            System.getLogger("org.annoyindex")
                    .log(System.Logger.Level.DEBUG, "temporary files of ended processes will not be recognized", ex);
        }
        return hex(ThreadLocalRandom.current().nextInt());
    }

    static String hex(final int number) {
        return String.format("%08x", number);
    }

    /** When a process started, in ticks since the boot; empty if there is none or it has ended. */
    private static Optional<String> start(final long process) {
        try {
            final String stat = Files.readString(stat(process), StandardCharsets.ISO_8859_1);
            final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            final boolean ended = fields[0].equals("Z") || fields[0].equals("X");
            return ended ? Optional.empty() : Optional.of(fields[START_FIELD]);
        } catch (final IOException ex) {
            return Optional.empty();
        }
    }

    private static Path stat(final long process) {
        return PROC.resolve(process + "/stat");
    }
}
