package org.annoyindex.builder.input.binary;

import java.io.IOException;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.Source;

/** Reads NumPy files of two dimensions in C order. */
public final class NpyReader extends RowReader {
    private final NpyHeader header;

    private NpyReader(final Source source, final NpyHeader header) throws IOException {
        super(source, header.type(), header.dimension(), 0, header.order());
        this.header = header;
    }

    /**
     * Opens a NumPy file of either order.
     *
     * @param source of the file; closed with the reader.
     * @param options of which the folder of temporary copies counts.
     * @return the reader.
     * @throws IOException if reading fails, or the header is wrong, or does not fit the size.
     */
    public static VectorReader of(final Source source, final ReadOptions options) throws IOException {
        final NpyHeader header = NpyHeader.read(source);
        requireSize(source, header);
        return header.columnMajor() ? new NpyColumnsReader(source, header, options) : new NpyReader(source, header);
    }

    @Override
    public long count() {
        return header.count();
    }

    /** The size is known before the first row is read, unless the file is compressed: say at once if it is wrong. */
    private static void requireSize(final Source source, final NpyHeader header) throws InvalidInputException {
        final long room = (source.sizeLimit() - header.length()) / header.rowBytes();
        if (header.count() > room) {
            if (source.size() >= 0) {
                throw truncated(
                        source, header, room + 1, (int) ((source.size() - header.length()) % header.rowBytes()));
            }
            throw InvalidInputException.ofFile(
                    source.name(),
                    "the npy header announces " + header.count() + " vectors of dimension " + header.dimension()
                            + ", but the compressed file's size allows " + room + " at most",
                    "it is truncated: copy or write it again");
        }
        if (source.size() >= 0 && source.size() - header.length() > header.count() * header.rowBytes()) {
            throw surplus(source, header);
        }
    }

    @Override
    void requireEnd(final boolean more) throws InvalidInputException {
        if (more) {
            throw surplus(source(), header);
        }
    }

    @Override
    InvalidInputException truncated(final long atRow, final int found, final int expected) {
        return truncated(source(), header, atRow, found);
    }

    private static InvalidInputException truncated(
            final Source source, final NpyHeader header, final long atRow, final int found) {
        return InvalidInputException.atRow(
                source.name(),
                atRow,
                "the file ends after " + found + " of the row's " + header.rowBytes() + " bytes, expected "
                        + header.count() + " rows",
                "it is truncated: copy or write it again");
    }

    private static InvalidInputException surplus(final Source source, final NpyHeader header) {
        return InvalidInputException.ofFile(
                source.name(),
                "more bytes follow after the last of " + header.count() + " rows, expected the end of the file",
                "save one array a file");
    }
}
