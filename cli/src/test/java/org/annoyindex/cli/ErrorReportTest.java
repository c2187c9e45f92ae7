package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class ErrorReportTest {
    private static String report(final Callable<Integer> action) {
        final ErrorReport errors = new ErrorReport(() -> false);
        final StringWriter err = new StringWriter();
        final int code = new CommandLine(new Failing(action))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler(errors)
                .setExecutionStrategy(errors)
                .execute();
        return code + " " + err.toString().strip();
    }

    private static String reportOf(final Exception problem) {
        return report(() -> {
            throw problem;
        });
    }

    /** Does what a test wants it to. */
    @Command(name = "failing")
    static final class Failing implements Callable<Integer> {
        private final Callable<Integer> action;

        Failing(final Callable<Integer> action) {
            this.action = action;
        }

        @Override
        public Integer call() throws Exception {
            return action.call();
        }
    }

    @Test
    void runningOutOfMemorySaysHowToGetMore() {
        final String expected = "1 annoy: not enough memory (Java heap space); give Java more, such as -Xmx8g: "
                + "java -Xmx8g -jar annoy.jar, or ANNOY_JAVA_OPTS=-Xmx8g";
        assertEquals(expected, report(() -> {
            throw new OutOfMemoryError("Java heap space");
        }));
        assertEquals(
                expected,
                reportOf(new IllegalStateException("a search failed", new OutOfMemoryError("Java heap space"))));
    }

    @Test
    void everyProblemIsOneLineWithARemedy() {
        assertEquals("1 annoy: f: access denied; check its permissions", reportOf(new AccessDeniedException("f")));
        assertEquals(
                "1 annoy: f: Too many links; check the files and the space on their disk",
                reportOf(new FileSystemException("f", null, "Too many links")));
        assertEquals(
                "1 annoy: No space left on device; check the files and the space on their disk",
                reportOf(new UncheckedIOException(new IOException("No space left on device"))));
        assertEquals("2 annoy: a b; c", reportOf(new UsageException("a\n  b; c")));
        assertEquals(
                "1 annoy: java.lang.ArithmeticException: x; this should not happen: run again with --stacktrace and "
                        + "report it",
                reportOf(new ArithmeticException("x")));
    }
}
