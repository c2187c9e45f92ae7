package org.annoyindex.query;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A batch compared with every item that may be returned. The queries are cut into groups, which are compared side by side,
 * and the items into pieces; workers take one piece after the other, first those of the first group. A worker keeps the
 * nearest of the pieces of a group that it has seen, and puts them together with those of the others before it goes on to
 * another group: keys differ, so the nearest are the same whoever saw them. As many groups are in memory as there are
 * workers, and one more.
 */
final class ExactBatch extends BatchSearch {
    /** Positions or ids of a piece. */
    static final int PIECE = 16_384;

    /** Queries of a group at most. */
    private static final int LARGEST_GROUP = 256;

    /** Neighbors of a group at most, unless one query has more: 8 MiB a worker. */
    private static final int MOST_NEIGHBORS = 1 << 20;

    /** Pieces of groups for each worker, enough that they end together, unless the groups would become too small. */
    private static final int PARTS_A_WORKER = 4;

    /** Fewer queries than fill a register cost as much. */
    private static final int SMALL_GROUP = 16;

    private final @Nullable ItemFilter filter;
    private final int pieces;
    private final Group[] groups;
    private final int workers;
    private final AtomicLong next = new AtomicLong();

    ExactBatch(
            final IndexFile file,
            final QueryRows queries,
            final int k,
            final @Nullable ItemFilter filter,
            final int processors) {
        super(file, queries, k);
        this.filter = filter;
        pieces = Math.max(1, ceil(file.itemCount, PIECE));
        final int neighbors = Math.max(1, Math.min(k, file.itemCount));
        final int largest = Math.max(1, Math.min(LARGEST_GROUP, MOST_NEIGHBORS / neighbors));
        final int wanted = Math.min(ceil(PARTS_A_WORKER * processors, pieces), ceil(count, SMALL_GROUP));
        groups = new Group[Math.max(wanted, ceil(count, largest))];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = new Group(first(i), first(i + 1));
        }
        workers = (int) Math.min(processors, parts());
    }

    /** Whether several threads are worth waking for one query. */
    static boolean isLarge(final IndexFile file, final @Nullable ItemFilter filter) {
        return (filter == null ? file.itemCount : filter.most(file.itemCount)) > PIECE;
    }

    private static int ceil(final int dividend, final int divisor) {
        return (int) (((long) dividend + divisor - 1) / divisor);
    }

    private int first(final int group) {
        return (int) ((long) count * group / groups.length);
    }

    private long parts() {
        return (long) groups.length * pieces;
    }

    @Override
    int workers() {
        return workers;
    }

    @Override
    boolean run() {
        try {
            return search();
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw file.broken(ex);
        }
    }

    private boolean search() {
        long part = next.getAndIncrement();
        while (part < parts() && !isDone()) {
            final Group group = groups[(int) (part / pieces)];
            final long end = (part / pieces + 1) * pieces;
            final TopK[] found = group.lists();
            final ExactScan scan = new ExactScan(file, group.queries(), found, filter);
            int done = 0;
            for (; part < end && !isDone(); part = next.getAndIncrement()) {
                final int first = (int) (part % pieces) * PIECE;
                scan.search(first, (int) Math.min(file.itemCount, (long) first + PIECE));
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
                lists[q].reset(k);
            }
            return lists;
        }

        synchronized ExactQuery[] queries() {
            if (prepared == null) {
                final float[] scratch = new float[file.dimension];
                prepared = new ExactQuery[size];
                for (int q = 0; q < size; q++) {
                    prepared[q] = new ExactQuery(file);
                    prepared[q].set(queries.get(from + q, scratch));
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
            for (int q = 0; q < size; q++) {
                final Neighbors neighbors = new Neighbors(0);
                neighbors.fill(nearest[q], answered[q]);
                answer(from + q, neighbors);
            }
            prepared = null;
            nearest = null;
            return tellAnswered(size);
        }
    }
}
