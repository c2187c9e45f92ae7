package org.annoyindex.benchmarks.micro;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.annoyindex.core.SplitMix;
import org.annoyindex.core.format.LeafPage;
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

/**
 * The inner loops of a search on data that is in the cache: nanoseconds a vector, a sketch or a rotation. The kernel is
 * the one of the JVM it runs on; to compare, run it with {@code -Dannoy.kernel=scalar} and without. Run it with
 * {@code -prof gc}: no benchmark here may allocate.
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

    private final Kernels kernels = Kernels.active();
    private final long[] keys = new long[ROWS];
    private final float[] scores = new float[Kernels.BLOCK];
    private float[] query;
    private float[] rotated;
    private Chunk vectors;
    private Chunk leaf;
    private Rotation rotation;
    private QueryPlanes planes;

    /** Fills vectors and a leaf page with random numbers. */
    @Setup
    public void fill() {
        final SplitMix random = new SplitMix(1);
        query = new float[dimension];
        final ByteBuffer bytes =
                ByteBuffer.allocateDirect(ROWS * dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ROWS * dimension; i++) {
            bytes.putFloat(Float.BYTES * i, component(random));
        }
        for (int i = 0; i < dimension; i++) {
            query[i] = component(random);
        }
        vectors = kernels.chunk(bytes);
        rotation = new Rotation(new float[dimension], 1);
        rotated = new float[rotation.bits()];
        planes = new QueryPlanes(rotation.bits() / Long.SIZE);
        fillLeaf(random);
        rotation.rotate(query, 0, rotated);
        SketchCodec.quantise(rotated, planes);
    }

    private void fillLeaf(final SplitMix random) {
        final ByteBuffer bytes =
                ByteBuffer.allocateDirect(LeafPage.bytes(ROWS, rotation.bits())).order(ByteOrder.LITTLE_ENDIAN);
        LeafPage.begin(bytes, 0, ROWS, rotation.bits());
        final float[] centroid = new float[rotation.bits()];
        final float[] item = new float[rotation.bits()];
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < item.length; j++) {
                item[j] = component(random);
            }
            LeafPage.encode(bytes, 0, i, i, item, centroid, 0);
        }
        leaf = kernels.chunk(bytes);
    }

    private static float component(final SplitMix random) {
        return random.nextInt(2001) / 1000f - 1;
    }

    /** @return a sum, so that nothing is left out. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float dot() {
        float sum = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += kernels.dot(query, vectors, row * dimension * Float.BYTES, dimension);
        }
        return sum;
    }

    /** @return a sum, so that nothing is left out. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public float squaredDistance() {
        float sum = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += kernels.squaredDistance(query, vectors, row * dimension * Float.BYTES, dimension);
        }
        return sum;
    }

    /** @return number of sketches below a threshold that none reaches: the usual case of a search. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int scanSketches() {
        return kernels.scan(planes, leaf, LeafPage.BLOCKS, ROWS, 0, 0, -Float.MAX_VALUE, scores, keys, 0);
    }

    /** @return a rotated component, so that nothing is left out. */
    @Benchmark
    public float rotateAndQuantise() {
        rotation.rotate(query, 0, rotated);
        SketchCodec.quantise(rotated, planes);
        return rotated[0];
    }
}
