package org.annoyindex.benchmarks.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes {@code .fvecs} rows: the dimension as a little-endian int32, then that many little-endian float32. */
final class FvecsWriter {

    private final OutputStream out;
    private final ByteBuffer row;

    FvecsWriter(final OutputStream out, final int dimension) {
        this.out = out;
        row = ByteBuffer.allocate(Integer.BYTES + dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        row.putInt(0, dimension);
    }

    void write(final float[] vector) throws IOException {
        row.position(Integer.BYTES);
        row.asFloatBuffer().put(vector);
        out.write(row.array());
    }
}
