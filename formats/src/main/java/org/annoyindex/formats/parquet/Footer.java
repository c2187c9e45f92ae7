package org.annoyindex.formats.parquet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.annoyindex.builder.input.InvalidInputException;
import org.apache.parquet.format.FileMetaData;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/** The end of a file: what is in it, the length of that, and the letters PAR1. */
final class Footer {
    private static final int TAIL = 8;
    private static final int MAX_NESTING = 64;

    private Footer() {}

    static FileMetaData read(final String input, final FileChannel file) throws IOException {
        final long size = file.size();
        final ByteBuffer tail = ByteBuffer.allocate(TAIL).order(ByteOrder.LITTLE_ENDIAN);
        if (size >= 2 * TAIL - 4) {
            fill(tail, file, size - TAIL);
        }
        final String magic = new String(tail.array(), 4, 4, ISO_8859_1);
        if (magic.equals("PARE")) {
            throw InvalidInputException.ofFile(input, "is encrypted", "write it without encryption");
        }
        if (!magic.equals("PAR1")) {
            throw InvalidInputException.ofFile(
                    input, "the file does not end as Parquet does", "it is truncated: copy or write it again");
        }
        final int length = tail.getInt(0);
        if (length < 0 || length > size - TAIL - 4) {
            throw InvalidInputException.ofFile(
                    input,
                    "a footer of " + length + " bytes in a file of " + size,
                    "it is damaged: copy or write it again");
        }
        final ByteBuffer bytes = ByteBuffer.allocate(length);
        fill(bytes, file, size - TAIL - length);
        try {
            final FileMetaData footer = new FileMetaData();
            footer.read(new TCompactProtocol(
                    new TIOStreamTransport(
                            new TConfiguration(Math.max(1, length), Math.max(1, length), MAX_NESTING),
                            new ByteArrayInputStream(bytes.array())),
                    length,
                    length));
            return footer;
        } catch (final TException ex) {
            throw new IOException(ex.getMessage(), ex);
        }
    }

    /**
     * A part of the file's structures that must be there.
     *
     * @throws IllegalStateException if it is not.
     */
    static <T> T required(final @Nullable T part, final String name) {
        if (part == null) {
            throw new IllegalStateException("there is no " + name);
        }
        return part;
    }

    private static void fill(final ByteBuffer target, final FileChannel file, final long at) throws IOException {
        while (target.hasRemaining()) {
            if (file.read(target, at + target.position()) < 0) {
                throw new IOException("the file ends early");
            }
        }
    }
}
