package org.annoyindex.core.kernel;

import java.nio.ByteBuffer;
import org.annoyindex.core.RankedKey;

/** Kernels in plain Java, for every JVM. The order of the additions is described at {@link Kernels}. */
public final class ScalarKernels extends Kernels {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public float dot(final float[] a, final int aFrom, final float[] b, final int bFrom, final int length) {
        final float[] sums = new float[BLOCK];
        int i = 0;
        for (; i + BLOCK <= length; i += BLOCK) {
            for (int lane = 0; lane < BLOCK; lane++) {
                sums[lane] += a[aFrom + i + lane] * b[bFrom + i + lane];
            }
        }
        for (int lane = 0; i < length; i++, lane++) {
            sums[lane] += a[aFrom + i] * b[bFrom + i];
        }
        return reduce(sums);
    }

    @Override
    public float squaredDistance(final float[] a, final int aFrom, final float[] b, final int bFrom, final int length) {
        final float[] sums = new float[BLOCK];
        int i = 0;
        for (; i + BLOCK <= length; i += BLOCK) {
            for (int lane = 0; lane < BLOCK; lane++) {
                final float difference = a[aFrom + i + lane] - b[bFrom + i + lane];
                sums[lane] += difference * difference;
            }
        }
        for (int lane = 0; i < length; i++, lane++) {
            final float difference = a[aFrom + i] - b[bFrom + i];
            sums[lane] += difference * difference;
        }
        return reduce(sums);
    }

    @Override
    public float dot(final float[] query, final Chunk chunk, final int offset, final int length) {
        final ByteBuffer bytes = chunk.bytes();
        final float[] sums = new float[BLOCK];
        int i = 0;
        int at = offset;
        for (; i + BLOCK <= length; i += BLOCK, at += 4 * BLOCK) {
            for (int lane = 0; lane < BLOCK; lane++) {
                sums[lane] += query[i + lane] * bytes.getFloat(at + 4 * lane);
            }
        }
        for (int lane = 0; i < length; i++, lane++, at += 4) {
            sums[lane] += query[i] * bytes.getFloat(at);
        }
        return reduce(sums);
    }

    @Override
    public float squaredDistance(final float[] query, final Chunk chunk, final int offset, final int length) {
        final ByteBuffer bytes = chunk.bytes();
        final float[] sums = new float[BLOCK];
        int i = 0;
        int at = offset;
        for (; i + BLOCK <= length; i += BLOCK, at += 4 * BLOCK) {
            for (int lane = 0; lane < BLOCK; lane++) {
                final float difference = query[i + lane] - bytes.getFloat(at + 4 * lane);
                sums[lane] += difference * difference;
            }
        }
        for (int lane = 0; i < length; i++, lane++, at += 4) {
            final float difference = query[i] - bytes.getFloat(at);
            sums[lane] += difference * difference;
        }
        return reduce(sums);
    }

    @Override
    public float manhattanDistance(final float[] query, final Chunk chunk, final int offset, final int length) {
        final ByteBuffer bytes = chunk.bytes();
        final float[] sums = new float[BLOCK];
        int i = 0;
        int at = offset;
        for (; i + BLOCK <= length; i += BLOCK, at += 4 * BLOCK) {
            for (int lane = 0; lane < BLOCK; lane++) {
                sums[lane] += Math.abs(query[i + lane] - bytes.getFloat(at + 4 * lane));
            }
        }
        for (int lane = 0; i < length; i++, lane++, at += 4) {
            sums[lane] += Math.abs(query[i] - bytes.getFloat(at));
        }
        return reduce(sums);
    }

    private static float reduce(final float[] sums) {
        for (int half = BLOCK / 2; half > 0; half /= 2) {
            for (int lane = 0; lane < half; lane++) {
                sums[lane] += sums[lane + half];
            }
        }
        return sums[0];
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
        final long[] planes = query.planes;
        final int words = query.words;
        final float step = query.step;
        final float offsetProduct = query.largestProduct + slack;
        final int factorsAt = words * 2 * 64;
        int found = size;
        int block = offset;
        for (int done = 0; done < count; done += BLOCK, block += factorsAt + 3 * 64) {
            final int lanes = Math.min(BLOCK, count - done);
            for (int lane = 0; lane < lanes; lane++) {
                int at = block + (lane & 1) * 64 + (lane >> 1) * 8;
                int c0 = 0;
                int c1 = 0;
                int c2 = 0;
                int c3 = 0;
                for (int w = 0; w < words; w++, at += 128) {
                    final long code = bytes.getLong(at);
                    c0 += Long.bitCount(code ^ planes[w]);
                    c1 += Long.bitCount(code ^ planes[words + w]);
                    c2 += Long.bitCount(code ^ planes[2 * words + w]);
                    c3 += Long.bitCount(code ^ planes[3 * words + w]);
                }
                final float product = offsetProduct - step * (c0 + 2 * c1 + 4 * c2 + 8 * c3);
                final int factors = block + factorsAt + 4 * lane;
                final float score = base + bytes.getFloat(factors + 64) + bytes.getFloat(factors) * product;
                if (score < threshold) {
                    keys[found++] = RankedKey.of(score, bytes.getInt(factors + 128));
                }
            }
        }
        return found;
    }
}
