package org.annoyindex.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.annoyindex.benchmarks.BenchCommand;
import org.annoyindex.builder.input.FvecsWriter;
import org.annoyindex.builder.input.IvecsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
    @TempDir
    private Path folder;

    @Test
    void missingDataSetGivesTheCommandThatPreparesIt() throws IOException {
        Files.writeString(folder.resolve("toy.metric"), "angular");

        assertFails(
                1,
                "bench: " + folder.resolve("toy.base.fvecs") + ": no such file; 'bin/bench data' prepares data sets");
    }

    @Test
    void missingMetricNamesTheFile() {
        assertFails(
                1,
                "bench: " + folder.resolve("toy.metric")
                        + ": no such file; create it with the metric, angular or euclidean");
    }

    @Test
    void metricsThatNotAllLibrariesSupportAreRefused() throws IOException {
        writeToy("dot");

        assertFails(
                1,
                "bench: metric dot is not supported by all libraries; use a data set with metric angular or "
                        + "euclidean");
    }

    @Test
    void unknownLibrariesAreRefused() throws IOException {
        writeToy("angular");

        assertFails(
                1,
                "bench: unknown library 'annoy'; use annoyindex, annoyindex-links, annoyindex-leaves, "
                        + "annoyindex-scalar, annoy-cpp, hnswlib-cpp, faiss-ivfflat, faiss-ivfpq, jvector, jvector-pq, lucene, lucene-quantized, hnswlib-java, "
                        + "voyager, brute-force",
                "--only",
                "annoy");
    }

    @Test
    void chosenLibrariesMustBeInstalled() throws IOException {
        writeToy("angular");

        assertFails(1, "bench: annoy-cpp is not installed; run 'bin/bench install'", "--only", "annoy-cpp");
    }

    @Test
    void tooFewRoundsAreRefused() {
        assertFails(2, "--rounds is 2, must be at least 3", "--rounds", "2");
    }

    private void writeToy(final String metric) throws IOException {
        Files.writeString(folder.resolve("toy.metric"), metric);
        for (final String name : new String[] {"base", "queries"}) {
            try (FvecsWriter writer = new FvecsWriter(folder.resolve("toy." + name + ".fvecs"))) {
                writer.append(new float[] {1, 2});
            }
        }
        IvecsFile.write(folder.resolve("toy.truth.ivecs"), new int[][] {{0}});
    }

    private void assertFails(final int code, final String error, final String... options) {
        final StringWriter errors = new StringWriter();
        final String[] arguments = new String[options.length + 6];
        System.arraycopy(
                new String[] {"run", "toy", "--dir", folder.toString(), "--root", folder.toString()},
                0,
                arguments,
                0,
                6);
        System.arraycopy(options, 0, arguments, 6, options.length);

        assertEquals(
                code,
                BenchCommand.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments));
        assertEquals(error, errors.toString().lines().findFirst().orElse(""));
    }
}
