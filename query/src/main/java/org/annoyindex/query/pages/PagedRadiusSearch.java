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
import org.annoyindex.query.plan.RadiusRule;
import org.annoyindex.query.plan.SearchCost;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.plan.WorkLimit;
import org.annoyindex.query.search.RadiusStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items of a file of this library that are within a distance. Leaves are walked as in {@link PagedSearch}, but the
 * threshold for sketches is known from the beginning: items whose bound is within the distance are compared exactly leaf by
 * leaf, so that {@link RadiusRule} knows their number. If few are within the distance, links lead to them. Scratch of one
 * searcher.
 */
public final class PagedRadiusSearch implements RadiusStrategy {
    private final PagedFile file;
    private final ExactComparer comparer;
    private final TopK found;
    private final PagedQuery query;
    private final WorkLimit limit;
    private final RadiusRule rule;
    private final PageWalk walk;
    private final LeafScorer scorer;
    /** Positions of items that have been compared. */
    private final IdSet compared = new IdSet();

    private final QueryItemComparer queryItem;
    private final LeafComparer leaves;
    private final FlatScan flatScan;
    /** The items of a leaf that are worth comparing, as keys of (bound, position). */
    private final LongHeap best = new LongHeap(256);

    /** Null if items have no links. */
    private final @Nullable LinkSearch links;

    private final int[] group = new int[ExactComparer.GROUP];
    private int groupSize;
    private long[] keys = new long[1024];
    private int eligible;
    private Plan plan = Plan.WALK;
    private long scanned;

    /**
     * @param file to search.
     * @param comparer of the search.
     */
    public PagedRadiusSearch(final PagedFile file, final ExactComparer comparer) {
        this.file = file;
        this.comparer = comparer;
        found = comparer.found();
        query = new PagedQuery(file);
        limit = new WorkLimit(file);
        rule = new RadiusRule(limit, new FilterPlanner(file, SearchCost.of(file), limit.itemsInLeaves()));
        walk = PageWalk.of(file, query);
        final SketchScorer sketches = new SketchScorer(file, query, SketchScorer.ITEM_DEVIATIONS);
        scorer = new LeafScorer(file, walk, sketches);
        queryItem = new QueryItemComparer(file, comparer, compared);
        leaves = new LeafComparer(file, comparer, compared);
        flatScan = new FlatScan(file, query, sketches, this::takeScored);
        links = file.links() == null ? null : new LinkSearch(file, query, comparer, queryItem);
    }

    @Override
    public void run(final float[] vector, final float bound, final int wanted, final SearchRequest request) {
        scanned = 0;
        groupSize = 0;
        best.clear();
        compared.clear();
        comparer.query().set(vector, query.set(vector));
        walk.restart(false);
        eligible = comparer.eligible();
        found.reset(Math.min(wanted, eligible), bound);
        rule.restart(request, eligible);
        plan = rule.planBeforeWalk();
        if (eligible == 0) {
            return;
        }
        final boolean mayUseLinks = plan == Plan.WALK || limit.isExact();
        if (mayUseLinks && links != null && isFoundOverLinks(links, bound, request)) {
            plan = Plan.LINKS;
            return;
        }
        if (plan == Plan.WALK) {
            plan = walk();
        }
        if (plan != Plan.WALK) {
            comparer.clear(bound);
        }
        if (plan == Plan.EXACT) {
            comparer.compareAll();
        } else if (plan == Plan.FLAT) {
            scanAll(Objects.requireNonNull(request.filter()));
        }
    }

    /**
     * Searches over links, with the width for a few neighbors; returns false if more are within the distance. Every item that
     * is found has to be visited, so that many take less time from leaf to leaf.
     */
    private boolean isFoundOverLinks(final LinkSearch search, final float bound, final SearchRequest request) {
        if (!search.search(limit, request, eligible, RadiusRule.MIN_NEIGHBORS + 1)) {
            return false;
        }
        if (found.size() <= RadiusRule.MIN_NEIGHBORS) {
            return true;
        }
        comparer.clear(bound);
        return false;
    }

    private void scanAll(final ItemFilter filter) {
        queryItem.compare();
        query.sketch();
        flatScan.scan(filter);
        compareGroup();
    }

    private void takeScored(final int[] ids, final float[] scores, final int count) {
        for (int i = 0; i < count; i++) {
            if (scores[i] < threshold()) {
                final int position = file.position(ids[i]);
                if (position != comparer.queryItem()) {
                    group[groupSize++] = position;
                }
                if (groupSize == group.length) {
                    compareGroup();
                }
            }
        }
        scanned += count;
    }

    private void compareGroup() {
        comparer.compareAll(group, 0, groupSize);
        groupSize = 0;
    }

    /** Walks until it is enough, or another plan is cheaper, which it returns. */
    private Plan walk() {
        queryItem.compare();
        final boolean sketches = file.metric().hasSketches();
        if (sketches) {
            query.sketch();
        }
        while (walk.next()) {
            if (sketches) {
                scanLeaf();
            } else {
                rule.addLeaf(walk.items(), walk.items(), leaves.compare(walk));
            }
            scanned += walk.items();
            if (rule.planAfterLeaf() != Plan.WALK) {
                return rule.planAfterLeaf();
            }
            final float leafDistance = (float) Math.sqrt(walk.squaredDistance());
            if (rule.enough(leafDistance, reach(), scanned, found.size(), found.isFull())) {
                break;
            }
        }
        return Plan.WALK;
    }

    /** How far points of items that are wanted may be from the query's, as far as leaves can be sorted by it. */
    private float reach() {
        return switch (file.metric()) {
            case MANHATTAN -> Float.POSITIVE_INFINITY;
            case HAMMING -> (float) Math.sqrt(found.limit());
            case ANGULAR, EUCLIDEAN, DOT -> (float) Math.sqrt(Math.max(0, threshold()));
        };
    }

    /** Scores of items that are worth comparing are below it. */
    private float threshold() {
        return query.boundWithin(found.limit());
    }

    private void scanLeaf() {
        final int items = walk.items();
        if (keys.length < items) {
            keys = new long[items];
        }
        final int promising = scorer.scan(threshold(), keys, 0);
        for (int i = 0; i < promising; i++) {
            best.push(keys[i]);
        }
        int tested = 0;
        int matching = 0;
        int count;
        do {
            count = 0;
            final float threshold = threshold();
            while (count < group.length && best.size() > 0 && ScoredKey.score(best.peek()) < threshold) {
                final int position = ScoredKey.ordinal(best.pop());
                tested++;
                if (comparer.isEligible(position)) {
                    matching++;
                    if (compared.add(position)) {
                        group[count++] = position;
                    }
                }
            }
            comparer.compareAll(group, 0, count);
        } while (count > 0);
        best.clear();
        rule.addLeaf(items, tested, matching);
    }

    @Override
    public SearchStatistics statistics() {
        final LinkSearch used = plan == Plan.LINKS ? links : null;
        return limit.statistics(
                plan,
                eligible,
                rule.reached(),
                walk.innerPages(),
                walk.leafPages(),
                used == null ? 0 : used.hops(),
                used == null ? scanned : used.scanned(),
                comparer.comparisons());
    }
}
