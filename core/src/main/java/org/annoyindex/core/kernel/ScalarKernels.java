package org.annoyindex.core.kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.annoyindex.core.rank.ScoredKey;

/**
 * Kernels in plain Java, for every JVM. {@link Kernels} defines the order of the additions.
 *
 * <p>Comparisons between arrays compute a quarter of the 16 partial sums at a time, the four that the halving adds up.
 * They fit into registers and are independent of each other.
 *
 * <p>An off-heap vector is first copied into scratch space after 32 zeros, and then overwritten by running sums. Each
 * is the sum 32 places before it plus two terms:
 *
 * <pre>
 *   scratch[i + 32] = scratch[i] + term(i) + term(i + 16)
 * </pre>
 *
 * Of every 32 running sums the first 16 are needed. C2 compiles this loop over whole arrays to SIMD code, even on JDK
 * 17, which it does not do for a loop over 16 sums. The loop reads components before it overwrites them. Each group of
 * 16 sums waits until the preceding ones are stored, so two terms per sum are faster than one.
 */
public final class ScalarKernels extends Kernels {
    /** Offset of the vector in scratch space, and the distance between a running sum and its predecessor. */
    private static final int ROOM = 2 * BLOCK;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public float dot(final float[] a, final int aFrom, final float[] b, final int bFrom, final int length) {
        return (dotQuarter(a, aFrom, b, bFrom, length, 0) + dotQuarter(a, aFrom, b, bFrom, length, 2))
                + (dotQuarter(a, aFrom, b, bFrom, length, 1) + dotQuarter(a, aFrom, b, bFrom, length, 3));
    }

    private static float dotQuarter(
            final float[] a, final int aFrom, final float[] b, final int bFrom, final int length, final int first) {
        float a0 = 0;
        float a4 = 0;
        float a8 = 0;
        float a12 = 0;
        int i = first;
        for (; i + 12 < length; i += BLOCK) {
            a0 += a[aFrom + i] * b[bFrom + i];
            a4 += a[aFrom + i + 4] * b[bFrom + i + 4];
            a8 += a[aFrom + i + 8] * b[bFrom + i + 8];
            a12 += a[aFrom + i + 12] * b[bFrom + i + 12];
        }
        a0 += i < length ? a[aFrom + i] * b[bFrom + i] : 0;
        a4 += i + 4 < length ? a[aFrom + i + 4] * b[bFrom + i + 4] : 0;
        a8 += i + 8 < length ? a[aFrom + i + 8] * b[bFrom + i + 8] : 0;
        return (a0 + a8) + (a4 + a12);
    }

    @Override
    public float squaredDistance(final float[] a, final int aFrom, final float[] b, final int bFrom, final int length) {
        return (squaredQuarter(a, aFrom, b, bFrom, length, 0) + squaredQuarter(a, aFrom, b, bFrom, length, 2))
                + (squaredQuarter(a, aFrom, b, bFrom, length, 1) + squaredQuarter(a, aFrom, b, bFrom, length, 3));
    }

    private static float squaredQuarter(
            final float[] a, final int aFrom, final float[] b, final int bFrom, final int length, final int first) {
        float a0 = 0;
        float a4 = 0;
        float a8 = 0;
        float a12 = 0;
        int i = first;
        for (; i + 12 < length; i += BLOCK) {
            a0 += square(a[aFrom + i] - b[bFrom + i]);
            a4 += square(a[aFrom + i + 4] - b[bFrom + i + 4]);
            a8 += square(a[aFrom + i + 8] - b[bFrom + i + 8]);
            a12 += square(a[aFrom + i + 12] - b[bFrom + i + 12]);
        }
        a0 += i < length ? square(a[aFrom + i] - b[bFrom + i]) : 0;
        a4 += i + 4 < length ? square(a[aFrom + i + 4] - b[bFrom + i + 4]) : 0;
        a8 += i + 8 < length ? square(a[aFrom + i + 8] - b[bFrom + i + 8]) : 0;
        return (a0 + a8) + (a4 + a12);
    }

    @Override
    public float dot(
            final float[] query, final Chunk chunk, final int offset, final int length, final float[] scratch) {
        final int end = fetch(chunk, offset, length, scratch);
        for (int i = 0; i < end - BLOCK; i++) {
            scratch[i + ROOM] =
                    scratch[i] + query[i] * scratch[i + ROOM] + query[i + BLOCK] * scratch[i + ROOM + BLOCK];
        }
        for (int i = end; i < length; i++) {
            scratch[end + i % BLOCK] += query[i] * scratch[i + ROOM];
        }
        return halved(scratch, end);
    }

    @Override
    public float squaredDistance(
            final float[] query, final Chunk chunk, final int offset, final int length, final float[] scratch) {
        final int end = fetch(chunk, offset, length, scratch);
        for (int i = 0; i < end - BLOCK; i++) {
            scratch[i + ROOM] = scratch[i]
                    + square(query[i] - scratch[i + ROOM])
                    + square(query[i + BLOCK] - scratch[i + ROOM + BLOCK]);
        }
        for (int i = end; i < length; i++) {
            scratch[end + i % BLOCK] += square(query[i] - scratch[i + ROOM]);
        }
        return halved(scratch, end);
    }

    @Override
    public float manhattanDistance(
            final float[] query, final Chunk chunk, final int offset, final int length, final float[] scratch) {
        final int end = fetch(chunk, offset, length, scratch);
        for (int i = 0; i < end - BLOCK; i++) {
            scratch[i + ROOM] = scratch[i]
                    + Math.abs(query[i] - scratch[i + ROOM])
                    + Math.abs(query[i + BLOCK] - scratch[i + ROOM + BLOCK]);
        }
        for (int i = end; i < length; i++) {
            scratch[end + i % BLOCK] += Math.abs(query[i] - scratch[i + ROOM]);
        }
        return halved(scratch, end);
    }

    /**
     * Copies a vector into scratch space, after sums of zero.
     *
     * @return the number of components rounded down to a multiple of 32.
     */
    private static int fetch(final Chunk chunk, final int offset, final int length, final float[] scratch) {
        Arrays.fill(scratch, 0, ROOM, 0);
        chunk.floats().get(offset / Float.BYTES, scratch, ROOM, length);
        return length - length % ROOM;
    }

    /** Halves 16 sums four times. */
    private static float halved(final float[] sums, final int at) {
        return (quarter(sums, at) + quarter(sums, at + 2)) + (quarter(sums, at + 1) + quarter(sums, at + 3));
    }

    private static float quarter(final float[] sums, final int at) {
        return (sums[at] + sums[at + 8]) + (sums[at + 4] + sums[at + 12]);
    }

    @Override
    public void dots(
            final Columns columns, final int count, final float[] rows, final int[] starts, final float[] products) {
        for (int row = 0; row < ROWS; row++) {
            for (int first = 0; first < 4; first++) {
                for (int part = 0; part < 4; part++) {
                    addProducts(columns, count, rows, starts[row], first + 4 * part, columns.partialSums[part]);
                }
                addParts(columns.partialSums, count, columns.quarters[first], row * Columns.LANES);
            }
        }
        addQuarters(columns.quarters, products);
    }

    @Override
    public void squaredDistances(
            final Columns columns, final int count, final float[] rows, final int[] starts, final float[] distances) {
        for (int row = 0; row < ROWS; row++) {
            for (int first = 0; first < 4; first++) {
                for (int part = 0; part < 4; part++) {
                    addSquares(columns, count, rows, starts[row], first + 4 * part, columns.partialSums[part]);
                }
                addParts(columns.partialSums, count, columns.quarters[first], row * Columns.LANES);
            }
        }
        addQuarters(columns.quarters, distances);
    }

    /** One of the 16 partial sums, for all lanes. C2 compiles the loops over lanes to SIMD code. */
    private static void addProducts(
            final Columns columns,
            final int count,
            final float[] rows,
            final int start,
            final int first,
            final float[] sums) {
        final float[][] components = columns.components;
        Arrays.fill(sums, 0, count, 0);
        int i = first;
        for (; i + 3 * BLOCK < components.length; i += 4 * BLOCK) {
            addProducts(
                    components[i],
                    components[i + BLOCK],
                    components[i + 2 * BLOCK],
                    components[i + 3 * BLOCK],
                    rows[start + i],
                    rows[start + i + BLOCK],
                    rows[start + i + 2 * BLOCK],
                    rows[start + i + 3 * BLOCK],
                    count,
                    sums);
        }
        for (; i < components.length; i += BLOCK) {
            addProducts(components[i], rows[start + i], count, sums);
        }
    }

    private static void addProducts(
            final float[] a,
            final float[] b,
            final float[] c,
            final float[] d,
            final float x,
            final float y,
            final float z,
            final float w,
            final int count,
            final float[] sums) {
        for (int lane = 0; lane < count; lane++) {
            sums[lane] = (((sums[lane] + a[lane] * x) + b[lane] * y) + c[lane] * z) + d[lane] * w;
        }
    }

    private static void addProducts(final float[] a, final float x, final int count, final float[] sums) {
        for (int lane = 0; lane < count; lane++) {
            sums[lane] += a[lane] * x;
        }
    }

    private static void addSquares(
            final Columns columns,
            final int count,
            final float[] rows,
            final int start,
            final int first,
            final float[] sums) {
        final float[][] components = columns.components;
        Arrays.fill(sums, 0, count, 0);
        int i = first;
        for (; i + 3 * BLOCK < components.length; i += 4 * BLOCK) {
            addSquares(
                    components[i],
                    components[i + BLOCK],
                    components[i + 2 * BLOCK],
                    components[i + 3 * BLOCK],
                    rows[start + i],
                    rows[start + i + BLOCK],
                    rows[start + i + 2 * BLOCK],
                    rows[start + i + 3 * BLOCK],
                    count,
                    sums);
        }
        for (; i < components.length; i += BLOCK) {
            addSquares(components[i], rows[start + i], count, sums);
        }
    }

    private static void addSquares(
            final float[] a,
            final float[] b,
            final float[] c,
            final float[] d,
            final float x,
            final float y,
            final float z,
            final float w,
            final int count,
            final float[] sums) {
        for (int lane = 0; lane < count; lane++) {
            sums[lane] = (((sums[lane] + square(a[lane] - x)) + square(b[lane] - y)) + square(c[lane] - z))
                    + square(d[lane] - w);
        }
    }

    private static void addSquares(final float[] a, final float x, final int count, final float[] sums) {
        for (int lane = 0; lane < count; lane++) {
            sums[lane] += square(a[lane] - x);
        }
    }

    private static void addParts(final float[][] parts, final int count, final float[] sums, final int at) {
        final float[] a0 = parts[0];
        final float[] a4 = parts[1];
        final float[] a8 = parts[2];
        final float[] a12 = parts[3];
        for (int lane = 0; lane < count; lane++) {
            a0[lane] = (a0[lane] + a8[lane]) + (a4[lane] + a12[lane]);
        }
        System.arraycopy(a0, 0, sums, at, count);
    }

    private static void addQuarters(final float[][] quarters, final float[] sums) {
        final float[] first = quarters[0];
        final float[] second = quarters[1];
        final float[] third = quarters[2];
        final float[] fourth = quarters[3];
        for (int i = 0; i < ROWS * Columns.LANES; i++) {
            sums[i] = (first[i] + third[i]) + (second[i] + fourth[i]);
        }
    }

    private static float square(final float value) {
        return value * value;
    }

    /** The transform does two stages in each pass. */
    @Override
    public void rotateRound(final float[] values, final float[] signs, final int from, final int transformed) {
        for (int i = 0; i < signs.length; i++) {
            values[i] *= signs[i];
        }
        final int end = from + transformed;
        int apart = 1;
        if ((Integer.numberOfTrailingZeros(transformed) & 1) != 0) {
            for (int i = from; i < end; i += 2) {
                final float a = values[i];
                final float b = values[i + 1];
                values[i] = a + b;
                values[i + 1] = a - b;
            }
            apart = 2;
        }
        for (; apart < transformed; apart *= 4) {
            for (int group = from; group < end; group += 4 * apart) {
                for (int i = group; i < group + apart; i++) {
                    final float a = values[i] + values[i + apart];
                    final float b = values[i] - values[i + apart];
                    final float c = values[i + 2 * apart] + values[i + 3 * apart];
                    final float d = values[i + 2 * apart] - values[i + 3 * apart];
                    values[i] = a + c;
                    values[i + apart] = b + d;
                    values[i + 2 * apart] = a - c;
                    values[i + 3 * apart] = b - d;
                }
            }
        }
        if (transformed < signs.length) {
            addHalves(values, signs.length / 2);
        }
    }

    private static void addHalves(final float[] values, final int half) {
        for (int i = 0; i < half; i++) {
            final float a = values[i];
            final float b = values[i + half];
            values[i] = (a + b) * SQRT_HALF;
            values[i + half] = (a - b) * SQRT_HALF;
        }
    }

    @Override
    public float largestMagnitude(final float[] values, final int length) {
        float largest = 0;
        for (int i = 0; i < length; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
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
            for (int j = 0; j < 64; j++) {
                // Adding half a level makes truncation round to nearest.
                final int level = Math.min(LEVELS - 1, (int) ((values[(w << 6) + j] + largest) * inverseStep + 0.5f));
                plane0 |= (level & 1L) << j;
                plane1 |= (level >> 1 & 1L) << j;
                plane2 |= (level >> 2 & 1L) << j;
                plane3 |= (level >> 3 & 1L) << j;
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
        final ByteBuffer bytes = chunk.bytes();
        final int[] sums = query.sums;
        final int words = query.words;
        final float step = query.step;
        final float offsetProduct = query.largestProduct + slack;
        final int blockBytes = words * 2 * 64 + 3 * 64;
        int found = size;
        int block = offset;
        for (int done = 0; done < count; done += BLOCK, block += blockBytes) {
            Arrays.fill(sums, 0);
            int row = block;
            for (int w = 0; w < words; w++, row += 128) {
                addCounts(query, w, bytes, row, sums);
            }
            final int lanes = Math.min(BLOCK, count - done);
            for (int lane = 0, factors = row; lane < lanes; lane++, factors += 4) {
                final float product = offsetProduct - step * sums[lane];
                final float score = base + bytes.getFloat(factors + 64) + bytes.getFloat(factors) * product;
                if (score < threshold) {
                    keys[found++] = ScoredKey.of(score, bytes.getInt(factors + 128));
                }
            }
        }
        return found;
    }

    /** Adds the weighted counts of one word of all lanes; the words of the planes stay in registers. */
    private static void addCounts(
            final QueryPlanes query, final int word, final ByteBuffer bytes, final int row, final int[] sums) {
        final long plane0 = query.planes[word];
        final long plane1 = query.planes[query.words + word];
        final long plane2 = query.planes[2 * query.words + word];
        final long plane3 = query.planes[3 * query.words + word];
        for (int pair = 0; pair < BLOCK / 2; pair++) {
            final long even = bytes.getLong(row + 8 * pair);
            final long odd = bytes.getLong(row + 64 + 8 * pair);
            sums[2 * pair] += Long.bitCount(even ^ plane0)
                    + 2 * Long.bitCount(even ^ plane1)
                    + 4 * Long.bitCount(even ^ plane2)
                    + 8 * Long.bitCount(even ^ plane3);
            sums[2 * pair + 1] += Long.bitCount(odd ^ plane0)
                    + 2 * Long.bitCount(odd ^ plane1)
                    + 4 * Long.bitCount(odd ^ plane2)
                    + 8 * Long.bitCount(odd ^ plane3);
        }
    }
}
