package org.annoyindex.query.pages;

import java.util.Objects;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.SearchStatistics.Plan;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.IdSet;
import org.annoyindex.query.exact.TopK;
import org.annoyindex.query.open.PagedFile;
import org.annoyindex.query.plan.FilterPlanner;
import org.annoyindex.query.plan.ItemFilter;
import org.annoyindex.query.plan.SearchCost;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.plan.WalkProgress;
import org.annoyindex.query.plan.WorkLimit;
import org.annoyindex.query.search.NearestStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Searches a file of this library. Scratch of one searcher.
 *
 * <p>A search with sketches works as follows. The query is rotated and quantized once. {@link PageWalk} yields leaf pages,
 * nearest centroid first, and {@link LeafScorer} scores their sketches until {@link WalkProgress} has enough; scores are
 * optimistic bounds of the distance, and {@link CandidatePool} keeps the best. At growing intervals the most promising are
 * compared exactly, and the k-th neighbor's distance becomes the threshold for further scores. In the end the rest are
 * compared, most promising first, until the next bound is farther than the k-th neighbor.
 *
 * <p>If the file has links between items, and searching over them costs less, {@link LinkSearch} does all of this instead.
 *
 * <p>A search without sketches compares leaf by leaf. With a filter, {@link FilterPlanner} decides whether to walk, or to scan
 * the sketches of all items that match ({@link FlatScan}), or to compare all of them.
 */
public final class PagedSearch implements NearestStrategy {
    /** Items scanned before the best candidates are first compared exactly, and by how much the next time is later. */
    private static final int FIRST_COMPARISON = 256;

    private static final int COMPARISON_STEP = 2;

    /** Candidates compared each time. */
    private static final int CANDIDATES_PER_NEIGHBOR = 2;

    private final PagedFile file;
    private final ExactComparer comparer;
    private final TopK found;
    private final PagedQuery query;
    private final WorkLimit limit;
    private final FilterPlanner planner;
    private final WalkProgress progress;
    private final PageWalk walk;
    private final LeafScorer scorer;
    /** Positions of items that have been compared. */
    private final IdSet compared = new IdSet();

    private final QueryItemComparer queryItem;
    private final LeafComparer leaves;
    private final FlatScan flatScan;
    private final CandidatePool pool = new CandidatePool();
    private final LongHeap best = new LongHeap(1024);

    private int[] group = new int[64];
    private long nextComparison;
    private int eligible;
    private Plan plan = Plan.WALK;
    /** Made when it is first needed. */
    private @Nullable ResumableScan resumable;
    /** Null if items have no links. */
    private final @Nullable LinkSearch links;

    /**
     * @param file to search.
     * @param comparer of the search.
     */
    public PagedSearch(final PagedFile file, final ExactComparer comparer) {
        this.file = file;
        this.comparer = comparer;
        found = comparer.found();
        query = new PagedQuery(file);
        limit = new WorkLimit(file);
        planner = new FilterPlanner(file, SearchCost.of(file), limit.itemsInLeaves());
        progress = new WalkProgress(limit, planner);
        walk = PageWalk.of(file, query);
        final SketchScorer sketches = new SketchScorer(file, query, SketchScorer.ITEM_DEVIATIONS);
        scorer = new LeafScorer(file, walk, sketches);
        queryItem = new QueryItemComparer(file, comparer, compared);
        leaves = new LeafComparer(file, comparer, compared);
        flatScan = new FlatScan(file, query, sketches, this::takeScored);
        links = file.links() == null ? null : new LinkSearch(file, query, comparer, queryItem);
    }

    @Override
    public void run(final float[] vector, final int k, final SearchRequest request) {
        comparer.query().set(vector, query.set(vector));
        walk.restart(comparer.keepsAll());
        if (resumable != null) {
            resumable.restart();
        }
        limit.set(k, request);
        progress.restart(request.filter() != null);
        eligible = comparer.eligible();
        found.reset(Math.min(k, eligible));
        plan = limit.isExact() ? Plan.EXACT : Plan.WALK;
        if (eligible == 0) {
            return;
        }
        if (links != null && isFoundOverLinks(links, request)) {
            plan = Plan.LINKS;
        }
        if (plan == Plan.WALK) {
            plan = walkOrScan();
        }
        if (plan == Plan.EXACT) {
            comparer.clear(Float.POSITIVE_INFINITY);
            comparer.compareAll();
        }
    }

    /** Searches over links if that is to be done; returns whether as many items were found as are wanted. */
    private boolean isFoundOverLinks(final LinkSearch search, final SearchRequest request) {
        // What is found over links cannot be resumed from.
        if (comparer.keepsAll() || !search.search(limit, request, eligible, Integer.MAX_VALUE)) {
            return false;
        }
        search.fill();
        if (!found.isFull()) {
            comparer.clear(Float.POSITIVE_INFINITY);
        }
        return found.isFull();
    }

    /** Walks, or scans all sketches that match; returns the plan in the end, which may be to compare everything. */
    private Plan walkOrScan() {
        compared.clear();
        queryItem.compare();
        final ItemFilter filter = comparer.filter();
        if (filter != null) {
            // What a flat scan does not compare cannot be resumed from.
            planner.restart(filter, eligible, found.k(), limit.budget(), !comparer.keepsAll());
        }
        Plan current = filter == null ? Plan.WALK : planner.planBeforeWalk();
        if (!file.metric().hasSketches()) {
            return current == Plan.WALK ? compareLeaves() : current;
        }
        if (current == Plan.EXACT) {
            return current;
        }
        query.sketch();
        pool.reset(limit.candidates());
        nextComparison = FIRST_COMPARISON;
        if (current == Plan.WALK) {
            current = scanLeaves();
        }
        if (current == Plan.FLAT) {
            flatScan.scan(Objects.requireNonNull(filter));
        }
        if (current != Plan.EXACT) {
            compareBest();
        }
        // Vectors so long that no sketch has a score have not been compared.
        return current == Plan.FLAT && !found.isFull() ? Plan.EXACT : current;
    }

    /** Scores leaf by leaf until it is enough, or another plan is cheaper, which it returns. */
    private Plan scanLeaves() {
        final ItemFilter filter = comparer.filter();
        while (walk.next()) {
            final int items = walk.items();
            final long[] keys = pool.reserve(items);
            final int before = pool.size();
            pool.setSize(scorer.scan(pool.threshold(), keys, before));
            final int tested = pool.size() - before;
            if (filter != null) {
                dropOthers(before, filter);
            }
            progress.addLeaf(items, tested, pool.size() - before);
            final boolean enough = progress.isEnough(walk.squaredDistance());
            if (filter != null && !enough && planner.planAfterLeaf() != Plan.WALK) {
                break;
            }
            compareEarly();
            if (enough && (found.isFull() || pool.isFull() || filter != null && planner.planAfterLeaf() != Plan.WALK)) {
                break;
            }
        }
        return filter == null ? Plan.WALK : planner.plan();
    }

    /** Drops candidates from an index on that do not match. */
    private void dropOthers(final int from, final ItemFilter filter) {
        final long[] keys = pool.keys();
        int end = from;
        for (int i = from; i < pool.size(); i++) {
            final long key = keys[i];
            if (filter.matches(file.id(ScoredKey.ordinal(key)))) {
                keys[end++] = key;
            }
        }
        pool.setSize(end);
    }

    private void takeScored(final int[] ids, final float[] scores, final int count) {
        final long[] keys = pool.reserve(count);
        final float threshold = pool.threshold();
        int end = pool.size();
        for (int i = 0; i < count; i++) {
            if (scores[i] < threshold) {
                keys[end++] = ScoredKey.of(scores[i], file.position(ids[i]));
            }
        }
        pool.setSize(end);
        progress.add(count);
        compareEarly();
    }

    /** Compares the most promising candidates when it is time, so that from then on fewer sketches pass the threshold. */
    private void compareEarly() {
        if (progress.scanned() < nextComparison) {
            return;
        }
        nextComparison *= COMPARISON_STEP;
        final int few = CANDIDATES_PER_NEIGHBOR * found.k();
        pool.bringForward(few);
        final int count = Math.min(few, pool.size());
        if (group.length < count) {
            group = new int[count];
        }
        final long[] keys = pool.keys();
        int different = 0;
        for (int i = 0; i < count; i++) {
            final int position = ScoredKey.ordinal(keys[i]);
            if (compared.add(position)) {
                group[different++] = position;
            }
        }
        comparer.compareAll(group, 0, different);
        if (found.isFull()) {
            pool.tighten(query.pointDistance(found.limit()));
        }
    }

    /** Compares the candidates, most promising first, until the next bound is farther than the k-th neighbor. */
    private void compareBest() {
        pool.drainTo(best);
        while (true) {
            final float bound = found.isFull() ? query.pointDistance(found.limit()) : Float.POSITIVE_INFINITY;
            int count = 0;
            while (count < ExactComparer.GROUP && best.size() > 0 && ScoredKey.score(best.peek()) <= bound) {
                final int position = ScoredKey.ordinal(best.pop());
                if (compared.add(position)) {
                    group[count++] = position;
                }
            }
            if (count == 0) {
                return;
            }
            comparer.compareAll(group, 0, count);
        }
    }

    /** Compares leaf by leaf until it is enough, or another plan is cheaper, which it returns. */
    private Plan compareLeaves() {
        boolean enough = false;
        while (!(enough && found.isFull()) && walk.next()) {
            enough = isEnoughWithLeaf();
            if (comparer.filter() != null && !(enough && found.isFull()) && planner.planAfterLeaf() != Plan.WALK) {
                return planner.plan();
            }
        }
        return Plan.WALK;
    }

    private boolean isEnoughWithLeaf() {
        final int matching = leaves.compare(walk);
        progress.addLeaf(walk.items(), walk.items(), matching);
        return progress.isEnough(walk.squaredDistance());
    }

    @Override
    public void resume(final int k, final SearchRequest request) {
        if (plan == Plan.EXACT || eligible == 0) {
            return;
        }
        limit.set(k, request);
        boolean enough = progress.resumeFor(k);
        if (file.metric().hasSketches()) {
            resumable().resume(enough, limit.candidates());
            return;
        }
        while (!(enough && found.isFull()) && walk.next()) {
            enough = isEnoughWithLeaf();
        }
    }

    private ResumableScan resumable() {
        if (resumable == null) {
            resumable = new ResumableScan(query, walk, scorer, comparer, compared, progress);
        }
        return resumable;
    }

    @Override
    public SearchStatistics statistics() {
        final LinkSearch used = plan == Plan.LINKS ? links : null;
        return limit.statistics(
                plan,
                eligible,
                progress.reached(),
                walk.innerPages(),
                walk.leafPages(),
                used == null ? 0 : used.hops(),
                used == null ? progress.scanned() : used.scanned(),
                comparer.comparisons());
    }
}
