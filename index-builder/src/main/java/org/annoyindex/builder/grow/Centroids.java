package org.annoyindex.builder.grow;

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
}
