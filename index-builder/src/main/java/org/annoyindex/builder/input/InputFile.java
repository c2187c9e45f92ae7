package org.annoyindex.builder.input;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of an input file, unpacked if its name ends in {@code .gz}. All input is opened here; this class counts the bytes
 * that have been read, and explains why a file cannot be read.
 */
final class InputFile extends InputStream {
    private static final String GZIP_EXTENSION = ".gz";
    private static final int BUFFER_SIZE = 1 << 16;

    /** Deflate needs two bits at least for a match, of 258 bytes at most: no stream unpacks to more than this. */
    private static final long MAX_GZIP_RATIO = 1032;

    private final Path path;
    private final boolean gzip;
    private final long sizeOnDisk;
    private final CountedStream raw;
    private final InputStream in;

    private InputFile(final Path path, final long sizeOnDisk, final CountedStream raw) throws IOException {
        this.path = path;
        this.gzip = !withoutGzipExtension(nameOf(path)).equals(nameOf(path));
        this.sizeOnDisk = sizeOnDisk;
        this.raw = raw;
        this.in = new BufferedInputStream(gzip ? unpacked(path, raw) : raw, BUFFER_SIZE);
    }

    /** Opens a file that has at least one byte, unpacked. */
    static InputFile open(final Path path) throws IOException {
        final BasicFileAttributes attributes = requireFile(path);
        final long size = attributes.isRegularFile() ? attributes.size() : -1;
        if (size == 0) {
            throw empty(path);
        }
        final CountedStream raw;
        try {
            raw = new CountedStream(Files.newInputStream(path), size);
        } catch (final IOException e) {
            throw InvalidInputException.cannotOpen(path, e);
        }
        try {
            final InputFile input = new InputFile(path, size, raw);
            input.requireContent();
            return input;
        } catch (final IOException e) {
            raw.close();
            throw e;
        }
    }

    /** Whether the file exists and is empty. */
    static boolean isEmpty(final Path path) throws IOException {
        return Files.isRegularFile(path) && Files.size(path) == 0;
    }

    static BasicFileAttributes requireFile(final Path path) throws IOException {
        final BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (final IOException e) {
            throw InvalidInputException.cannotOpen(path, e);
        }
        if (attributes.isDirectory()) {
            throw InvalidInputException.ofFile(path, "is a directory, expected a file", "name a file of vectors");
        }
        return attributes;
    }

    static String nameOf(final Path path) {
        final Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    static String withoutGzipExtension(final String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(GZIP_EXTENSION)
                ? name.substring(0, name.length() - GZIP_EXTENSION.length())
                : name;
    }

    Path path() {
        return path;
    }

    /** Number of bytes in the file once unpacked; -1 if it is not known before the file is read. */
    long size() {
        return gzip ? -1 : sizeOnDisk;
    }

    /** Upper bound of the number of bytes of the unpacked file. */
    long sizeLimit() {
        if (sizeOnDisk < 0) {
            return Long.MAX_VALUE;
        }
        return gzip ? Math.min(sizeOnDisk, Long.MAX_VALUE / MAX_GZIP_RATIO) * MAX_GZIP_RATIO : sizeOnDisk;
    }

    double shareRead() {
        return sizeOnDisk <= 0 ? 0 : Math.min(1, (double) raw.count / sizeOnDisk);
    }

    /** Some editors and spreadsheets start UTF-8 text with this mark, which must not end up in a label. */
    void skipByteOrderMark() throws IOException {
        in.mark(3);
        if (in.read() != 0xEF || in.read() != 0xBB || in.read() != 0xBF) {
            in.reset();
        }
    }

    @Override
    public int read() throws IOException {
        final byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(final byte[] target, final int offset, final int length) throws IOException {
        try {
            return in.read(target, offset, length);
        } catch (final ZipException | EOFException e) {
            throw damaged(path, e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    InvalidInputException truncated(final long row, final int found, final int expected) {
        return InvalidInputException.atRow(
                path,
                row,
                "the file ends after " + found + " of the row's " + expected + " bytes",
                "it is truncated: copy or write it again");
    }

    private void requireContent() throws IOException {
        in.mark(1);
        if (read() < 0) {
            throw empty(path);
        }
        in.reset();
    }

    private static InputStream unpacked(final Path path, final InputStream raw) throws IOException {
        try {
            return new GZIPInputStream(raw, BUFFER_SIZE);
        } catch (final ZipException | EOFException e) {
            throw damaged(path, e);
        }
    }

    private static InvalidInputException empty(final Path path) {
        return InvalidInputException.ofFile(path, "the file is empty, expected vectors", "write it again");
    }

    private static InvalidInputException damaged(final Path path, final IOException cause) {
        final InvalidInputException exception = InvalidInputException.ofFile(
                path,
                cause instanceof EOFException
                        ? "the gzip data ends early"
                        : "no valid gzip data (" + cause.getMessage() + ")",
                "compress or download it again, or remove .gz from its name if it is not compressed");
        exception.initCause(cause);
        return exception;
    }

    /**
     * Counts the bytes read. Answers {@code available()} itself, because the stream of a pipe cannot, and because
     * {@link GZIPInputStream} finds a further member of a concatenated file only if bytes are available.
     */
    private static final class CountedStream extends InputStream {
        private final InputStream in;
        private final long size;
        private long count;

        private CountedStream(final InputStream in, final long size) {
            this.in = in;
            this.size = size;
        }

        @Override
        public int read() throws IOException {
            final int value = in.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(final byte[] target, final int offset, final int length) throws IOException {
            final int read = in.read(target, offset, length);
            count += Math.max(read, 0);
            return read;
        }

        @Override
        public int available() {
            return size < 0 ? 1 : (int) Math.min(Integer.MAX_VALUE, Math.max(0, size - count));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
