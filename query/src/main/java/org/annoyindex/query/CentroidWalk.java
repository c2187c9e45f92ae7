package org.annoyindex.query;

import org.annoyindex.core.LongHeap;
import org.annoyindex.core.RankedKey;
import org.annoyindex.core.format.InnerPage;
import org.annoyindex.core.kernel.Chunk;

/** The walk over inner pages that hold their children's centroids: each is compared with the query. */
final class CentroidWalk extends PageWalk {
    /**
     * An inner page's centroid is farther from a query than the nearest of its leaves; its squared distance is
     * multiplied by this before it is compared with a leaf's.
     */
    private static final float INNER_PAGE_FAVOUR = 0.85f;

    private final LongHeap inner = new LongHeap(256);
    private final LongHeap leaves = new LongHeap(4096);

    CentroidWalk(final PagedFile file, final PagedQuery query) {
        super(file, query);
    }

    @Override
    void restart() {
        super.restart();
        inner.clear();
        leaves.clear();
        for (final int root : file.roots) {
            inner.push(RankedKey.of(0, root));
        }
    }

    @Override
    boolean next() {
        while (inner.size() > 0 && inner.peek() <= leaves.peek()) {
            open(RankedKey.index(inner.pop()));
        }
        if (leaves.size() == 0) {
            return false;
        }
        final long leaf = leaves.pop();
        visit(RankedKey.index(leaf), RankedKey.rank(leaf));
        return true;
    }

    private void open(final int reference) {
        countOpened();
        final long position = PagedFile.pagePosition(reference);
        final Chunk page = file.innerPages.chunk(position);
        final int start = file.innerPages.offset(position);
        final int entries = file.innerEntries(page, start);
        int centroid = start + InnerPage.centroidsOffset(entries);
        for (int i = 0; i < entries; i++, centroid += Float.BYTES * query.point.length) {
            final float childDistance = query.centroidDistance(page, centroid);
            final int child = InnerPage.reference(page, start, i);
            if (InnerPage.items(page, start, entries, i) > 0) {
                leaves.push(RankedKey.of(childDistance, child));
            } else {
                inner.push(RankedKey.of(childDistance * INNER_PAGE_FAVOUR, child));
            }
        }
    }
}
