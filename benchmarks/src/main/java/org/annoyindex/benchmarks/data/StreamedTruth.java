package org.annoyindex.benchmarks.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;

/**
 * Finds the exact Euclidean neighbors of queries in an {@code .fvecs} file of any size. The file is read once, block by
 * block; only a block, the queries and their nearest neighbors so far are in memory.
 */
final class StreamedTruth {
    private static final int BLOCK_BYTES = 1 << 20;

    private final float[][] queries;
    private final int k;
    private final LongHeap[] nearest;

    private StreamedTruth(final float[][] queries, final int k) {
        this.queries = queries;
        this.k = k;
        nearest = new LongHeap[queries.length];
        for (int q = 0; q < queries.length; q++) {
            nearest[q] = new LongHeap(k);
        }
    }

    /**
     * Finds neighbors.
     *
     * @return ids of the k nearest rows of each query, nearest first, ties by id; all rows if there are fewer than k.
     */
    static int[][] find(final Path base, final float[][] queries, final int k) throws IOException {
        final StreamedTruth truth = new StreamedTruth(queries, k);
        truth.read(base, Integer.BYTES + Float.BYTES * queries[0].length);
        return truth.ids();
    }

    private void read(final Path base, final int rowBytes) throws IOException {
        final int blockRows = Math.max(1, BLOCK_BYTES / rowBytes);
        final ByteBuffer block = ByteBuffer.allocateDirect(blockRows * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        final Chunk rows = Kernels.active().chunk(block.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        try (FileChannel channel = FileChannel.open(base, StandardOpenOption.READ)) {
            final long count = channel.size() / rowBytes;
            for (long first = 0; first < count; first += blockRows) {
                final int rowsHere = (int) Math.min(blockRows, count - first);
                block.clear().limit(rowsHere * rowBytes);
                while (block.hasRemaining()) {
                    if (channel.read(block) < 0) {
                        throw new EOFException(base + ": is truncated; create it again");
                    }
                }
                final int from = Math.toIntExact(first);
                IntStream.range(0, queries.length).parallel().forEach(q -> compare(q, rows, rowsHere, rowBytes, from));
            }
        }
    }

    private void compare(final int q, final Chunk rows, final int count, final int rowBytes, final int firstId) {
        final Kernels kernels = Kernels.active();
        final float[] query = queries[q];
        final float[] scratch = new float[Kernels.scratchLength(query.length)];
        final LongHeap heap = nearest[q]; // complements, so that the farthest is on top
        for (int row = 0; row < count; row++) {
            final float distance =
                    kernels.squaredDistance(query, rows, row * rowBytes + Integer.BYTES, query.length, scratch);
            final long key = ~ScoredKey.of(distance, firstId + row);
            if (heap.size() < k) {
                heap.push(key);
            } else if (key > heap.peek()) {
                heap.replaceLeast(key);
            }
        }
    }

    private int[][] ids() {
        final int[][] ids = new int[queries.length][];
        for (int q = 0; q < ids.length; q++) {
            ids[q] = new int[nearest[q].size()];
            for (int rank = ids[q].length - 1; rank >= 0; rank--) {
                ids[q][rank] = ScoredKey.ordinal(~nearest[q].pop());
            }
        }
        return ids;
    }
}
