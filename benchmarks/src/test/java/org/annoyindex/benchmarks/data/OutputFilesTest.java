package org.annoyindex.benchmarks.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {

    @TempDir
    private Path folder;

    @Test
    void filesAppearWhenPublished() throws IOException {
        final Path file = folder.resolve("a.txt");
        try (OutputFiles files = new OutputFiles()) {
            files.create(file).write('a');
            assertFalse(Files.exists(file));

            files.publish();

            assertEquals("a", Files.readString(file));
        }
        assertEquals("a", Files.readString(file));
    }

    @Test
    void filesKeepTheirOldContentUntilPublished() throws IOException {
        final Path file = Files.writeString(folder.resolve("a.txt"), "old");
        try (OutputFiles files = new OutputFiles()) {
            files.create(file).write('a');
        }

        assertEquals("old", Files.readString(file));
        assertFalse(Files.exists(folder.resolve("a.txt.partial")));
    }
}
