package org.annoyindex.query.pages;

import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.Frontier;
import org.annoyindex.query.exact.IdSet;
import org.annoyindex.query.plan.WalkProgress;

/**
 * Resumes a search by sketches where {@link PagedSearch} stopped: with all sketches of the leaves visited, of which that search
 * kept only those that could be among its k nearest, and those of further leaves, the lowest bound first. A first search must
 * not pay for what is seldom asked for, so its leaves are scanned again, which takes a tenth of the time of searching them:
 * they are in the cache, and the way to them is known. From then on scores are kept, eight bytes per sketch. Scratch of one
 * searcher.
 */
final class ResumableScan {
    private final PagedQuery query;
    private final PageWalk walk;
    private final LeafScorer scorer;
    private final ExactComparer comparer;
    private final IdSet compared;
    private final WalkProgress progress;
    /** Items scanned, as keys of (bound, position), except those taken out to be compared. */
    private final Frontier scored = new Frontier();

    private final int[] group = new int[ExactComparer.GROUP];
    private boolean caughtUp;

    /**
     * @param query of the search.
     * @param walk of the search, which remembers its leaves.
     * @param scorer of items.
     * @param comparer of the search.
     * @param compared positions of items that have been compared.
     * @param progress of the walk.
     */
    ResumableScan(
            final PagedQuery query,
            final PageWalk walk,
            final LeafScorer scorer,
            final ExactComparer comparer,
            final IdSet compared,
            final WalkProgress progress) {
        this.query = query;
        this.walk = walk;
        this.scorer = scorer;
        this.comparer = comparer;
        this.compared = compared;
        this.progress = progress;
    }

    /** Drops what belongs to the search before. */
    void restart() {
        caughtUp = false;
    }

    /**
     * Scans more leaves until it is enough, and compares until the list of the nearest is full.
     *
     * @param enoughBefore whether enough has been scanned already.
     * @param maxComparisons vectors to compare at most once the list is full.
     */
    void resume(final boolean enoughBefore, final int maxComparisons) {
        if (!caughtUp) {
            scored.clear();
            for (int place = 0; place < walk.leafPages(); place++) {
                walk.revisit(place);
                score();
            }
            caughtUp = true;
        }
        boolean enough = enoughBefore;
        while (true) {
            while (!enough && walk.next()) {
                enough = isEnoughWithLeaf();
            }
            compare(maxComparisons);
            if (comparer.found().isFull() || !walk.next()) {
                return;
            }
            isEnoughWithLeaf();
        }
    }

    private boolean isEnoughWithLeaf() {
        score();
        progress.addLeaf(walk.items(), 0, 0);
        return progress.isEnough(walk.squaredDistance());
    }

    private void score() {
        final long[] keys = scored.reserve(walk.items());
        scored.setEnd(scorer.scan(Float.POSITIVE_INFINITY, keys, scored.end()));
    }

    /** Compares the most promising items, until the next bound is farther than the farthest found. */
    private void compare(final int maxComparisons) {
        int count;
        do {
            count = 0;
            while (count < group.length) {
                final long key = next(maxComparisons);
                if (key == ScoredKey.LAST) {
                    break;
                }
                scored.pop();
                final int position = ScoredKey.ordinal(key);
                if (!compared.contains(position) && comparer.isEligible(position)) {
                    compared.add(position);
                    group[count++] = position;
                }
            }
            comparer.compareAll(group, 0, count);
        } while (count > 0);
    }

    /** The most promising key, if it is worth comparing; else {@link ScoredKey#LAST}. */
    private long next(final int maxComparisons) {
        if (!comparer.found().isFull()) {
            return scored.peek();
        }
        if (comparer.comparisons() >= maxComparisons) {
            return ScoredKey.LAST;
        }
        final float bound = query.pointDistance(comparer.found().limit());
        return scored.peekBelow(
                ScoredKey.of(bound, Integer.MAX_VALUE), comparer.found().k());
    }
}
