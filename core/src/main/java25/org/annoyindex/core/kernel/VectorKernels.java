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
import org.annoyindex.core.rank.ScoredKey;

/**
 * Kernels on the Vector API. The class exists only in {@code META-INF/versions/25} and is loaded by name.
 *
 * <p>Float sums use two 256-bit accumulators on every machine: the 16 partial sums of {@link Kernels}. Two chains of
 * additions hide as much latency as one 512-bit chain. Sketch scans count in integers, so they use the widest registers
 * available. Vectors never leave the method that creates them, as C2 boxes them if the called method is not inlined.
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

    /** In the stages of a transform within a register: each lane's partner, and the sign of the lane itself. */
    private static final VectorShuffle<Float> PARTNER_1 = VectorShuffle.fromOp(S, lane -> lane ^ 1);

    private static final VectorShuffle<Float> PARTNER_2 = VectorShuffle.fromOp(S, lane -> lane ^ 2);
    private static final VectorShuffle<Float> PARTNER_4 = VectorShuffle.fromOp(S, lane -> lane ^ 4);
    private static final VectorShuffle<Float> PARTNER_8 = VectorShuffle.fromOp(S, lane -> (lane ^ 8) % S.length());
    private static final FloatVector SIGN_1 = stageSigns(1);
    private static final FloatVector SIGN_2 = stageSigns(2);
    private static final FloatVector SIGN_4 = stageSigns(4);
    private static final FloatVector SIGN_8 = stageSigns(8);

    VectorKernels() {
        if (LongVector.SPECIES_PREFERRED.vectorBitSize() < 256) {
            throw new UnsupportedOperationException("this machine's vectors are narrower than 256 bits");
        }
    }

    private static FloatVector stageSigns(final int apart) {
        final float[] signs = new float[S.length()];
        for (int lane = 0; lane < signs.length; lane++) {
            signs[lane] = (lane & apart) == 0 ? 1 : -1;
        }
        return FloatVector.fromArray(S, signs, 0);
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
    public void dots(
            final Columns columns, final int count, final float[] rows, final int[] starts, final float[] products) {
        for (int lane = 0; lane < count; lane += S.length()) {
            for (int first = 0; first < 4; first++) {
                dotQuarter(columns, lane, rows, starts, first);
            }
            addQuarters(columns, lane, products);
        }
    }

    @Override
    public void squaredDistances(
            final Columns columns, final int count, final float[] rows, final int[] starts, final float[] distances) {
        for (int lane = 0; lane < count; lane += S.length()) {
            for (int first = 0; first < 4; first++) {
                squaredQuarter(columns, lane, rows, starts, first);
            }
            addQuarters(columns, lane, distances);
        }
    }

    /** The four of the 16 partial sums that the halving adds up, of a register of columns with each row. */
    private static void dotQuarter(
            final Columns columns, final int lane, final float[] rows, final int[] starts, final int first) {
        final float[][] components = columns.components;
        final int length = components.length;
        final int start0 = starts[0];
        final int start1 = starts[1];
        final int start2 = starts[2];
        final int start3 = starts[3];
        FloatVector sum0At0 = FloatVector.zero(S);
        FloatVector sum0At4 = FloatVector.zero(S);
        FloatVector sum0At8 = FloatVector.zero(S);
        FloatVector sum0At12 = FloatVector.zero(S);
        FloatVector sum1At0 = FloatVector.zero(S);
        FloatVector sum1At4 = FloatVector.zero(S);
        FloatVector sum1At8 = FloatVector.zero(S);
        FloatVector sum1At12 = FloatVector.zero(S);
        FloatVector sum2At0 = FloatVector.zero(S);
        FloatVector sum2At4 = FloatVector.zero(S);
        FloatVector sum2At8 = FloatVector.zero(S);
        FloatVector sum2At12 = FloatVector.zero(S);
        FloatVector sum3At0 = FloatVector.zero(S);
        FloatVector sum3At4 = FloatVector.zero(S);
        FloatVector sum3At8 = FloatVector.zero(S);
        FloatVector sum3At12 = FloatVector.zero(S);
        int i = first;
        for (; i + 12 < length; i += BLOCK) {
            final FloatVector column0 = FloatVector.fromArray(S, components[i], lane);
            final FloatVector column4 = FloatVector.fromArray(S, components[i + 4], lane);
            final FloatVector column8 = FloatVector.fromArray(S, components[i + 8], lane);
            final FloatVector column12 = FloatVector.fromArray(S, components[i + 12], lane);
            sum0At0 = sum0At0.add(column0.mul(rows[start0 + i]));
            sum0At4 = sum0At4.add(column4.mul(rows[start0 + i + 4]));
            sum0At8 = sum0At8.add(column8.mul(rows[start0 + i + 8]));
            sum0At12 = sum0At12.add(column12.mul(rows[start0 + i + 12]));
            sum1At0 = sum1At0.add(column0.mul(rows[start1 + i]));
            sum1At4 = sum1At4.add(column4.mul(rows[start1 + i + 4]));
            sum1At8 = sum1At8.add(column8.mul(rows[start1 + i + 8]));
            sum1At12 = sum1At12.add(column12.mul(rows[start1 + i + 12]));
            sum2At0 = sum2At0.add(column0.mul(rows[start2 + i]));
            sum2At4 = sum2At4.add(column4.mul(rows[start2 + i + 4]));
            sum2At8 = sum2At8.add(column8.mul(rows[start2 + i + 8]));
            sum2At12 = sum2At12.add(column12.mul(rows[start2 + i + 12]));
            sum3At0 = sum3At0.add(column0.mul(rows[start3 + i]));
            sum3At4 = sum3At4.add(column4.mul(rows[start3 + i + 4]));
            sum3At8 = sum3At8.add(column8.mul(rows[start3 + i + 8]));
            sum3At12 = sum3At12.add(column12.mul(rows[start3 + i + 12]));
        }
        if (i < length) {
            final FloatVector column0 = FloatVector.fromArray(S, components[i], lane);
            sum0At0 = sum0At0.add(column0.mul(rows[start0 + i]));
            sum1At0 = sum1At0.add(column0.mul(rows[start1 + i]));
            sum2At0 = sum2At0.add(column0.mul(rows[start2 + i]));
            sum3At0 = sum3At0.add(column0.mul(rows[start3 + i]));
        }
        if (i + 4 < length) {
            final FloatVector column4 = FloatVector.fromArray(S, components[i + 4], lane);
            sum0At4 = sum0At4.add(column4.mul(rows[start0 + i + 4]));
            sum1At4 = sum1At4.add(column4.mul(rows[start1 + i + 4]));
            sum2At4 = sum2At4.add(column4.mul(rows[start2 + i + 4]));
            sum3At4 = sum3At4.add(column4.mul(rows[start3 + i + 4]));
        }
        if (i + 8 < length) {
            final FloatVector column8 = FloatVector.fromArray(S, components[i + 8], lane);
            sum0At8 = sum0At8.add(column8.mul(rows[start0 + i + 8]));
            sum1At8 = sum1At8.add(column8.mul(rows[start1 + i + 8]));
            sum2At8 = sum2At8.add(column8.mul(rows[start2 + i + 8]));
            sum3At8 = sum3At8.add(column8.mul(rows[start3 + i + 8]));
        }
        final float[] quarter = columns.quarters[first];
        sum0At0.add(sum0At8).add(sum0At4.add(sum0At12)).intoArray(quarter, lane);
        sum1At0.add(sum1At8).add(sum1At4.add(sum1At12)).intoArray(quarter, Columns.LANES + lane);
        sum2At0.add(sum2At8).add(sum2At4.add(sum2At12)).intoArray(quarter, 2 * Columns.LANES + lane);
        sum3At0.add(sum3At8).add(sum3At4.add(sum3At12)).intoArray(quarter, 3 * Columns.LANES + lane);
    }

    /** As {@link #dotQuarter}, but adds squared differences. */
    private static void squaredQuarter(
            final Columns columns, final int lane, final float[] rows, final int[] starts, final int first) {
        final float[][] components = columns.components;
        final int length = components.length;
        final int start0 = starts[0];
        final int start1 = starts[1];
        final int start2 = starts[2];
        final int start3 = starts[3];
        FloatVector sum0At0 = FloatVector.zero(S);
        FloatVector sum0At4 = FloatVector.zero(S);
        FloatVector sum0At8 = FloatVector.zero(S);
        FloatVector sum0At12 = FloatVector.zero(S);
        FloatVector sum1At0 = FloatVector.zero(S);
        FloatVector sum1At4 = FloatVector.zero(S);
        FloatVector sum1At8 = FloatVector.zero(S);
        FloatVector sum1At12 = FloatVector.zero(S);
        FloatVector sum2At0 = FloatVector.zero(S);
        FloatVector sum2At4 = FloatVector.zero(S);
        FloatVector sum2At8 = FloatVector.zero(S);
        FloatVector sum2At12 = FloatVector.zero(S);
        FloatVector sum3At0 = FloatVector.zero(S);
        FloatVector sum3At4 = FloatVector.zero(S);
        FloatVector sum3At8 = FloatVector.zero(S);
        FloatVector sum3At12 = FloatVector.zero(S);
        int i = first;
        for (; i + 12 < length; i += BLOCK) {
            final FloatVector column0 = FloatVector.fromArray(S, components[i], lane);
            final FloatVector column4 = FloatVector.fromArray(S, components[i + 4], lane);
            final FloatVector column8 = FloatVector.fromArray(S, components[i + 8], lane);
            final FloatVector column12 = FloatVector.fromArray(S, components[i + 12], lane);
            final FloatVector difference0At0 = column0.sub(rows[start0 + i]);
            sum0At0 = sum0At0.add(difference0At0.mul(difference0At0));
            final FloatVector difference0At4 = column4.sub(rows[start0 + i + 4]);
            sum0At4 = sum0At4.add(difference0At4.mul(difference0At4));
            final FloatVector difference0At8 = column8.sub(rows[start0 + i + 8]);
            sum0At8 = sum0At8.add(difference0At8.mul(difference0At8));
            final FloatVector difference0At12 = column12.sub(rows[start0 + i + 12]);
            sum0At12 = sum0At12.add(difference0At12.mul(difference0At12));
            final FloatVector difference1At0 = column0.sub(rows[start1 + i]);
            sum1At0 = sum1At0.add(difference1At0.mul(difference1At0));
            final FloatVector difference1At4 = column4.sub(rows[start1 + i + 4]);
            sum1At4 = sum1At4.add(difference1At4.mul(difference1At4));
            final FloatVector difference1At8 = column8.sub(rows[start1 + i + 8]);
            sum1At8 = sum1At8.add(difference1At8.mul(difference1At8));
            final FloatVector difference1At12 = column12.sub(rows[start1 + i + 12]);
            sum1At12 = sum1At12.add(difference1At12.mul(difference1At12));
            final FloatVector difference2At0 = column0.sub(rows[start2 + i]);
            sum2At0 = sum2At0.add(difference2At0.mul(difference2At0));
            final FloatVector difference2At4 = column4.sub(rows[start2 + i + 4]);
            sum2At4 = sum2At4.add(difference2At4.mul(difference2At4));
            final FloatVector difference2At8 = column8.sub(rows[start2 + i + 8]);
            sum2At8 = sum2At8.add(difference2At8.mul(difference2At8));
            final FloatVector difference2At12 = column12.sub(rows[start2 + i + 12]);
            sum2At12 = sum2At12.add(difference2At12.mul(difference2At12));
            final FloatVector difference3At0 = column0.sub(rows[start3 + i]);
            sum3At0 = sum3At0.add(difference3At0.mul(difference3At0));
            final FloatVector difference3At4 = column4.sub(rows[start3 + i + 4]);
            sum3At4 = sum3At4.add(difference3At4.mul(difference3At4));
            final FloatVector difference3At8 = column8.sub(rows[start3 + i + 8]);
            sum3At8 = sum3At8.add(difference3At8.mul(difference3At8));
            final FloatVector difference3At12 = column12.sub(rows[start3 + i + 12]);
            sum3At12 = sum3At12.add(difference3At12.mul(difference3At12));
        }
        if (i < length) {
            final FloatVector column0 = FloatVector.fromArray(S, components[i], lane);
            final FloatVector difference0At0 = column0.sub(rows[start0 + i]);
            sum0At0 = sum0At0.add(difference0At0.mul(difference0At0));
            final FloatVector difference1At0 = column0.sub(rows[start1 + i]);
            sum1At0 = sum1At0.add(difference1At0.mul(difference1At0));
            final FloatVector difference2At0 = column0.sub(rows[start2 + i]);
            sum2At0 = sum2At0.add(difference2At0.mul(difference2At0));
            final FloatVector difference3At0 = column0.sub(rows[start3 + i]);
            sum3At0 = sum3At0.add(difference3At0.mul(difference3At0));
        }
        if (i + 4 < length) {
            final FloatVector column4 = FloatVector.fromArray(S, components[i + 4], lane);
            final FloatVector difference0At4 = column4.sub(rows[start0 + i + 4]);
            sum0At4 = sum0At4.add(difference0At4.mul(difference0At4));
            final FloatVector difference1At4 = column4.sub(rows[start1 + i + 4]);
            sum1At4 = sum1At4.add(difference1At4.mul(difference1At4));
            final FloatVector difference2At4 = column4.sub(rows[start2 + i + 4]);
            sum2At4 = sum2At4.add(difference2At4.mul(difference2At4));
            final FloatVector difference3At4 = column4.sub(rows[start3 + i + 4]);
            sum3At4 = sum3At4.add(difference3At4.mul(difference3At4));
        }
        if (i + 8 < length) {
            final FloatVector column8 = FloatVector.fromArray(S, components[i + 8], lane);
            final FloatVector difference0At8 = column8.sub(rows[start0 + i + 8]);
            sum0At8 = sum0At8.add(difference0At8.mul(difference0At8));
            final FloatVector difference1At8 = column8.sub(rows[start1 + i + 8]);
            sum1At8 = sum1At8.add(difference1At8.mul(difference1At8));
            final FloatVector difference2At8 = column8.sub(rows[start2 + i + 8]);
            sum2At8 = sum2At8.add(difference2At8.mul(difference2At8));
            final FloatVector difference3At8 = column8.sub(rows[start3 + i + 8]);
            sum3At8 = sum3At8.add(difference3At8.mul(difference3At8));
        }
        final float[] quarter = columns.quarters[first];
        sum0At0.add(sum0At8).add(sum0At4.add(sum0At12)).intoArray(quarter, lane);
        sum1At0.add(sum1At8).add(sum1At4.add(sum1At12)).intoArray(quarter, Columns.LANES + lane);
        sum2At0.add(sum2At8).add(sum2At4.add(sum2At12)).intoArray(quarter, 2 * Columns.LANES + lane);
        sum3At0.add(sum3At8).add(sum3At4.add(sum3At12)).intoArray(quarter, 3 * Columns.LANES + lane);
    }

    private static void addQuarters(final Columns columns, final int lane, final float[] sums) {
        final float[][] quarters = columns.quarters;
        for (int at = lane; at < ROWS * Columns.LANES; at += Columns.LANES) {
            FloatVector.fromArray(S, quarters[0], at)
                    .add(FloatVector.fromArray(S, quarters[2], at))
                    .add(FloatVector.fromArray(S, quarters[1], at).add(FloatVector.fromArray(S, quarters[3], at)))
                    .intoArray(sums, at);
        }
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

    /**
     * The transform does the stages up to the length of a register within it, where a lane becomes its partner plus or
     * minus itself, then a stage of pairs of registers if an odd number is left, then two in each pass.
     */
    @Override
    public void rotateRound(final float[] values, final float[] signs, final int from, final int transformed) {
        final int lanes = S.length();
        final int end = from + transformed;
        for (int i = 0; i < from; i += lanes) {
            FloatVector.fromArray(S, values, i)
                    .mul(FloatVector.fromArray(S, signs, i))
                    .intoArray(values, i);
        }
        for (int i = end; i < signs.length; i += lanes) {
            FloatVector.fromArray(S, values, i)
                    .mul(FloatVector.fromArray(S, signs, i))
                    .intoArray(values, i);
        }
        for (int i = from; i < end; i += lanes) {
            FloatVector v = FloatVector.fromArray(S, values, i).mul(FloatVector.fromArray(S, signs, i));
            v = v.mul(SIGN_1).add(v.rearrange(PARTNER_1));
            v = v.mul(SIGN_2).add(v.rearrange(PARTNER_2));
            v = v.mul(SIGN_4).add(v.rearrange(PARTNER_4));
            if (WIDE) {
                v = v.mul(SIGN_8).add(v.rearrange(PARTNER_8));
            }
            v.intoArray(values, i);
        }
        int apart = lanes;
        if ((Integer.numberOfTrailingZeros(transformed / lanes) & 1) != 0) {
            for (int i = from; i < end; i += 2 * lanes) {
                final FloatVector a = FloatVector.fromArray(S, values, i);
                final FloatVector b = FloatVector.fromArray(S, values, i + lanes);
                a.add(b).intoArray(values, i);
                a.sub(b).intoArray(values, i + lanes);
            }
            apart = 2 * lanes;
        }
        for (; apart < transformed; apart *= 4) {
            for (int group = from; group < end; group += 4 * apart) {
                for (int i = group; i < group + apart; i += lanes) {
                    final FloatVector v0 = FloatVector.fromArray(S, values, i);
                    final FloatVector v1 = FloatVector.fromArray(S, values, i + apart);
                    final FloatVector v2 = FloatVector.fromArray(S, values, i + 2 * apart);
                    final FloatVector v3 = FloatVector.fromArray(S, values, i + 3 * apart);
                    final FloatVector a = v0.add(v1);
                    final FloatVector b = v0.sub(v1);
                    final FloatVector c = v2.add(v3);
                    final FloatVector d = v2.sub(v3);
                    a.add(c).intoArray(values, i);
                    b.add(d).intoArray(values, i + apart);
                    a.sub(c).intoArray(values, i + 2 * apart);
                    b.sub(d).intoArray(values, i + 3 * apart);
                }
            }
        }
        if (transformed < signs.length) {
            addHalves(values, signs.length / 2);
        }
    }

    private static void addHalves(final float[] values, final int half) {
        for (int i = 0; i < half; i += S.length()) {
            final FloatVector a = FloatVector.fromArray(S, values, i);
            final FloatVector b = FloatVector.fromArray(S, values, i + half);
            a.add(b).mul(SQRT_HALF).intoArray(values, i);
            a.sub(b).mul(SQRT_HALF).intoArray(values, i + half);
        }
    }

    @Override
    public float largestMagnitude(final float[] values, final int length) {
        // The bits of floats that are not negative are ordered as the floats are, with NaN last.
        IntVector largest = IntVector.zero(I);
        for (int i = 0; i < length; i += S.length()) {
            largest = largest.max(
                    FloatVector.fromArray(S, values, i).reinterpretAsInts().and(Integer.MAX_VALUE));
        }
        return Float.intBitsToFloat(largest.reduceLanes(VectorOperators.MAX));
    }

    @Override
    public void quantize(final float[] values, final float largest, final float inverseStep, final QueryPlanes query) {
        final long[] planes = query.planes;
        final int words = query.words;
        for (int w = 0; w < words; w++) {
            long plane0 = 0;
            long plane1 = 0;
            long plane2 = 0;
            long plane3 = 0;
            for (int j = 0; j < 64; j += S.length()) {
                // Adding half a level makes truncation round to nearest.
                final IntVector levels = ((IntVector) FloatVector.fromArray(S, values, (w << 6) + j)
                                .add(largest)
                                .mul(inverseStep)
                                .add(0.5f)
                                .convert(VectorOperators.F2I, 0))
                        .min(LEVELS - 1);
                plane0 |= levels.and(1).compare(VectorOperators.NE, 0).toLong() << j;
                plane1 |= levels.and(2).compare(VectorOperators.NE, 0).toLong() << j;
                plane2 |= levels.and(4).compare(VectorOperators.NE, 0).toLong() << j;
                plane3 |= levels.and(8).compare(VectorOperators.NE, 0).toLong() << j;
            }
            planes[w] = plane0;
            planes[words + w] = plane1;
            planes[2 * words + w] = plane2;
            planes[3 * words + w] = plane3;
        }
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

    /**
     * Appends the keys of lanes below the threshold. A separate method, as C2 inlines nothing more into a large scan.
     */
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
            keys[found++] = ScoredKey.of(scores[lane], bytes.getInt(positions + 4 * lane));
        }
        return found;
    }

    /** Mapped memory as a segment, the only off-heap form that the Vector API reads. */
    private static final class SegmentChunk extends Chunk {
        final MemorySegment segment;

        SegmentChunk(final ByteBuffer bytes) {
            super(bytes);
            segment = MemorySegment.ofBuffer(bytes);
        }
    }
}
