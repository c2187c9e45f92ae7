package org.annoyindex.builder.input.binary;

import java.io.IOException;
import java.nio.ByteOrder;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.source.Source;

/** Reads rows of little-endian float32s and nothing else. */
public final class RawReader extends RowReader {
    private final long count;

    /**
     * @param source of the rows; closed with this.
     * @param options with the dimension.
     * @throws IOException if reading fails, the dimension is missing, or does not fit the size.
     */
    public RawReader(final Source source, final ReadOptions options) throws IOException {
        super(source, ComponentType.FLOAT32, dimension(source, options), 0, ByteOrder.LITTLE_ENDIAN);
        final int rowBytes = Float.BYTES * dimension();
        if (source.size() >= 0 && source.size() % rowBytes != 0) {
            throw InvalidInputException.ofFile(
                    source.name(),
                    source.size() + " bytes, which are not a whole number of rows of " + dimension() + " float32s",
                    "check the dimension");
        }
        count = source.size() < 0 ? -1 : source.size() / rowBytes;
        refuseIntegers(source, 0, dimension(), 0);
    }

    private static int dimension(final Source source, final ReadOptions options) throws InvalidInputException {
        if (options.dimension().isEmpty()) {
            throw InvalidInputException.ofFile(
                    source.name(),
                    "a .f32 file does not say its dimension",
                    "give it (--dimension on the command line)");
        }
        return options.dimension().getAsInt();
    }

    @Override
    public long count() {
        return count;
    }
}
