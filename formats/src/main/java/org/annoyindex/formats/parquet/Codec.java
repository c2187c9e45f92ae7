package org.annoyindex.formats.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.apache.parquet.format.CompressionCodec;

/** How pages are compressed. */
enum Codec {
    UNCOMPRESSED(1) {
        @Override
        void unpack(final byte[] packed, final byte[] target) throws DataFormatException {
            requireSize(packed.length, target.length);
            System.arraycopy(packed, 0, target, 0, target.length);
        }
    },
    SNAPPY(22) {
        @Override
        void unpack(final byte[] packed, final byte[] target) throws DataFormatException {
            Snappy.unpack(packed, target);
        }
    },
    GZIP(1032) {
        @Override
        void unpack(final byte[] packed, final byte[] target) throws DataFormatException, IOException {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                requireSize(in.readNBytes(target, 0, target.length), target.length);
                requireSize(in.read() < 0 ? target.length : target.length + 1, target.length);
            }
        }
    },
    ZSTD(1 << 17) {
        @Override
        void unpack(final byte[] packed, final byte[] target) throws DataFormatException {
            final long size = Zstd.decompressByteArray(target, 0, target.length, packed, 0, packed.length);
            if (Zstd.isError(size)) {
                throw new DataFormatException(Zstd.getErrorName(size));
            }
            requireSize(size, target.length);
        }
    },
    LZ4_RAW(255) {
        @Override
        void unpack(final byte[] packed, final byte[] target) throws DataFormatException {
            try {
                requireSize(
                        LZ4Factory.safeInstance()
                                .safeDecompressor()
                                .decompress(packed, 0, packed.length, target, 0, target.length),
                        target.length);
            } catch (final LZ4Exception ex) {
                final DataFormatException damaged = new DataFormatException("damaged LZ4 data");
                damaged.initCause(ex);
                throw damaged;
            }
        }
    };

    /** Bytes that a packed byte can become; of few bytes a little more. */
    private final long largestRatio;

    Codec(final long largestRatio) {
        this.largestRatio = largestRatio;
    }

    /**
     * Unpacks a page, for which memory is reserved if the packed bytes can be that many.
     *
     * @param packed all of its data.
     * @param size of the page.
     * @return the page.
     * @throws DataFormatException if the data are damaged or have another size.
     * @throws IOException if the data are damaged.
     */
    final byte[] unpacked(final byte[] packed, final int size) throws DataFormatException, IOException {
        if (size < 0 || size > largestRatio * packed.length + (this == UNCOMPRESSED ? 0 : 64)) {
            throw new DataFormatException("a page of " + size + " bytes, packed as " + packed.length);
        }
        if (this == UNCOMPRESSED && size == packed.length) {
            return packed;
        }
        final byte[] page = new byte[size];
        unpack(packed, page);
        return page;
    }

    /**
     * Unpacks a page.
     *
     * @param packed all of its data.
     * @param target is filled.
     * @throws DataFormatException if the data are damaged or have another length than the target.
     * @throws IOException if the data are damaged.
     */
    abstract void unpack(byte[] packed, byte[] target) throws DataFormatException, IOException;

    /** The codec of a file; empty if it is not read. */
    static Optional<Codec> of(final CompressionCodec codec) {
        return switch (codec) {
            case UNCOMPRESSED -> Optional.of(UNCOMPRESSED);
            case SNAPPY -> Optional.of(SNAPPY);
            case GZIP -> Optional.of(GZIP);
            case ZSTD -> Optional.of(ZSTD);
            case LZ4_RAW -> Optional.of(LZ4_RAW);
            default -> Optional.empty();
        };
    }

    private static void requireSize(final long found, final int expected) throws DataFormatException {
        if (found != expected) {
            throw new DataFormatException("a page has " + found + " bytes, expected " + expected);
        }
    }
}
