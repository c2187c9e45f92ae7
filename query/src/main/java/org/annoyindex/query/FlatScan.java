package org.annoyindex.query;

import java.util.Objects;
import org.annoyindex.core.format.SketchColumn;
import org.annoyindex.core.sketch.SketchCodec;

/**
 * Scores the sketches of all items that a filter allows, wherever they lie: a row of a few words each, where to compare them
 * takes a vector. Scratch of one searcher.
 */
final class FlatScan {
    /** Items whose rows are fetched and scored together. */
    private static final int BATCH = 256;

    /** Gets what was scored. */
    interface Taker {
        /**
         * Takes some items.
         *
         * @param ids of the items.
         * @param scores lower bounds of the squared distances of their points.
         * @param count how many they are.
         */
        void take(int[] ids, float[] scores, int count);
    }

    private final PagedFile file;
    private final PagedQuery pages;
    private final Taker taker;
    private final AllowedIds allowed;
    private final int[] ids = new int[BATCH];
    private final float[] scores = new float[BATCH];
    private int count;
    private float squaredLength;
    private float slack;

    /** Takes what was read for nothing but to fetch it. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    FlatScan(final PagedFile file, final PagedQuery pages, final Taker taker) {
        this.file = file;
        this.pages = pages;
        this.taker = taker;
        allowed = new AllowedIds(file.itemCount, this::add);
    }

    /** Scores all that a filter allows, for a query that has been cut into planes. */
    void scan(final ItemFilter filter) {
        squaredLength = pages.squaredLength();
        slack = SketchCodec.slack(PagedSearch.DEVIATIONS, file.sketchSpread, squaredLength, pages.planes);
        allowed.forEach(filter);
        score();
    }

    private void add(final int id) {
        ids[count++] = id;
        if (count == BATCH) {
            score();
        }
    }

    private void score() {
        final SketchColumn sketches = Objects.requireNonNull(file.sketches);
        touched += sketches.touch(ids, count);
        sketches.score(pages.planes, squaredLength, slack, ids, count, scores);
        taker.take(ids, scores, count);
        count = 0;
    }
}
