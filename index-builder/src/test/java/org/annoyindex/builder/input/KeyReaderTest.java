package org.annoyindex.builder.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
final class KeyReaderTest {
    @TempDir
    private Path folder;

    private Path write(final String name, final String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static void assertKeys(final List<String> expected, final Path file) throws IOException {
        try (KeyReader reader = KeyReader.open(file)) {
            for (final String key : expected) {
                assertTrue(reader.next());
                assertEquals(key, reader.key());
            }
            reader.requireEnd();
        }
    }

    @Test
    void keysAreLinesWithoutTheSpacesAround() throws IOException {
        final Path file = write("keys.txt", "\ufeffa\r\n  New York \n\n\u00fcber\t\nlast");
        assertKeys(List.of("a", "New York", "\u00fcber", "last"), file);
        final Path packed = folder.resolve("keys.txt.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write("1\n2\n".getBytes(StandardCharsets.UTF_8));
        }
        assertKeys(List.of("1", "2"), packed);
    }

    @Test
    void numbersAreOf64Bits() throws IOException {
        try (KeyReader reader = KeyReader.open(
                write("keys.txt", "0\n-5\n9223372036854775807\n-9223372036854775808\n9223372036854775808\n1.5\n"))) {
            for (final long expected : new long[] {0, -5, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertTrue(reader.next());
                assertEquals(expected, reader.number());
            }
            for (final String wrong : new String[] {":line 5: \"9223372036854775808\"", ":line 6: \"1.5\""}) {
                assertTrue(reader.next());
                final InvalidInputException ex = assertThrows(InvalidInputException.class, reader::number);
                assertEquals(
                        folder.resolve("keys.txt") + wrong
                                + ", expected a whole number of 64 bits, signed, at most 9223372036854775807 ; correct the line,"
                                + " or build the index with strings as keys",
                        ex.getMessage());
            }
        }
    }

    @Test
    void tooFewAndTooManyKeysAreNoticed() throws IOException {
        final Path file = write("keys.txt", "a\nb\n");
        try (KeyReader reader = KeyReader.open(file)) {
            assertTrue(reader.next());
            assertEquals(
                    file + ":line 2: key 2 found, but there are 1 vectors ; give a key for each vector",
                    assertThrows(InvalidInputException.class, reader::requireEnd)
                            .getMessage());
        }
        try (KeyReader reader = KeyReader.open(file)) {
            reader.requireNext();
            reader.requireNext();
            assertFalse(reader.next());
            assertEquals(
                    file + ":line 2: the file ends after 2 keys, but there are more vectors ; give a key for each"
                            + " vector",
                    assertThrows(InvalidInputException.class, reader::requireNext)
                            .getMessage());
        }
        assertThrows(InvalidInputException.class, () -> KeyReader.open(folder.resolve("missing")));
        assertThrows(InvalidInputException.class, () -> KeyReader.open(write("empty", "")));
    }
}
