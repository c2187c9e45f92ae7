package org.annoyindex.core.kernel;

import java.nio.ByteBuffer;

/**
 * A piece of mapped memory in the form in which a kernel reads it. Made by {@link Kernels#chunk(ByteBuffer)} once a
 * mapping, so that a search creates no views. Immutable and safe for any number of threads.
 */
public class Chunk {
    private final ByteBuffer bytes;

    /** @param bytes little-endian, never positioned: reads give absolute offsets. */
    protected Chunk(final ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** @return the bytes, little-endian; callers read at absolute offsets and leave position and limit alone. */
    public final ByteBuffer bytes() {
        return bytes;
    }
}
