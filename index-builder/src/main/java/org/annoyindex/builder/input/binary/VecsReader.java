package org.annoyindex.builder.input.binary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.VectorFormat;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Signature;
import org.annoyindex.builder.input.source.Source;

/** Reads {@code .fvecs}, {@code .bvecs} and {@code .ivecs}: each row a little-endian int32 dimension, then its components. */
public final class VecsReader extends RowReader {
    private final long count;
    private final String guess;

    /**
     * @param source of the rows; closed with this.
     * @param format which of the three.
     * @throws IOException if reading fails, or the first row is none of the format.
     */
    public VecsReader(final Source source, final VectorFormat format) throws IOException {
        this(source, format, dimension(source, format));
    }

    private VecsReader(final Source source, final VectorFormat format, final int dimension) throws IOException {
        super(source, type(format), dimension, Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
        final int rowBytes = Integer.BYTES + dimension * type(format).bytes();
        count = source.size() > 0 && source.size() % rowBytes == 0 ? source.size() / rowBytes : -1;
        final byte[] start = source.peek(rowBytes + Integer.BYTES);
        guess = Signature.guessRows(start, source.size());
        if (start.length == rowBytes + Integer.BYTES && !guess.isEmpty()) {
            requireSameDimension(2, intAt(start, rowBytes));
        }
        if (format == VectorFormat.FVECS) {
            refuseIntegers(source, 0, dimension, Integer.BYTES);
        }
    }

    private static ComponentType type(final VectorFormat format) {
        return switch (format) {
            case FVECS -> ComponentType.FLOAT32;
            case BVECS -> ComponentType.UINT8;
            default -> ComponentType.INT32;
        };
    }

    private static int dimension(final Source source, final VectorFormat format) throws IOException {
        final String check = "check that this is ." + format.lowerCaseName()
                + ": before each row's components its dimension as a little-endian int32";
        final byte[] start = source.peek(2 * Integer.BYTES);
        if (start.length < Integer.BYTES) {
            throw InvalidInputException.atRow(
                    source.name(), 1, "the file ends after " + start.length + " bytes, expected a dimension", check);
        }
        final int dimension = intAt(start, 0);
        if (!InputRules.isDimension(dimension)) {
            final String guess = Signature.guessRows(start, source.size());
            throw InvalidInputException.atRow(
                    source.name(),
                    1,
                    InputRules.badDimension(dimension) + (guess.isEmpty() ? "" : "; it " + guess),
                    check);
        }
        return dimension;
    }

    private static int intAt(final byte[] bytes, final int offset) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    void requireSameDimension(final long atRow, final int found) throws InvalidInputException {
        if (found != dimension()) {
            throw InvalidInputException.atRow(
                    source().name(),
                    atRow,
                    "dimension " + found + ", expected " + dimension() + " as in row 1"
                            + (guess.isEmpty() ? "" : "; it " + guess),
                    guess.isEmpty()
                            ? "write all rows with one dimension"
                            : "name that format, or write the file again");
        }
    }
}
