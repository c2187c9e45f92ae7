package org.annoyindex.builder.link;

import java.util.Arrays;
import org.annoyindex.builder.grow.Centroids;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.core.kernel.Columns;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.core.sketch.SketchCodec;

/**
 * Finds candidates for the links of a leaf's items: for each item those nearest to it by their sketches, and the nearest ones
 * of each of the leaves around. The former alone would link clusters only within themselves. All items of the leaf scan a page
 * while it is in the processor's cache.
 *
 * <p>The kernel appends the scores below a threshold, and a page has to give its two lowest at least. Where these will be is
 * predicted from what the items before found in the page: how far below the squared distance of its centroid. A threshold that
 * turns out too low is followed by a scan without one, so that the result does not depend on it. Scratch of one thread.
 */
final class CandidateScan {
    /** Number of candidates of each item that are nearest to it. */
    private static final int NEAREST = 48;

    /** Number of leaves that an item scans, the nearest to it. */
    static final int LEAVES = 64;

    /** Number of an item's candidates in each leaf. */
    private static final int PER_LEAF = 2;

    /** The largest number of candidates of an item. */
    static final int MAX_CANDIDATES = NEAREST + LEAVES * PER_LEAF;

    private final Kernels kernels = Kernels.active();
    private final Points points;
    private final int[] ids;
    private final LeafPages leaves;
    private final int dimension;
    private final float[] rotated;
    private final Columns columns;
    private final int[] starts = new int[Kernels.ROWS];
    private final float[] rowDistances = new float[Kernels.ROWS * Columns.LANES];
    private final float[] scores = new float[Kernels.BLOCK];
    private long[] found = new long[0];
    private long[] leafKeys = new long[0];

    private int members;
    private int first;
    private int near;
    /** Number of leaves that each member scans. */
    private int scanned;

    private float[] rows = new float[0];
    private QueryPlanes[] queries = new QueryPlanes[0];
    private LongHeap[] nearest = new LongHeap[0];
    /** For each member, the farthest leaf that it scans: its distance and number. */
    private long[] farthest = new long[0];
    /** For each member and leaf that it scans, the keys of its nearest items there. */
    private long[] lowest = new long[0];
    /** For each member, number of keys in {@link #lowest}. */
    private int[] lowestCounts = new int[0];
    /** For each leaf and member, the squared distance of the centroid. */
    private float[] distances = new float[0];

    CandidateScan(final Points points, final int[] ids, final LeafPages leaves) {
        this.points = points;
        this.ids = ids;
        this.leaves = leaves;
        dimension = points.dimension();
        rotated = new float[leaves.rotation().dimension()];
        columns = new Columns(dimension);
    }

    /**
     * Scans for all items of a leaf.
     *
     * @param leaf the leaf.
     * @param around leaves near it, the leaf itself first. Each item scans the {@link #LEAVES} nearest to it.
     */
    void scan(final int leaf, final int[] around) {
        members = leaves.size(leaf);
        first = leaves.firstPosition(leaf);
        near = around.length;
        scanned = Math.min(near, LEAVES);
        load();
        measure(around);
        chooseLeaves();
        for (int i = 0; i < near; i++) {
            scanPage(around[i], i);
        }
    }

    private void load() {
        if (queries.length < members) {
            final int before = queries.length;
            queries = Arrays.copyOf(queries, members);
            nearest = Arrays.copyOf(nearest, members);
            for (int i = before; i < members; i++) {
                queries[i] = new QueryPlanes(leaves.sketchBits() / Long.SIZE);
                nearest[i] = new LongHeap(NEAREST);
            }
            rows = new float[members * dimension];
            farthest = new long[members];
            lowestCounts = new int[members];
            lowest = new long[members * LEAVES * PER_LEAF];
        }
        if (distances.length < members * near) {
            distances = new float[members * near];
            leafKeys = new long[near];
        }
        for (int i = 0; i < members; i++) {
            points.load(ids[first + i], rows, i * dimension);
            leaves.rotation().rotate(rows, i * dimension, rotated);
            SketchCodec.quantize(rotated, queries[i]);
            nearest[i].clear();
        }
    }

    private void measure(final int[] around) {
        final Centroids centroids = leaves.centroids();
        for (int from = 0; from < members; from += Columns.LANES) {
            final int count = Math.min(Columns.LANES, members - from);
            for (int lane = 0; lane < count; lane++) {
                columns.set(lane, rows, (from + lane) * dimension);
            }
            for (int i = 0; i < near; i += Kernels.ROWS) {
                centroids.starts(around, i, starts);
                kernels.squaredDistances(columns, count, centroids.rows(), starts, rowDistances);
                for (int row = 0; row < Math.min(Kernels.ROWS, near - i); row++) {
                    System.arraycopy(rowDistances, row * Columns.LANES, distances, (i + row) * members + from, count);
                }
            }
        }
    }

    private void chooseLeaves() {
        for (int member = 0; member < members; member++) {
            for (int i = 0; i < near; i++) {
                leafKeys[i] = ScoredKey.of(distances[i * members + member], i);
            }
            Arrays.sort(leafKeys, 0, near);
            farthest[member] = leafKeys[scanned - 1];
            lowestCounts[member] = 0;
        }
    }

    private void scanPage(final int leaf, final int index) {
        final int size = leaves.size(leaf);
        if (found.length < size + Kernels.BLOCK) {
            found = new long[size + Kernels.BLOCK];
        }
        final int from = leaves.firstPosition(leaf);
        final int wanted = Math.min(PER_LEAF, from == first ? size - 1 : size);
        float expected = Float.POSITIVE_INFINITY;
        float deviation = 0;
        for (int member = 0; member < members; member++) {
            final float base = distances[index * members + member];
            if (ScoredKey.of(base, index) > farthest[member]) {
                continue;
            }
            final LongHeap heap = nearest[member];
            final float worst =
                    heap.size() < NEAREST ? Float.POSITIVE_INFINITY : Math.nextUp(ScoredKey.score(~heap.peek()));
            final float threshold = Math.max(worst, base + expected + 2 * deviation);
            int count = scanPage(leaf, member, base, threshold);
            if (count < wanted) {
                count = scanPage(leaf, member, base, Float.POSITIVE_INFINITY);
            }
            for (int i = 0; i < count; i++) {
                offer(heap, found[i]);
            }
            final int at = member * LEAVES * PER_LEAF + lowestCounts[member];
            lowestCounts[member] += Math.min(count, wanted);
            if (wanted == PER_LEAF && count >= wanted) {
                keepLowest(count, at);
                final float offset = ScoredKey.score(lowest[at + PER_LEAF - 1]) - base;
                if (expected == Float.POSITIVE_INFINITY) {
                    expected = offset;
                    deviation = Math.abs(offset) / 4;
                } else {
                    deviation += (Math.abs(offset - expected) - deviation) / 8;
                    expected += (offset - expected) / 8;
                }
            } else {
                System.arraycopy(found, 0, lowest, at, Math.min(count, wanted));
            }
        }
    }

    /** Scans the items of a leaf; returns the number of keys, which do not include the member's own. */
    private int scanPage(final int leaf, final int member, final float base, final float threshold) {
        final int size = leaves.size(leaf);
        final int count = kernels.scan(
                queries[member], leaves.chunk(leaf), leaves.blocks(leaf), size, base, 0, threshold, scores, found, 0);
        final int from = leaves.firstPosition(leaf);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            // A kernel may score all lanes of the last block, where those follow that have this as their second leaf.
            final int position = ScoredKey.ordinal(found[i]);
            if (position >= from && position < from + size && position != first + member) {
                found[kept++] = found[i];
            }
        }
        return kept;
    }

    private static void offer(final LongHeap heap, final long key) {
        if (heap.size() < NEAREST) {
            heap.push(~key);
        } else if (~key > heap.peek()) {
            heap.replaceLeast(~key);
        }
    }

    private void keepLowest(final int count, final int at) {
        long lowestKey = ScoredKey.LAST;
        long second = ScoredKey.LAST;
        for (int i = 0; i < count; i++) {
            if (found[i] < lowestKey) {
                second = lowestKey;
                lowestKey = found[i];
            } else if (found[i] < second) {
                second = found[i];
            }
        }
        lowest[at] = lowestKey;
        lowest[at + 1] = second;
    }

    /** Number of the scanned leaf's items. */
    int members() {
        return members;
    }

    /** The points of the scanned leaf's items, in one array. */
    float[] rows() {
        return rows;
    }

    /** The squared distance between a member and the centroid of the leaf. */
    float centroidDistance(final int member) {
        return distances[member];
    }

    /**
     * Takes the candidates of one of the leaf's items, in no particular order. Can be called once per item.
     *
     * @param member number of the item in its leaf.
     * @param positions receives the candidates, at most {@link #MAX_CANDIDATES}.
     * @return the number of candidates.
     */
    int take(final int member, final int[] positions) {
        final LongHeap heap = nearest[member];
        final long worst = heap.size() < NEAREST ? ScoredKey.LAST : ~heap.peek();
        int count = 0;
        while (heap.size() > 0) {
            positions[count++] = ScoredKey.ordinal(~heap.pop());
        }
        final int from = member * LEAVES * PER_LEAF;
        for (int i = from; i < from + lowestCounts[member]; i++) {
            if (lowest[i] > worst) {
                positions[count++] = ScoredKey.ordinal(lowest[i]);
            }
        }
        return count;
    }
}
