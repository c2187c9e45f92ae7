package org.annoyindex.query;

import java.util.Objects;
import org.agrona.collections.IntHashSet;
import org.annoyindex.core.format.LeafPage;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.core.sketch.SketchCodec;
import org.jspecify.annotations.Nullable;

/**
 * Searches a file of this library. Scratch of one searcher.
 *
 * <p>A search with sketches goes like this. The query is rotated and rounded once. {@link PageWalk} yields leaf pages,
 * nearest centroid first, and the kernel scores their sketches until {@link StoppingRule} has enough; scores are
 * optimistic bounds of the distance, and {@link CandidatePool} keeps the best. Now and then the most promising are compared exactly, and the
 * k-th neighbor's distance becomes the threshold for further scores. In the end the rest are compared, most promising
 * first, until the next bound is farther than the k-th neighbor. {@link FilterTally} says when a search with a filter
 * had better go over all that is allowed: by sketches again, {@link FlatScan}, or where these are not worth it by comparing
 * all.
 */
final class PagedSearch extends NearestSearch {
    /**
     * How many standard deviations below its estimate an item is scored. At 0 a true neighbor is passed over as often as
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
    private final FilterTally tally;
    private final CandidatePool pool = new CandidatePool();
    private final LongHeap best = new LongHeap(1024);
    private final float[] scores = new float[Kernels.BLOCK];

    private int[] group = new int[64];
    private long nextLook;
    private int most;
    private boolean exact;
    private boolean flat;
    /** Made when it is first needed. */
    private @Nullable FlatScan flatScan;
    /** What is needed to go on; made when it is first needed. */
    private @Nullable SketchBacklog backlog;

    PagedSearch(final PagedFile file) {
        super(file);
        this.file = file;
        pages = new PagedQuery(file);
        plan = new SearchPlan(file);
        walk = PageWalk.of(file, pages);
        tally = new FilterTally(file, SearchCost.of(file), plan.mostMet());
    }

    @Override
    void run(final float[] vector, final int k, final SearchOptions options) {
        scanned = 0;
        query.set(vector, pages.set(vector));
        walk.restart(kept != null);
        if (backlog != null) {
            backlog.restart();
        }
        plan.set(k, options);
        rule.restart(plan.byEffort(), plan.limit());
        exact = plan.exact();
        flat = false;
        most = most();
        found.reset(Math.min(k, most));
        if (most == 0) {
            return;
        }
        if (!exact) {
            search();
        }
        if (exact) {
            if (kept != null) {
                kept.clear();
            }
            found.reset(found.k());
            compareAll();
        }
    }

    /** Looks at leaves, or if that is cheaper at all that is allowed; says if it had better be exact. */
    private void search() {
        compared.clear();
        if (hasOwn()) {
            compared.add(own);
            compare(own);
        }
        final boolean sketches = file.metric.hasSketches();
        if (filter != null) {
            // What a flat scan leaves out cannot be gone back to.
            tally.restart(filter, most, found.k(), plan.budget(), kept == null);
        }
        final boolean begins = filter == null || !tally.givesUpAtOnce();
        if (sketches && (begins || tally.isFlatCheaper())) {
            pages.sketch();
            pool.reset(plan.candidates());
            nextLook = FIRST_LOOK;
        }
        if (begins) {
            if (sketches) {
                scanSketches();
            } else {
                compareLeaves(false, filter);
            }
        }
        if (filter != null && tally.gaveUp()) {
            flat = tally.isFlatCheaper();
            exact = !flat;
        }
        if (flat) {
            flatScan().scan(Objects.requireNonNull(filter));
        }
        if (sketches && !exact) {
            rerank();
            // Vectors so long that no sketch has a score have not been looked at.
            exact = flat && !found.isFull();
            flat &= !exact;
        }
    }

    private FlatScan flatScan() {
        if (flatScan == null) {
            flatScan = new FlatScan(file, pages, this::takeScored);
        }
        return flatScan;
    }

    private void takeScored(final int[] ids, final float[] itemScores, final int count) {
        pool.reserve(count);
        final float threshold = pool.threshold();
        for (int i = 0; i < count; i++) {
            if (itemScores[i] < threshold) {
                pool.keys[pool.size++] = ScoredKey.of(itemScores[i], file.position(ids[i]));
            }
        }
        scanned += count;
        if (scanned >= nextLook) {
            nextLook *= LOOK_STEP;
            lookEarly();
        }
    }

    @Override
    void resume(final int k, final SearchOptions options) {
        if (exact || most == 0) {
            return;
        }
        plan.set(k, options);
        if (filter != null) {
            tally.goOnTo(k, plan.budget());
        }
        final boolean enough = rule.goOnTo(plan.exact() ? Double.POSITIVE_INFINITY : limit());
        if (!file.metric.hasSketches()) {
            compareLeaves(enough, null);
            return;
        }
        if (backlog == null) {
            backlog = new SketchBacklog(this);
        }
        backlog.goOn(enough);
    }

    private double limit() {
        return filter == null ? plan.limit() : plan.limitFor(tally.budget());
    }

    /** Whether enough has been looked at, with the leaf at which the walk is. */
    private boolean isEnough() {
        if (filter == null) {
            return rule.enough((double) scanned, walk.squaredDistance());
        }
        if (!tally.hasBegun()) {
            return false;
        }
        rule.goOnTo(limit());
        return rule.enough(tally.items(), walk.squaredDistance());
    }

    /** Takes the leaf in at which the walk is, of whose items the filter has not been asked; returns whether it is enough. */
    boolean isEnoughWithLeaf() {
        scanned += walk.items();
        if (filter != null) {
            tally.add(walk.items());
        }
        return isEnough();
    }

    @Override
    SearchStatistics statistics() {
        return plan.statistics(exact, flat, most, rule, walk, scanned, exactComparisons());
    }

    private void scanSketches() {
        while (walk.next()) {
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
                final int tested = pool.size - before;
                dropForbidden(before, filter);
                tally.add(walk.items(), tested, pool.size - before);
            }
            scanned += walk.items();
            final boolean enough = isEnough();
            if (filter != null && !enough && tally.givesUp()) {
                return;
            }
            if (scanned >= nextLook) {
                nextLook *= LOOK_STEP;
                lookEarly();
            }
            if (enough && (found.isFull() || pool.isFull() || filter != null && tally.givesUp())) {
                return;
            }
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
            final int position = ScoredKey.ordinal(pool.keys[i]);
            if (compared.add(position)) {
                group[different++] = position;
            }
        }
        compareAll(group, 0, different);
        if (found.isFull()) {
            pool.tighten(pages.pointDistance(found.limit()));
        }
    }

    private void dropForbidden(final int from, final ItemFilter some) {
        int end = from;
        for (int i = from; i < pool.size; i++) {
            final long key = pool.keys[i];
            if (some.allows(file.id(ScoredKey.ordinal(key)))) {
                pool.keys[end++] = key;
            }
        }
        pool.size = end;
    }

    private void rerank() {
        pool.drainTo(best);
        while (true) {
            final float bound = found.isFull() ? pages.pointDistance(found.limit()) : Float.POSITIVE_INFINITY;
            int count = 0;
            while (count < GROUP && best.size() > 0 && ScoredKey.score(best.peek()) <= bound) {
                final int position = ScoredKey.ordinal(best.pop());
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

    /** Compares leaf by leaf; gives up where a filter is given, and that seems cheaper. */
    private void compareLeaves(final boolean enoughBefore, final @Nullable ItemFilter mayGiveUp) {
        final boolean several = file.header.treeCount() > 1;
        boolean enough = enoughBefore;
        while (!(enough && found.isFull()) && walk.next()) {
            int allowed = 0;
            for (int i = 0; i < walk.items(); i++) {
                final int position = LeafPage.position(walk.page(), walk.start(), i);
                if (filter == null || filter.allows(file.id(position))) {
                    allowed++;
                    if (position != own && (!several || compared.add(position))) {
                        compare(position);
                    }
                }
            }
            scanned += walk.items();
            if (filter != null) {
                tally.add(walk.items(), walk.items(), allowed);
            }
            enough = isEnough();
            if (mayGiveUp != null && !(enough && found.isFull()) && tally.givesUp()) {
                return;
            }
        }
    }
}
