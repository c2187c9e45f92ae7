package org.annoyindex.testdata;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordsTest {

    @TempDir
    private Path folder;

    @Test
    void everyLineHasAUniqueWordAndItsNumbers() throws IOException {
        final List<String> lines = Files.readAllLines(Words.copyTo(folder.resolve("words.txt")));

        assertEquals(Words.COUNT, lines.size());
        final Set<String> words = new HashSet<>();
        for (final String line : lines) {
            final List<String> fields = List.of(line.split(" ", -1));
            assertEquals(1 + Words.DIMENSION, fields.size(), line);
            assertTrue(words.add(fields.get(0)), line);
            for (final String number : fields.subList(1, fields.size())) {
                assertTrue(Math.abs(Float.parseFloat(number)) < 4, line);
            }
        }
    }

    @Test
    void mostFrequentWordComesFirst() throws IOException {
        try (InputStream text = Words.open()) {
            assertEquals("the -0.038194 -0.24487", new String(text.readNBytes(22), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void textMatchesTheChecksumOfTheReadme() throws Exception {
        final byte[] text;
        try (InputStream in = Words.open()) {
            text = in.readAllBytes();
        }

        assertEquals(
                "cdb8bffc924ad73c7a04d19e454fa06fd4d7a232c608da4f3bd493ee5b061765",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)));
        try (InputStream in = new GZIPInputStream(Words.openCompressed())) {
            assertArrayEquals(text, in.readAllBytes());
        }
    }

    @Test
    void copyingDoesNotOverwriteFiles() throws IOException {
        final Path taken = Files.createFile(folder.resolve("taken.txt"));

        assertThrows(FileAlreadyExistsException.class, () -> Words.copyTo(taken));
    }
}
