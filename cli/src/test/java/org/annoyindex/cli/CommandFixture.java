package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands in this process, with a folder for their files, and keeps the output of the last one. */
abstract class CommandFixture {
    private static final Pattern SPACES = Pattern.compile(" +");

    @TempDir
    Path folder;

    /** What the last command printed. */
    Printed out;

    /** What it printed on the error stream. */
    StringWriter err;

    /** Returns a command's exit code. A string may be several arguments, separated by spaces, as an array may. */
    final int run(final Object... arguments) {
        out = new Printed();
        err = new StringWriter();
        final String[] words = words(arguments).toArray(String[]::new);
        return AnnoyCommand.commandLine(words)
                .setOut(new CommandOutput(out))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    /** Bytes that a command printed, usually text. */
    static final class Printed extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(final int value) {
            bytes.write(value);
        }

        @Override
        public void write(final byte[] values, final int offset, final int length) {
            bytes.write(values, offset, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }

        @Override
        public String toString() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private static Stream<String> words(final Object argument) {
        if (argument instanceof Object[] several) {
            return Stream.of(several).flatMap(CommandFixture::words);
        }
        return argument instanceof String words ? SPACES.splitAsStream(words) : Stream.of(argument.toString());
    }

    /** A command that measures recall with queries whose neighbors are known. */
    static Object[] withTruth(
            final String command, final Path index, final Path queries, final Path truth, final Object... more) {
        return new Object[] {command, index, "--queries", queries, "--truth", truth, more};
    }

    /** Runs a command that has to succeed. */
    final void assertRuns(final Object... arguments) {
        assertEquals(0, run(arguments), () -> words(arguments).toList() + ": " + err);
    }

    /** Runs a command that has to end with a code and one line of error, print nothing else and change no file. */
    final void assertError(final int code, final String message, final Object... arguments) throws IOException {
        final Map<String, Integer> before = contents();
        assertEquals(code, run(arguments), err::toString);
        assertEquals("annoy: " + message + System.lineSeparator(), err.toString());
        assertEquals("", out.toString());
        assertEquals(before, contents());
    }

    /** The names of what is in the folder. */
    final List<String> files() throws IOException {
        return List.copyOf(contents().keySet());
    }

    /** What is in the folder, by name: hashes of contents, or nothing for folders. */
    private Map<String, Integer> contents() throws IOException {
        final Map<String, Integer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path file : files.toList()) {
                final boolean hasContents = Files.isRegularFile(file);
                contents.put(
                        file.getFileName().toString(), hasContents ? Arrays.hashCode(Files.readAllBytes(file)) : 0);
            }
        }
        return contents;
    }

    /** Lines that the last command printed. */
    final List<String> lines() {
        return out.toString().lines().toList();
    }

    /** The fields of a column of the tsv that the last command printed, without its name. */
    final List<String> column(final int column) {
        return lines().stream()
                .skip(1)
                .map(line -> line.split("\t", -1)[column])
                .toList();
    }

    /** Writes text into the folder. */
    final Path write(final String name, final CharSequence content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
