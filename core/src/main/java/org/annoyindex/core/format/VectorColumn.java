package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.annoyindex.core.Metric;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.memory.MappedRegion;

/**
 * The items' vectors, one record per item, in position order, which is the order of the first tree's leaves. A record
 * is
 *
 * <ul>
 *   <li>euclidean, manhattan, dot: {@code dimension} float32s;
 *   <li>angular: the same, then the inverse norm of the vector as a float32, 0 for a zero vector;
 *   <li>hamming: {@code ceil(dimension / 64)} 64-bit words, component i being bit {@code i mod 64} of word
 *       {@code i / 64}.
 * </ul>
 *
 * <p>Records of other layouts can be read if their components are stored in the same way. Immutable and thread-safe.
 */
public class VectorColumn {
    private final MappedRegion region;
    private final Metric metric;
    private final int dimension;
    private final int recordBytes;
    private final int vectorOffset;

    /**
     * @param region the mapped section.
     * @param metric of the index.
     * @param dimension components of a vector.
     */
    public VectorColumn(final MappedRegion region, final Metric metric, final int dimension) {
        this(region, metric, dimension, recordBytes(metric, dimension), 0);
    }

    /**
     * @param region mapped records.
     * @param metric of the index.
     * @param dimension components of a vector.
     * @param recordBytes length of a record in bytes.
     * @param vectorOffset offset of the vector in its record.
     */
    public VectorColumn(
            final MappedRegion region,
            final Metric metric,
            final int dimension,
            final int recordBytes,
            final int vectorOffset) {
        this.region = region;
        this.metric = metric;
        this.dimension = dimension;
        this.recordBytes = recordBytes;
        this.vectorOffset = vectorOffset;
    }

    /**
     * @param metric of an index.
     * @param dimension components of a vector.
     * @return length of a record in bytes.
     */
    public static int recordBytes(final Metric metric, final int dimension) {
        return switch (metric) {
            case ANGULAR -> 4 * (dimension + 1);
            case HAMMING -> 8 * words(dimension);
            default -> 4 * dimension;
        };
    }

    /**
     * @param dimension bits of a vector.
     * @return number of 64-bit words of the packed bits.
     */
    public static int words(final int dimension) {
        return (dimension + 63) / 64;
    }

    /**
     * @param vector of zeros and ones.
     * @param words receives the packed bits.
     */
    public static void pack(final float[] vector, final long[] words) {
        Arrays.fill(words, 0);
        for (int i = 0; i < vector.length; i++) {
            if (vector[i] != 0) {
                words[i >> 6] |= 1L << i;
            }
        }
    }

    /**
     * Appends a record.
     *
     * @param record little-endian buffer with room for it.
     * @param metric of the index.
     * @param vector components.
     * @param norm the vector's Euclidean norm; used for angular only.
     */
    public static void encode(final ByteBuffer record, final Metric metric, final float[] vector, final double norm) {
        if (metric == Metric.HAMMING) {
            final long[] words = new long[words(vector.length)];
            pack(vector, words);
            for (final long word : words) {
                record.putLong(word);
            }
            return;
        }
        for (final float component : vector) {
            record.putFloat(component);
        }
        if (metric == Metric.ANGULAR) {
            record.putFloat((float) (norm > 0 ? 1 / norm : 0));
        }
    }

    /**
     * @param position of an item.
     * @return the chunk that contains its record.
     */
    public final Chunk chunk(final int position) {
        return region.chunk((long) position * recordBytes);
    }

    /**
     * @param position of an item.
     * @return the offset of its vector in its chunk.
     */
    public final int offset(final int position) {
        return region.offset((long) position * recordBytes) + vectorOffset;
    }

    /**
     * Prefetches a record into the processor's cache.
     *
     * @param position of an item.
     * @return see {@link Chunk#touch}.
     */
    public final int touch(final int position) {
        final long start = (long) position * recordBytes;
        return region.chunk(start).touch(region.offset(start), recordBytes);
    }

    /**
     * @param chunk memory with a record of an angular index.
     * @param offset of the vector.
     * @return the inverse of the vector's norm, 0 for a zero vector.
     */
    public float inverseNorm(final Chunk chunk, final int offset) {
        return chunk.bytes().getFloat(offset + 4 * dimension);
    }

    /** Whether vectors are stored as packed bits. */
    final boolean isPacked() {
        return metric == Metric.HAMMING;
    }

    /**
     * Compares a vector with the one at a position, component by component; 0 and -0 are equal.
     *
     * @param position of an item.
     * @param vector components.
     * @param packed the same, packed, if vectors are stored so.
     * @return whether they are equal.
     */
    final boolean isEqual(final int position, final float[] vector, final long[] packed) {
        final ByteBuffer bytes = chunk(position).bytes();
        final int offset = offset(position);
        if (isPacked()) {
            for (int i = 0; i < packed.length; i++) {
                if (bytes.getLong(offset + 8 * i) != packed[i]) {
                    return false;
                }
            }
            return true;
        }
        for (int i = 0; i < dimension; i++) {
            if (bytes.getFloat(offset + 4 * i) != vector[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Copies a vector.
     *
     * @param position of an item.
     * @param vector receives the components.
     */
    public final void read(final int position, final float[] vector) {
        final ByteBuffer bytes = chunk(position).bytes();
        final int offset = offset(position);
        for (int i = 0; i < dimension; i++) {
            vector[i] = metric == Metric.HAMMING
                    ? bytes.getLong(offset + (i >> 6) * 8) >>> i & 1
                    : bytes.getFloat(offset + 4 * i);
        }
    }
}
