package org.annoyindex.builder.input.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.zip.ZipException;
import org.annoyindex.builder.input.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an input: a file, a pipe, or a part of a file; unpacked if they are compressed, whatever the name. All input is
 * opened here, and once only. This class counts the bytes that have been read, and explains why a file cannot be read.
 */
public final class Source extends PeekStream {
    private static final int BUFFER_SIZE = 1 << 16;
    private static final int SIGNATURE_BYTES = 16;

    /** Deflate needs two bits at least for a match, of 258 bytes at most: no stream unpacks to more than this. */
    private static final long MAX_GZIP_RATIO = 1032;

    private final String name;
    private final @Nullable Path file;
    private final long size;
    private final long sizeLimit;
    private final CountedStream raw;
    /** A copy on disk, if a reader needs one; else null. */
    private @Nullable Path copy;

    private Source(
            final String name,
            final @Nullable Path file,
            final long size,
            final long sizeLimit,
            final CountedStream raw,
            final InputStream in) {
        super(in);
        this.name = name;
        this.file = file;
        this.size = size;
        this.sizeLimit = sizeLimit;
        this.raw = raw;
    }

    /**
     * Opens a file or a named pipe that has at least one byte.
     *
     * @param file to read.
     * @return its bytes, unpacked.
     * @throws InvalidInputException if it is missing, a folder, not readable, empty, or compressed data are damaged.
     * @throws IOException if reading fails.
     */
    public static Source open(final Path file) throws IOException {
        return opened(file, true);
    }

    /**
     * Opens a file or a named pipe that may be empty.
     *
     * @param file to read.
     * @return its bytes, unpacked.
     * @throws InvalidInputException if it is missing, a folder or not readable, or compressed data are damaged.
     * @throws IOException if reading fails.
     */
    public static Source openMaybeEmpty(final Path file) throws IOException {
        return opened(file, false);
    }

    private static Source opened(final Path file, final boolean withContent) throws IOException {
        final BasicFileAttributes attributes = requireFile(file);
        final InputStream in;
        try {
            in = Files.newInputStream(file);
        } catch (final IOException ex) {
            throw InvalidInputException.cannotOpen(file, ex);
        }
        final long size = attributes.isRegularFile() ? attributes.size() : -1;
        return of(file.toString(), size < 0 ? null : file, size, in, withContent);
    }

    /**
     * Takes bytes from a stream, such as standard input, that has at least one.
     *
     * @param name of the stream in messages.
     * @param in the bytes; closed with this.
     * @return the bytes, unpacked.
     * @throws InvalidInputException if there are none, or compressed data are damaged.
     * @throws IOException if reading fails.
     */
    public static Source of(final String name, final InputStream in) throws IOException {
        return of(name, null, -1, in, true);
    }

    /**
     * Takes bytes from a stream, such as standard input, that may have none.
     *
     * @param name of the stream in messages.
     * @param in the bytes; closed with this.
     * @return the bytes, unpacked.
     * @throws InvalidInputException if compressed data are damaged.
     * @throws IOException if reading fails.
     */
    public static Source maybeEmpty(final String name, final InputStream in) throws IOException {
        return of(name, null, -1, in, false);
    }

    /**
     * Takes the bytes of a part of a compressed archive.
     *
     * @param name of the part in messages.
     * @param in the bytes, unpacked; closed with this.
     * @param size number of bytes as the archive states it; -1 if it does not.
     * @return the bytes.
     * @throws InvalidInputException if there are none, or compressed data are damaged.
     * @throws IOException if reading fails.
     */
    public static Source ofPart(final String name, final InputStream in, final long size) throws IOException {
        return of(name, null, size, new UnpackedStream(name, in), true);
    }

    private static Source of(
            final String name,
            final @Nullable Path file,
            final long size,
            final InputStream in,
            final boolean withContent)
            throws IOException {
        final CountedStream raw = new CountedStream(in, size);
        try {
            final Source source = unpacked(name, file, size, raw);
            if (withContent && source.peek(1).length == 0) {
                throw InvalidInputException.ofFile(name, "the file is empty, expected vectors", "write it again");
            }
            return source;
        } catch (final IOException | RuntimeException ex) {
            raw.close();
            throw ex;
        }
    }

    private static Source unpacked(
            final String name, final @Nullable Path file, final long size, final CountedStream raw) throws IOException {
        final PeekStream packed = new PeekStream(raw);
        final byte[] start = packed.peek(SIGNATURE_BYTES);
        if (start.length > 1 && start[0] == 0x1F && (start[1] & 0xFF) == 0x8B) {
            final long limit = size < 0 ? Long.MAX_VALUE : saturated(size, MAX_GZIP_RATIO);
            return new Source(name, null, -1, limit, raw, explained(name, () -> new GzipStream(packed)));
        }
        for (final Unpacker unpacker : ServiceLoader.load(Unpacker.class, Source.class.getClassLoader())) {
            if (unpacker.recognizes(start)) {
                final long limit = size < 0 ? Long.MAX_VALUE : unpacker.largestSize(size);
                return new Source(name, null, -1, limit, raw, explained(name, () -> unpacker.unpack(packed)));
            }
        }
        return new Source(name, file, size, size < 0 ? Long.MAX_VALUE : size, raw, packed);
    }

    private static InputStream explained(final String name, final Opening opening) throws IOException {
        try {
            return new UnpackedStream(name, opening.open());
        } catch (final InvalidInputException ex) {
            throw ex;
        } catch (final IOException ex) {
            throw damaged(name, ex);
        }
    }

    private static long saturated(final long size, final long ratio) {
        return Math.min(size, Long.MAX_VALUE / ratio) * ratio;
    }

    /**
     * Checks that a path is that of something that can be read.
     *
     * @param path of a file or named pipe.
     * @return its attributes.
     * @throws IOException if it is missing, or a folder.
     */
    public static BasicFileAttributes requireFile(final Path path) throws IOException {
        final BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (final IOException e) {
            throw InvalidInputException.cannotOpen(path, e);
        }
        if (attributes.isDirectory()) {
            throw InvalidInputException.ofFile(
                    path.toString(), "is a directory, expected a file", "name a file of vectors");
        }
        return attributes;
    }

    /** @return the name in messages: the path of a file. */
    public String name() {
        return name;
    }

    /**
     * The extension of the name, in lower case and without that of a compression.
     *
     * @return the extension without a dot; empty if there is none.
     */
    public String extension() {
        final String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .toLowerCase(Locale.ROOT);
        final String plain = last.replaceFirst("\\.(gz|zst)$", "");
        return plain.lastIndexOf('.') < 0 ? "" : plain.substring(plain.lastIndexOf('.') + 1);
    }

    /** @return number of bytes, unpacked; -1 if it is not known before they are read. */
    public long size() {
        return size;
    }

    /** @return upper bound of the number of bytes, unpacked. */
    public long sizeLimit() {
        return sizeLimit;
    }

    /** @return share of the bytes that have been read, from 0 to 1; 0 for a pipe. */
    public double shareRead() {
        return raw.size <= 0 ? 0 : Math.min(1, (double) raw.count / raw.size);
    }

    /** @return whether this is a file that is read as it is, and {@link #asFile} returns that. */
    public boolean isFile() {
        return file != null;
    }

    /**
     * The same bytes as a file that can be read at any place, for formats that need it. If this is a pipe or compressed, it is
     * a temporary copy of what has not been read yet, which is deleted when this is closed.
     *
     * @param workFolder where the copy is made.
     * @return the file.
     * @throws IOException if reading or writing fails.
     */
    public Path asFile(final Path workFolder) throws IOException {
        if (file != null) {
            return file;
        }
        if (copy == null) {
            copy = Files.createTempFile(
                    workFolder, "annoy-input-" + ProcessHandle.current().pid() + "-", ".tmp");
            copy.toFile().deleteOnExit(); // where the JVM is interrupted before this is closed
            Files.copy(this, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    /**
     * The problem of an input that ends in the middle of a row.
     *
     * @param row number, from 1.
     * @param found bytes of the row that are there.
     * @param expected bytes of a row.
     * @return the exception.
     */
    public InvalidInputException truncated(final long row, final int found, final int expected) {
        return InvalidInputException.atRow(
                name,
                row,
                "the file ends after " + found + " of the row's " + expected + " bytes",
                "it is truncated: copy or write it again");
    }

    @Override
    public void close() throws IOException {
        super.close();
        if (copy != null) {
            Files.deleteIfExists(copy);
        }
    }

    private static InvalidInputException damaged(final String name, final IOException cause) {
        final InvalidInputException exception = InvalidInputException.ofFile(
                name,
                cause instanceof EOFException
                        ? "the compressed data end early"
                        : "damaged compressed data (" + cause.getMessage() + ")",
                "compress or download it again");
        exception.initCause(cause);
        return exception;
    }

    /** Opens a stream. */
    private interface Opening {
        InputStream open() throws IOException;
    }

    /** Says which file is damaged. */
    private static final class UnpackedStream extends InputStream {
        private final String name;
        private final InputStream in;

        private UnpackedStream(final String name, final InputStream in) {
            this.name = name;
            this.in = in;
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
            } catch (final ZipException | EOFException ex) {
                throw damaged(name, ex);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Counts the bytes read, in buffers of a good size. */
    private static final class CountedStream extends InputStream {
        private final InputStream in;
        private final long size;
        private final byte[] buffer = new byte[BUFFER_SIZE];
        private int at;
        private int limit;
        private long count;

        private CountedStream(final InputStream in, final long size) {
            this.in = in;
            this.size = size;
        }

        @Override
        public int read() throws IOException {
            final byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(final byte[] target, final int offset, final int length) throws IOException {
            if (at == limit) {
                if (length >= buffer.length) {
                    final int read = in.read(target, offset, length);
                    count += Math.max(read, 0);
                    return read;
                }
                at = 0;
                limit = Math.max(0, in.read(buffer, 0, buffer.length));
                count += limit;
                if (limit == 0) {
                    return -1;
                }
            }
            final int some = Math.min(length, limit - at);
            System.arraycopy(buffer, at, target, offset, some);
            at += some;
            return some;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
