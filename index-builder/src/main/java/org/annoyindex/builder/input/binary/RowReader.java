package org.annoyindex.builder.input.binary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Source;

/** Reads rows that all have the same number of bytes, without labels. */
abstract class RowReader implements VectorReader {
    private static final int ROWS_EXAMINED = 64;

    private final Source source;
    private final ComponentType type;
    private final int dimension;
    private final int prefix;
    private final RowBlocks rows;
    private long row;

    /**
     * @param prefix bytes in front of each row's components.
     */
    RowReader(
            final Source source, final ComponentType type, final int dimension, final int prefix, final ByteOrder order)
            throws IOException {
        this.source = source;
        this.type = type;
        this.dimension = dimension;
        this.prefix = prefix;
        rows = new RowBlocks(source, prefix + dimension * type.bytes(), order);
    }

    /** Refuses rows of int32s that are read as float32s: they would be numbers near 1e-45, and all distances 0. */
    static void refuseIntegers(final Source source, final int start, final int dimension, final int prefix)
            throws IOException {
        final int rowBytes = prefix + Float.BYTES * dimension;
        final byte[] sample = source.peek((int) Math.min(start + (long) ROWS_EXAMINED * rowBytes, 1 << 20));
        final ByteBuffer bytes = ByteBuffer.wrap(sample).order(ByteOrder.LITTLE_ENDIAN);
        boolean zero = true;
        for (int row = start; row + rowBytes <= sample.length; row += rowBytes) {
            for (int i = 0; i < dimension; i++) {
                final float value = bytes.getFloat(row + prefix + Float.BYTES * i);
                if (!(Math.abs(value) < Float.MIN_NORMAL)) {
                    return;
                }
                zero &= value == 0;
            }
        }
        if (!zero) {
            throw InvalidInputException.ofFile(
                    source.name(),
                    "the components look like int32 (as in .ivecs), or like big-endian numbers, read as float32",
                    "write float32s, or give the input format ivecs");
        }
    }

    final Source source() {
        return source;
    }

    @Override
    public final int dimension() {
        return dimension;
    }

    @Override
    public final boolean labeled() {
        return false;
    }

    @Override
    public final boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, dimension);
        if (row == count() && count() >= 0) {
            requireEnd(rows.next() || rows.rest() > 0);
            return false;
        }
        final boolean whole = rows.next();
        if (!whole && rows.rest() == 0 && count() < 0) {
            return false;
        }
        row++;
        if (prefix > 0 && (whole || rows.rest() >= prefix)) {
            requireSameDimension(row, rows.bytes().getInt(rows.offset()));
        }
        if (!whole) {
            throw truncated(row, rows.rest(), prefix + dimension * type.bytes());
        }
        final int start = rows.offset() + prefix;
        type.decode(rows.bytes(), start, vector, dimension);
        for (int i = 0; i < dimension; i++) {
            if (!Float.isFinite(vector[i])) {
                throw wrong(i, vector[i], rows.bytes(), start);
            }
        }
        return true;
    }

    private InvalidInputException wrong(final int i, final float value, final ByteBuffer bytes, final int start) {
        final String component = "component " + (i + 1) + " of " + dimension + " is ";
        if (type == ComponentType.FLOAT64 && Double.isFinite(bytes.getDouble(start + Double.BYTES * i))) {
            return InvalidInputException.badRow(
                    source.name(),
                    row,
                    component + bytes.getDouble(start + Double.BYTES * i) + ", which is too large for a 32-bit float",
                    "scale the vectors down");
        }
        return InvalidInputException.badRow(
                source.name(), row, component + value + ", expected a finite number", "correct or remove the row");
    }

    /** Called where rows have a prefix. */
    void requireSameDimension(final long atRow, final int found) throws InvalidInputException {}

    /** Called behind the last of a known number of rows. */
    void requireEnd(final boolean more) throws InvalidInputException {
        if (more) {
            throw InvalidInputException.ofFile(
                    source.name(),
                    "more bytes follow after the last of " + count() + " rows, expected the end of the file",
                    "check the format, or write it again");
        }
    }

    InvalidInputException truncated(final long atRow, final int found, final int expected) {
        return source.truncated(atRow, found, expected);
    }

    @Override
    public final String label() {
        throw new IllegalStateException("the file has no labels");
    }

    @Override
    public final double shareRead() {
        return source.shareRead();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
