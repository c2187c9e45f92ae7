package org.annoyindex.query.pages;

import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.core.sketch.SketchCodec;
import org.annoyindex.query.exact.Frontier;
import org.annoyindex.query.open.PagedFile;

/**
 * The walk over pages of sketches. The entries of an opened page are scored by their sketches, a bound of the distance of each
 * child's centroid; for an inner page the file has that reduced by the square of its radius, as it competes with leaves.
 * Only the leaves with the best scores are measured, with the centroid at the start of the leaf itself.
 */
final class SketchWalk extends PageWalk {
    /** Leaf pages measured together, so that the processor fetches their centroids in parallel. */
    private static final int BATCH = 4;

    /**
     * Leaves whose sketches are not longer are touched before they are scanned: for these, the scan waits for memory. Longer
     * ones take so long to score that the processor fetches them ahead by itself.
     */
    private static final int MAX_TOUCHED_BITS = 128;

    private final PagedFile file;
    private final PagedQuery query;
    private final SketchScorer scorer;
    private final int blocks;
    private final int blockBytes;
    private final boolean touchesLeaves;
    private final Frontier estimated = new Frontier();
    private final LongHeap measured = new LongHeap(256);
    private final int[] batch = new int[BATCH];
    private long[] innerKeys = new long[256];

    /** Sink of what is read only to prefetch it. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    SketchWalk(final PagedFile file, final PagedQuery query) {
        super(file);
        this.file = file;
        this.query = query;
        scorer = new SketchScorer(file, query, SketchScorer.CENTROID_DEVIATIONS);
        blocks = SketchPage.blocksOffset(query.dimension());
        blockBytes = SketchCodec.blockBytes(file.header().sketchBits());
        touchesLeaves = file.header().sketchBits() <= MAX_TOUCHED_BITS;
    }

    @Override
    void forget() {
        estimated.clear();
        measured.clear();
    }

    @Override
    boolean next() {
        while (true) {
            if (openUpTo(Math.min(estimated.peek(), measured.peek()))) {
                continue;
            }
            if (estimated.peek() < measured.peek()) {
                measure();
            } else if (measured.size() > 0) {
                final long leaf = measured.pop();
                visit(ScoredKey.ordinal(leaf), ScoredKey.score(leaf));
                if (touchesLeaves && items() > 0) {
                    final int leafBlocks = (items() - 1) / Kernels.BLOCK + 1;
                    touched += page().touch(start() + blocks, leafBlocks * blockBytes);
                }
                return true;
            } else {
                return false;
            }
        }
    }

    @Override
    void open(final Chunk innerPage, final int innerStart, final int entries) {
        final int kind = SketchPage.kind(innerPage, innerStart);
        if (kind == SketchPage.LEAF_PAGES) {
            final long[] keys = estimated.reserve(entries);
            estimated.setEnd(score(innerPage, innerStart, entries, keys, estimated.end()));
            return;
        }
        if (kind != SketchPage.INNER_PAGES) {
            throw new IndexOutOfBoundsException("an inner page with entries of kind " + kind);
        }
        if (innerKeys.length < entries) {
            innerKeys = new long[entries];
        }
        final int children = score(innerPage, innerStart, entries, innerKeys, 0);
        for (int i = 0; i < children; i++) {
            addInner(ScoredKey.score(innerKeys[i]), ScoredKey.ordinal(innerKeys[i]));
        }
    }

    /** Appends a key for each entry of an inner page; returns the number of keys. */
    private int score(final Chunk page, final int start, final int entries, final long[] keys, final int size) {
        final float distance = query.centroidDistance(page, start + SketchPage.CENTROID);
        return scorer.scan(page, start + blocks, entries, distance, Float.POSITIVE_INFINITY, keys, size);
    }

    private void measure() {
        int count = 0;
        do {
            final int reference = ScoredKey.ordinal(estimated.pop());
            final long position = PagedFile.pagePosition(reference);
            touched += file.leafPages().chunk(position).touch(file.leafPages().offset(position), blocks);
            batch[count++] = reference;
        } while (count < BATCH && estimated.peek() < measured.peek());
        for (int i = 0; i < count; i++) {
            final long position = PagedFile.pagePosition(batch[i]);
            final float distance = query.centroidDistance(
                    file.leafPages().chunk(position), file.leafPages().offset(position) + SketchPage.CENTROID);
            measured.push(ScoredKey.of(distance, batch[i]));
        }
    }
}
