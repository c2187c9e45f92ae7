package org.annoyindex.core.format;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives the bytes of a section that is too long to be assembled in memory. */
@FunctionalInterface
public interface SectionOutput {
    /**
     * Appends bytes.
     *
     * @param bytes from position to limit; consumed.
     * @throws IOException if writing fails.
     */
    void write(ByteBuffer bytes) throws IOException;
}
