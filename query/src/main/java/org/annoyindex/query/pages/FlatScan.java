package org.annoyindex.query.pages;

import java.util.Objects;
import org.annoyindex.core.format.SketchColumn;
import org.annoyindex.query.exact.AllowedIds;
import org.annoyindex.query.open.PagedFile;
import org.annoyindex.query.plan.ItemFilter;
import org.jspecify.annotations.Nullable;

/**
 * Scores the sketches of all items that match a filter, wherever they are: a row of a few words each, while comparing them
 * reads a vector. Scratch of one searcher.
 */
final class FlatScan {
    /** Items whose rows are fetched and scored together. */
    private static final int BATCH = 256;

    /** Receives scored items. */
    interface ScoreConsumer {
        /**
         * Receives some items.
         *
         * @param ids of the items.
         * @param scores lower bounds of the squared distances of their points.
         * @param count number of the items.
         */
        void accept(int[] ids, float[] scores, int count);
    }

    private final PagedQuery query;
    private final SketchScorer scorer;
    private final ScoreConsumer consumer;
    private final @Nullable SketchColumn sketches;
    private final AllowedIds allowed;
    private final int[] ids = new int[BATCH];
    private final float[] scores = new float[BATCH];
    private int count;
    private float squaredLength;
    private float slack;

    /** Sink of what is read only to prefetch it. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    FlatScan(final PagedFile file, final PagedQuery query, final SketchScorer scorer, final ScoreConsumer consumer) {
        this.query = query;
        this.scorer = scorer;
        this.consumer = consumer;
        sketches = file.sketches();
        allowed = new AllowedIds(file.itemCount(), this::add);
    }

    /** Scores all items that match a filter, for a query that has been quantized. */
    void scan(final ItemFilter filter) {
        count = 0;
        squaredLength = query.squaredLength();
        slack = scorer.slack(squaredLength);
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
        final SketchColumn column = Objects.requireNonNull(sketches, "no sketches by id");
        touched += column.touch(ids, count);
        column.score(query.planes(), squaredLength, slack, ids, count, scores);
        consumer.accept(ids, scores, count);
        count = 0;
    }
}
