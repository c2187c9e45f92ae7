package org.annoyindex.builder.input.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip data (RFC 1952): one member after the other, then zeros or nothing. {@link java.util.zip.GZIPInputStream} takes
 * whatever else follows a member for the end of the data, so that a damaged file would lose its rest unnoticed.
 */
final class GzipStream extends InputStream {
    private static final int BUFFER_SIZE = 1 << 16;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA_FIELD = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private int at;
    private int limit;
    private long unpacked;
    private boolean ended;

    /**
     * @param in packed bytes; closed with this.
     * @throws IOException if they do not begin with a member, or reading fails.
     */
    GzipStream(final InputStream in) throws IOException {
        this.in = in;
        readHeader(required());
    }

    @Override
    public int read() throws IOException {
        final byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(final byte[] target, final int offset, final int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (!ended) {
                final int some = inflater.inflate(target, offset, length);
                if (some > 0) {
                    checksum.update(target, offset, some);
                    unpacked += some;
                    return some;
                }
                if (inflater.needsDictionary()) {
                    throw new ZipException("a preset dictionary is needed");
                }
                if (inflater.finished()) {
                    nextMember();
                } else {
                    if (at == limit && !fill()) {
                        throw new EOFException();
                    }
                    inflater.setInput(buffer, at, limit - at);
                    at = limit;
                }
            }
        } catch (final DataFormatException ex) {
            throw new ZipException(ex.getMessage());
        }
        return -1;
    }

    private void nextMember() throws IOException {
        at = limit - inflater.getRemaining();
        if (requiredInt() != (int) checksum.getValue() || requiredInt() != (int) unpacked) {
            throw new ZipException("wrong checksum");
        }
        int next = next();
        if (next < 0) {
            ended = true;
        } else if (next == 0) {
            while (next == 0) {
                next = next();
            }
            if (next > 0) {
                throw new ZipException("other bytes behind the gzip data");
            }
            ended = true;
        } else {
            inflater.reset();
            checksum.reset();
            unpacked = 0;
            readHeader(next);
        }
    }

    private void readHeader(final int first) throws IOException {
        if (first != 0x1F || required() != 0x8B) {
            throw new ZipException(unpacked == 0 && at <= 2 ? "no gzip data" : "other bytes behind the gzip data");
        }
        if (required() != DEFLATE) {
            throw new ZipException("unknown compression method");
        }
        final int flags = required();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("unknown flags in a header");
        }
        skip(6); // time, extra flags, system
        if ((flags & EXTRA_FIELD) != 0) {
            skip(required() | required() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            skip(2);
        }
    }

    private void skip(final int count) throws IOException {
        for (int i = 0; i < count; i++) {
            required();
        }
    }

    private void skipText() throws IOException {
        while (required() != 0) {
            // Up to the zero that ends it.
        }
    }

    private int requiredInt() throws IOException {
        return required() | required() << 8 | required() << 16 | required() << 24;
    }

    private int required() throws IOException {
        final int value = next();
        if (value < 0) {
            throw new EOFException();
        }
        return value;
    }

    private int next() throws IOException {
        return at == limit && !fill() ? -1 : buffer[at++] & 0xFF;
    }

    private boolean fill() throws IOException {
        at = 0;
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
