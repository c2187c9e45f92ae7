package org.annoyindex.formats.zstd;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.ZipException;
import org.annoyindex.builder.input.source.Unpacker;

/** Unpacks zstd data (RFC 8878): one frame after the other, and frames to skip between them. */
public final class ZstdUnpacker implements Unpacker {
    /** What a frame begins with, little-endian. */
    private static final int MAGIC = 0xFD2FB528;

    /** What a frame to skip begins with, apart from its lowest four bits. */
    private static final int SKIPPABLE_MAGIC = 0x184D2A50;

    /** A compressed block of some bytes can repeat one byte 131,072 times. */
    private static final long MAX_RATIO = 1 << 17;

    /** The service loader calls this. */
    public ZstdUnpacker() {}

    @Override
    public boolean recognizes(final byte[] start) {
        if (start.length < 4) {
            return false;
        }
        final int magic = start[0] & 0xFF | (start[1] & 0xFF) << 8 | (start[2] & 0xFF) << 16 | (start[3] & 0xFF) << 24;
        return magic == MAGIC || (magic & ~0xF) == SKIPPABLE_MAGIC;
    }

    @Override
    public InputStream unpack(final InputStream packed) throws IOException {
        return new Unpacked(new ZstdInputStreamNoFinalizer(packed));
    }

    @Override
    public long largestSize(final long packed) {
        return packed > Long.MAX_VALUE / MAX_RATIO ? Long.MAX_VALUE : packed * MAX_RATIO;
    }

    /** Names the problem of damaged data as the contract says. */
    private static final class Unpacked extends FilterInputStream {
        private Unpacked(final InputStream in) {
            super(in);
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
            } catch (final ZstdIOException ex) {
                throw explained(ex);
            }
        }

        private static IOException explained(final ZstdIOException cause) {
            final String message = String.valueOf(cause.getMessage());
            final IOException explained;
            if (message.toLowerCase(Locale.ROOT).contains("truncated")) {
                explained = new EOFException(message);
            } else if (message.contains("frame descriptor")) {
                explained = new ZipException("other bytes behind the zstd data");
            } else {
                explained = new ZipException(message);
            }
            explained.initCause(cause);
            return explained;
        }
    }
}
