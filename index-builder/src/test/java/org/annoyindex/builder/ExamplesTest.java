package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of the Javadoc and of pages in {@code docs}. */
final class ExamplesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void examplesInTheJavadocWork() throws IOException {
        final List<String> documented = new ArrayList<>();
        for (final Path source : sources()) {
            for (final String example : Examples.in(source)) {
                Examples.run(example, Files.createTempDirectory(folder, "example"));
                documented.add(source.getFileName().toString());
            }
        }
        assertTrue(
                documented.containsAll(List.of(
                        "AnnoyIndex.java",
                        "IndexBuilder.java",
                        "Neighbors.java",
                        "SearchOptions.java",
                        "SwappableIndex.java")),
                documented.toString());
    }

    private static List<Path> sources() throws IOException {
        final List<Path> sources = new ArrayList<>();
        for (final String module : new String[] {"core", "query", "index-builder"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    @Test
    void examplesOfServingWork() throws IOException {
        final List<String> examples = Examples.in(ROOT.resolve("docs/SERVING.md"));
        assertFalse(examples.isEmpty());
        for (final String example : examples) {
            Examples.run(example, Files.createTempDirectory(folder, "example"));
        }
    }

    @Test
    void examplesAreRunAsTheyStand() throws IOException {
        final String example = "System.out.print(Files.exists(Path.of(\"words.annoy\")) + \" \" + index.label(7));";
        assertEquals("true word 7", Examples.run(example, Files.createTempDirectory(folder, "example")));
    }
}
