package org.annoyindex.formats.hdf5;

import java.nio.ByteBuffer;

/** Rows in a small buffer. */
final class MemoryRows extends Rows {
    private final ByteBuffer bytes;

    MemoryRows(final ByteBuffer bytes, final Numbers numbers, final int dimension) {
        super(numbers, dimension);
        this.bytes = bytes;
    }

    @Override
    void copy(final long row, final float[] vector) {
        numbers().copy(bytes, (int) row * dimension() * numbers().size(), vector, 0, dimension());
    }

    @Override
    double number(final long row, final int component) {
        return numbers()
                .at(bytes, ((int) row * dimension() + component) * numbers().size());
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
