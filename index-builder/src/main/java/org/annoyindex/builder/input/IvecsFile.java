package org.annoyindex.builder.input;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.annoyindex.builder.input.source.Source;

/**
 * {@code .ivecs} files, the usual form of ground truth: each row a little-endian int32 count, then as many little-endian
 * int32s. Rows may differ in length and may be empty. Safe for use by several threads.
 */
public final class IvecsFile {
    /** A row longer than this grows as its values arrive, so that a nonsense count cannot exhaust memory. */
    private static final int CHUNK_BYTES = 1 << 16;

    /** More than anybody's k; a small compressed file must not exhaust memory. */
    private static final int MAX_LENGTH = 1 << 24;

    private IvecsFile() {}

    /**
     * Reads all rows.
     *
     * @param file to read; it may be compressed, or a pipe.
     * @return the rows in their order, at least one.
     * @throws InvalidInputException if the file is missing, not readable, empty or truncated, or if a row's count is
     *     negative or more than 16,777,216.
     * @throws IOException if reading fails.
     */
    public static int[][] read(final Path file) throws IOException {
        return read(Source.open(file));
    }

    /**
     * Reads all rows from a stream, such as standard input.
     *
     * @param in to read; closed by this.
     * @param name of the stream in messages.
     * @return the rows in their order, at least one.
     * @throws InvalidInputException if the stream is empty or truncated, or if a row's count is negative or too large.
     * @throws IOException if reading fails.
     */
    public static int[][] read(final InputStream in, final String name) throws IOException {
        return read(Source.of(name, in));
    }

    private static int[][] read(final Source input) throws IOException {
        final List<int[]> rows = new ArrayList<>();
        final byte[] chunk = new byte[CHUNK_BYTES];
        try (input) {
            for (int read = input.readNBytes(chunk, 0, Integer.BYTES);
                    read > 0;
                    read = input.readNBytes(chunk, 0, Integer.BYTES)) {
                final long row = rows.size() + 1L;
                if (read < Integer.BYTES) {
                    throw InvalidInputException.atRow(
                            input.name(),
                            row,
                            "the file ends after " + read + " of the 4 bytes of the row's count",
                            "it is truncated: copy or write it again");
                }
                final int length = littleEndian(chunk).getInt(0);
                if (length < 0 || length > MAX_LENGTH) {
                    throw InvalidInputException.atRow(
                            input.name(),
                            row,
                            "count " + length + ", expected 0 to " + MAX_LENGTH,
                            "check that this is an ivecs file: before each row's int32s their little-endian int32 count");
                }
                rows.add(readRow(input, row, length, chunk));
            }
        }
        return rows.toArray(new int[0][]);
    }

    /**
     * Writes rows, replacing the file if it exists.
     *
     * @param file to write.
     * @param rows at least one, each of any length.
     * @throws IOException if writing fails.
     * @throws IllegalArgumentException if there are no rows: the file would be empty like a truncated one.
     */
    public static void write(final Path file, final int[][] rows) throws IOException {
        if (rows.length == 0) {
            throw new IllegalArgumentException("no rows, expected at least one");
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), CHUNK_BYTES)) {
            final byte[] value = new byte[Integer.BYTES];
            for (final int[] row : rows) {
                littleEndian(value).putInt(0, row.length);
                out.write(value);
                for (final int each : row) {
                    littleEndian(value).putInt(0, each);
                    out.write(value);
                }
            }
        }
    }

    private static ByteBuffer littleEndian(final byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int[] readRow(final Source input, final long row, final int length, final byte[] chunk)
            throws IOException {
        int[] values = new int[Math.min(length, CHUNK_BYTES / Integer.BYTES)];
        int filled = 0;
        while (filled < length) {
            if (filled == values.length) {
                values = Arrays.copyOf(values, (int) Math.min(length, 2L * values.length));
            }
            final int wanted = Math.min(values.length - filled, CHUNK_BYTES / Integer.BYTES);
            final int read = input.readNBytes(chunk, 0, wanted * Integer.BYTES);
            if (read < wanted * Integer.BYTES) {
                throw InvalidInputException.atRow(
                        input.name(),
                        row,
                        "the file ends after " + (filled + read / Integer.BYTES) + " of the row's " + length
                                + " values",
                        "it is truncated: copy or write it again");
            }
            littleEndian(chunk).asIntBuffer().get(values, filled, wanted);
            filled += wanted;
        }
        return values;
    }
}
