package org.annoyindex.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.sketch.Rotation;
import org.annoyindex.core.sketch.SketchCodec;
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

/** Code that all kernels share: nanoseconds to prepare a query, and to compare packed bits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class QueryBenchmark {
    private static final int ROWS = 128;

    /** Components of a vector; bits for hamming. */
    @Param({"100", "384", "784"})
    int dimension;

    private final Kernels kernels = Kernels.active();
    private float[] query;
    private float[] rotated;
    private Rotation rotation;
    private QueryPlanes planes;
    private long[] packed;
    private Chunk bits;

    /** Creates a random query and random packed rows. */
    @Setup
    public void fill() {
        final RandomVectors random = new RandomVectors();
        query = random.vector(dimension);
        rotation = new Rotation(new float[dimension], 1);
        rotated = new float[rotation.dimension()];
        planes = new QueryPlanes(SketchCodec.bitsFor(dimension) / Long.SIZE);
        rotation.rotate(query, 0, rotated);
        packed = new long[VectorColumn.words(dimension)];
        VectorColumn.pack(query, packed);
        bits = kernels.chunk(random.rows(ROWS, 2 * packed.length));
    }

    /** @return the rotated query, so that it is not optimized away. */
    @Benchmark
    public float[] rotate() {
        rotation.rotate(query, 0, rotated);
        return rotated;
    }

    /** @return the quantized query, so that it is not optimized away. */
    @Benchmark
    public QueryPlanes quantize() {
        SketchCodec.quantize(rotated, planes);
        return planes;
    }

    /** @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int hammingDistance() {
        int sum = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += kernels.hammingDistance(packed, bits, row * packed.length * Long.BYTES);
        }
        return sum;
    }
}
