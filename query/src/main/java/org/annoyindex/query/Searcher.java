package org.annoyindex.query;

import java.io.UncheckedIOException;
import org.agrona.collections.IntHashSet;
import org.annoyindex.core.LongHeap;
import org.annoyindex.core.RankedKey;
import org.annoyindex.core.format.LeafPage;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.sketch.SketchCodec;
import org.roaringbitmap.ImmutableBitmapDataProvider;
import org.roaringbitmap.IntConsumer;

/**
 * Searches one index, over and over, in memory of its own: once warmed up a search allocates nothing. For one thread at
 * a time; make one a thread with {@link AnnoyIndex#searcher()}.
 *
 * <p>A search with sketches goes like this. The query is rotated and rounded once. {@link PageWalk} yields leaf pages,
 * nearest centroid first, and the kernel scores their sketches until the budget is spent; scores are optimistic bounds
 * of the distance, and {@link CandidatePool} keeps the best. Now and then the most promising are compared exactly, and the
 * k-th neighbour's distance becomes the threshold for further scores. In the end the rest are compared, most promising
 * first, until the next bound is farther than the k-th neighbour.
 */
public final class Searcher {
    /**
     * How many standard deviations below its estimate an item is scored. At 0 a true neighbour is passed over as often as
     * not; from 1.5 on recall hardly rises, and exact comparisons go on doing so.
     */
    private static final float DEVIATIONS = 1.5f;

    /** Items scanned before the best candidates are first compared exactly, and by how much the next time is later. */
    private static final int FIRST_LOOK = 512;

    private static final int LOOK_STEP = 4;

    /** Candidates compared at each look, in multiples of k. */
    private static final int LOOK_CANDIDATES = 2;

    private final AnnoyIndex index;
    private final IndexFile file;
    private final Kernels kernels = Kernels.active();
    private final PreparedQuery query;
    private final SearchPlan plan;
    private final PageWalk walk;
    private final CandidatePool pool = new CandidatePool();
    private final LongHeap best = new LongHeap(1024);
    private final TopK found = new TopK();
    private final IntHashSet compared = new IntHashSet(1024);
    private final Neighbors neighbors = new Neighbors(16);
    private final float[] scores = new float[Kernels.BLOCK];
    private final float[] itemVector;
    private final IntConsumer compareAllowed = this::compareId;

    private long scanned;
    private long exactComparisons;
    private long nextLook;

    Searcher(final AnnoyIndex index, final IndexFile file) {
        this.index = index;
        this.file = file;
        query = new PreparedQuery(file);
        plan = new SearchPlan(file);
        walk = new PageWalk(file);
        itemVector = new float[file.header.dimension()];
    }

    /**
     * Finds the items nearest to a vector.
     *
     * @param vector the query, with {@link AnnoyIndex#dimension()} components.
     * @param k number of neighbours wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbours, valid until this searcher's next search.
     * @throws IllegalArgumentException if k is below 1, or the vector has another dimension or a component that is not
     *     finite.
     * @throws IllegalStateException if the index is closed.
     * @throws UncheckedIOException if the file was damaged or changed under the mapping.
     */
    public Neighbors nearest(final float[] vector, final int k, final SearchOptions options) {
        index.file();
        if (k < 1) {
            throw new IllegalArgumentException("k is " + k + ", must be at least 1");
        }
        index.checkVector(vector);
        try {
            search(vector, k, options);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw file.broken(ex);
        }
        return neighbors;
    }

    /**
     * Finds the items nearest to an item, itself among them.
     *
     * @param id of an item.
     * @param k number of neighbours wanted, at least 1.
     * @param options effort and filter.
     * @return the neighbours, valid until this searcher's next search.
     * @throws IndexOutOfBoundsException if there is no such item.
     * @throws IllegalArgumentException if k is below 1.
     * @throws IllegalStateException if the index is closed.
     */
    public Neighbors nearestToItem(final int id, final int k, final SearchOptions options) {
        index.file();
        index.checkId(id);
        file.readVector(id, itemVector);
        return nearest(itemVector, k, options);
    }

    /** @return items looked at in leaf pages during the last search. */
    public long scanned() {
        return scanned;
    }

    /** @return exact comparisons of the last search. */
    public long exactComparisons() {
        return exactComparisons;
    }

    /** @return pages visited by the last search, inner and leaf pages together. */
    public long pagesVisited() {
        return walk.pagesVisited();
    }

    /** @return whether the last search compared the query with every eligible item. */
    public boolean wasExact() {
        return plan.exact();
    }

    private void search(final float[] vector, final int k, final SearchOptions options) {
        scanned = 0;
        exactComparisons = 0;
        walk.restart();
        query.set(vector);
        plan.set(k, options);
        found.reset(Math.min(k, plan.eligible()));
        if (plan.eligible() > 0) {
            if (plan.exact()) {
                compareAll(options.filter());
            } else if (file.header.metric().hasSketches()) {
                scanSketches(options.filter());
                rerank();
            } else {
                compareLeaves(options.filter());
            }
        }
        neighbors.fill(found, query);
    }

    private void compareAll(final ImmutableBitmapDataProvider filter) {
        if (filter == null) {
            for (int position = 0; position < file.header.itemCount(); position++) {
                compare(position);
            }
        } else {
            filter.forEach(compareAllowed);
        }
    }

    private void compareId(final int id) {
        if (id >= 0 && id < file.header.itemCount()) {
            compare(file.positions.get(id));
        }
    }

    private void compare(final int position) {
        exactComparisons++;
        final float order = query.order(position);
        if (order <= found.limit()) {
            found.offer(RankedKey.of(order, file.id(position)));
        }
    }

    private void scanSketches(final ImmutableBitmapDataProvider filter) {
        query.sketch();
        pool.reset(plan.candidates());
        compared.clear();
        nextLook = FIRST_LOOK;
        while (scanned < plan.budget() || !found.isFull() && !pool.isFull()) {
            if (!walk.next(query)) {
                return;
            }
            pool.reserve(walk.items());
            final int before = pool.size;
            pool.size = kernels.scan(
                    query.planes,
                    walk.page(),
                    walk.start() + LeafPage.BLOCKS,
                    walk.items(),
                    walk.distance(),
                    SketchCodec.slack(DEVIATIONS, walk.distance()),
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
        }
    }

    /** Compares the most promising candidates, so that from now on fewer sketches pass the threshold. */
    private void lookEarly() {
        final int few = LOOK_CANDIDATES * found.k();
        pool.bringForward(few);
        for (int i = 0; i < Math.min(few, pool.size); i++) {
            final int position = RankedKey.index(pool.keys[i]);
            if (compared.add(position)) {
                compare(position);
            }
        }
        if (found.isFull()) {
            pool.tighten(query.pointDistance(found.limit()));
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
        while (best.size() > 0) {
            final long key = best.pop();
            if (found.isFull() && RankedKey.rank(key) > query.pointDistance(found.limit())) {
                return;
            }
            final int position = RankedKey.index(key);
            if (compared.add(position)) {
                compare(position);
            }
        }
    }

    private void compareLeaves(final ImmutableBitmapDataProvider filter) {
        compared.clear();
        final boolean several = file.header.treeCount() > 1;
        while (scanned < plan.budget() || !found.isFull()) {
            if (!walk.next(query)) {
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
        }
    }
}
