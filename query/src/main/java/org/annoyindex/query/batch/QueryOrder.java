package org.annoyindex.query.batch;

import java.util.Arrays;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.query.exact.Selection;

/**
 * Groups similar queries for cache locality: a query finds in the cache what the one before has read. The queries are halved
 * by a hyperplane, the halves again, and so on, as Annoy's trees do with items. A plane is normal to the difference of the
 * means of two halves, which were divided by the difference of two random queries. Scratch of one order.
 */
final class QueryOrder {
    /** Queries that are not divided further. */
    private static final int MAX_GROUP = 8;

    private final QueryRows queries;
    private final Kernels kernels = Kernels.active();
    private final SplitMix random = new SplitMix(1);
    private final int first;
    private final long[] keys;
    private final float[] direction;
    private final float[] scratch;

    private QueryOrder(final QueryRows queries, final int dimension, final int from, final int to) {
        this.queries = queries;
        first = from;
        keys = new long[to - from];
        direction = new float[dimension];
        scratch = new float[dimension];
    }

    /** The rows of a range, similar ones after each other. */
    static int[] of(final QueryRows queries, final int dimension, final int from, final int to) {
        final QueryOrder order = new QueryOrder(queries, dimension, from, to);
        for (int i = 0; i < order.keys.length; i++) {
            order.keys[i] = ScoredKey.of(0, i);
        }
        order.split(0, to - from);
        final int[] rows = new int[to - from];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = order.row(i);
        }
        return rows;
    }

    private int row(final int place) {
        return first + ScoredKey.ordinal(keys[place]);
    }

    private void split(final int from, final int to) {
        if (to - from <= MAX_GROUP) {
            return;
        }
        Arrays.fill(direction, 0);
        add(from + random.nextInt(to - from), 1);
        add(from + random.nextInt(to - from), -1);
        final int half = halve(from, to);
        Arrays.fill(direction, 0);
        for (int place = from; place < to; place++) {
            add(place, place < half ? -1 : 1);
        }
        final int middle = halve(from, to);
        split(from, middle);
        split(middle, to);
    }

    private void add(final int place, final float sign) {
        final float[] query = queries.get(row(place), scratch);
        for (int i = 0; i < direction.length; i++) {
            direction[i] += sign * query[i];
        }
    }

    /** Moves those farther back in the direction before the middle, which it returns. */
    private int halve(final int from, final int to) {
        for (int place = from; place < to; place++) {
            final float[] query = queries.get(row(place), scratch);
            keys[place] =
                    ScoredKey.of(kernels.dot(direction, 0, query, 0, direction.length), ScoredKey.ordinal(keys[place]));
        }
        final int middle = (from + to) >>> 1;
        Selection.select(keys, from, to, middle);
        return middle;
    }
}
