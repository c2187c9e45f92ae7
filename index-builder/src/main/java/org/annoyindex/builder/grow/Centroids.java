package org.annoyindex.builder.grow;

import java.util.Arrays;

/**
 * The means of groups of points, row by row in one array, to be grouped in their turn.
 *
 * @param rows one centroid a row.
 * @param dimension components of a row.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record Centroids(float[] rows, int dimension) implements Points {
    @Override
    public int count() {
        return rows.length / dimension;
    }

    @Override
    public void load(final int point, final float[] into, final int offset) {
        System.arraycopy(rows, point * dimension, into, offset, dimension);
    }

    /** Those of some groups only, in the order of their numbers. */
    Centroids select(final int[] groups) {
        final float[] selected = new float[groups.length * dimension];
        for (int i = 0; i < groups.length; i++) {
            load(groups[i], selected, i * dimension);
        }
        return new Centroids(selected, dimension);
    }

    /** A copy of the first rows. */
    Centroids first(final int count) {
        return new Centroids(Arrays.copyOf(rows, count * dimension), dimension);
    }
}
