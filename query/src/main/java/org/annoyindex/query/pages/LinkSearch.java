package org.annoyindex.query.pages;

import java.util.Arrays;
import java.util.Objects;
import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.core.sketch.SketchCodec;
import org.annoyindex.query.Effort;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.IdSet;
import org.annoyindex.query.open.ItemLinks;
import org.annoyindex.query.open.PagedFile;
import org.annoyindex.query.plan.ItemFilter;
import org.annoyindex.query.plan.SearchRequest;
import org.annoyindex.query.plan.WorkLimit;

/**
 * Searches from item to item over links, best first. The query is compared exactly with an item, then the sketches of
 * the items that it links to are scored, relative to that distance. The best of all scored items comes next, until the
 * {@link Beam} has none that was not visited, or the best is farther than the neighbors found by more than a tolerance. Both
 * limits depend on the width, which is the effort. So a query whose neighbors are hard to tell from other items visits more
 * items than others do. The search begins at the best few of the entry page, or at the item whose vector the query is.
 * Scratch of one searcher.
 */
final class LinkSearch {
    /** Share of the items that a filter matches at least. */
    private static final double MIN_SHARE = 0.5;

    /** Items of the entry page at which a search begins. */
    private static final int ENTRIES = 4;

    /** Sketches of the entry page that are scored together, with the threshold so far. */
    private static final int ENTRIES_PER_SCAN = 64;

    /** Number of visits in which a search comes near the query; after them, the beam is twice as wide. */
    private static final int DESCENT = 10;

    /** The width without tolerance. */
    private static final double NARROW = 20;

    /** Share by which scores may exceed the distance of the k-th neighbor, for each doubling of the width. */
    private static final double TOLERANCE = 0.05;

    /** The same, divided by k: the nearest neighbor is often much nearer than the others. */
    private static final double TOLERANCE_OF_ONE = 0.2;

    /** The strict logarithm is the same on every machine. */
    private static final double LOG_2 = StrictMath.log(2);

    private final PagedFile file;
    private final PagedQuery query;
    private final ExactComparer comparer;
    private final QueryItemComparer queryItem;
    private final ItemPages pages;
    private final ItemLinks links;
    private final Kernels kernels = Kernels.active();
    private final int entryBlocks;
    private final int blockBytes;
    private final Beam beam = new Beam();

    /** The nearest visited items, as many as are wanted: the last of them decides which items are too far to be visited. */
    private final Beam nearest = new Beam();

    private final IdSet visited = new IdSet();
    private final long[] keys = new long[ENTRIES_PER_SCAN];
    private final float[] scores = new float[Kernels.BLOCK];

    /** The items visited, in their order, and the squared distances of their points. */
    private int[] trail = new int[256];

    private float[] bases = new float[256];
    private int width;
    /** The squared distance of points up to which all items are wanted; 0 if only the nearest are. */
    private float radius;
    /** By which factor scores may exceed the distance of the last neighbor. */
    private float tolerance;

    private int hops;
    private long scanned;

    /** Sink of what is read only to prefetch it. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    LinkSearch(
            final PagedFile file,
            final PagedQuery query,
            final ExactComparer comparer,
            final QueryItemComparer queryItem) {
        this.file = file;
        this.query = query;
        this.comparer = comparer;
        this.queryItem = queryItem;
        links = Objects.requireNonNull(file.links(), "no links");
        pages = links.pages();
        entryBlocks = SketchPage.blocksOffset(query.dimension());
        blockBytes = SketchCodec.blockBytes(file.header().sketchBits());
    }

    /**
     * Searches, if that is to be done over links, and the filter matches most items: others are visited for their links alone,
     * so that a search visits as many more as the filter leaves out. It begins at the item whose vector the query is, if there
     * is one; if a width was given, that item's page is not visited.
     *
     * @param limit of the search.
     * @param request of the search.
     * @param eligible number of items that may be returned at most, not 0.
     * @param enough number of found items at which to end.
     * @return whether it searched.
     */
    boolean search(final WorkLimit limit, final SearchRequest request, final int eligible, final int enough) {
        final ItemFilter filter = request.filter();
        final double share = (double) eligible / file.itemCount();
        if (limit.width() == 0 || filter != null && !(filter.isCounted() && share >= MIN_SHARE)) {
            return false;
        }
        width = (int) Math.ceil(limit.width() / share);
        radius = Float.isInfinite(comparer.found().limit())
                ? 0
                : query.pointDistance(comparer.found().limit());
        hops = 0;
        scanned = 0;
        visited.clear();
        query.sketch();
        begin(
                request.effort() instanceof Effort.Width,
                Math.min(comparer.found().k(), enough),
                limit.width());
        visitBest(enough);
        return true;
    }

    private void begin(final boolean leaveOutQueryItem, final int wanted, final int effort) {
        final int item = queryItem.find();
        if (item != ExactComparer.NO_ITEM) {
            visited.add(item);
        }
        if (item != ExactComparer.NO_ITEM && !leaveOutQueryItem) {
            expect(wanted, effort);
            beam.reset(width);
            visit(item);
            return;
        }
        if (comparer.hasQueryItem()) {
            comparer.compare(item);
            expect(Math.max(1, wanted - 1), effort);
        } else {
            expect(wanted, effort);
        }
        beam.reset(ENTRIES);
        enter();
        beam.widen(Math.max(width, ENTRIES));
    }

    /** Sets how many of the visited items have to be nearer than all others to end the search, and by how much. */
    private void expect(final int items, final int effort) {
        nearest.reset(items);
        final double doublings = StrictMath.log(effort / NARROW) / LOG_2;
        tolerance = (float) (1 + Math.max(0, TOLERANCE * doublings + TOLERANCE_OF_ONE / items));
    }

    /** Items with larger scores are not visited. */
    private float reach() {
        return hops < DESCENT ? Float.POSITIVE_INFINITY : tolerance * Math.max(radius, nearest.threshold());
    }

    /**
     * Continues until as many items are found as are wanted, or all have been visited. Only searches for many neighbors with
     * little effort need that.
     */
    void fill() {
        int before = -1;
        for (long wider = 2L * width; !comparer.found().isFull() && hops > before; wider *= 2) {
            before = hops;
            // What was met before, and had no place in the beam, is scored again.
            beam.reset((int) Math.min(Integer.MAX_VALUE, wider));
            for (int i = 0; i < before; i++) {
                scan(pages.chunk(trail[i]), pages.offset(trail[i]), ItemPages.LINKS, bases[i]);
            }
            visitBest(comparer.found().k());
        }
    }

    /** Visits the best items, until there are none left in the beam or within reach, or some number of items is found. */
    private void visitBest(final int enough) {
        long key = beam.take();
        while (key != ScoredKey.LAST
                && ScoredKey.score(key) <= reach()
                && comparer.found().size() < enough) {
            final int position = ScoredKey.ordinal(key);
            if (visited.add(position)) {
                touched += file.touch(position) + pages.touch(position);
                visit(position);
                if (hops == DESCENT) {
                    beam.widen((int) Math.min(Integer.MAX_VALUE, 2L * width));
                }
            }
            key = beam.take();
        }
    }

    /** Puts the best items of the entry page into the beam. */
    private void enter() {
        final Chunk page = links.entryPage().chunk(0);
        final int start = links.entryPage().offset(0);
        final int entries = file.entries(page, start, links.entryPage().length());
        final float base = query.centroidDistance(page, start + SketchPage.CENTROID);
        for (int first = 0; first < entries; first += ENTRIES_PER_SCAN) {
            final int count = Math.min(ENTRIES_PER_SCAN, entries - first);
            scan(page, start + entryBlocks + first / Kernels.BLOCK * blockBytes, count, base);
        }
    }

    /** Compares an item, and scores its links from its distance. */
    private void visit(final int position) {
        final float surrogate = comparer.measure(position);
        final float base = query.pointDistance(surrogate);
        if (comparer.isEligible(position)) {
            comparer.offer(position, surrogate);
            // False for NaN.
            if (base < nearest.threshold()) {
                nearest.insert(ScoredKey.of(base, position));
            }
        }
        if (trail.length == hops) {
            trail = Arrays.copyOf(trail, 2 * hops);
            bases = Arrays.copyOf(bases, 2 * hops);
        }
        trail[hops] = position;
        bases[hops] = base;
        hops++;
        scan(pages.chunk(position), pages.offset(position), ItemPages.LINKS, base);
    }

    /** Scores some sketches and puts the best into the beam. */
    private void scan(final Chunk page, final int blocks, final int count, final float base) {
        final float threshold = Math.min(beam.threshold(), reach());
        final int found = kernels.scan(query.planes(), page, blocks, count, base, 0, threshold, scores, keys, 0);
        scanned += count;
        for (int i = 0; i < found; i++) {
            final int position = ScoredKey.ordinal(keys[i]);
            if (position < 0 || position >= file.itemCount()) {
                throw new IndexOutOfBoundsException("a link to position " + position + " of " + file.itemCount());
            }
            if (!visited.contains(position)) {
                beam.insert(keys[i]);
            }
        }
    }

    /** Number of item pages visited. */
    int hops() {
        return hops;
    }

    /** Number of sketches scored. */
    long scanned() {
        return scanned;
    }
}
