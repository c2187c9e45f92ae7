package org.annoyindex.builder.input;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.annoyindex.builder.input.source.InputRules;

/**
 * Writes {@code .fvecs}: each row a little-endian int32 dimension, then as many little-endian float32s. {@link VectorReader}
 * reads back the same bits. Not safe for use by several threads.
 */
public final class FvecsWriter implements AutoCloseable {
    private final OutputStream out;
    private ByteBuffer rowBytes = ByteBuffer.allocate(0);
    private int dimension;

    /**
     * Creates the file, or empties it if it exists.
     *
     * @param file to write.
     * @throws IOException if the file cannot be created.
     */
    public FvecsWriter(final Path file) throws IOException {
        this(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    }

    /**
     * Writes to a stream.
     *
     * @param out should be buffered; closed with this.
     */
    public FvecsWriter(final OutputStream out) {
        this.out = out;
    }

    /**
     * Appends a row. The first one decides the dimension of all.
     *
     * @param vector from 1 to 65,536 finite components.
     * @throws IOException if writing fails.
     * @throws IllegalArgumentException if the vector has another dimension than those before it, or none, or too many, or
     *     if a component is NaN or infinite.
     */
    public void append(final float[] vector) throws IOException {
        if (dimension == 0) {
            start(vector.length);
        }
        if (vector.length != dimension) {
            throw new IllegalArgumentException(
                    "vector of dimension " + vector.length + ", expected " + dimension + " as in the first row");
        }
        rowBytes.putInt(0, dimension);
        for (int i = 0; i < dimension; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new IllegalArgumentException(
                        "component " + (i + 1) + " is " + vector[i] + ", expected a finite number");
            }
            rowBytes.putFloat(Integer.BYTES + i * Float.BYTES, vector[i]);
        }
        out.write(rowBytes.array());
    }

    /**
     * Writes what is buffered and closes the file.
     *
     * @throws IOException if writing or closing fails.
     */
    @Override
    public void close() throws IOException {
        out.close();
    }

    private void start(final int length) {
        if (!InputRules.isDimension(length)) {
            throw new IllegalArgumentException(InputRules.badDimension(length));
        }
        dimension = length;
        rowBytes = ByteBuffer.allocate(Integer.BYTES + length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
