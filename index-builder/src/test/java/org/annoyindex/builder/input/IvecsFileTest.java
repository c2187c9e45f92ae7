package org.annoyindex.builder.input;

import static org.annoyindex.builder.input.VectorFiles.write;
import static org.annoyindex.builder.input.VectorFiles.writeGzip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class IvecsFileTest {
    @TempDir
    private Path folder;

    @Test
    void writesCountsAndValuesLittleEndian() throws IOException {
        final Path file = folder.resolve("a.ivecs");
        IvecsFile.write(file, new int[][] {{258}, {}});
        assertArrayEquals(new byte[] {1, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0}, Files.readAllBytes(file));
    }

    @Test
    void writtenRowsAreReadBack() throws IOException {
        final Random random = new Random(20_240_602);
        final int[][] rows = new int[200][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.ints(random.nextInt(30)).toArray();
        }
        rows[7] = random.ints(50_000).toArray();
        final Path file = folder.resolve("a.ivecs");
        IvecsFile.write(file, rows);
        assertArrayEquals(rows, IvecsFile.read(file));
        assertArrayEquals(rows, IvecsFile.read(writeGzip(folder.resolve("a.ivecs.gz"), Files.readAllBytes(file))));
    }

    @Test
    void refusesToWriteNoRows() {
        final IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> IvecsFile.write(folder.resolve("a.ivecs"), new int[0][]));
        assertEquals("no rows, expected at least one", e.getMessage());
    }

    @Test
    void refusesFilesThatAreNoneOrNotWhole() throws IOException {
        assertRefused(new byte[0], ": the file is empty, expected vectors ; write it again");
        assertRefused(
                new byte[] {1, 0},
                ":row 1: the file ends after 2 of the 4 bytes of the row's count"
                        + " ; it is truncated: copy or write it again");
        assertRefused(
                new byte[] {1, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 8, 0},
                ":row 2: the file ends after 1 of the row's 2 values ; it is truncated: copy or write it again");
        assertRefused(
                new byte[] {-1, -1, -1, -1},
                ":row 1: count -1, expected 0 to 16777216 ; check that this is an ivecs file:"
                        + " before each row's int32s their little-endian int32 count");
    }

    @Test
    void nonsenseCountDoesNotExhaustMemory() throws IOException {
        assertRefused(
                new byte[] {-1, -1, -1, 127, 1, 0, 0, 0},
                ":row 1: count 2147483647, expected 0 to 16777216 ; check that this is an ivecs file: before each row's int32s"
                        + " their little-endian int32 count");
        assertRefused(
                new byte[] {0, 0, 0, 1, 1, 0, 0, 0},
                ":row 1: the file ends after 1 of the row's 16777216 values"
                        + " ; it is truncated: copy or write it again");
    }

    @Test
    void refusesAMissingFile() {
        final Path file = folder.resolve("none.ivecs");
        final InvalidInputException e = assertThrows(InvalidInputException.class, () -> IvecsFile.read(file));
        assertEquals(file + ": no such file ; check the path", e.getMessage());
    }

    private void assertRefused(final byte[] content, final String messageAfterPath) throws IOException {
        final Path file = write(folder.resolve("bad.ivecs"), content);
        final InvalidInputException e = assertThrows(InvalidInputException.class, () -> IvecsFile.read(file));
        assertEquals(file + messageAfterPath, e.getMessage());
    }
}
