package org.annoyindex.query;

import org.agrona.collections.IntHashSet;
import org.annoyindex.core.LongHeap;
import org.annoyindex.core.RankedKey;
import org.annoyindex.core.format.LeafPage;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.sketch.SketchCodec;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.ImmutableBitmapDataProvider;

/**
 * Searches a file of this library. Scratch of one searcher.
 *
 * <p>A search with sketches goes like this. The query is rotated and rounded once. {@link PageWalk} yields leaf pages,
 * nearest centroid first, and the kernel scores their sketches until {@link StoppingRule} has enough; scores are
 * optimistic bounds of the distance, and {@link CandidatePool} keeps the best. Now and then the most promising are compared exactly, and the
 * k-th neighbour's distance becomes the threshold for further scores. In the end the rest are compared, most promising
 * first, until the next bound is farther than the k-th neighbour.
 */
final class PagedSearch extends NearestSearch {
    /**
     * How many standard deviations below its estimate an item is scored. At 0 a true neighbour is passed over as often as
     * not; from 1.5 on recall hardly rises, and exact comparisons go on doing so.
     */
    static final float DEVIATIONS = 1.5f;

    /** Items scanned before the best candidates are first compared exactly, and by how much the next time is later. */
    private static final int FIRST_LOOK = 256;

    private static final int LOOK_STEP = 2;

    /** Candidates compared at each look, in multiples of k. */
    private static final int LOOK_CANDIDATES = 2;

    final PagedFile file;
    final PagedQuery pages;
    final SearchPlan plan;
    final PageWalk walk;
    final StoppingRule rule = new StoppingRule();
    /** Positions of items that have been compared. */
    final IntHashSet compared = new IntHashSet(1024);
    /** Items met in leaves, repeats counted. */
    long scanned;

    private final Kernels kernels = Kernels.active();
    private final CandidatePool pool = new CandidatePool();
    private final LongHeap best = new LongHeap(1024);
    private final float[] scores = new float[Kernels.BLOCK];

    private int[] group = new int[64];
    private long nextLook;
    private int eligible;
    private boolean exact;
    /** What is needed to go on; made when it is first needed. */
    private @Nullable SketchBacklog backlog;

    PagedSearch(final PagedFile file) {
        super(file);
        this.file = file;
        pages = new PagedQuery(file);
        plan = new SearchPlan(file);
        walk = PageWalk.of(file, pages);
    }

    @Override
    void run(final float[] vector, final int k, final SearchOptions options) {
        scanned = 0;
        query.set(vector, pages.set(vector));
        walk.restart(kept != null);
        if (backlog != null) {
            backlog.restart();
        }
        rule.restart(false, 0);
        eligible = eligible(options.filter());
        plan.set(k, options, eligible);
        exact = plan.exact();
        found.reset(Math.min(k, eligible));
        if (eligible == 0) {
            return;
        }
        if (exact) {
            compareAll(options.filter());
        } else if (file.metric.hasSketches()) {
            scanSketches(options.filter());
            rerank();
        } else {
            compared.clear();
            rule.restart(plan.byEffort(), plan.limit());
            compareLeaves(options.filter(), false);
        }
    }

    @Override
    void resume(final int k, final SearchOptions options) {
        if (exact || eligible == 0) {
            return;
        }
        plan.set(k, options, eligible);
        final boolean enough = rule.goOnTo(plan.exact() ? Double.POSITIVE_INFINITY : plan.limit());
        if (!file.metric.hasSketches()) {
            compareLeaves(options.filter(), enough);
            return;
        }
        if (backlog == null) {
            backlog = new SketchBacklog(this);
        }
        backlog.goOn(options.filter(), enough);
    }

    @Override
    SearchStatistics statistics() {
        return plan.statistics(exact, eligible, rule, walk, scanned, exactComparisons());
    }

    private void scanSketches(final @Nullable ImmutableBitmapDataProvider filter) {
        pages.sketch();
        pool.reset(plan.candidates());
        compared.clear();
        nextLook = FIRST_LOOK;
        rule.restart(plan.byEffort(), plan.limit());
        boolean enough = false;
        while (!enough || !found.isFull() && !pool.isFull()) {
            if (!walk.next()) {
                return;
            }
            pool.reserve(walk.items());
            final int before = pool.size;
            pool.size = kernels.scan(
                    pages.planes,
                    walk.page(),
                    walk.start() + file.leafBlocks,
                    walk.items(),
                    walk.distance(),
                    SketchCodec.slack(DEVIATIONS, file.sketchSpread, walk.distance(), pages.planes),
                    pool.threshold(),
                    scores,
                    pool.keys,
                    pool.size);
            if (filter != null) {
                dropForbidden(before, filter);
            }
            scanned += walk.items();
            if (scanned >= nextLook) {
                nextLook *= LOOK_STEP;
                lookEarly();
            }
            enough = rule.enough(scanned, walk.squaredDistance());
        }
    }

    /** Compares the most promising candidates, so that from now on fewer sketches pass the threshold. */
    private void lookEarly() {
        final int few = LOOK_CANDIDATES * found.k();
        pool.bringForward(few);
        final int count = Math.min(few, pool.size);
        if (group.length < count) {
            group = new int[count];
        }
        int different = 0;
        for (int i = 0; i < count; i++) {
            final int position = RankedKey.index(pool.keys[i]);
            if (compared.add(position)) {
                group[different++] = position;
            }
        }
        compareAll(group, 0, different);
        if (found.isFull()) {
            pool.tighten(pages.pointDistance(found.limit()));
        }
    }

    private void dropForbidden(final int from, final ImmutableBitmapDataProvider filter) {
        int kept = from;
        for (int i = from; i < pool.size; i++) {
            final long key = pool.keys[i];
            if (filter.contains(file.ids.get(RankedKey.index(key)))) {
                pool.keys[kept++] = key;
            }
        }
        pool.size = kept;
    }

    private void rerank() {
        pool.drainTo(best);
        while (true) {
            final float bound = found.isFull() ? pages.pointDistance(found.limit()) : Float.POSITIVE_INFINITY;
            int count = 0;
            while (count < GROUP && best.size() > 0 && RankedKey.rank(best.peek()) <= bound) {
                final int position = RankedKey.index(best.pop());
                if (compared.add(position)) {
                    group[count++] = position;
                }
            }
            if (count == 0) {
                return;
            }
            compareAll(group, 0, count);
        }
    }

    private void compareLeaves(final @Nullable ImmutableBitmapDataProvider filter, final boolean enoughBefore) {
        final boolean several = file.header.treeCount() > 1;
        boolean enough = enoughBefore;
        while (!enough || !found.isFull()) {
            if (!walk.next()) {
                return;
            }
            for (int i = 0; i < walk.items(); i++) {
                final int position = LeafPage.position(walk.page(), walk.start(), i);
                if ((!several || compared.add(position))
                        && (filter == null || filter.contains(file.ids.get(position)))) {
                    compare(position);
                }
            }
            scanned += walk.items();
            enough = rule.enough(scanned, walk.squaredDistance());
        }
    }
}
