package org.annoyindex.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.rank.LongHeap;
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

/** The heap as used by a search: nanoseconds per key. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class HeapBenchmark {
    private static final int KEYS = 8192;

    /** Number of keys in the heap. */
    @Param({"10", "100", "1000"})
    int size;

    private final long[] keys = new long[KEYS];
    private LongHeap heap;

    /** Draws keys, too many for the branch predictor to learn their order. */
    @Setup
    public void fill() {
        final SplitMix random = new SplitMix(1);
        for (int i = 0; i < KEYS; i++) {
            keys[i] = random.nextLong() >>> 1;
        }
        heap = new LongHeap(size);
    }

    /** The queue of pages: one is added, the nearest removed. @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public long pushAndPop() {
        heap.clear();
        for (int i = 0; i < size; i++) {
            heap.push(keys[i]);
        }
        long sum = 0;
        for (final long key : keys) {
            heap.push(key);
            sum += heap.pop();
        }
        return sum;
    }

    /** The best of many candidates: most are rejected. @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public long keepBest() {
        heap.clear();
        for (final long key : keys) {
            if (heap.size() < size) {
                heap.push(~key);
            } else if (~key > heap.peek()) {
                heap.replaceLeast(~key);
            }
        }
        return heap.peek();
    }
}
