package org.annoyindex.core.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Buffers the little-endian numbers of a section before they are written. Not thread-safe. */
final class SectionBuffer {
    private static final int BYTES = 1 << 16;

    private final SectionOutput out;
    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);

    SectionBuffer(final SectionOutput out) {
        this.out = out;
    }

    void putInt(final int value) throws IOException {
        makeRoom(Integer.BYTES);
        bytes.putInt(value);
    }

    void putLong(final long value) throws IOException {
        makeRoom(Long.BYTES);
        bytes.putLong(value);
    }

    private void makeRoom(final int length) throws IOException {
        if (bytes.remaining() < length) {
            flush();
        }
    }

    void flush() throws IOException {
        out.write(bytes.flip());
        bytes.clear();
    }
}
