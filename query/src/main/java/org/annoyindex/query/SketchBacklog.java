package org.annoyindex.query;

import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.core.sketch.SketchCodec;

/**
 * Goes on with a search where {@link PagedSearch} stopped: all sketches of the leaves visited, of which that search kept only
 * those that could be among its k nearest, and those of further leaves, nearest bound first. A first search must not pay for
 * what is seldom asked for, so its leaves are scanned again, which takes a tenth of what searching them did: they are in the
 * cache, and the way to them is known. From then on scores are kept, eight bytes a sketch. Scratch of one searcher.
 */
final class SketchBacklog {
    private final PagedSearch search;
    private final PagedFile file;
    private final PageWalk walk;
    private final Kernels kernels = Kernels.active();
    /** Items scanned, as keys of (bound, position), but for those taken out to be compared. */
    private final Frontier scored = new Frontier();

    private final float[] scores = new float[Kernels.BLOCK];
    private final int[] group = new int[Search.GROUP];
    private boolean caughtUp;

    SketchBacklog(final PagedSearch search) {
        this.search = search;
        file = search.file;
        walk = search.walk;
    }

    /** Forgets what belongs to the search before. */
    void restart() {
        caughtUp = false;
    }

    /** Looks at more leaves until the search's rule has enough, and compares until what was asked for is found. */
    void goOn(final boolean enoughBefore) {
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
                score();
                enough = search.isEnoughWithLeaf();
            }
            compare();
            if (search.found.isFull() || !walk.next()) {
                return;
            }
            score();
            search.isEnoughWithLeaf();
        }
    }

    /** Takes the leaf in at which the walk is. */
    private void score() {
        scored.reserve(walk.items());
        scored.size = kernels.scan(
                search.pages.planes,
                walk.page(),
                walk.start() + file.leafBlocks,
                walk.items(),
                walk.distance(),
                SketchCodec.slack(PagedSearch.DEVIATIONS, file.sketchSpread, walk.distance(), search.pages.planes),
                Float.POSITIVE_INFINITY,
                scores,
                scored.far,
                scored.size);
    }

    /** Compares the most promising items, until the next bound is farther than the farthest found. */
    private void compare() {
        int count;
        do {
            count = 0;
            while (count < group.length) {
                final long key = next();
                if (key == ScoredKey.LAST) {
                    break;
                }
                scored.pop();
                final int position = ScoredKey.ordinal(key);
                if (!search.compared.contains(position)
                        && (search.filter == null || search.filter.allows(file.id(position)))) {
                    search.compared.add(position);
                    group[count++] = position;
                }
            }
            search.compareAll(group, 0, count);
        } while (count > 0);
    }

    /** The most promising key, if it is worth comparing; else {@link ScoredKey#LAST}. */
    private long next() {
        if (!search.found.isFull()) {
            return scored.peek();
        }
        if (search.exactComparisons() >= search.plan.candidates()) {
            return ScoredKey.LAST;
        }
        return scored.peekBelow(
                ScoredKey.of(search.pages.pointDistance(search.found.limit()), Integer.MAX_VALUE), search.found.k());
    }
}
