package org.annoyindex.builder.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads {@code .fvecs}: each row a little-endian int32 dimension, then as many little-endian float32s. */
final class FvecsReader implements VectorReader {
    private static final String CHECK_FORMAT =
            "check that this is an fvecs file: before each row's float32s its dimension as a little-endian int32";

    private final InputFile input;
    private final int dimension;
    private final long count;
    private final ByteBuffer rowBytes;
    private int bytesRead;
    private long row;

    FvecsReader(final InputFile input) throws IOException {
        this.input = input;

        final ByteBuffer start = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytesRead = input.readNBytes(start.array(), 0, Integer.BYTES);
        if (bytesRead < Integer.BYTES) {
            throw InvalidInputException.atRow(
                    input.path(), 1, "the file ends after " + bytesRead + " bytes, expected a dimension", CHECK_FORMAT);
        }
        dimension = start.getInt(0);
        if (!InputRules.isDimension(dimension)) {
            throw InvalidInputException.atRow(input.path(), 1, InputRules.badDimension(dimension), CHECK_FORMAT);
        }

        // The first dimension remains in the buffer, so that all rows are read in the same way.
        rowBytes = ByteBuffer.allocate(Integer.BYTES + dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        rowBytes.putInt(0, dimension);
        final boolean wholeRows = input.size() > 0 && input.size() % rowBytes.capacity() == 0;
        count = wholeRows ? input.size() / rowBytes.capacity() : -1;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public boolean labeled() {
        return false;
    }

    @Override
    public boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, dimension);
        final int read = bytesRead + input.readNBytes(rowBytes.array(), bytesRead, rowBytes.capacity() - bytesRead);
        bytesRead = 0;
        if (read == 0) {
            return false;
        }
        row++;
        if (read >= Integer.BYTES && rowBytes.getInt(0) != dimension) {
            throw InvalidInputException.atRow(
                    input.path(),
                    row,
                    "dimension " + rowBytes.getInt(0) + ", expected " + dimension + " as in row 1",
                    "write all rows with one dimension");
        }
        if (read < rowBytes.capacity()) {
            throw input.truncated(row, read, rowBytes.capacity());
        }
        rowBytes.position(Integer.BYTES).asFloatBuffer().get(vector, 0, dimension);
        InputRules.requireFinite(input.path(), row, vector, dimension);
        return true;
    }

    @Override
    public String label() {
        throw new IllegalStateException("fvecs files have no labels");
    }

    @Override
    public double shareRead() {
        return input.shareRead();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
