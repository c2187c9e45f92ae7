package org.annoyindex.builder.input;

import static org.annoyindex.builder.input.VectorFiles.write;
import static org.annoyindex.builder.input.VectorFiles.writeGzip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

@Tag("once")
final class IdsFileTest {
    @TempDir
    private Path folder;

    private RoaringBitmap read(final String name, final byte[] bytes) throws IOException {
        return IdsFile.read(write(folder.resolve(name), bytes));
    }

    private static byte[] text(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] serialized(final RoaringBitmap ids) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ids.serialize(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Test
    void linesAreIdsInAnyOrder() throws IOException {
        final RoaringBitmap ids = RoaringBitmap.bitmapOf(0, 7, 70_000, Integer.MAX_VALUE);
        assertEquals(ids, read("a", text("7\n0\n70000\n\n7\n2147483647")));
        assertEquals(ids, read("b", text("\uFEFF 7\t\r\n0\r\n70000\r\n2147483647\r\n")));
        assertEquals(ids, IdsFile.read(writeGzip(folder.resolve("c.gz"), text("7\n0\n70000\n2147483647\n"))));
        assertEquals(RoaringBitmap.bitmapOf(5), read("d", text("5")));
        assertTrue(read("e", new byte[0]).isEmpty());
        assertTrue(read("f", text("\n\n")).isEmpty());
    }

    @Test
    void serializedBitmapsAreReadBack() throws IOException {
        final Random random = new Random(1);
        final RoaringBitmap scattered =
                RoaringBitmap.bitmapOf(random.ints(50_000, 0, 1 << 24).toArray());
        final RoaringBitmap runs = RoaringBitmap.bitmapOfRange(1000, 200_000);
        runs.runOptimize();
        for (final RoaringBitmap ids : new RoaringBitmap[] {scattered, runs, new RoaringBitmap()}) {
            assertEquals(ids, read("a", serialized(ids)));
            assertEquals(ids, IdsFile.read(writeGzip(folder.resolve("a.gz"), serialized(ids))));
        }
    }

    @Test
    void whatIsNoIdIsNamedWithItsLine() {
        for (final String wrong : new String[] {"coffee", "-1", "1.5", "2147483648", "1 2", "1,2"}) {
            assertRefused(
                    text("3\n" + wrong + "\n"),
                    ":line 2: \"" + wrong + "\", expected an id from 0 to 2147483647"
                            + " ; give one id per line, or a serialized RoaringBitmap");
        }
    }

    @Test
    void damagedBitmapsAreRefused() throws IOException {
        final RoaringBitmap ids = RoaringBitmap.bitmapOf(1, 2, 3, 70_000);
        final byte[] whole = serialized(ids);
        for (int length = 2; length < whole.length; length++) {
            final byte[] cut = Arrays.copyOf(whole, length);
            final String message = assertThrows(InvalidInputException.class, () -> read("cut", cut))
                    .getMessage();
            assertTrue(message.contains("a RoaringBitmap that is cut off or damaged ("), message);
            assertTrue(message.endsWith(" ; write it again with RoaringBitmap.serialize"), message);
        }
        assertRefused(
                Arrays.copyOf(whole, whole.length + 1),
                ": a RoaringBitmap that is cut off or damaged (there are bytes behind its end)"
                        + " ; write it again with RoaringBitmap.serialize");
    }

    private void assertRefused(final byte[] bytes, final String message) {
        final Path file = folder.resolve("refused");
        final InvalidInputException ex =
                assertThrows(InvalidInputException.class, () -> IdsFile.read(write(file, bytes)));
        assertEquals(file + message, ex.getMessage());
    }
}
