package org.annoyindex.query;

import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.core.sketch.SketchCodec;

/**
 * The walk over pages of sketches. An opened page's entries are scored by their sketches, a bound of the distance of each
 * child's centroid; for an inner page the file has that lessened by the square of its radius, as it competes with leaves
 * for what it leads to. Of leaves only those that come out best are measured, with the centroid that stands at the start
 * of the leaf itself.
 */
final class SketchWalk extends PageWalk {
    /**
     * How many standard deviations below its estimate the distance of a centroid is taken before it is measured. At 0
     * recall is lower at equal budgets, at 1 twice as many leaves are measured as are visited.
     */
    private static final float DEVIATIONS = 0.5f;

    /** Leaf pages measured in one go, so that the processor fetches their centroids together. */
    private static final int BATCH = 4;

    private final Kernels kernels = Kernels.active();
    private final int blocks;
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
                return true;
            } else {
                return false;
            }
        }
    }

    @Override
    void open(final Chunk innerPage, final int innerStart, final int entries) {
        if (SketchPage.kind(innerPage, innerStart) == SketchPage.LEAF_PAGES) {
            estimated.reserve(entries);
            estimated.size = score(innerPage, innerStart, entries, estimated.far, estimated.size);
            return;
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
            final int reference = ScoredKey.ordinal(estimated.pop());
            final long position = PagedFile.pagePosition(reference);
            touched += file.leafPages.chunk(position).touch(file.leafPages.offset(position), blocks);
            batch[count++] = reference;
        } while (count < BATCH && estimated.peek() < measured.peek());
        for (int i = 0; i < count; i++) {
            final long position = PagedFile.pagePosition(batch[i]);
            final float distance = query.centroidDistance(
                    file.leafPages.chunk(position), file.leafPages.offset(position) + SketchPage.CENTROID);
            measured.push(ScoredKey.of(distance, batch[i]));
        }
    }
}
