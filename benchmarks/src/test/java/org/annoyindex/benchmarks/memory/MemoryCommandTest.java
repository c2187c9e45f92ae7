package org.annoyindex.benchmarks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.annoyindex.benchmarks.BenchCommand;
import org.annoyindex.builder.input.FvecsWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryCommandTest {
    @TempDir
    private static Path folder;

    private static Path index;
    private static Path queries;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeAll
    static void write() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/smaps")), "memory commands need /proc/self/smaps of Linux");
        index = folder.resolve("small.annoy");
        queries = folder.resolve("queries.fvecs");
        final List<float[]> vectors = SizedIndex.write(index, 2_000_000);
        try (FvecsWriter writer = new FvecsWriter(queries)) {
            for (final float[] vector : vectors) {
                writer.append(vector);
            }
        }
    }

    @Test
    void processesShareOneCopyAndGiveTheSameAnswers() {
        assertEquals(
                0,
                run(
                        "memory",
                        "sharing",
                        index.toString(),
                        "--queries",
                        queries.toString(),
                        "--processes",
                        "1,2",
                        "--seconds",
                        "1",
                        "--output-format",
                        "json"),
                errors.toString());

        final String text = output.toString();
        assertTrue(text.contains("\"JVMs\" : 2"), text);
        assertTrue(text.contains("\"copied_pages_of_file\" : 0"), text);
        assertTrue(text.contains("All gave the same answers."), text);
    }

    @Test
    void queriesOfAnotherDimensionAreRefused() throws IOException {
        final Path other = folder.resolve("other.fvecs");
        try (FvecsWriter writer = new FvecsWriter(other)) {
            writer.append(new float[] {1, 2, 3});
        }

        assertEquals(1, run("memory", "pages", index.toString(), "--queries", other.toString(), "--counts", "1"));
        assertEquals(
                "bench: " + other + " has vectors of 3 components, the index's have 128; give queries of the same"
                        + " dimension",
                errors.toString().strip());
    }

    @Test
    void missingIndexesAreNamed() {
        final Path missing = folder.resolve("missing.annoy");

        assertEquals(1, run("memory", "pages", missing.toString(), "--queries", queries.toString()));
        assertEquals(
                "bench: " + missing + ": no such file; check the name",
                errors.toString().strip());
    }

    @Test
    void valuesOutOfRangeAreUsageErrors() {
        assertEquals(2, run("memory"));
        assertEquals(2, run("memory", "open", "--sizes", "4X"));
        assertEquals(2, run("memory", "open", "--repeats", "0"));
        assertEquals(2, run("memory", "pages", index.toString(), "--queries", queries.toString(), "--counts", "5,1"));
        assertEquals(
                2, run("memory", "sharing", index.toString(), "--queries", queries.toString(), "--processes", "0"));
    }

    @Test
    void missingFoldersAreNamed() {
        assertEquals(1, run("memory", "io", "--dir", folder.resolve("missing").toString()));
        assertTrue(errors.toString().contains("no such folder; create it or give another --dir"), errors.toString());
    }

    private int run(final String... arguments) {
        return BenchCommand.commandLine()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
