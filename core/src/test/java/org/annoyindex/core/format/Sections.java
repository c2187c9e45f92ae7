package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.core.memory.MappedRegion;

/** Sections in files of their own, for tests. */
final class Sections {
    private Sections() {}

    /** Something that writes a section. */
    @FunctionalInterface
    interface Content {
        void write(SectionOutput out) throws IOException;
    }

    /** Writes a section, which must have the length that it was said to have. */
    static void write(final Path file, final long length, final Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            content.write(bytes -> {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            });
        }
        assertEquals(length, Files.size(file));
    }

    static MappedRegion map(final Path file, final int chunkSize, final int longestRecord) throws IOException {
        try (MappedFile mapped = MappedFile.open(file, chunkSize)) {
            return mapped.map(0, mapped.size(), longestRecord);
        }
    }

    /** Changes a section's bytes. */
    static void change(final Path file, final Consumer<ByteBuffer> change) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(bytes);
        Files.write(file, bytes.array());
    }
}
