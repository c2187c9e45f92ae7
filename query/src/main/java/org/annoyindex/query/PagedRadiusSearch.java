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
 * Finds the items of a file of this library that are within a distance. Leaves come as in {@link PagedSearch}, but what a
 * sketch must promise is known from the beginning: items whose bound is within the distance are compared exactly leaf by leaf,
 * so that {@link RadiusRule} knows how many there are. Scratch of one searcher.
 */
final class PagedRadiusSearch extends RadiusSearch {
    private final PagedFile file;
    private final Kernels kernels = Kernels.active();
    private final PagedQuery pages;
    private final SearchPlan plan;
    private final PageWalk walk;
    private final RadiusRule rule;
    /** Positions of items that have been compared. */
    private final IntHashSet compared = new IntHashSet(1024);
    /** The items of a leaf that are worth comparing, as keys of (bound, position). */
    private final LongHeap best = new LongHeap(256);

    private final float[] scores = new float[Kernels.BLOCK];
    private final int[] group = new int[GROUP];
    private final boolean several;
    private long[] keys = new long[1024];
    private int most;
    private boolean exact;
    private boolean flat;
    /** Made when it is first needed. */
    private @Nullable FlatScan flatScan;

    private int groupSize;
    private long scanned;

    PagedRadiusSearch(final PagedFile file) {
        super(file);
        this.file = file;
        pages = new PagedQuery(file);
        plan = new SearchPlan(file);
        walk = PageWalk.of(file, pages);
        rule = new RadiusRule(plan, new FilterTally(file, SearchCost.of(file), plan.mostMet()));
        several = file.header.treeCount() > 1;
    }

    @Override
    void run(final float[] vector, final int limit, final SearchOptions options) {
        scanned = 0;
        compared.clear();
        query.set(vector, pages.set(vector));
        walk.restart(false);
        most = start(limit);
        rule.restart(options, filter, most);
        exact = plan.exact();
        flat = false;
        if (most > 0 && !exact) {
            if (!rule.givesUpAtOnce()) {
                search();
            }
            flat = rule.gaveUp() && rule.isFlatCheaper();
            exact = rule.gaveUp() && !flat;
        }
        if (most > 0 && (exact || flat)) {
            start(limit);
            if (exact) {
                compareAll();
            } else {
                scanAll();
            }
        }
    }

    /** Whatever its sketch promises. */
    private void compareOwn() {
        if (hasOwn()) {
            compared.add(own);
            compare(own);
        }
    }

    private void scanAll() {
        compareOwn();
        pages.sketch();
        if (flatScan == null) {
            flatScan = new FlatScan(file, pages, this::takeScored);
        }
        flatScan.scan(Objects.requireNonNull(filter));
        compareGroup();
    }

    private void takeScored(final int[] ids, final float[] itemScores, final int count) {
        for (int i = 0; i < count; i++) {
            if (itemScores[i] < bound()) {
                final int position = file.position(ids[i]);
                if (position != own) {
                    group[groupSize++] = position;
                }
                if (groupSize == GROUP) {
                    compareGroup();
                }
            }
        }
        scanned += count;
    }

    private void compareGroup() {
        compareAll(group, 0, groupSize);
        groupSize = 0;
    }

    private void search() {
        compareOwn();
        final boolean sketches = file.metric.hasSketches();
        if (sketches) {
            pages.sketch();
        }
        do {
            if (!walk.next()) {
                return;
            }
            if (sketches) {
                scanLeaf();
            } else {
                compareLeaf();
            }
            scanned += walk.items();
            if (rule.givesUp()) {
                return;
            }
        } while (!rule.enough((float) Math.sqrt(walk.squaredDistance()), reach(), scanned, found));
    }

    @Override
    SearchStatistics statistics() {
        return plan.statistics(exact, flat, most, rule.rule(), walk, scanned, exactComparisons());
    }

    /** How far points of items that are wanted may be from the query's, as far as leaves can be ordered by it. */
    private float reach() {
        return switch (file.metric) {
            case MANHATTAN -> Float.POSITIVE_INFINITY;
            case HAMMING -> (float) Math.sqrt(found.limit());
            case ANGULAR, EUCLIDEAN, DOT -> (float) Math.sqrt(Math.max(0, bound()));
        };
    }

    private void scanLeaf() {
        final int items = walk.items();
        if (keys.length < items) {
            keys = new long[items];
        }
        final int promising = kernels.scan(
                pages.planes,
                walk.page(),
                walk.start() + file.leafBlocks,
                items,
                walk.distance(),
                SketchCodec.slack(PagedSearch.DEVIATIONS, file.sketchSpread, walk.distance(), pages.planes),
                bound(),
                scores,
                keys,
                0);
        for (int i = 0; i < promising; i++) {
            best.push(keys[i]);
        }
        int tested = 0;
        int allowed = 0;
        int count;
        do {
            count = 0;
            final float bound = bound();
            while (count < GROUP && best.size() > 0 && ScoredKey.score(best.peek()) < bound) {
                final int position = ScoredKey.ordinal(best.pop());
                tested++;
                if (filter == null || filter.allows(file.id(position))) {
                    allowed++;
                    if (compared.add(position)) {
                        group[count++] = position;
                    }
                }
            }
            compareAll(group, 0, count);
        } while (count > 0);
        best.clear();
        rule.tell(items, tested, allowed);
    }

    /** Scores of items that are worth comparing are below it. */
    private float bound() {
        return pages.boundWithin(found.limit());
    }

    private void compareLeaf() {
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
        rule.tell(walk.items(), walk.items(), allowed);
    }
}
