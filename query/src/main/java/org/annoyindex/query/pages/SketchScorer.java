package org.annoyindex.query.pages;

import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.sketch.SketchCodec;
import org.annoyindex.query.open.PagedFile;

/**
 * Scores sketches by optimistic bounds of the squared distances of their points from the query's. Scratch of one searcher.
 */
final class SketchScorer {
    /**
     * How many standard deviations below its estimate an item is scored. At 0 every second true neighbor is missed; from 1.5
     * on recall hardly rises, and exact comparisons still do.
     */
    static final float ITEM_DEVIATIONS = 1.5f;

    /**
     * The same for the centroid of a page before it is measured. At 0 recall is lower at equal budgets, at 1 twice as many
     * leaves are measured as are visited.
     */
    static final float CENTROID_DEVIATIONS = 0.5f;

    private final Kernels kernels = Kernels.active();
    private final PagedFile file;
    private final PagedQuery query;
    private final float deviations;
    private final float[] scores = new float[Kernels.BLOCK];

    SketchScorer(final PagedFile file, final PagedQuery query, final float deviations) {
        this.file = file;
        this.query = query;
        this.deviations = deviations;
    }

    /** What an inner product may be more than its estimate, for sketches around a center at some squared distance. */
    float slack(final float squaredDistance) {
        return SketchCodec.slack(deviations, file.sketchSpread(), squaredDistance, query.planes());
    }

    /**
     * Appends a key of (score, number) for each sketch of a page that scores below a threshold; returns the new end.
     *
     * @param page with the sketches.
     * @param blocks where they begin.
     * @param count number of sketches.
     * @param squaredDistance of the query from the page's centroid.
     * @param threshold scores must be below it.
     * @param keys with room for all.
     * @param end where to append.
     */
    int scan(
            final Chunk page,
            final int blocks,
            final int count,
            final float squaredDistance,
            final float threshold,
            final long[] keys,
            final int end) {
        return kernels.scan(
                query.planes(),
                page,
                blocks,
                count,
                squaredDistance,
                slack(squaredDistance),
                threshold,
                scores,
                keys,
                end);
    }
}
