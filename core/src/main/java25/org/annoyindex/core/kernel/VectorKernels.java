package org.annoyindex.core.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.annoyindex.core.RankedKey;

/**
 * Kernels on the Vector API. Lives only in {@code META-INF/versions/25} and is found by name.
 *
 * <p>Float sums use two 256-bit accumulators on every machine: the 16 partial sums of {@link Kernels}. Two chains of
 * additions hide as much latency as one 512-bit chain would. Sketch scans count in integers, so they take the widest
 * registers there are. Vectors never leave the method that made them: C2 boxes them where a helper is not inlined.
 */
final class VectorKernels extends Kernels {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final VectorShuffle<Float> SWAP_4 = VectorShuffle.fromValues(F, 4, 5, 6, 7, 0, 1, 2, 3);
    private static final VectorShuffle<Float> SWAP_2 = VectorShuffle.fromValues(F, 2, 3, 0, 1, 6, 7, 4, 5);
    private static final VectorShuffle<Float> SWAP_1 = VectorShuffle.fromValues(F, 1, 0, 3, 2, 5, 4, 7, 6);

    private static final boolean WIDE = LongVector.SPECIES_PREFERRED.vectorBitSize() >= 512;
    private static final VectorSpecies<Long> L = WIDE ? LongVector.SPECIES_512 : LongVector.SPECIES_256;
    private static final VectorSpecies<Integer> I = WIDE ? IntVector.SPECIES_512 : IntVector.SPECIES_256;
    private static final VectorSpecies<Float> S = WIDE ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;

    VectorKernels() {
        if (LongVector.SPECIES_PREFERRED.vectorBitSize() < 256) {
            throw new UnsupportedOperationException("this machine's vectors are narrower than 256 bits");
        }
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public Chunk chunk(final ByteBuffer bytes) {
        return new SegmentChunk(bytes.order(LE));
    }

    @Override
    public float dot(final float[] a, final int aFrom, final float[] b, final int bFrom, final int length) {
        FloatVector low = FloatVector.zero(F);
        FloatVector high = FloatVector.zero(F);
        int i = 0;
        for (; i + BLOCK <= length; i += BLOCK) {
            low = low.add(FloatVector.fromArray(F, a, aFrom + i).mul(FloatVector.fromArray(F, b, bFrom + i)));
            high = high.add(FloatVector.fromArray(F, a, aFrom + i + 8).mul(FloatVector.fromArray(F, b, bFrom + i + 8)));
        }
        if (i + 8 <= length) {
            low = low.add(FloatVector.fromArray(F, a, aFrom + i).mul(FloatVector.fromArray(F, b, bFrom + i)));
            i += 8;
            if (i < length) {
                final VectorMask<Float> rest = F.indexInRange(i, length);
                high = high.add(
                        FloatVector.fromArray(F, a, aFrom + i, rest).mul(FloatVector.fromArray(F, b, bFrom + i, rest)));
            }
        } else if (i < length) {
            final VectorMask<Float> rest = F.indexInRange(i, length);
            low = low.add(
                    FloatVector.fromArray(F, a, aFrom + i, rest).mul(FloatVector.fromArray(F, b, bFrom + i, rest)));
        }
        FloatVector sum = low.add(high);
        sum = sum.add(sum.rearrange(SWAP_4));
        sum = sum.add(sum.rearrange(SWAP_2));
        sum = sum.add(sum.rearrange(SWAP_1));
        return sum.lane(0);
    }

    @Override
    public float squaredDistance(final float[] a, final int aFrom, final float[] b, final int bFrom, final int length) {
        FloatVector low = FloatVector.zero(F);
        FloatVector high = FloatVector.zero(F);
        int i = 0;
        for (; i + BLOCK <= length; i += BLOCK) {
            final FloatVector first =
                    FloatVector.fromArray(F, a, aFrom + i).sub(FloatVector.fromArray(F, b, bFrom + i));
            final FloatVector second =
                    FloatVector.fromArray(F, a, aFrom + i + 8).sub(FloatVector.fromArray(F, b, bFrom + i + 8));
            low = low.add(first.mul(first));
            high = high.add(second.mul(second));
        }
        if (i + 8 <= length) {
            final FloatVector first =
                    FloatVector.fromArray(F, a, aFrom + i).sub(FloatVector.fromArray(F, b, bFrom + i));
            low = low.add(first.mul(first));
            i += 8;
            if (i < length) {
                final VectorMask<Float> rest = F.indexInRange(i, length);
                final FloatVector second =
                        FloatVector.fromArray(F, a, aFrom + i, rest).sub(FloatVector.fromArray(F, b, bFrom + i, rest));
                high = high.add(second.mul(second));
            }
        } else if (i < length) {
            final VectorMask<Float> rest = F.indexInRange(i, length);
            final FloatVector first =
                    FloatVector.fromArray(F, a, aFrom + i, rest).sub(FloatVector.fromArray(F, b, bFrom + i, rest));
            low = low.add(first.mul(first));
        }
        FloatVector sum = low.add(high);
        sum = sum.add(sum.rearrange(SWAP_4));
        sum = sum.add(sum.rearrange(SWAP_2));
        sum = sum.add(sum.rearrange(SWAP_1));
        return sum.lane(0);
    }

    @Override
    public void squaredDistances(
            final float[] rows, final float[] b, final int bFrom, final int length, final float[] distances) {
        FloatVector low0 = FloatVector.zero(F);
        FloatVector high0 = FloatVector.zero(F);
        FloatVector low1 = FloatVector.zero(F);
        FloatVector high1 = FloatVector.zero(F);
        FloatVector low2 = FloatVector.zero(F);
        FloatVector high2 = FloatVector.zero(F);
        FloatVector low3 = FloatVector.zero(F);
        FloatVector high3 = FloatVector.zero(F);
        int i = 0;
        for (; i + BLOCK <= length; i += BLOCK) {
            final FloatVector first = FloatVector.fromArray(F, b, bFrom + i);
            final FloatVector second = FloatVector.fromArray(F, b, bFrom + i + 8);
            final FloatVector x0 = FloatVector.fromArray(F, rows, i).sub(first);
            final FloatVector y0 = FloatVector.fromArray(F, rows, i + 8).sub(second);
            low0 = low0.add(x0.mul(x0));
            high0 = high0.add(y0.mul(y0));
            final FloatVector x1 = FloatVector.fromArray(F, rows, length + i).sub(first);
            final FloatVector y1 =
                    FloatVector.fromArray(F, rows, length + i + 8).sub(second);
            low1 = low1.add(x1.mul(x1));
            high1 = high1.add(y1.mul(y1));
            final FloatVector x2 =
                    FloatVector.fromArray(F, rows, 2 * length + i).sub(first);
            final FloatVector y2 =
                    FloatVector.fromArray(F, rows, 2 * length + i + 8).sub(second);
            low2 = low2.add(x2.mul(x2));
            high2 = high2.add(y2.mul(y2));
            final FloatVector x3 =
                    FloatVector.fromArray(F, rows, 3 * length + i).sub(first);
            final FloatVector y3 =
                    FloatVector.fromArray(F, rows, 3 * length + i + 8).sub(second);
            low3 = low3.add(x3.mul(x3));
            high3 = high3.add(y3.mul(y3));
        }
        if (i + 8 <= length) {
            final FloatVector first = FloatVector.fromArray(F, b, bFrom + i);
            final FloatVector x0 = FloatVector.fromArray(F, rows, i).sub(first);
            low0 = low0.add(x0.mul(x0));
            final FloatVector x1 = FloatVector.fromArray(F, rows, length + i).sub(first);
            low1 = low1.add(x1.mul(x1));
            final FloatVector x2 =
                    FloatVector.fromArray(F, rows, 2 * length + i).sub(first);
            low2 = low2.add(x2.mul(x2));
            final FloatVector x3 =
                    FloatVector.fromArray(F, rows, 3 * length + i).sub(first);
            low3 = low3.add(x3.mul(x3));
            i += 8;
            if (i < length) {
                final VectorMask<Float> rest = F.indexInRange(i, length);
                final FloatVector second = FloatVector.fromArray(F, b, bFrom + i, rest);
                final FloatVector y0 = FloatVector.fromArray(F, rows, i, rest).sub(second);
                high0 = high0.add(y0.mul(y0));
                final FloatVector y1 =
                        FloatVector.fromArray(F, rows, length + i, rest).sub(second);
                high1 = high1.add(y1.mul(y1));
                final FloatVector y2 =
                        FloatVector.fromArray(F, rows, 2 * length + i, rest).sub(second);
                high2 = high2.add(y2.mul(y2));
                final FloatVector y3 =
                        FloatVector.fromArray(F, rows, 3 * length + i, rest).sub(second);
                high3 = high3.add(y3.mul(y3));
            }
        } else if (i < length) {
            final VectorMask<Float> rest = F.indexInRange(i, length);
            final FloatVector first = FloatVector.fromArray(F, b, bFrom + i, rest);
            final FloatVector x0 = FloatVector.fromArray(F, rows, i, rest).sub(first);
            low0 = low0.add(x0.mul(x0));
            final FloatVector x1 =
                    FloatVector.fromArray(F, rows, length + i, rest).sub(first);
            low1 = low1.add(x1.mul(x1));
            final FloatVector x2 =
                    FloatVector.fromArray(F, rows, 2 * length + i, rest).sub(first);
            low2 = low2.add(x2.mul(x2));
            final FloatVector x3 =
                    FloatVector.fromArray(F, rows, 3 * length + i, rest).sub(first);
            low3 = low3.add(x3.mul(x3));
        }
        FloatVector sum0 = low0.add(high0);
        FloatVector sum1 = low1.add(high1);
        FloatVector sum2 = low2.add(high2);
        FloatVector sum3 = low3.add(high3);
        sum0 = sum0.add(sum0.rearrange(SWAP_4));
        sum1 = sum1.add(sum1.rearrange(SWAP_4));
        sum2 = sum2.add(sum2.rearrange(SWAP_4));
        sum3 = sum3.add(sum3.rearrange(SWAP_4));
        sum0 = sum0.add(sum0.rearrange(SWAP_2));
        sum1 = sum1.add(sum1.rearrange(SWAP_2));
        sum2 = sum2.add(sum2.rearrange(SWAP_2));
        sum3 = sum3.add(sum3.rearrange(SWAP_2));
        sum0 = sum0.add(sum0.rearrange(SWAP_1));
        sum1 = sum1.add(sum1.rearrange(SWAP_1));
        sum2 = sum2.add(sum2.rearrange(SWAP_1));
        sum3 = sum3.add(sum3.rearrange(SWAP_1));
        distances[0] = sum0.lane(0);
        distances[1] = sum1.lane(0);
        distances[2] = sum2.lane(0);
        distances[3] = sum3.lane(0);
    }

    @Override
    public float dot(
            final float[] query, final Chunk chunk, final int offset, final int length, final float[] scratch) {
        final MemorySegment segment = ((SegmentChunk) chunk).segment;
        FloatVector low = FloatVector.zero(F);
        FloatVector high = FloatVector.zero(F);
        int i = 0;
        long at = offset;
        for (; i + BLOCK <= length; i += BLOCK, at += 4 * BLOCK) {
            low = low.add(FloatVector.fromMemorySegment(F, segment, at, LE).mul(FloatVector.fromArray(F, query, i)));
            high = high.add(
                    FloatVector.fromMemorySegment(F, segment, at + 32, LE).mul(FloatVector.fromArray(F, query, i + 8)));
        }
        if (i + 8 <= length) {
            low = low.add(FloatVector.fromMemorySegment(F, segment, at, LE).mul(FloatVector.fromArray(F, query, i)));
            i += 8;
            at += 32;
            if (i < length) {
                final VectorMask<Float> rest = F.indexInRange(i, length);
                high = high.add(FloatVector.fromMemorySegment(F, segment, at, LE, rest)
                        .mul(FloatVector.fromArray(F, query, i, rest)));
            }
        } else if (i < length) {
            final VectorMask<Float> rest = F.indexInRange(i, length);
            low = low.add(FloatVector.fromMemorySegment(F, segment, at, LE, rest)
                    .mul(FloatVector.fromArray(F, query, i, rest)));
        }
        FloatVector sum = low.add(high);
        sum = sum.add(sum.rearrange(SWAP_4));
        sum = sum.add(sum.rearrange(SWAP_2));
        sum = sum.add(sum.rearrange(SWAP_1));
        return sum.lane(0);
    }

    @Override
    public float squaredDistance(
            final float[] query, final Chunk chunk, final int offset, final int length, final float[] scratch) {
        final MemorySegment segment = ((SegmentChunk) chunk).segment;
        FloatVector low = FloatVector.zero(F);
        FloatVector high = FloatVector.zero(F);
        int i = 0;
        long at = offset;
        for (; i + BLOCK <= length; i += BLOCK, at += 4 * BLOCK) {
            final FloatVector first =
                    FloatVector.fromArray(F, query, i).sub(FloatVector.fromMemorySegment(F, segment, at, LE));
            final FloatVector second =
                    FloatVector.fromArray(F, query, i + 8).sub(FloatVector.fromMemorySegment(F, segment, at + 32, LE));
            low = low.add(first.mul(first));
            high = high.add(second.mul(second));
        }
        if (i + 8 <= length) {
            final FloatVector first =
                    FloatVector.fromArray(F, query, i).sub(FloatVector.fromMemorySegment(F, segment, at, LE));
            low = low.add(first.mul(first));
            i += 8;
            at += 32;
            if (i < length) {
                final VectorMask<Float> rest = F.indexInRange(i, length);
                final FloatVector second = FloatVector.fromArray(F, query, i, rest)
                        .sub(FloatVector.fromMemorySegment(F, segment, at, LE, rest));
                high = high.add(second.mul(second));
            }
        } else if (i < length) {
            final VectorMask<Float> rest = F.indexInRange(i, length);
            final FloatVector first = FloatVector.fromArray(F, query, i, rest)
                    .sub(FloatVector.fromMemorySegment(F, segment, at, LE, rest));
            low = low.add(first.mul(first));
        }
        FloatVector sum = low.add(high);
        sum = sum.add(sum.rearrange(SWAP_4));
        sum = sum.add(sum.rearrange(SWAP_2));
        sum = sum.add(sum.rearrange(SWAP_1));
        return sum.lane(0);
    }

    @Override
    public float manhattanDistance(
            final float[] query, final Chunk chunk, final int offset, final int length, final float[] scratch) {
        final MemorySegment segment = ((SegmentChunk) chunk).segment;
        FloatVector low = FloatVector.zero(F);
        FloatVector high = FloatVector.zero(F);
        int i = 0;
        long at = offset;
        for (; i + BLOCK <= length; i += BLOCK, at += 4 * BLOCK) {
            low = low.add(FloatVector.fromArray(F, query, i)
                    .sub(FloatVector.fromMemorySegment(F, segment, at, LE))
                    .abs());
            high = high.add(FloatVector.fromArray(F, query, i + 8)
                    .sub(FloatVector.fromMemorySegment(F, segment, at + 32, LE))
                    .abs());
        }
        if (i + 8 <= length) {
            low = low.add(FloatVector.fromArray(F, query, i)
                    .sub(FloatVector.fromMemorySegment(F, segment, at, LE))
                    .abs());
            i += 8;
            at += 32;
            if (i < length) {
                final VectorMask<Float> rest = F.indexInRange(i, length);
                high = high.add(FloatVector.fromArray(F, query, i, rest)
                        .sub(FloatVector.fromMemorySegment(F, segment, at, LE, rest))
                        .abs());
            }
        } else if (i < length) {
            final VectorMask<Float> rest = F.indexInRange(i, length);
            low = low.add(FloatVector.fromArray(F, query, i, rest)
                    .sub(FloatVector.fromMemorySegment(F, segment, at, LE, rest))
                    .abs());
        }
        FloatVector sum = low.add(high);
        sum = sum.add(sum.rearrange(SWAP_4));
        sum = sum.add(sum.rearrange(SWAP_2));
        sum = sum.add(sum.rearrange(SWAP_1));
        return sum.lane(0);
    }

    @Override
    public int scan(
            final QueryPlanes query,
            final Chunk chunk,
            final int offset,
            final int count,
            final float base,
            final float slack,
            final float threshold,
            final float[] scores,
            final long[] keys,
            final int size) {
        final MemorySegment segment = ((SegmentChunk) chunk).segment;
        final ByteBuffer bytes = chunk.bytes();
        final long[] planes = query.planes;
        final int words = query.words;
        final float step = query.step;
        final float offsetProduct = query.largestProduct + slack;
        final int factorsAt = words * 2 * 64;
        int found = size;
        int block = offset;
        for (int done = 0; done < count; done += BLOCK, block += factorsAt + 3 * 64) {
            for (int half = 0; half < 64; half += I.vectorByteSize()) {
                LongVector even0 = LongVector.zero(L);
                LongVector even1 = LongVector.zero(L);
                LongVector even2 = LongVector.zero(L);
                LongVector even3 = LongVector.zero(L);
                LongVector odd0 = LongVector.zero(L);
                LongVector odd1 = LongVector.zero(L);
                LongVector odd2 = LongVector.zero(L);
                LongVector odd3 = LongVector.zero(L);
                long at = (long) block + half;
                for (int w = 0; w < words; w++, at += 128) {
                    final LongVector even = LongVector.fromMemorySegment(L, segment, at, LE);
                    final LongVector odd = LongVector.fromMemorySegment(L, segment, at + 64, LE);
                    final LongVector plane0 = LongVector.broadcast(L, planes[w]);
                    final LongVector plane1 = LongVector.broadcast(L, planes[words + w]);
                    final LongVector plane2 = LongVector.broadcast(L, planes[2 * words + w]);
                    final LongVector plane3 = LongVector.broadcast(L, planes[3 * words + w]);
                    even0 = even0.add(even.lanewise(VectorOperators.XOR, plane0).lanewise(VectorOperators.BIT_COUNT));
                    even1 = even1.add(even.lanewise(VectorOperators.XOR, plane1).lanewise(VectorOperators.BIT_COUNT));
                    even2 = even2.add(even.lanewise(VectorOperators.XOR, plane2).lanewise(VectorOperators.BIT_COUNT));
                    even3 = even3.add(even.lanewise(VectorOperators.XOR, plane3).lanewise(VectorOperators.BIT_COUNT));
                    odd0 = odd0.add(odd.lanewise(VectorOperators.XOR, plane0).lanewise(VectorOperators.BIT_COUNT));
                    odd1 = odd1.add(odd.lanewise(VectorOperators.XOR, plane1).lanewise(VectorOperators.BIT_COUNT));
                    odd2 = odd2.add(odd.lanewise(VectorOperators.XOR, plane2).lanewise(VectorOperators.BIT_COUNT));
                    odd3 = odd3.add(odd.lanewise(VectorOperators.XOR, plane3).lanewise(VectorOperators.BIT_COUNT));
                }
                final LongVector evens = even3.lanewise(VectorOperators.LSHL, 1)
                        .add(even2)
                        .lanewise(VectorOperators.LSHL, 1)
                        .add(even1)
                        .lanewise(VectorOperators.LSHL, 1)
                        .add(even0);
                final LongVector odds = odd3.lanewise(VectorOperators.LSHL, 1)
                        .add(odd2)
                        .lanewise(VectorOperators.LSHL, 1)
                        .add(odd1)
                        .lanewise(VectorOperators.LSHL, 1)
                        .add(odd0);
                final IntVector counts =
                        evens.or(odds.lanewise(VectorOperators.LSHL, 32)).reinterpretAsInts();
                final FloatVector product = ((FloatVector) counts.convertShape(VectorOperators.I2F, S, 0))
                        .mul(-step)
                        .add(offsetProduct);
                final long factors = (long) block + factorsAt + half;
                final FloatVector score = FloatVector.fromMemorySegment(S, segment, factors + 64, LE)
                        .add(base)
                        .add(FloatVector.fromMemorySegment(S, segment, factors, LE)
                                .mul(product));
                final long below = score.compare(VectorOperators.LT, threshold).toLong();
                if (below != 0) {
                    score.intoArray(scores, 0);
                    found = keep(below, scores, bytes, (int) factors + 128, keys, found);
                }
            }
        }
        return found;
    }

    /** Appends keys of the lanes below the threshold. A method of its own, as C2 inlines no more in one as large as a scan. */
    private static int keep(
            final long lanes,
            final float[] scores,
            final ByteBuffer bytes,
            final int positions,
            final long[] keys,
            final int size) {
        int found = size;
        for (long rest = lanes; rest != 0; rest &= rest - 1) {
            final int lane = Long.numberOfTrailingZeros(rest);
            keys[found++] = RankedKey.of(scores[lane], bytes.getInt(positions + 4 * lane));
        }
        return found;
    }

    /** Mapped memory as a segment: the only form in which the Vector API reads it off the heap. */
    private static final class SegmentChunk extends Chunk {
        final MemorySegment segment;

        SegmentChunk(final ByteBuffer bytes) {
            super(bytes);
            segment = MemorySegment.ofBuffer(bytes);
        }
    }
}
