package org.annoyindex.benchmarks.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.annoyindex.benchmarks.BenchCommand;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
final class InputCommandTest {
    @TempDir
    private Path folder;

    @Test
    void measuresEveryFormat() {
        final StringWriter out = new StringWriter();
        final int code = BenchCommand.commandLine()
                .setOut(new PrintWriter(out))
                .execute("input", "--dir", folder.toString(), "--vectors", "200", "--rounds", "1");
        assertEquals(0, code);
        final List<String> lines = out.toString().lines().toList();
        assertEquals(6, lines.size(), out::toString);
        for (final String name :
                List.of("vectors.fvecs", "vectors.npy", "vectors.csv", "vectors.jsonl", "vectors.txt")) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(name + "\t")), out::toString);
        }
    }
}
