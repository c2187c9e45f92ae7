package org.annoyindex.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes rows of little-endian numbers of four bytes: a NumPy array, or a file of the {@code .fvecs} and {@code .ivecs} kind,
 * in which each row begins with its length.
 */
final class MatrixWriter {
    /** NumPy pads its header so that the data are aligned. */
    private static final int NPY_ALIGNMENT = 64;

    private static final int NPY_PREFIX = 10;

    private final OutputStream out;
    private final boolean lengths;
    private ByteBuffer row = ByteBuffer.allocate(0);

    private MatrixWriter(final OutputStream out, final boolean lengths) {
        this.out = out;
        this.lengths = lengths;
    }

    /** Writes rows of any lengths. */
    static MatrixWriter vecs(final OutputStream out) {
        return new MatrixWriter(out, true);
    }

    /** Writes an array of float32. */
    static MatrixWriter npyOfFloats(final OutputStream out, final long rows, final int columns) throws IOException {
        return npy(out, "<f4", rows, columns);
    }

    /** Writes an array of int32. */
    static MatrixWriter npyOfInts(final OutputStream out, final long rows, final int columns) throws IOException {
        return npy(out, "<i4", rows, columns);
    }

    private static MatrixWriter npy(final OutputStream out, final String type, final long rows, final int columns)
            throws IOException {
        final String dictionary =
                "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
        final int length = -(NPY_PREFIX + dictionary.length() + 1) & NPY_ALIGNMENT - 1;
        final byte[] text = (dictionary + " ".repeat(length) + "\n").getBytes(StandardCharsets.US_ASCII);
        out.write(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, (byte) (text.length >> 8)});
        out.write(text);
        return new MatrixWriter(out, false);
    }

    void write(final float[] values) throws IOException {
        begin(values.length).asFloatBuffer().put(values);
        out.write(row.array(), 0, row.position() + values.length * Float.BYTES);
    }

    void write(final int[] values) throws IOException {
        begin(values.length).asIntBuffer().put(values);
        out.write(row.array(), 0, row.position() + values.length * Integer.BYTES);
    }

    private ByteBuffer begin(final int length) {
        final int bytes = Integer.BYTES * (1 + length);
        if (row.capacity() < bytes) {
            row = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        row.clear();
        if (lengths) {
            row.putInt(length);
        }
        return row;
    }
}
