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

    /** Names the rows of the next few centroids of a list; the last one again and again where it ends. */
    void starts(final int[] list, final int from, final int[] starts) {
        for (int i = 0; i < starts.length; i++) {
            starts[i] = list[Math.min(from + i, list.length - 1)] * dimension;
        }
    }

    @Override
    public void load(final int point, final float[] into, final int offset) {
        System.arraycopy(rows, point * dimension, into, offset, dimension);
    }
}
