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
 * {@link Beam} has none that was not visited: its width is the effort. It begins at the best few of the entry page, or
 * at the item whose vector the query is. Scratch of one searcher.
 */
final class LinkSearch {
    /** Share of the items that a filter matches at least. */
    private static final double MIN_SHARE = 0.5;

    /** Items of the entry page at which a search begins. */
    private static final int ENTRIES = 4;

    /** Sketches of the entry page that are scored together, with the threshold so far. */
    private static final int ENTRIES_PER_SCAN = 64;

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
    private final IdSet visited = new IdSet();
    private final long[] keys = new long[ENTRIES_PER_SCAN];
    private final float[] scores = new float[Kernels.BLOCK];

    /** The items visited, in their order, and the squared distances of their points. */
    private int[] trail = new int[256];

    private float[] bases = new float[256];
    private int width;
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
        hops = 0;
        scanned = 0;
        visited.clear();
        query.sketch();
        begin(request.effort() instanceof Effort.Width);
        visitBest(enough);
        return true;
    }

    private void begin(final boolean leaveOutQueryItem) {
        final int item = queryItem.find();
        if (item != ExactComparer.NO_ITEM) {
            visited.add(item);
        }
        if (item != ExactComparer.NO_ITEM && !leaveOutQueryItem) {
            beam.reset(width);
            visit(item);
        } else {
            if (comparer.hasQueryItem()) {
                comparer.compare(item);
            }
            beam.reset(ENTRIES);
            enter();
            beam.widen(Math.max(width, ENTRIES));
        }
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

    /** Visits the best items, until there are none left in the beam, or some number of items is found. */
    private void visitBest(final int enough) {
        long key = beam.take();
        while (key != ScoredKey.LAST && comparer.found().size() < enough) {
            final int position = ScoredKey.ordinal(key);
            if (visited.add(position)) {
                touched += file.touch(position) + pages.touch(position);
                visit(position);
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
        if (comparer.isEligible(position)) {
            comparer.offer(position, surrogate);
        }
        final float base = query.pointDistance(surrogate);
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
        final int found = kernels.scan(query.planes(), page, blocks, count, base, 0, beam.threshold(), scores, keys, 0);
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
