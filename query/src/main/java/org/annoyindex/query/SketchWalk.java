package org.annoyindex.query;

import org.annoyindex.core.LongHeap;
import org.annoyindex.core.RankedKey;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.sketch.SketchCodec;

/**
 * The walk over pages of sketches. An opened page's entries are scored by their sketches, a bound of the distance of each
 * child's centroid; only those that come out best are measured, with the centroid that stands at the start of the child
 * itself.
 */
final class SketchWalk extends PageWalk {
    /**
     * How many standard deviations below its estimate the distance of a centroid is taken before it is measured. At 0
     * recall is lower at equal budgets, at 1 twice as many leaves are measured as are visited.
     */
    private static final float DEVIATIONS = 0.5f;

    /**
     * An inner page's centroid is farther from a query than the nearest of its leaves; its squared distance is
     * multiplied by this before it is compared with a leaf's.
     */
    private static final float INNER_PAGE_FAVOUR = 0.85f;

    /** Leaf pages measured in one go, so that the processor fetches their centroids together. */
    private static final int BATCH = 4;

    private final Kernels kernels = Kernels.active();
    private final int blocks;
    private final LongHeap inner = new LongHeap(256);
    private final Frontier estimated = new Frontier();
    private final LongHeap measured = new LongHeap(256);
    private final float[] scores = new float[Kernels.BLOCK];
    private final int[] batch = new int[BATCH];
    private long[] innerKeys = new long[256];

    /** Takes what was read for nothing but to fetch it. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    SketchWalk(final PagedFile file, final PagedQuery query) {
        super(file, query);
        blocks = SketchPage.blocksOffset(query.point.length);
    }

    @Override
    void restart() {
        super.restart();
        inner.clear();
        estimated.clear();
        measured.clear();
        for (final int root : file.roots) {
            inner.push(RankedKey.of(0, root));
        }
    }

    @Override
    boolean next() {
        while (true) {
            if (inner.size() > 0 && inner.peek() <= Math.min(estimated.peek(), measured.peek())) {
                open(RankedKey.index(inner.pop()));
            } else if (estimated.peek() < measured.peek()) {
                measure();
            } else if (measured.size() > 0) {
                final long leaf = measured.pop();
                visit(RankedKey.index(leaf), RankedKey.rank(leaf));
                return true;
            } else {
                return false;
            }
        }
    }

    private void open(final int reference) {
        countOpened();
        final long position = PagedFile.pagePosition(reference);
        final Chunk page = file.innerPages.chunk(position);
        final int start = file.innerPages.offset(position);
        final int entries = file.innerEntries(page, start);
        final float distance = query.centroidDistance(page, start + SketchPage.CENTROID);
        if (SketchPage.kind(page, start) == SketchPage.LEAF_PAGES) {
            estimated.reserve(entries);
            estimated.size = score(page, start, entries, distance, estimated.far, estimated.size);
            return;
        }
        if (innerKeys.length < entries) {
            innerKeys = new long[entries];
        }
        final int children = score(page, start, entries, distance, innerKeys, 0);
        for (int i = 0; i < children; i++) {
            final long key = innerKeys[i];
            inner.push(RankedKey.of(RankedKey.rank(key) * INNER_PAGE_FAVOUR, RankedKey.index(key)));
        }
    }

    /** Appends a key for each entry of an inner page; returns the number of keys. */
    private int score(
            final Chunk page,
            final int start,
            final int entries,
            final float distance,
            final long[] keys,
            final int size) {
        return kernels.scan(
                query.planes,
                page,
                start + blocks,
                entries,
                distance,
                SketchCodec.slack(DEVIATIONS, file.sketchSpread, distance, query.planes),
                Float.POSITIVE_INFINITY,
                scores,
                keys,
                size);
    }

    private void measure() {
        int count = 0;
        do {
            final int reference = RankedKey.index(estimated.pop());
            final long position = PagedFile.pagePosition(reference);
            touched += file.leafPages.chunk(position).touch(file.leafPages.offset(position), blocks);
            batch[count++] = reference;
        } while (count < BATCH && estimated.peek() < measured.peek());
        for (int i = 0; i < count; i++) {
            final long position = PagedFile.pagePosition(batch[i]);
            final float distance = query.centroidDistance(
                    file.leafPages.chunk(position), file.leafPages.offset(position) + SketchPage.CENTROID);
            measured.push(RankedKey.of(distance, batch[i]));
        }
    }
}
