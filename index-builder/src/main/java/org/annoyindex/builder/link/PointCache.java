package org.annoyindex.builder.link;

import java.util.Arrays;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.core.kernel.Kernels;

/**
 * Points by position, copied to the heap when they are first needed and kept until there is no more room. Near items have near
 * positions, so that the neighbors of a leaf's items are mostly those of the leaf before. Scratch of one thread.
 */
final class PointCache {
    /** Size of the cache, unless {@link #MIN_POINTS} need more: that of a few thousand leaves' neighbors. */
    private static final int BYTES = 64 << 20;

    /** More than are needed at once. */
    static final int MIN_POINTS = 1024;

    private static final int EMPTY = -1;

    private final Kernels kernels = Kernels.active();
    private final Points points;
    private final int[] ids;
    private final int dimension;
    private final int capacity;
    private final float[] rows;
    /** A hash table of positions; twice as long as there are points at most. */
    private final int[] positions;

    private final int[] starts;
    private final int shift;
    private int size;

    /**
     * An empty cache.
     *
     * @param points by id.
     * @param ids by position.
     */
    PointCache(final Points points, final int[] ids) {
        this.points = points;
        this.ids = ids;
        dimension = points.dimension();
        capacity = Math.min(ids.length, Math.max(MIN_POINTS, BYTES / Float.BYTES / dimension));
        rows = new float[capacity * dimension];
        final int bits = 33 - Integer.numberOfLeadingZeros(capacity);
        shift = Integer.SIZE - bits;
        positions = new int[1 << bits];
        starts = new int[1 << bits];
        Arrays.fill(positions, EMPTY);
    }

    /** Makes room for some points, at most {@link #MIN_POINTS}: they remain where they are until the next call. */
    void reserve(final int count) {
        if (capacity < ids.length && size + count > capacity) {
            Arrays.fill(positions, EMPTY);
            size = 0;
        }
    }

    /** The array that holds the points. */
    float[] rows() {
        return rows;
    }

    /** Where a point starts in {@link #rows}. */
    int start(final int position) {
        final int mask = positions.length - 1;
        int at = position * 0x9e37_79b9 >>> shift;
        while (positions[at] != position) {
            if (positions[at] == EMPTY) {
                positions[at] = position;
                starts[at] = size * dimension;
                points.load(ids[position], rows, starts[at]);
                size++;
                break;
            }
            at = at + 1 & mask;
        }
        return starts[at];
    }

    /** The squared distance between two points, by their starts. */
    float distance(final int start, final int other) {
        return kernels.squaredDistance(rows, start, rows, other, dimension);
    }
}
