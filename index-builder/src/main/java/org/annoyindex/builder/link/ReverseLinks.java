package org.annoyindex.builder.link;

/** The items that have kept a link to each item, in ascending order. */
final class ReverseLinks {
    private final int[] starts;
    private final int[] sources;

    /**
     * Turns links around.
     *
     * @param rows by position.
     * @param kept number of links of each row to turn.
     */
    ReverseLinks(final int[][] rows, final byte[] kept) {
        starts = new int[rows.length + 1];
        for (int position = 0; position < rows.length; position++) {
            for (int i = 0; i < kept[position]; i++) {
                starts[rows[position][i] + 1]++;
            }
        }
        for (int position = 0; position < rows.length; position++) {
            starts[position + 1] = Math.addExact(starts[position], starts[position + 1]);
        }
        sources = new int[starts[rows.length]];
        for (int position = 0; position < rows.length; position++) {
            for (int i = 0; i < kept[position]; i++) {
                sources[starts[rows[position][i]]++] = position;
            }
        }
        // Each start is now that of the next item.
        System.arraycopy(starts, 0, starts, 1, rows.length);
        starts[0] = 0;
    }

    int count(final int position) {
        return starts[position + 1] - starts[position];
    }

    int source(final int position, final int i) {
        return sources[starts[position] + i];
    }
}
