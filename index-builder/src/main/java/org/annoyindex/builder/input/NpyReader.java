package org.annoyindex.builder.input;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads NumPy files of two dimensions in C order, float32 or float64 (rounded to float32). */
final class NpyReader implements VectorReader {
    private final InputFile input;
    private final NpyHeader header;
    private final ByteBuffer rowBytes;
    private long row;

    NpyReader(final InputFile input) throws IOException {
        this.input = input;
        header = NpyHeader.read(input);
        requireSize();
        rowBytes = ByteBuffer.allocate(header.rowBytes()).order(header.order());
    }

    @Override
    public int dimension() {
        return header.dimension();
    }

    @Override
    public long count() {
        return header.count();
    }

    @Override
    public boolean labeled() {
        return false;
    }

    @Override
    public boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, header.dimension());
        if (row == header.count()) {
            if (input.read() >= 0) {
                throw surplus();
            }
            return false;
        }
        final int read = input.readNBytes(rowBytes.array(), 0, rowBytes.capacity());
        row++;
        if (read < rowBytes.capacity()) {
            throw truncated(row, read);
        }
        if (header.componentBytes() == Float.BYTES) {
            rowBytes.asFloatBuffer().get(vector, 0, header.dimension());
        } else {
            roundDoubles(vector);
        }
        InputRules.requireFinite(input.path(), row, vector, header.dimension());
        return true;
    }

    @Override
    public String label() {
        throw new IllegalStateException("npy files have no labels");
    }

    @Override
    public double shareRead() {
        return input.shareRead();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    private void roundDoubles(final float[] vector) throws InvalidInputException {
        for (int i = 0; i < header.dimension(); i++) {
            final double value = rowBytes.getDouble(i * Double.BYTES);
            vector[i] = (float) value;
            if (Float.isInfinite(vector[i]) && Double.isFinite(value)) {
                throw InvalidInputException.atRow(
                        input.path(),
                        row,
                        "component " + (i + 1) + " of " + header.dimension() + " is " + value
                                + ", which is too large for a 32-bit float",
                        "scale the vectors down");
            }
        }
    }

    /** The size is known before the first row is read, unless the file is compressed: say at once if it is wrong. */
    private void requireSize() throws InvalidInputException {
        final long room = (input.sizeLimit() - header.length()) / header.rowBytes();
        if (header.count() > room) {
            if (input.size() >= 0) {
                throw truncated(room + 1, (int) ((input.size() - header.length()) % header.rowBytes()));
            }
            throw InvalidInputException.ofFile(
                    input.path(),
                    "the npy header announces " + header.count() + " vectors of dimension " + header.dimension()
                            + ", but the compressed file's size allows " + room + " at most",
                    "it is truncated: copy or write it again");
        }
        if (input.size() >= 0 && input.size() - header.length() > header.count() * header.rowBytes()) {
            throw surplus();
        }
    }

    private InvalidInputException truncated(final long atRow, final int found) {
        return InvalidInputException.atRow(
                input.path(),
                atRow,
                "the file ends after " + found + " of the row's " + header.rowBytes() + " bytes, expected "
                        + header.count() + " rows",
                "it is truncated: copy or write it again");
    }

    private InvalidInputException surplus() {
        return InvalidInputException.ofFile(
                input.path(),
                "more bytes follow after the last of " + header.count() + " rows, expected the end of the file",
                "save one array a file");
    }
}
