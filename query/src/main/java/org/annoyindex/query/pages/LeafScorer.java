package org.annoyindex.query.pages;

import org.annoyindex.query.open.PagedFile;

/** Scores the items of the leaf that a walk is at. Scratch of one searcher. */
final class LeafScorer {
    private final PageWalk walk;
    private final SketchScorer scorer;
    private final int blocks;

    LeafScorer(final PagedFile file, final PageWalk walk, final SketchScorer scorer) {
        this.walk = walk;
        this.scorer = scorer;
        blocks = file.leafBlocks();
    }

    /** Appends a key of (score, position) for each item that scores below a threshold; returns the new end. */
    int scan(final float threshold, final long[] keys, final int end) {
        return scorer.scan(walk.page(), walk.start() + blocks, walk.items(), walk.distance(), threshold, keys, end);
    }
}
