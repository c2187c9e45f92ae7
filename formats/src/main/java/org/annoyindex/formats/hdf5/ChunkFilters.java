package org.annoyindex.formats.hdf5;

import com.ning.compress.lzf.LZFException;
import com.ning.compress.lzf.impl.VanillaChunkDecoder;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** What was done to a chunk before it was written, undone; no step takes more memory than the chunk. */
final class ChunkFilters {
    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;
    private static final int LZF = 32000;
    private static final int CHECKSUM_SIZE = 4;

    private final List<PipelineFilterWithData> filters;
    private final int chunkSize;
    private final int numberSize;

    ChunkFilters(final List<PipelineFilterWithData> filters, final int chunkSize, final int numberSize) {
        this.filters = new ArrayList<>(filters);
        this.chunkSize = chunkSize;
        this.numberSize = numberSize;
    }

    /** The name of a filter that is not undone here, if there is one. */
    Optional<String> unknown() {
        return filters.stream()
                .filter(filter -> switch (filter.getId()) {
                    case DEFLATE, SHUFFLE, FLETCHER32, LZF -> false;
                    default -> true;
                })
                .map(filter -> filter.getName() + " (filter " + filter.getId() + ")")
                .findFirst();
    }

    /** Bytes that a chunk's byte can become. */
    long largestRatio() {
        long ratio = 1;
        for (final PipelineFilterWithData filter : filters) {
            ratio *= switch (filter.getId()) {
                case DEFLATE -> 1032;
                case LZF -> 264;
                default -> 1;
            };
        }
        return ratio;
    }

    /** Undoes the filters, the last one first. */
    byte[] decode(final byte[] stored) throws DataFormatException {
        byte[] bytes = stored;
        for (int i = filters.size() - 1; i >= 0; i--) {
            bytes = switch (filters.get(i).getId()) {
                case DEFLATE -> inflate(bytes);
                case SHUFFLE -> unshuffle(bytes);
                case FLETCHER32 -> withoutChecksum(bytes);
                default -> unpackLzf(bytes);
            };
        }
        if (bytes.length != chunkSize) {
            throw new DataFormatException("a chunk has " + bytes.length + " bytes, expected " + chunkSize);
        }
        return bytes;
    }

    private byte[] inflate(final byte[] packed) throws DataFormatException {
        // A checksum may have been added before.
        final byte[] bytes = new byte[chunkSize + CHECKSUM_SIZE];
        final Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            int count = 0;
            while (!inflater.finished()) {
                final int some = inflater.inflate(bytes, count, bytes.length - count);
                if (some == 0 && !inflater.finished()) {
                    throw new DataFormatException("a chunk unpacks to another size than " + chunkSize);
                }
                count += some;
            }
            return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
        } finally {
            inflater.end();
        }
    }

    /** Gathers the bytes of each number, which were stored with the first bytes of all numbers first. */
    private byte[] unshuffle(final byte[] shuffled) {
        final int count = shuffled.length / numberSize;
        final byte[] bytes = new byte[shuffled.length];
        for (int place = 0; place < numberSize; place++) {
            final int from = place * count;
            for (int i = 0; i < count; i++) {
                bytes[i * numberSize + place] = shuffled[from + i];
            }
        }
        System.arraycopy(shuffled, count * numberSize, bytes, count * numberSize, shuffled.length - count * numberSize);
        return bytes;
    }

    private byte[] unpackLzf(final byte[] packed) throws DataFormatException {
        if (packed.length == chunkSize) {
            return packed; // it would not have become smaller
        }
        final byte[] bytes = new byte[chunkSize];
        try {
            // Its other decoder uses Unsafe, of which newer Java warns.
            new VanillaChunkDecoder().decodeChunk(packed, 0, bytes, 0, chunkSize);
        } catch (final LZFException | IndexOutOfBoundsException ex) {
            final DataFormatException damaged = new DataFormatException("damaged LZF data");
            damaged.initCause(ex);
            throw damaged;
        }
        return bytes;
    }

    private static byte[] withoutChecksum(final byte[] checked) throws DataFormatException {
        final int size = checked.length - CHECKSUM_SIZE;
        if (size < 0) {
            throw new DataFormatException("a chunk is shorter than its checksum");
        }
        final int expected =
                ByteBuffer.wrap(checked).order(ByteOrder.LITTLE_ENDIAN).getInt(size);
        if (expected != fletcher32(checked, size)) {
            throw new DataFormatException("wrong checksum of a chunk");
        }
        return Arrays.copyOf(checked, size);
    }

    /** As HDF5 computes it: sums modulo 65,535 of big-endian words, reduced after each 360. */
    private static int fletcher32(final byte[] bytes, final int size) {
        long first = 0;
        long second = 0;
        int at = 0;
        while (at + 1 < size) {
            final int end = Math.min(at + 720, size - (size & 1));
            for (; at < end; at += 2) {
                first += (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
                second += first;
            }
            first = (first & 0xFFFF) + (first >>> 16);
            second = (second & 0xFFFF) + (second >>> 16);
        }
        if ((size & 1) != 0) {
            first += (bytes[at] & 0xFF) << 8;
            second += first;
            first = (first & 0xFFFF) + (first >>> 16);
            second = (second & 0xFFFF) + (second >>> 16);
        }
        first = (first & 0xFFFF) + (first >>> 16);
        second = (second & 0xFFFF) + (second >>> 16);
        return (int) (second << 16 | first);
    }
}
