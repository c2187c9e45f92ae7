package org.annoyindex.core.format;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of a section go that is too long to be put together in memory. */
@FunctionalInterface
public interface SectionOutput {
    /**
     * Appends bytes.
     *
     * @param bytes from position to limit; consumed.
     * @throws IOException if the disk is full or fails.
     */
    void write(ByteBuffer bytes) throws IOException;
}
