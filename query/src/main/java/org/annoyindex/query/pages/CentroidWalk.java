package org.annoyindex.query.pages;

import org.annoyindex.core.format.InnerPage;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.query.open.PagedFile;

/** The walk over inner pages that hold their children's centroids: each is compared with the query. */
final class CentroidWalk extends PageWalk {
    /**
     * An inner page's centroid is farther from a query than the nearest of its leaves; its distance, squared but for
     * manhattan, is multiplied by this before it is compared with a leaf's.
     */
    private static final float INNER_PAGE_FAVOR = 0.85f;

    private final PagedQuery query;
    private final int dimension;
    private final LongHeap leaves = new LongHeap(4096);

    CentroidWalk(final PagedFile file, final PagedQuery query) {
        super(file);
        this.query = query;
        dimension = query.dimension();
    }

    @Override
    void forget() {
        leaves.clear();
    }

    @Override
    boolean next() {
        while (openUpTo(leaves.peek())) {
            // It may have led to a nearer leaf.
        }
        if (leaves.size() == 0) {
            return false;
        }
        final long leaf = leaves.pop();
        visit(ScoredKey.ordinal(leaf), ScoredKey.score(leaf));
        return true;
    }

    @Override
    void open(final Chunk innerPage, final int innerStart, final int entries) {
        int centroid = innerStart + InnerPage.centroidsOffset(entries);
        for (int i = 0; i < entries; i++, centroid += Float.BYTES * dimension) {
            final float childDistance = query.centroidDistance(innerPage, centroid);
            final int child = InnerPage.reference(innerPage, innerStart, i);
            if (InnerPage.items(innerPage, innerStart, entries, i) > 0) {
                leaves.push(ScoredKey.of(childDistance, child));
            } else {
                addInner(childDistance * INNER_PAGE_FAVOR, child);
            }
        }
    }
}
