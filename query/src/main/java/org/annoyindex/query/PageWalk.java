package org.annoyindex.query;

import java.util.Arrays;
import org.annoyindex.core.Metric;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;

/**
 * Walks the trees' pages best-first: the leaf page whose centroid is nearest to the query comes first, over all trees
 * together. Inner pages are opened as soon as they could lead to a nearer leaf. Scratch of one searcher.
 */
abstract sealed class PageWalk permits SketchWalk, CentroidWalk {
    final PagedFile file;
    final PagedQuery query;

    private final LongHeap inner = new LongHeap(256);
    private int opened;
    private int visited;
    /** Set by each step, and asked for only after one. */
    @SuppressWarnings("NullAway.Init")
    private Chunk page;

    private int start;
    private int items;
    private float distance;
    /** Leaf pages visited, as keys of (distance, reference), if they are to be remembered. */
    private long[] trail = new long[64];

    private boolean remembering;

    PageWalk(final PagedFile file, final PagedQuery query) {
        this.file = file;
        this.query = query;
    }

    static PageWalk of(final PagedFile file, final PagedQuery query) {
        return file.header.hasSketchPages() ? new SketchWalk(file, query) : new CentroidWalk(file, query);
    }

    /** Begins again, for the query as it is now; remembers the leaf pages that it visits if they will be gone back to. */
    final void restart(final boolean remember) {
        remembering = remember;
        opened = 0;
        visited = 0;
        inner.clear();
        for (final int root : file.roots) {
            inner.push(ScoredKey.of(0, root));
        }
        forget();
    }

    /** Goes to the next leaf page, or returns false when there is none left. */
    abstract boolean next();

    /** Forgets the leaf pages of the search before. */
    abstract void forget();

    /** Opens the nearest inner page if it is no farther than some key; returns whether it did. */
    final boolean openUpTo(final long key) {
        if (inner.size() == 0 || inner.peek() > key) {
            return false;
        }
        if (++opened > file.header.innerPageCount()) {
            throw new IndexOutOfBoundsException("inner pages refer to each other in a circle");
        }
        final long position = PagedFile.pagePosition(ScoredKey.ordinal(inner.pop()));
        final Chunk innerPage = file.innerPages.chunk(position);
        final int innerStart = file.innerPages.offset(position);
        open(innerPage, innerStart, file.innerEntries(innerPage, innerStart));
        return true;
    }

    /** Takes an inner page's children into account. */
    abstract void open(Chunk innerPage, int innerStart, int entries);

    /** Has an inner page opened when leaves as far as that have their turn. */
    final void addInner(final float leafDistance, final int reference) {
        inner.push(ScoredKey.of(leafDistance, reference));
    }

    /** Makes a leaf page the one that this walk is at. */
    final void visit(final int reference, final float centroidDistance) {
        if (remembering) {
            if (trail.length == visited) {
                trail = Arrays.copyOf(trail, 2 * visited);
            }
            trail[visited] = ScoredKey.of(centroidDistance, reference);
        }
        visited++;
        stand(reference, centroidDistance);
    }

    /** Goes back to the leaf page that was visited at some place of the way, from 0. */
    final void revisit(final int place) {
        stand(ScoredKey.ordinal(trail[place]), ScoredKey.score(trail[place]));
    }

    private void stand(final int reference, final float centroidDistance) {
        final long position = PagedFile.pagePosition(reference);
        distance = centroidDistance;
        page = file.leafPages.chunk(position);
        start = file.leafPages.offset(position);
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

    /** How far the leaf page's centroid is from the query: squared, but for manhattan. */
    final float distance() {
        return distance;
    }

    /** The square of how far it is. */
    final float squaredDistance() {
        return file.metric == Metric.MANHATTAN ? distance * distance : distance;
    }
}
