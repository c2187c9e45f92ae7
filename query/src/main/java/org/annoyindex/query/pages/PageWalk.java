package org.annoyindex.query.pages;

import java.util.Arrays;
import org.annoyindex.core.Metric;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.query.open.PagedFile;

/**
 * Walks the pages of all trees together, best first: the leaf page whose centroid is nearest to the query comes first. Inner
 * pages are opened as soon as they could lead to a nearer leaf. Scratch of one searcher.
 */
abstract sealed class PageWalk permits SketchWalk, CentroidWalk {
    private final PagedFile file;
    private final LongHeap inner = new LongHeap(256);
    private int opened;
    private int visited;
    /** Entries of the inner pages opened, and items of the leaf pages visited: damage could lead in circles. */
    private long references;

    private long listed;
    /** Set by each step, and read only after one. */
    @SuppressWarnings("NullAway.Init")
    private Chunk page;

    private int start;
    private int items;
    private float distance;
    /** Leaf pages visited, as keys of (distance, reference), if they may be revisited. */
    private long[] trail = new long[64];

    private boolean remembering;

    PageWalk(final PagedFile file) {
        this.file = file;
    }

    /** The walk over a file's kind of pages. */
    static PageWalk of(final PagedFile file, final PagedQuery query) {
        return file.header().hasSketchPages() ? new SketchWalk(file, query) : new CentroidWalk(file, query);
    }

    /** Begins again, for the query as it is now; remembers the leaf pages that it visits if they are to be revisited. */
    final void restart(final boolean remember) {
        remembering = remember;
        opened = 0;
        visited = 0;
        references = 0;
        listed = 0;
        inner.clear();
        for (final int root : file.roots()) {
            inner.push(ScoredKey.of(0, root));
        }
        forget();
    }

    /** Goes to the next leaf page, or returns false when there is none left. */
    abstract boolean next();

    /** Drops the leaf pages of the search before. */
    abstract void forget();

    /** Opens the nearest inner page if it is no farther than some key; returns whether it did. */
    final boolean openUpTo(final long key) {
        if (inner.size() == 0 || inner.peek() > key) {
            return false;
        }
        if (++opened > file.header().innerPageCount()) {
            throw new IndexOutOfBoundsException("inner pages refer to each other in a circle");
        }
        final long position = PagedFile.pagePosition(ScoredKey.ordinal(inner.pop()));
        final Chunk innerPage = file.innerPages().chunk(position);
        final int innerStart = file.innerPages().offset(position);
        final int entries = file.innerEntries(innerPage, innerStart);
        references += entries;
        if (references > file.maxReferences()) {
            throw new IndexOutOfBoundsException("inner pages refer to more pages than there are");
        }
        open(innerPage, innerStart, entries);
        return true;
    }

    /** Adds the children of an inner page. */
    abstract void open(Chunk innerPage, int innerStart, int entries);

    /** Adds an inner page, to be opened before leaves that are farther. */
    final void addInner(final float leafDistance, final int reference) {
        inner.push(ScoredKey.of(leafDistance, reference));
    }

    /** Makes a leaf page the current one. */
    final void visit(final int reference, final float centroidDistance) {
        if (remembering) {
            if (trail.length == visited) {
                trail = Arrays.copyOf(trail, 2 * visited);
            }
            trail[visited] = ScoredKey.of(centroidDistance, reference);
        }
        visited++;
        moveTo(reference, centroidDistance);
        listed += items;
        if (listed > file.maxListedItems()) {
            throw new IndexOutOfBoundsException("leaf pages list more items than there are");
        }
    }

    /** Makes a leaf page that was visited before the current one, by its place on the way, from 0. */
    final void revisit(final int place) {
        moveTo(ScoredKey.ordinal(trail[place]), ScoredKey.score(trail[place]));
    }

    private void moveTo(final int reference, final float centroidDistance) {
        final long position = PagedFile.pagePosition(reference);
        distance = centroidDistance;
        page = file.leafPages().chunk(position);
        start = file.leafPages().offset(position);
        items = file.leafItems(page, start);
    }

    /** Number of inner pages opened since the restart. */
    final int innerPages() {
        return opened;
    }

    /** Number of leaf pages visited since the restart. */
    final int leafPages() {
        return visited;
    }

    /** The leaf page's memory. */
    final Chunk page() {
        return page;
    }

    /** Where the leaf page begins in its memory. */
    final int start() {
        return start;
    }

    /** Number of items of the leaf page. */
    final int items() {
        return items;
    }

    /** The distance of the leaf page's centroid from the query: squared, except for manhattan. */
    final float distance() {
        return distance;
    }

    /** The squared distance of the leaf page's centroid. */
    final float squaredDistance() {
        return file.metric() == Metric.MANHATTAN ? distance * distance : distance;
    }
}
