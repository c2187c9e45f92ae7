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

    private final IndexFile file;
    private final LongHeap inner = new LongHeap(256);
    private final LongHeap leaves = new LongHeap(4096);
    private int opened;

    PageWalk(final IndexFile file) {
        this.file = file;
    }

    void start() {
        inner.clear();
        leaves.clear();
        opened = 0;
        for (final int root : file.roots) {
            inner.push(RankedKey.of(0, root));
        }
    }

    /** Number of inner pages opened since the start. */
    int opened() {
        return opened;
    }

    /**
     * Finds the next leaf page.
     *
     * @return key of (centroid distance, reference), or {@link RankedKey#LAST} when there is none left.
     */
    long next(final PreparedQuery query) {
        while (inner.size() > 0 && inner.peek() <= leaves.peek()) {
            open(RankedKey.index(inner.pop()), query);
        }
        return leaves.size() == 0 ? RankedKey.LAST : leaves.pop();
    }

    private void open(final int reference, final PreparedQuery query) {
        if (++opened > file.header.innerPageCount()) {
            throw new IndexOutOfBoundsException("inner pages refer to each other in a circle");
        }
        final long position = IndexFile.pagePosition(reference);
        final Chunk page = file.innerPages.chunk(position);
        final int start = file.innerPages.offset(position);
        final int entries = file.innerEntries(page, start);
        int centroid = start + InnerPage.centroidsOffset(entries);
        for (int i = 0; i < entries; i++, centroid += 4 * query.point.length) {
            final float distance = query.centroidDistance(page, centroid);
            final int child = InnerPage.reference(page, start, i);
            if (InnerPage.items(page, start, entries, i) > 0) {
                leaves.push(RankedKey.of(distance, child));
            } else {
                inner.push(RankedKey.of(distance * INNER_PAGE_FAVOUR, child));
            }
        }
    }
}
