package org.annoyindex.query;

import org.annoyindex.core.LongHeap;
import org.annoyindex.core.RankedKey;
import org.annoyindex.core.format.InnerPage;
import org.annoyindex.core.kernel.Chunk;

/**
 * Walks the trees' pages best-first: the leaf page whose centroid is nearest to the query comes first, over all trees
 * together. Inner pages are opened as soon as they could lead to a nearer leaf. Scratch of one searcher.
 */
final class PageWalk {
    /**
     * An inner page's centroid is farther from a query than the nearest of its leaves; its squared distance is
     * multiplied by this before it is compared with a leaf's. Word vectors would do with 0.9, images want 0.8.
     */
    private static final float INNER_PAGE_FAVOUR = 0.85f;

    private final PagedFile file;
    private final LongHeap inner = new LongHeap(256);
    private final LongHeap leaves = new LongHeap(4096);
    private int opened;
    private int visited;
    private Chunk page;
    private int start;
    private int items;
    private float distance;

    PageWalk(final PagedFile file) {
        this.file = file;
    }

    void restart() {
        inner.clear();
        leaves.clear();
        opened = 0;
        visited = 0;
        for (final int root : file.roots) {
            inner.push(RankedKey.of(0, root));
        }
    }

    /** Number of pages visited since the restart, inner and leaf pages together. */
    int pagesVisited() {
        return opened + visited;
    }

    /** Goes to the next leaf page, or returns false when there is none left. */
    boolean next(final PagedQuery query) {
        while (inner.size() > 0 && inner.peek() <= leaves.peek()) {
            open(RankedKey.index(inner.pop()), query);
        }
        if (leaves.size() == 0) {
            return false;
        }
        final long leaf = leaves.pop();
        final long position = PagedFile.pagePosition(RankedKey.index(leaf));
        distance = RankedKey.rank(leaf);
        page = file.leafPages.chunk(position);
        start = file.leafPages.offset(position);
        items = file.leafItems(page, start);
        visited++;
        return true;
    }

    /** The leaf page's memory. */
    Chunk page() {
        return page;
    }

    /** Where the leaf page begins in its memory. */
    int start() {
        return start;
    }

    /** Number of items of the leaf page. */
    int items() {
        return items;
    }

    /** How far the leaf page's centroid is from the query. */
    float distance() {
        return distance;
    }

    private void open(final int reference, final PagedQuery query) {
        if (++opened > file.header.innerPageCount()) {
            throw new IndexOutOfBoundsException("inner pages refer to each other in a circle");
        }
        final long position = PagedFile.pagePosition(reference);
        final Chunk innerPage = file.innerPages.chunk(position);
        final int innerStart = file.innerPages.offset(position);
        final int entries = file.innerEntries(innerPage, innerStart);
        int centroid = innerStart + InnerPage.centroidsOffset(entries);
        for (int i = 0; i < entries; i++, centroid += 4 * query.point.length) {
            final float childDistance = query.centroidDistance(innerPage, centroid);
            final int child = InnerPage.reference(innerPage, innerStart, i);
            if (InnerPage.items(innerPage, innerStart, entries, i) > 0) {
                leaves.push(RankedKey.of(childDistance, child));
            } else {
                inner.push(RankedKey.of(childDistance * INNER_PAGE_FAVOUR, child));
            }
        }
    }
}
