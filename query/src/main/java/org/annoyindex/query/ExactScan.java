package org.annoyindex.query;

import org.annoyindex.core.Metric;
import org.annoyindex.core.RankedKey;
import org.annoyindex.core.kernel.Columns;
import org.annoyindex.core.kernel.Kernels;

/**
 * Compares many queries with a range of positions. Vectors are read block by block, and each block is compared with all
 * queries while it is in the cache: with many at once where the metric is one of inner products or squared distances.
 * These sums are the ones {@link ExactQuery#order} takes, bit by bit, so they tell which items enter a list. Scratch of
 * one thread.
 */
final class ExactScan {
    /** Positions of a block: a few tens of kilobytes for common dimensions. */
    private static final int BLOCK = 64;

    private final Kernels kernels = Kernels.active();
    private final IndexFile file;
    private final ExactQuery[] queries;
    private final TopK[] found;
    private final Columns[] columns;
    private final float[] limits;
    private final float[] queryInverseNorms;

    private int items;
    private final int[] positions = new int[BLOCK];
    private final int[] ids = new int[BLOCK];
    private final float[] rows;
    private final float[] vector;
    private final int[] starts = new int[Kernels.ROWS];
    private final float[] sums = new float[Kernels.ROWS * Columns.LANES];

    ExactScan(final IndexFile file, final ExactQuery[] queries, final TopK[] found) {
        this.file = file;
        this.queries = queries;
        this.found = found;
        vector = new float[file.dimension];
        rows = new float[BLOCK * file.dimension];
        limits = new float[queries.length];
        queryInverseNorms = new float[queries.length];
        final boolean sideBySide = file.metric != Metric.MANHATTAN && file.metric != Metric.HAMMING;
        columns = new Columns[sideBySide ? (queries.length + Columns.LANES - 1) / Columns.LANES : 0];
        for (int q = 0; q < queries.length; q++) {
            limits[q] = found[q].limit();
            queryInverseNorms[q] = queries[q].inverseNorm();
            if (sideBySide) {
                if (q % Columns.LANES == 0) {
                    columns[q / Columns.LANES] = new Columns(file.dimension);
                }
                columns[q / Columns.LANES].set(q % Columns.LANES, queries[q].vector, 0);
            }
        }
    }

    void search(final int first, final int last) {
        for (int from = first; from < last; from += BLOCK) {
            read(from, Math.min(last, from + BLOCK));
            if (items > 0 && columns.length > 0) {
                for (int c = 0; c < columns.length; c++) {
                    compare(columns[c], c * Columns.LANES);
                }
            } else {
                for (int q = 0; q < queries.length; q++) {
                    for (int item = 0; item < items; item++) {
                        offer(q, item);
                    }
                }
            }
        }
    }

    /** Takes the items at some positions; there may be positions without one. */
    private void read(final int from, final int to) {
        items = 0;
        for (int position = from; position < to; position++) {
            final int id = file.id(position);
            if (id >= 0) {
                positions[items] = position;
                ids[items] = id;
                if (columns.length > 0) {
                    file.vectors().read(position, vector);
                    System.arraycopy(vector, 0, rows, items * vector.length, vector.length);
                }
                items++;
            }
        }
    }

    private void compare(final Columns some, final int firstQuery) {
        final int count = Math.min(Columns.LANES, queries.length - firstQuery);
        for (int from = 0; from < items; from += Kernels.ROWS) {
            for (int row = 0; row < Kernels.ROWS; row++) {
                starts[row] = Math.min(from + row, items - 1) * vector.length;
            }
            if (file.metric == Metric.EUCLIDEAN) {
                kernels.squaredDistances(some, count, rows, starts, sums);
            } else {
                kernels.dots(some, count, rows, starts, sums);
            }
            for (int row = 0; row < Math.min(Kernels.ROWS, items - from); row++) {
                if (file.metric == Metric.ANGULAR) {
                    offerAngular(firstQuery, count, row * Columns.LANES, from + row);
                } else {
                    offer(firstQuery, count, row * Columns.LANES, from + row);
                }
            }
        }
    }

    private void offerAngular(final int firstQuery, final int count, final int at, final int item) {
        final int position = positions[item];
        final float inverseNorm = file.vectors()
                .inverseNorm(file.vectors().chunk(position), file.vectors().offset(position));
        for (int lane = 0; lane < count; lane++) {
            final int q = firstQuery + lane;
            final float cosine = sums[at + lane] * (queryInverseNorms[q] * inverseNorm);
            if (!ExactQuery.isPrecise(cosine) || ExactQuery.angularOrder(cosine) <= limits[q]) {
                offer(q, item);
            }
        }
    }

    private void offer(final int firstQuery, final int count, final int at, final int item) {
        final float sign = file.metric == Metric.DOT ? -1 : 1;
        for (int lane = 0; lane < count; lane++) {
            if (sign * sums[at + lane] <= limits[firstQuery + lane]) {
                offer(firstQuery + lane, item);
            }
        }
    }

    private void offer(final int q, final int item) {
        final float order = queries[q].order(positions[item]);
        if (order <= limits[q]) {
            found[q].offer(RankedKey.of(order, ids[item]));
            limits[q] = found[q].limit();
        }
    }
}
