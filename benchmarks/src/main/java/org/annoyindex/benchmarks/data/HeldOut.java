package org.annoyindex.benchmarks.data;

import java.util.Arrays;
import org.annoyindex.core.math.SplitMix;

/**
 * Chooses the rows of a data set that are held out as queries, and their order.
 *
 * <p>The first steps of a Fisher-Yates shuffle of 0, 1, ..., rows - 1: step {@code i} swaps position {@code i} with
 * position {@code i + r}, where {@code r} is the next output of SplitMix64, as an unsigned number, modulo
 * {@code rows - i}. As the order is random, any prefix of the queries is a fair sample even if the source is sorted by
 * word frequency or by class.
 */
final class HeldOut {

    private static final int BASE = -1;

    private final int[] queryOfRow;

    private HeldOut(final int[] queryOfRow) {
        this.queryOfRow = queryOfRow;
    }

    static HeldOut choose(final int rows, final int queries, final long seed) {
        if (queries < 0 || queries >= rows) {
            throw new IllegalArgumentException("cannot hold out " + queries + " of " + rows + " rows");
        }
        final SplitMix random = new SplitMix(seed);
        final int[] shuffled = new int[rows];
        Arrays.setAll(shuffled, row -> row);
        final int[] queryOfRow = new int[rows];
        Arrays.fill(queryOfRow, BASE);
        for (int i = 0; i < queries; i++) {
            final int j = i + (int) Long.remainderUnsigned(random.nextLong(), rows - i);
            final int chosen = shuffled[j];
            shuffled[j] = shuffled[i];
            shuffled[i] = chosen;
            queryOfRow[chosen] = i;
        }
        return new HeldOut(queryOfRow);
    }

    boolean isQuery(final int row) {
        return queryOfRow[row] != BASE;
    }

    /** The index of the query that a row is, or a negative number if the row stays in the base. */
    int queryOf(final int row) {
        return queryOfRow[row];
    }
}
