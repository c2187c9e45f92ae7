package org.annoyindex.benchmarks.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The results of one pass over some of the queries, and the time of each. As a little-endian file: int32 number of
 * queries q, int32 k, int32[q][k] ids padded with -1, float32[q][k] distances as reported by the library, int64[q]
 * nanoseconds.
 */
public final class Answers {
    private final int queries;
    private final int k;
    private final int[] ids;
    private final float[] distances;
    private final long[] nanos;
    private int next;
    private int end;

    Answers(final int queries, final int k) {
        this.queries = queries;
        this.k = k;
        ids = new int[Math.multiplyExact(queries, k)];
        distances = new float[ids.length];
        nanos = new long[queries];
        Arrays.fill(ids, -1);
    }

    void begin(final int query) {
        next = query * k;
        end = next + k;
    }

    void took(final int query, final long time) {
        nanos[query] = time;
    }

    /**
     * Adds a neighbor of the current query.
     *
     * @param id of the item.
     * @param distance as reported by the library.
     */
    public void add(final int id, final float distance) {
        if (next == end) {
            throw new IllegalStateException("more than " + k + " answers to a query");
        }
        ids[next] = id;
        distances[next] = distance;
        next++;
    }

    void write(final Path file) throws IOException {
        final ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(bytes(queries, k))).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(queries).putInt(k);
        for (final int id : ids) {
            bytes.putInt(id);
        }
        for (final float distance : distances) {
            bytes.putFloat(distance);
        }
        for (final long time : nanos) {
            bytes.putLong(time);
        }
        Files.write(file, bytes.array());
    }

    /**
     * Reads a file.
     *
     * @param file written by a contender.
     * @param queries expected number of queries.
     * @param k expected k.
     * @return its contents.
     * @throws IOException if the file is missing or has another size.
     */
    public static Answers read(final Path file, final int queries, final int k) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.capacity() < 2 * Integer.BYTES || bytes.getInt() != queries || bytes.getInt() != k) {
            throw new IOException("its answers are not for " + queries + " queries with k = " + k);
        }
        if (bytes.capacity() != bytes(queries, k)) {
            throw new IOException("its answers have " + bytes.capacity() + " bytes, expected " + bytes(queries, k));
        }
        final Answers answers = new Answers(queries, k);
        bytes.asIntBuffer().get(answers.ids);
        bytes.position(bytes.position() + Integer.BYTES * answers.ids.length);
        bytes.asFloatBuffer().get(answers.distances);
        bytes.position(bytes.position() + Float.BYTES * answers.ids.length);
        bytes.asLongBuffer().get(answers.nanos);
        return answers;
    }

    private static long bytes(final int queries, final int k) {
        return 2L * Integer.BYTES + (long) queries * (k * (Integer.BYTES + Float.BYTES) + Long.BYTES);
    }

    /**
     * @param query index of the query.
     * @param rank 0 for the nearest.
     * @return the id of the item; -1 if fewer were found.
     */
    public int id(final int query, final int rank) {
        return ids[query * k + rank];
    }

    /**
     * @param query index of the query.
     * @param rank 0 for the nearest.
     * @return the distance as reported by the library.
     */
    public float distance(final int query, final int rank) {
        return distances[query * k + rank];
    }

    /**
     * @param query index of the query.
     * @return its time in nanoseconds.
     */
    public long nanos(final int query) {
        return nanos[query];
    }
}
