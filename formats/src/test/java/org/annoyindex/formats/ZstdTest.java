package org.annoyindex.formats;

import static org.annoyindex.formats.Vectors.DEFAULTS;
import static org.annoyindex.formats.Vectors.assertRefused;
import static org.annoyindex.formats.Vectors.read;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.annoyindex.testdata.FormatFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
final class ZstdTest {
    @TempDir
    private Path folder;

    private static byte[] joined(final byte[]... parts) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (final byte[] each : parts) {
            all.writeBytes(each);
        }
        return all.toByteArray();
    }

    @Test
    void isRecognizedByContentWhateverTheName() throws IOException {
        final Path file = folder.resolve("rows.jsonl");
        Files.write(file, FormatFiles.bytes("rows.jsonl.zst"));
        read(file).areThoseOfTestdata();
        final Path table = folder.resolve("words.txt.zst");
        Files.write(table, Zstd.compress("a 1 2\nb 3 4\n".getBytes(StandardCharsets.UTF_8)));
        read(table).haveLabels("a", "b");
    }

    @Test
    void framesFollowEachOther() throws IOException {
        final byte[] one = Zstd.compress("[1, 2]\n".getBytes(StandardCharsets.UTF_8));
        final byte[] skipped = {0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3};
        final Path file = Files.write(folder.resolve("x.jsonl.zst"), joined(skipped, one, skipped, one));
        read(file).are(new float[] {1, 2}, new float[] {1, 2});
    }

    @Test
    void damagedDataAreRefused() throws IOException {
        final Path file = folder.resolve("x.jsonl.zst");
        final byte[] whole = FormatFiles.bytes("rows.jsonl.zst");
        Files.write(file, joined(whole, new byte[] {'j', 'u', 'n', 'k', '!'}));
        assertRefused(file, DEFAULTS, "other bytes behind the zstd data");
        for (int size = 5; size < whole.length; size++) {
            Files.write(file, Arrays.copyOf(whole, size));
            assertRefused(file, DEFAULTS, "the compressed data end early");
        }
        final byte[] wrong = whole.clone();
        wrong[wrong.length - 1] ^= 1;
        Files.write(file, wrong);
        assertRefused(file, DEFAULTS, "damaged compressed data");
        assertEquals(12, read(Files.write(file, whole)).vectors().size());
    }
}
