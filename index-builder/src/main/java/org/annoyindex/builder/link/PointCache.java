package org.annoyindex.builder.link;

import org.annoyindex.builder.grow.Points;
import org.annoyindex.core.kernel.Kernels;

/** Points by position, copied to the heap: those of the neighbors of a few thousand leaves. Scratch of one thread. */
final class PointCache {
    /** Size of the cache, unless {@link #MIN_POINTS} need more. */
    private static final int BYTES = 64 << 20;

    /** More than are needed at once. */
    static final int MIN_POINTS = 1024;

    private final Kernels kernels = Kernels.active();
    private final int dimension;
    private final float[] rows;
    private final PositionSlots slots;

    /**
     * An empty cache.
     *
     * @param points by id.
     * @param ids by position.
     */
    PointCache(final Points points, final int[] ids) {
        dimension = points.dimension();
        final int capacity = Math.min(ids.length, Math.max(MIN_POINTS, BYTES / Float.BYTES / dimension));
        rows = new float[capacity * dimension];
        slots = new PositionSlots(
                ids.length, capacity, (position, slot) -> points.load(ids[position], rows, slot * dimension));
    }

    /** Makes room for some points, at most {@link #MIN_POINTS}: they remain where they are until the next call. */
    void reserve(final int count) {
        slots.reserve(count);
    }

    /** The array that holds the points. */
    float[] rows() {
        return rows;
    }

    /** Where a point starts in {@link #rows}. */
    int start(final int position) {
        return slots.of(position) * dimension;
    }

    /** The squared distance between two points, by their starts. */
    float distance(final int start, final int other) {
        return kernels.squaredDistance(rows, start, rows, other, dimension);
    }
}
