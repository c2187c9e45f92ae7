package org.annoyindex.query.exact;

import org.annoyindex.core.Metric;
import org.annoyindex.core.kernel.Columns;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.query.open.IndexFile;
import org.annoyindex.query.plan.ItemFilter;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.PeekableIntIterator;

/**
 * Compares queries with a range of positions, or with a range of ids if only some are allowed. Vectors are read block by
 * block, and each block is compared with all queries while it is in the cache: with many queries at once, batched and
 * column-major, if the metric is one of inner products or squared distances. These sums are the ones that
 * {@link ExactQuery#surrogate} takes, bit by bit, so they decide which items enter a list. Scratch of one thread; the queries
 * may be shared.
 */
public final class ExactScan {
    /** Positions of a block: a few tens of kilobytes for common dimensions. */
    private static final int BLOCK = 64;

    /** Fewer queries are compared one by one: a batch costs the same whatever their number. */
    private static final int MIN_BATCH = 4;

    private final Kernels kernels = Kernels.active();
    private final IndexFile file;
    private final ExactQuery[] queries;
    private final TopK[] found;
    private final @Nullable ItemFilter filter;
    private final Columns[] columns;
    private final float[] limits;
    private final float[] queryInverseNorms;

    private int items;
    private final int[] positions = new int[BLOCK];
    private final int[] ids = new int[BLOCK];
    private final float[] rows;
    private final float[] vector;
    private final float[] scratch;
    private final int[] starts = new int[Kernels.ROWS];
    private final float[] sums = new float[Kernels.ROWS * Columns.LANES];

    /** Sink of what is read only to prefetch it. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    public ExactScan(
            final IndexFile file, final ExactQuery[] queries, final TopK[] found, final @Nullable ItemFilter filter) {
        this.file = file;
        this.queries = queries;
        this.found = found;
        this.filter = filter;
        vector = new float[file.dimension()];
        scratch = new float[Kernels.scratchLength(file.dimension())];
        rows = new float[BLOCK * file.dimension()];
        limits = new float[queries.length];
        queryInverseNorms = new float[queries.length];
        final boolean batched =
                queries.length >= MIN_BATCH && file.metric() != Metric.MANHATTAN && file.metric() != Metric.HAMMING;
        columns = new Columns[batched ? (queries.length + Columns.LANES - 1) / Columns.LANES : 0];
        for (int q = 0; q < queries.length; q++) {
            limits[q] = found[q].limit();
            queryInverseNorms[q] = queries[q].inverseNorm();
            if (batched) {
                if (q % Columns.LANES == 0) {
                    columns[q / Columns.LANES] = new Columns(file.dimension());
                }
                columns[q / Columns.LANES].set(q % Columns.LANES, queries[q].vector(), 0);
            }
        }
    }

    /** Compares the items of a range of positions, or of ids. */
    public void search(final int first, final int last) {
        if (filter != null && filter.allowed() != null) {
            final PeekableIntIterator allowed = filter.allowed().getIntIterator();
            allowed.advanceIfNeeded(first);
            while (allowed.hasNext()) {
                final int id = allowed.next();
                if (id < 0 || id >= last) {
                    break;
                }
                final int position = file.position(id);
                if (position >= 0 && filter.matchesRest(id)) {
                    add(position, id);
                }
            }
        } else {
            for (int position = first; position < last; position++) {
                final int id = file.id(position);
                // There may be positions without an item.
                if (id >= 0 && (filter == null || filter.matches(id))) {
                    add(position, id);
                }
            }
        }
        compare();
    }

    private void add(final int position, final int id) {
        positions[items] = position;
        ids[items] = id;
        if (columns.length > 0) {
            file.vectors().read(position, vector);
            System.arraycopy(vector, 0, rows, items * vector.length, vector.length);
        }
        items++;
        if (items == BLOCK) {
            compare();
        }
    }

    /** Compares the items of a block. */
    private void compare() {
        if (items > 0 && columns.length > 0) {
            for (int c = 0; c < columns.length; c++) {
                compare(columns[c], c * Columns.LANES);
            }
        } else {
            for (int from = 0; from < items; from += ExactComparer.GROUP) {
                compareOneByOne(from, Math.min(items, from + ExactComparer.GROUP));
            }
        }
        items = 0;
    }

    private void compareOneByOne(final int from, final int to) {
        for (int item = from; item < to; item++) {
            touched += file.vectors().touch(positions[item]);
        }
        for (int q = 0; q < queries.length; q++) {
            for (int item = from; item < to; item++) {
                offer(q, item);
            }
        }
    }

    private void compare(final Columns some, final int firstQuery) {
        final int count = Math.min(Columns.LANES, queries.length - firstQuery);
        for (int from = 0; from < items; from += Kernels.ROWS) {
            for (int row = 0; row < Kernels.ROWS; row++) {
                starts[row] = Math.min(from + row, items - 1) * vector.length;
            }
            if (file.metric() == Metric.EUCLIDEAN) {
                kernels.squaredDistances(some, count, rows, starts, sums);
            } else {
                kernels.dots(some, count, rows, starts, sums);
            }
            for (int row = 0; row < Math.min(Kernels.ROWS, items - from); row++) {
                if (file.metric() == Metric.ANGULAR) {
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
            if (!ExactQuery.isPrecise(cosine) || ExactQuery.angularSurrogate(cosine) <= limits[q]) {
                offer(q, item);
            }
        }
    }

    private void offer(final int firstQuery, final int count, final int at, final int item) {
        final float sign = file.metric() == Metric.DOT ? -1 : 1;
        for (int lane = 0; lane < count; lane++) {
            if (sign * sums[at + lane] <= limits[firstQuery + lane]) {
                offer(firstQuery + lane, item);
            }
        }
    }

    private void offer(final int q, final int item) {
        final float surrogate = queries[q].surrogate(positions[item], scratch);
        if (surrogate <= limits[q]) {
            // Otherwise an item could be found at two positions.
            if (file.position(ids[item]) != positions[item]) {
                throw new IndexOutOfBoundsException("item " + ids[item] + " is at two positions");
            }
            found[q].offer(ScoredKey.of(surrogate, ids[item]));
            limits[q] = found[q].limit();
        }
    }
}
