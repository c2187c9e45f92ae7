package org.annoyindex.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.annoyindex.builder.write.AtomicFile;

/** What a command writes besides its messages: a file that appears as a whole, or the standard output. For one thread. */
final class OutputFile implements AutoCloseable {
    /** The name of the standard output. */
    private static final String STANDARD = "-";

    private final PrintWriter out;
    /** Empty for the standard output. */
    private final Optional<AtomicFile> file;

    private OutputFile(final PrintWriter out, final Optional<AtomicFile> file) {
        this.out = out;
        this.file = file;
    }

    /** Something that prints. */
    @FunctionalInterface
    interface Printing {
        void print(PrintWriter to) throws IOException;
    }

    static boolean isStandard(final Path target) {
        return target.toString().equals(STANDARD);
    }

    /** Checks that a target can be written, before any work is done for it, and that it is not read. */
    static void check(final Path target, final Path... sources) throws IOException {
        if (!isStandard(target)) {
            AtomicFile.checkTarget(target);
            VectorFiles.checkNotRead(target, sources);
        }
    }

    /** Opens a target; for the standard output what the command prints. */
    static OutputFile open(final Path target, final PrintWriter out) throws IOException {
        return new OutputFile(out, isStandard(target) ? Optional.empty() : Optional.of(new AtomicFile(target)));
    }

    /** The bytes of the output; closing the stream does not close this. */
    OutputStream bytes() {
        return file.isPresent() ? file.get().stream() : CommandOutput.bytesOf(out);
    }

    /** Prints text into the output. */
    void print(final Printing printing) throws IOException {
        if (file.isEmpty()) {
            printing.print(out);
            return;
        }
        final CommandOutput text = new CommandOutput(file.get().stream());
        try {
            printing.print(text);
            text.flush();
        } catch (final CommandOutput.FailedException ex) {
            throw ex.problem();
        }
    }

    /** Makes a file visible under its name. */
    void commit() throws IOException {
        if (file.isPresent()) {
            file.get().commit();
        }
    }

    /** Deletes a file that has not been committed. */
    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
    }
}
