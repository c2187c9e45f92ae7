package org.annoyindex.query.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.annoyindex.query.exact.ExactQuery;
import org.annoyindex.query.exact.ExactScan;
import org.annoyindex.query.exact.RankedItems;
import org.annoyindex.query.exact.TopK;
import org.annoyindex.query.open.IndexFile;
import org.annoyindex.query.plan.ItemFilter;
import org.jspecify.annotations.Nullable;

/**
 * A batch compared with every item that may be returned. The queries are cut into groups, which are compared together, and the
 * items into pieces; workers take one piece after the other, first those of the first group. A worker keeps the nearest of the
 * pieces of a group that it has seen, and merges them with those of the others before it continues with another group: keys
 * differ, so the nearest are the same whichever worker has seen them. At most one group more than there are workers is in
 * memory.
 *
 * @param <N> the result for a query.
 */
public final class ExactBatch<N> extends BatchSearch<N> {
    /** Positions or ids of a piece. */
    public static final int PIECE = 16_384;

    /** Queries of a group at most. */
    private static final int MAX_GROUP = 256;

    /** Neighbors of a group at most, unless one query has more: 8 MiB per worker. */
    private static final int MAX_NEIGHBORS = 1 << 20;

    /** Pieces of groups for each worker, enough that they end together, unless the groups would become too small. */
    private static final int PARTS_PER_WORKER = 4;

    /** Fewer queries than fill a register cost as much. */
    private static final int MIN_GROUP = 16;

    private final @Nullable ItemFilter filter;
    private final int pieces;
    private final List<Group> groups = new ArrayList<>();
    private final int workers;
    private final AtomicLong next = new AtomicLong();

    ExactBatch(
            final IndexFile file,
            final QueryRows queries,
            final int k,
            final @Nullable ItemFilter filter,
            final Function<RankedItems, N> results,
            final int processors) {
        super(file, queries, k, results);
        this.filter = filter;
        pieces = Math.max(1, ceil(file.itemCount(), PIECE));
        final int neighbors = Math.max(1, Math.min(k, file.itemCount()));
        final int largest = Math.max(1, Math.min(MAX_GROUP, MAX_NEIGHBORS / neighbors));
        final int wanted = Math.min(ceil(PARTS_PER_WORKER * processors, pieces), ceil(count(), MIN_GROUP));
        final int number = Math.max(wanted, ceil(count(), largest));
        for (int i = 0; i < number; i++) {
            groups.add(new Group(first(i, number), first(i + 1, number)));
        }
        workers = (int) Math.min(processors, parts());
    }

    /** Whether one query takes long enough to be worth several threads. */
    public static boolean isLarge(final IndexFile file, final @Nullable ItemFilter filter) {
        return (filter == null ? file.itemCount() : filter.maxMatches(file.itemCount())) > PIECE;
    }

    private static int ceil(final int dividend, final int divisor) {
        return (int) (((long) dividend + divisor - 1) / divisor);
    }

    private int first(final int group, final int number) {
        return (int) ((long) count() * group / number);
    }

    private long parts() {
        return (long) groups.size() * pieces;
    }

    @Override
    int workers() {
        return workers;
    }

    @Override
    boolean run() {
        return file().guard().read(this::search);
    }

    private boolean search() {
        long part = next.getAndIncrement();
        while (part < parts() && !isDone()) {
            final Group group = groups.get((int) (part / pieces));
            final long end = (part / pieces + 1) * pieces;
            final TopK[] found = group.lists();
            final ExactScan scan = new ExactScan(file(), group.queries(), found, filter);
            int done = 0;
            for (; part < end && !isDone(); part = next.getAndIncrement()) {
                final int first = (int) (part % pieces) * PIECE;
                scan.search(first, (int) Math.min(file().itemCount(), (long) first + PIECE));
                done++;
            }
            if (group.merge(found, done)) {
                return true;
            }
        }
        return false;
    }

    /** Rows that follow each other. */
    private final class Group {
        private final int from;
        private final int size;
        private int left = pieces;
        /** Made when they are first needed, and dropped when they are answered. */
        private ExactQuery @Nullable [] prepared;

        private TopK @Nullable [] nearest;

        Group(final int from, final int to) {
            this.from = from;
            size = to - from;
        }

        /** New, empty lists, one a query. */
        TopK[] lists() {
            final TopK[] lists = new TopK[size];
            for (int q = 0; q < size; q++) {
                lists[q] = new TopK();
                lists[q].reset(k());
            }
            return lists;
        }

        synchronized ExactQuery[] queries() {
            if (prepared == null) {
                final float[] scratch = new float[file().dimension()];
                prepared = new ExactQuery[size];
                for (int q = 0; q < size; q++) {
                    prepared[q] = new ExactQuery(file());
                    prepared[q].set(ExactBatch.this.queries().get(from + q, scratch));
                }
            }
            return prepared;
        }

        /** Takes what was found in some pieces; returns whether that answered the last query of all. */
        synchronized boolean merge(final TopK[] found, final int done) {
            if (nearest == null) {
                nearest = found;
            } else {
                for (int q = 0; q < size; q++) {
                    while (found[q].size() > 0) {
                        nearest[q].offer(found[q].removeFarthest());
                    }
                }
            }
            left -= done;
            if (left > 0) {
                return false;
            }
            final ExactQuery[] answered = queries();
            final RankedItems items = new RankedItems(0);
            for (int q = 0; q < size; q++) {
                items.fill(nearest[q], answered[q]);
                answer(from + q, items);
            }
            prepared = null;
            nearest = null;
            return countAnswered(size);
        }
    }
}
