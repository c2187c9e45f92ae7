package org.annoyindex.builder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.builder.write.TemporaryFile;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.math.PointSpace;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.core.memory.MappedRegion;
import org.jspecify.annotations.Nullable;

/**
 * The vectors that are indexed, by id, in a temporary file rather than on the heap. They are appended first, then the file
 * is mapped and read by any number of threads. So a build needs little heap, and may be larger than memory. Only one thread
 * adds vectors.
 */
final class VectorStore implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 20;

    private final Metric metric;
    private final int dimension;
    private final int recordBytes;
    private final TemporaryFile file;
    private final ByteBuffer pending;
    private final PointSpace normSpace;
    private double largestNorm;
    private int count;
    /** Null while vectors are added, and when closed. */
    private @Nullable MappedRegion region;

    VectorStore(final Metric metric, final int dimension, final Path folder) throws IOException {
        this.metric = metric;
        this.dimension = dimension;
        normSpace = new PointSpace(metric, dimension, 0);
        recordBytes = recordBytes(metric, dimension);
        pending = ByteBuffer.allocateDirect(Math.max(BUFFER_BYTES, recordBytes)).order(ByteOrder.LITTLE_ENDIAN);
        file = TemporaryFile.ofVectors(folder);
    }

    /** A vector's components and, for metrics that divide by it, its norm: reading it is faster than computing it again. */
    private static int recordBytes(final Metric metric, final int dimension) {
        return 4 * dimension + (hasNorm(metric) ? 8 : 0);
    }

    private static boolean hasNorm(final Metric metric) {
        return metric == Metric.ANGULAR || metric == Metric.DOT;
    }

    int count() {
        return count;
    }

    /** Appends a vector of the right dimension. */
    void add(final float[] vector) throws IOException {
        if (pending.remaining() < recordBytes) {
            flush();
        }
        pending.asFloatBuffer().put(vector, 0, dimension);
        pending.position(pending.position() + 4 * dimension);
        if (hasNorm(metric)) {
            final double norm = normSpace.norm(vector, 0);
            pending.putDouble(norm);
            largestNorm = metric == Metric.DOT ? Math.max(largestNorm, norm) : 0;
        }
        count++;
    }

    private void flush() throws IOException {
        file.write(pending.flip());
        pending.clear();
    }

    /** Ends adding; from now on vectors can be read. */
    void freeze() throws IOException {
        flush();
        try (MappedFile mapped = MappedFile.open(file.path(), MappedFile.DEFAULT_CHUNK_SIZE)) {
            region = mapped.map(0, mapped.size());
        }
    }

    private MappedRegion region() {
        return Objects.requireNonNull(region, "not frozen");
    }

    /** Copies a vector as it was added. */
    void read(final int id, final float[] vector, final int offset) {
        final long at = (long) recordBytes * id;
        final FloatBuffer floats = region().chunk(at).bytes().asFloatBuffer();
        floats.get(region().offset(at) >> 2, vector, offset, dimension);
    }

    private double norm(final int id) {
        final long at = (long) recordBytes * id;
        return region().chunk(at).bytes().getDouble(region().offset(at) + 4 * dimension);
    }

    /** The vectors as mapped floats, by id. */
    VectorColumn rows() {
        return new VectorColumn(region(), Metric.EUCLIDEAN, dimension, recordBytes, 0);
    }

    /** For dot, the component in an added dimension with which all vectors have the same norm. Else 0. */
    float addedComponent(final float[] vector) {
        final double norm = metric == Metric.DOT ? normSpace.norm(vector, 0) : 0;
        return (float) Math.sqrt(Math.max(0, largestNorm * largestNorm - norm * norm));
    }

    /** The space in which trees are grown over these vectors. */
    PointSpace space() {
        return new PointSpace(metric, dimension, (float) largestNorm);
    }

    /** The vectors as points of {@link #space()}. */
    Points points() {
        final PointSpace space = space();
        return new Points() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public int dimension() {
                return space.pointDimension();
            }

            @Override
            public void load(final int point, final float[] into, final int offset) {
                read(point, into, offset);
                if (hasNorm(metric)) {
                    space.itemToPoint(into, offset, norm(point));
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        region = null;
        file.close();
    }
}
