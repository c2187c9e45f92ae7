package org.annoyindex.benchmarks.micro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.core.memory.MappedRegion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads a mapped file that is in memory but mostly not in the processor's cache, as a search does: nanoseconds per
 * vector, or per sketch of a leaf page.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class MappedReadBenchmark {
    private static final int VECTOR_BYTES = 128 << 20;
    private static final int LEAVES = 1 << 14;
    private static final int DIFFERENT_LEAVES = 16;
    private static final int LEAF_ITEMS = 128;
    private static final int READS = 1024;

    /** Components of a vector. */
    @Param({"100", "384", "784"})
    int dimension;

    /** Name of the kernel. */
    @Param({KernelChoice.SCALAR, KernelChoice.VECTOR})
    String kernel;

    private final long[] keys = new long[LEAF_ITEMS];
    private final float[] scores = new float[Kernels.BLOCK];
    private final int[] positions = new int[1 << 20];
    private Kernels kernels;
    private Path file;
    private VectorColumn vectors;
    private MappedRegion leaves;
    private int count;
    private int leafCount;
    private int leafBytes;
    private float[] query;
    private float[] copy;
    private float[] scratch;
    private QueryPlanes planes;
    private int next;

    /**
     * Writes and maps the file.
     *
     * @throws IOException if it cannot be written.
     */
    @Setup
    public void map() throws IOException {
        kernels = KernelChoice.of(kernel);
        final RandomVectors random = new RandomVectors();
        query = random.vector(dimension);
        copy = new float[dimension];
        scratch = new float[Kernels.scratchLength(dimension)];
        planes = RandomVectors.planes(query);
        count = VECTOR_BYTES / (dimension * Float.BYTES);
        leafBytes = RandomVectors.leafBytes(LEAF_ITEMS, dimension);
        leafCount = Math.min(LEAVES, VECTOR_BYTES / leafBytes / DIFFERENT_LEAVES * DIFFERENT_LEAVES);
        for (int i = 0; i < positions.length; i++) {
            positions[i] = random.below(count);
        }
        file = Files.createTempFile("annoy-read-", ".bin");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            // A few vectors and leaves, repeated: their contents do not influence the cost of reading.
            repeat(channel, random.rows(READS, dimension), count / READS + 1);
            repeat(channel, random.leaves(DIFFERENT_LEAVES, LEAF_ITEMS, dimension), leafCount / DIFFERENT_LEAVES);
        }
        final long leavesAt = (long) (count / READS + 1) * READS * dimension * Float.BYTES;
        try (MappedFile mapped = MappedFile.open(file, MappedFile.DEFAULT_CHUNK_SIZE)) {
            final int record = VectorColumn.recordBytes(Metric.EUCLIDEAN, dimension);
            vectors = new VectorColumn(mapped.map(0, (long) count * record), Metric.EUCLIDEAN, dimension);
            leaves = mapped.map(leavesAt, (long) leafCount * leafBytes);
        }
    }

    private static void repeat(final FileChannel channel, final ByteBuffer bytes, final int times) throws IOException {
        for (int i = 0; i < times; i++) {
            bytes.clear();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /**
     * Deletes the file.
     *
     * @throws IOException if it cannot be deleted.
     */
    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    /** @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(READS)
    public float compareRandomVectors() {
        float sum = 0;
        for (int i = 0; i < READS; i++) {
            final int position = positions[next++ & positions.length - 1];
            sum += kernels.squaredDistance(
                    query, vectors.chunk(position), vectors.offset(position), dimension, scratch);
        }
        return sum;
    }

    /** @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(READS)
    public float compareVectorsInOrder() {
        float sum = 0;
        for (int i = 0; i < READS; i++) {
            final int position = next;
            next = position + 1 < count ? position + 1 : 0;
            sum += kernels.squaredDistance(
                    query, vectors.chunk(position), vectors.offset(position), dimension, scratch);
        }
        return sum;
    }

    /** @return the last vector, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(READS)
    public float[] copyRandomVectors() {
        for (int i = 0; i < READS; i++) {
            vectors.read(positions[next++ & positions.length - 1], copy);
        }
        return copy;
    }

    /** @return number of sketches below a threshold that none reaches. */
    @Benchmark
    @OperationsPerInvocation(LEAF_ITEMS)
    public int scanRandomLeaf() {
        final long start = (long) (positions[next++ & positions.length - 1] % leafCount) * leafBytes;
        final Chunk chunk = leaves.chunk(start);
        final int offset = leaves.offset(start);
        return kernels.scan(
                planes,
                chunk,
                offset + SketchPage.blocksOffset(dimension),
                SketchPage.entries(chunk, offset),
                0,
                0,
                -Float.MAX_VALUE,
                scores,
                keys,
                0);
    }
}
