package org.annoyindex.builder.input.binary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.VectorFormat;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Signature;
import org.annoyindex.builder.input.source.Source;

/**
 * Reads {@code .fbin}, {@code .u8bin} and {@code .i8bin} of <a href="https://big-ann-benchmarks.com">big-ann-benchmarks</a>:
 * count and dimension as little-endian uint32s, then rows.
 */
public final class BinReader extends RowReader {
    private static final int HEADER_BYTES = 8;

    private final long count;

    /**
     * @param source of the rows; closed with this.
     * @param format which of the three.
     * @throws IOException if reading fails, or count and dimension do not fit the size.
     */
    public BinReader(final Source source, final VectorFormat format) throws IOException {
        this(source, type(format), sizes(source, format));
    }

    private BinReader(final Source source, final ComponentType type, final long[] sizes) throws IOException {
        super(source, type, (int) sizes[1], 0, ByteOrder.LITTLE_ENDIAN);
        count = sizes[0];
        if (type == ComponentType.FLOAT32) {
            refuseIntegers(source, HEADER_BYTES, (int) sizes[1], 0);
        }
        source.skipNBytes(HEADER_BYTES);
    }

    private static ComponentType type(final VectorFormat format) {
        return switch (format) {
            case FBIN -> ComponentType.FLOAT32;
            case U8BIN -> ComponentType.UINT8;
            default -> ComponentType.INT8;
        };
    }

    /** Count and dimension, which must fit the size of the file. */
    private static long[] sizes(final Source source, final VectorFormat format) throws IOException {
        final String name = source.name();
        final String check = "check that this is ." + format.lowerCaseName() + ": count and dimension, then rows";
        final byte[] start = source.peek(HEADER_BYTES);
        if (start.length < HEADER_BYTES) {
            throw InvalidInputException.ofFile(
                    name, "the file ends after " + start.length + " bytes, expected count and dimension", check);
        }
        final ByteBuffer header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        final long count = header.getInt(0) & 0xFFFF_FFFFL;
        final long dimension = header.getInt(4) & 0xFFFF_FFFFL;
        final String guess = Signature.guessRows(start, source.size());
        final String hint = guess.isEmpty() ? "" : "; it " + guess;
        if (!InputRules.isDimension(dimension)) {
            throw InvalidInputException.ofFile(name, InputRules.badDimension(dimension) + hint, check);
        }
        final long rowBytes = dimension * type(format).bytes();
        final long room = (source.sizeLimit() - HEADER_BYTES) / rowBytes;
        if (count < 1 || count > room || source.size() >= 0 && source.size() != HEADER_BYTES + count * rowBytes) {
            throw InvalidInputException.ofFile(
                    name,
                    "announces " + count + " vectors of dimension " + dimension + ", but the file's size is "
                            + (source.size() < 0
                                    ? "not enough"
                                    : source.size() + " bytes, expected " + (HEADER_BYTES + count * rowBytes))
                            + hint,
                    count > room ? "it is truncated, or " + check : check);
        }
        return new long[] {count, dimension};
    }

    @Override
    public long count() {
        return count;
    }
}
