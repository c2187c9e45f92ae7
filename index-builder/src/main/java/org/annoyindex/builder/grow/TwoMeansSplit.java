package org.annoyindex.builder.grow;

import java.util.Arrays;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.rank.ScoredKey;

/**
 * Divides a set of points by the hyperplane half-way between two centroids, which a few Lloyd iterations find in a sample.
 * Annoy does the same with a running mean in place of whole iterations. If the points do not form two clusters, so that
 * nearly all are on one side, the plane is moved to their median. Scratch of one thread.
 */
final class TwoMeansSplit {
    private static final int SAMPLE = 256;
    private static final int STEPS = 8;

    /** Smallest share of the points that a side must have to count as a cluster. */
    private static final double MIN_SHARE = 0.125;

    private final Kernels kernels = Kernels.active();
    private final Points points;
    private final int dimension;
    private final float[] sample;
    private final float[] point;
    private final float[] first;
    private final float[] second;
    private final double[] firstSum;
    private final double[] secondSum;

    TwoMeansSplit(final Points points) {
        this.points = points;
        dimension = points.dimension();
        sample = new float[SAMPLE * dimension];
        point = new float[dimension];
        first = new float[dimension];
        second = new float[dimension];
        firstSum = new double[dimension];
        secondSum = new double[dimension];
    }

    /**
     * Divides some points.
     *
     * @param members numbers of points; reordered so that one side comes before the other.
     * @param from index of the first of them.
     * @param to index behind the last of them, at least two more.
     * @param seed of this split.
     * @param margins scratch, as long as members.
     * @return where the second side begins; both sides have points.
     */
    int split(final int[] members, final int from, final int to, final long seed, final float[] margins) {
        final SplitMix random = new SplitMix(seed);
        findCentroids(members, from, to, random);
        final float plane = hyperplane();
        int left = from;
        int right = to;
        for (int i = from; i < right; ) {
            points.load(members[i], point, 0);
            final float margin = kernels.dot(point, 0, first, 0, dimension) - plane;
            if (margin < 0) {
                margins[left] = margin;
                left++;
                i++;
            } else {
                right--;
                final int swapped = members[i];
                members[i] = members[right];
                members[right] = swapped;
                margins[right] = margin;
            }
        }
        final double share = (double) Math.min(left - from, to - left) / (to - from);
        return share >= MIN_SHARE ? left : splitAtMedian(members, from, to, margins);
    }

    private void findCentroids(final int[] members, final int from, final int to, final SplitMix random) {
        final int count = Math.min(SAMPLE, to - from);
        for (int i = 0; i < count; i++) {
            final int chosen = count == to - from ? from + i : from + random.nextInt(to - from);
            points.load(members[chosen], sample, i * dimension);
        }
        final int one = random.nextInt(count);
        final int other = (one + 1 + random.nextInt(count - 1)) % count;
        System.arraycopy(sample, one * dimension, first, 0, dimension);
        System.arraycopy(sample, other * dimension, second, 0, dimension);
        for (int step = 0; step < STEPS; step++) {
            Arrays.fill(firstSum, 0);
            Arrays.fill(secondSum, 0);
            int firsts = 0;
            for (int i = 0; i < count; i++) {
                final boolean nearFirst = kernels.squaredDistance(sample, i * dimension, first, 0, dimension)
                        < kernels.squaredDistance(sample, i * dimension, second, 0, dimension);
                final double[] sum = nearFirst ? firstSum : secondSum;
                firsts += nearFirst ? 1 : 0;
                for (int j = 0; j < dimension; j++) {
                    sum[j] += sample[i * dimension + j];
                }
            }
            if (firsts == 0 || firsts == count) {
                return; // equal points
            }
            for (int j = 0; j < dimension; j++) {
                first[j] = (float) (firstSum[j] / firsts);
                second[j] = (float) (secondSum[j] / (count - firsts));
            }
        }
    }

    /** Makes {@code first} the plane's normal. */
    private float hyperplane() {
        double plane = 0;
        for (int j = 0; j < dimension; j++) {
            final float normal = first[j] - second[j];
            plane += normal * 0.5 * ((double) first[j] + second[j]);
            first[j] = normal;
        }
        return (float) plane;
    }

    /** Sorts by (margin, number), so that equal points are divided, too, and always in the same way. */
    private static int splitAtMedian(final int[] members, final int from, final int to, final float[] margins) {
        final long[] keys = new long[to - from];
        for (int i = from; i < to; i++) {
            keys[i - from] = ScoredKey.of(margins[i], members[i]);
        }
        Arrays.sort(keys);
        for (int i = from; i < to; i++) {
            members[i] = ScoredKey.ordinal(keys[i - from]);
        }
        return (from + to) >>> 1;
    }
}
