package org.annoyindex.benchmarks.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files that become visible together when all of them are complete: each is written with the suffix {@code .partial}
 * and renamed by {@link #publish()}. {@link #close()} deletes unpublished files.
 */
final class OutputFiles implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 18;

    private final Map<Path, OutputStream> open = new LinkedHashMap<>();

    OutputStream create(final Path file) throws IOException {
        final OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial(file)), BUFFER_BYTES);
        open.put(file, out);
        return out;
    }

    void publish() throws IOException {
        for (final OutputStream out : open.values()) {
            out.close();
        }
        for (final Path file : open.keySet()) {
            Files.move(partial(file), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        for (final Map.Entry<Path, OutputStream> entry : open.entrySet()) {
            entry.getValue().close();
            Files.deleteIfExists(partial(entry.getKey()));
        }
    }

    static Path partial(final Path file) {
        return file.resolveSibling(file.getFileName() + ".partial");
    }
}
