package org.annoyindex.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Columns;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.kernel.QueryPlanes;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The inner loops of a search on data in the processor's cache: nanoseconds per vector or sketch. The angular metric
 * also uses inner products, and centroids are compared by squared distances.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class KernelBenchmark {
    private static final int ROWS = 128;

    /** Components of a vector. */
    @Param({"100", "384", "784"})
    int dimension;

    /** Name of the kernel. */
    @Param({KernelChoice.SCALAR, KernelChoice.VECTOR})
    String kernel;

    private final long[] keys = new long[ROWS];
    private final int[] starts = new int[Kernels.ROWS];
    private final float[] sums = new float[Kernels.ROWS * Columns.LANES];
    private final float[] scores = new float[Kernels.BLOCK];
    private Kernels kernels;
    private float[] query;
    private float[] scratch;
    private float[] rows;
    private Columns columns;
    private Chunk vectors;
    private Chunk leaf;
    private int blocks;
    private QueryPlanes planes;

    /** Fills vectors and a leaf page with random numbers. */
    @Setup
    public void fill() {
        kernels = KernelChoice.of(kernel);
        final RandomVectors random = new RandomVectors();
        query = random.vector(dimension);
        scratch = new float[Kernels.scratchLength(dimension)];
        rows = random.vector(ROWS * dimension);
        columns = new Columns(dimension);
        for (int lane = 0; lane < Columns.LANES; lane++) {
            columns.set(lane, random.vector(dimension), 0);
        }
        vectors = kernels.chunk(random.rows(ROWS, dimension));
        planes = RandomVectors.planes(query);
        leaf = kernels.chunk(random.leaves(1, ROWS, dimension));
        blocks = SketchPage.blocksOffset(dimension);
    }

    /** @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float dot() {
        float sum = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += kernels.dot(query, vectors, row * dimension * Float.BYTES, dimension, scratch);
        }
        return sum;
    }

    /** @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float squaredDistance() {
        float sum = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += kernels.squaredDistance(query, vectors, row * dimension * Float.BYTES, dimension, scratch);
        }
        return sum;
    }

    /** @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float manhattanDistance() {
        float sum = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += kernels.manhattanDistance(query, vectors, row * dimension * Float.BYTES, dimension, scratch);
        }
        return sum;
    }

    /** On the heap, as in a build. @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float squaredDistanceOfArrays() {
        float sum = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += kernels.squaredDistance(query, 0, rows, row * dimension, dimension);
        }
        return sum;
    }

    /** As in exact searches for many queries. @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(ROWS * Columns.LANES)
    public float dotsOfColumns() {
        float sum = 0;
        for (int row = 0; row < ROWS; row += Kernels.ROWS) {
            kernels.dots(columns, Columns.LANES, rows, startsFrom(row), sums);
            sum += sums[0];
        }
        return sum;
    }

    /** Batched, as in a build. @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(ROWS * Columns.LANES)
    public float squaredDistancesOfColumns() {
        float sum = 0;
        for (int row = 0; row < ROWS; row += Kernels.ROWS) {
            kernels.squaredDistances(columns, Columns.LANES, rows, startsFrom(row), sums);
            sum += sums[0];
        }
        return sum;
    }

    private int[] startsFrom(final int row) {
        for (int i = 0; i < starts.length; i++) {
            starts[i] = (row + i) * dimension;
        }
        return starts;
    }

    /** @return number of sketches below a threshold that none reaches, the usual case of a search. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int scanSketches() {
        return kernels.scan(planes, leaf, blocks, ROWS, 0, 0, -Float.MAX_VALUE, scores, keys, 0);
    }

    /** @return number of sketches below a threshold that all reach, which shows the cost of keeping them. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int scanSketchesAndKeep() {
        return kernels.scan(planes, leaf, blocks, ROWS, 0, 0, Float.MAX_VALUE, scores, keys, 0);
    }
}
