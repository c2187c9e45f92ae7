package org.annoyindex.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What commands print: text in UTF-8 whatever the locale, or bytes. A {@link PrintWriter} alone swallows errors, and results
 * would be cut off without a word. Here the first error ends the command, by an exception.
 */
final class CommandOutput extends PrintWriter {
    private final WatchedStream stream;

    /** Prints to a stream. */
    CommandOutput(final OutputStream stream) {
        this(new WatchedStream(stream));
    }

    private CommandOutput(final WatchedStream stream) {
        super(new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)));
        this.stream = stream;
    }

    /** The standard output of this process. */
    static CommandOutput ofProcess() {
        return new CommandOutput(new FileOutputStream(FileDescriptor.out));
    }

    /** The error stream of this process; nobody can be told of its errors. */
    static PrintWriter errorsOfProcess() {
        return new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8), true);
    }

    /** The bytes behind what was printed; closing the stream flushes it only. */
    static OutputStream bytesOf(final PrintWriter out) {
        out.flush();
        if (out instanceof CommandOutput standard) {
            return new BufferedOutputStream(standard.stream) {
                @Override
                public void close() throws IOException {
                    flush();
                }
            };
        }
        throw new IllegalStateException("this output takes text only; use a CommandOutput");
    }

    /** Passes on what was printed; returns why that or anything printed before failed, if it did. */
    static Optional<FailedException> flush(final PrintWriter out) {
        try {
            out.flush();
        } catch (final FailedException ex) {
            return Optional.of(ex);
        }
        if (out instanceof CommandOutput standard) {
            return Optional.ofNullable(standard.stream.failure);
        }
        return out.checkError() ? Optional.of(new FailedException(new IOException("write error"))) : Optional.empty();
    }

    /** Standard output cannot be written. */
    static final class FailedException extends UncheckedIOException {
        @Serial
        private static final long serialVersionUID = 1L;

        FailedException(final IOException cause) {
            super(cause);
        }

        /** What the system said. */
        IOException problem() {
            return Objects.requireNonNull(getCause());
        }

        /** Whether the reader has closed its end of the pipe, as 'head' does when it has enough. */
        boolean isClosedPipe() {
            return reason().toLowerCase(Locale.ROOT).contains("pipe");
        }

        /** The system's words. */
        String reason() {
            return String.valueOf(problem().getMessage());
        }
    }

    /** Turns the first error into an exception that a writer does not swallow; takes and drops everything after it. */
    private static final class WatchedStream extends OutputStream {
        private final OutputStream out;

        private @Nullable FailedException failure;

        WatchedStream(final OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(final int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int length) {
            if (failure == null) {
                try {
                    out.write(bytes, offset, length);
                } catch (final IOException ex) {
                    throw failed(ex);
                }
            }
        }

        @Override
        public void flush() {
            if (failure == null) {
                try {
                    out.flush();
                } catch (final IOException ex) {
                    throw failed(ex);
                }
            }
        }

        private FailedException failed(final IOException cause) {
            failure = new FailedException(cause);
            return failure;
        }
    }
}
