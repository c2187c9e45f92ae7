package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder for files that have to exist under a name before they are passed on, only for its owner. What a killed process
 * leaves behind is deleted as by {@link TemporaryFile}. For one thread.
 */
public final class TemporaryFolder implements AutoCloseable {
    private static final String PREFIX = "annoy-build-";
    private static final String SUFFIX = ".folder";

    private final Path path;

    /**
     * Creates the folder, and deletes those of ended processes.
     *
     * @param parent of the folder.
     * @throws IOException if it takes no new folders.
     */
    public TemporaryFolder(final Path parent) throws IOException {
        LeftBehind.delete(parent, PREFIX, SUFFIX);
        path = parent.resolve(PREFIX + LeftBehind.uniqueName() + SUFFIX);
        Files.createDirectory(path, TemporaryFile.ownerOnly(parent, true));
    }

    /** {@return where the folder is} */
    public Path path() {
        return path;
    }

    /**
     * Deletes the folder and its files.
     *
     * @throws IOException if that is not possible.
     */
    @Override
    public void close() throws IOException {
        LeftBehind.deleteAll(path);
    }
}
