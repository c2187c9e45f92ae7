package org.annoyindex.builder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.annoyindex.builder.RecallTuner;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.builder.input.FvecsWriter;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/RECALL.md: its commands are run as they stand there, its code is checked to be this. */
final class RecallPageTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int DIMENSION = 8;

    @TempDir
    private Path folder;

    private float[][] queries;

    @BeforeEach
    void makeFiles() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.ANGULAR, 1200, DIMENSION, 1);
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < vectors.length; i++) {
            text.append(i == 7 ? "coffee" : "word" + i);
            for (final float component : vectors[i]) {
                text.append(' ').append(component);
            }
            text.append('\n');
        }
        Files.writeString(folder.resolve("words.txt"), text);
        queries = SampleVectors.random(Metric.ANGULAR, 50, DIMENSION, 2);
        try (FvecsWriter writer = new FvecsWriter(folder.resolve("q.fvecs"))) {
            for (final float[] query : queries) {
                writer.append(query);
            }
        }
    }

    @Test
    void commandsWork() throws IOException {
        final List<String> commands = Files.readString(ROOT.resolve("docs/RECALL.md"))
                .lines()
                .filter(line -> line.startsWith("bin/annoy ") && !line.contains(" data/"))
                .toList();
        assertTrue(commands.size() >= 7, commands.toString());
        for (final String command : commands) {
            final String[] arguments = Arrays.stream(command.split(" +"))
                    .skip(1)
                    .map(word -> word.matches("\\w+\\.(txt|annoy|fvecs|ivecs)")
                            ? folder.resolve(word).toString()
                            : word)
                    .toArray(String[]::new);
            final StringWriter err = new StringWriter();
            assertEquals(
                    0,
                    AnnoyCommand.commandLine()
                            .setOut(new PrintWriter(new StringWriter(), true))
                            .setErr(new PrintWriter(err, true))
                            .execute(arguments),
                    command + ": " + err);
        }
        assertTrue(Files.exists(folder.resolve("tuned.annoy")));
    }

    @Test
    @SuppressWarnings("UnusedVariable") // it is an example
    void codeWorks() throws IOException {
        SampleVectors.build(
                folder.resolve("words.annoy"),
                Metric.ANGULAR,
                SampleVectors.random(Metric.ANGULAR, 1200, DIMENSION, 1));
        try (AnnoyIndex index = AnnoyIndex.load(folder.resolve("words.annoy"))) {
            final float[] vector = queries[0];
            Neighbors near;
            // RECALL.md
            near = index.nearest(vector, 10, SearchOptions.recall(0.9));
            near = index.nearest(vector, 10); // 0.95
            near = index.nearest(vector, 100, SearchOptions.recall(0.99));
            near = index.nearest(vector, 10, SearchOptions.recall(1)); // exact
            // RECALL.md end
            assertEquals(index.nearest(vector, 10, SearchOptions.exact()).toString(), near.toString());
        }
        // RECALL.md
        new RecallTuner(folder.resolve("words.annoy"), queries).neighbours(20).write(folder.resolve("words.annoy"));
        // RECALL.md end
        try (AnnoyIndex index = AnnoyIndex.load(folder.resolve("words.annoy"))) {
            assertEquals(4, index.recallProfile().orElseThrow().curves().size());
        }
    }

    @Test
    void codeIsThePages() throws IOException {
        final String page = Files.readString(ROOT.resolve("docs/RECALL.md"));
        final String test = Files.readString(
                ROOT.resolve("index-builder/src/test/java/org/annoyindex/builder/cli/RecallPageTest.java"));
        int lines = 0;
        for (final String part : test.split("// RECALL\\.md\n", -1)) {
            final int end = part.indexOf("// RECALL.md end");
            if (end < 0) {
                continue;
            }
            for (final String line :
                    part.substring(0, end).lines().map(String::strip).toList()) {
                if (!line.isEmpty()) {
                    assertTrue(page.contains(line.replace("folder.resolve(", "Path.of(")), line);
                    lines++;
                }
            }
        }
        assertEquals(5, lines);
    }
}
