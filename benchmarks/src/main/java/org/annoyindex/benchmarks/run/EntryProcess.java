package org.annoyindex.benchmarks.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.annoyindex.benchmarks.contender.Request;
import org.jspecify.annotations.Nullable;

/**
 * The process of a library, which answers requests one at a time. Every failure is an {@link IOException} whose message
 * starts with the id of the library. Closing it ends the process.
 */
final class EntryProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final Entry entry;
    private final Path log;
    private final Process process;
    private final Writer requests;
    private final LinkedBlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private final String version;

    private EntryProcess(final Entry entry, final Path log, final Duration limit) throws IOException {
        this.entry = entry;
        this.log = log;
        Files.createDirectories(log.toAbsolutePath().getParent());
        final ProcessBuilder builder = new ProcessBuilder(entry.command()).redirectError(log.toFile());
        builder.environment().putAll(entry.environment());
        try {
            process = builder.start();
        } catch (final IOException ex) {
            throw failure("cannot be started (" + ex.getMessage() + "); run 'bin/bench install'", ex);
        }
        requests = process.outputWriter(StandardCharsets.UTF_8);
        final Thread reader = new Thread(this::readLines, "answers of " + entry.id());
        reader.setDaemon(true);
        reader.start();
        try {
            version = expect("ready", limit).text("version");
        } catch (final IOException | RuntimeException ex) {
            close();
            throw ex;
        }
    }

    /** Starts a process whose error stream is written to a log. */
    static EntryProcess start(final Entry entry, final Path log) throws IOException {
        return start(entry, log, START_LIMIT);
    }

    static EntryProcess start(final Entry entry, final Path log, final Duration limit) throws IOException {
        return new EntryProcess(entry, log, limit);
    }

    /** The version that the library reports. */
    String version() {
        return version;
    }

    /**
     * Sends a request and waits for the answer.
     *
     * @param answer expected verb.
     * @param limit longest time to wait.
     */
    Request ask(final Request request, final String answer, final Duration limit) throws IOException {
        try {
            requests.write(request.toLine() + "\n");
            requests.flush();
        } catch (final IOException ex) {
            throw failure("ended before the request " + request.verb() + seeLog(), ex);
        }
        return expect(answer, limit);
    }

    private Request expect(final String verb, final Duration limit) throws IOException {
        final Optional<String> line;
        try {
            line = lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for " + entry.id()).initCause(ex);
        }
        if (line == null) {
            process.destroyForcibly();
            throw failure("did not answer for " + limit.toSeconds() + " s and was killed; raise --time-limit", null);
        }
        if (line.isEmpty()) {
            throw failure("ended" + exitCode() + " instead of answering '" + verb + "'" + seeLog(), null);
        }
        final Request answer = Request.parse(line.get());
        if (answer.verb().equals("error")) {
            throw failure(line.get().replace("error\t", ""), null);
        }
        if (!answer.verb().equals(verb)) {
            throw failure("answered '" + line.get() + "', expected '" + verb + "'", null);
        }
        return answer;
    }

    private void readLines() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(Optional.of(line));
            }
        } catch (final IOException ex) {
            // The process was killed, which counts as the end of its output.
        }
        lines.add(Optional.empty());
    }

    private String exitCode() {
        return waitFor(END_LIMIT) ? " with exit code " + process.exitValue() : "";
    }

    private String seeLog() {
        try {
            final List<String> said = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return said.isEmpty()
                    ? ""
                    : "; last line of its output: " + said.get(said.size() - 1) + " (see " + log + ")";
        } catch (final IOException ex) {
            return "";
        }
    }

    private IOException failure(final String problem, final @Nullable Exception cause) {
        return new IOException(entry.id() + ": " + problem, cause);
    }

    private boolean waitFor(final Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        try {
            requests.close(); // a contender ends with its input
        } catch (final IOException ex) {
            // The process has ended.
        }
        if (!waitFor(END_LIMIT)) {
            process.destroyForcibly();
        }
    }
}
