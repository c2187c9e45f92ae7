package org.annoyindex.core;

import java.io.IOException;
import java.nio.file.Path;

/** A file is not an index, not a whole one, or not one that this version can read. */
public final class IndexFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param file the file.
     * @param problem what is wrong, expected and found, and what to do; a sentence that goes on after the file's name.
     */
    public IndexFormatException(final Path file, final String problem) {
        super(file + " " + problem);
    }
}
