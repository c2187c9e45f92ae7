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

/** Writes single sections to files, for tests. */
final class Sections {
    private Sections() {}

    /** Writes a section. */
    @FunctionalInterface
    interface Content {
        void write(SectionOutput out) throws IOException;
    }

    /** Writes a section and checks its length. */
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

    static MappedRegion map(final Path file, final int chunkSize) throws IOException {
        try (MappedFile mapped = MappedFile.open(file, chunkSize)) {
            return mapped.map(0, mapped.size());
        }
    }

    /** Modifies the bytes of a section. */
    static void change(final Path file, final Consumer<ByteBuffer> change) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(bytes);
        Files.write(file, bytes.array());
    }
}
