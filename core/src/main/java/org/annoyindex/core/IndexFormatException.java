package org.annoyindex.core;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Thrown when a file is not an index, is damaged or incomplete, or has a format that this version cannot read. The
 * message starts with the path of the file, gives the reason, and says what to do.
 */
public final class IndexFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param file the file.
     * @param problem what is wrong, what was expected, and what to do; follows the path in the message.
     */
    public IndexFormatException(final Path file, final String problem) {
        super(file + " " + problem);
    }
}
