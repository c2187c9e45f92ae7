package org.annoyindex.query;

import java.util.Arrays;
import org.annoyindex.core.LongHeap;
import org.annoyindex.core.Metric;
import org.annoyindex.core.RankedKey;
import org.annoyindex.core.annoy.AnnoyNodes;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;

/**
 * Searches a file of Spotify's Annoy as Annoy does, so that its answers are the same. Scratch of one searcher.
 *
 * <p>Nodes wait in a queue. A node's priority is the least margin, the signed distance from a split's plane, on the way
 * to it from its root, and roots come before all others; for hamming it goes down by one wherever the way takes the side
 * on which the query is not. The node of the highest priority, the later in the file of equals, is opened next: a split queues
 * its children, and a bucket's ids are collected, until there are {@code searchK}, repeats counted. All of them are then
 * compared with the query. Where the search is restricted to some items, only those are collected, {@link FilterTally}
 * counts them, and a search goes on until it has k of them.
 */
final class ForestSearch extends Search {
    /** No node: greater than every key in the queue. */
    private static final long NONE = Long.MAX_VALUE;

    private final ForestFile file;
    private final AnnoyNodes nodes;
    private final Kernels kernels = Kernels.active();
    private final boolean hamming;
    private final int bucketCapacity;
    /** Complements of keys of (priority, node), so that the highest is on top. */
    private final LongHeap queue = new LongHeap(4096);
    /** A bit an id: whether it has been collected. */
    private final long[] seen;

    private final FilterTally tally;

    private int[] collected = new int[1024];
    private int distinct;
    private long withRepeats;
    private long opened;
    private boolean exact;

    ForestSearch(final ForestFile file) {
        super(file);
        this.file = file;
        nodes = file.nodes;
        hamming = file.metric == Metric.HAMMING;
        bucketCapacity = file.forest.layout().bucketCapacity(file.dimension);
        seen = new long[(file.itemCount + 63) / 64];
        tally = new FilterTally(file, SearchCost.of(file), (double) file.itemCount * file.treeCount());
    }

    @Override
    void run(final float[] vector, final int k, final SearchOptions options) {
        query.set(vector);
        forget();
        exact = options.isExact();
        final int most = most();
        found.reset(Math.min(k, most));
        if (most == 0) {
            return;
        }
        final long searchK = searchK(k, options);
        if (filter != null && !exact) {
            tally.restart(filter, most, found.k(), (double) searchK);
            exact = tally.exactIsCheaper();
        }
        if (!exact) {
            for (final int root : file.forest.roots()) {
                queue.push(~RankedKey.of(hamming ? 0 : Float.POSITIVE_INFINITY, root));
            }
            collect(searchK);
        }
        if (exact) {
            compareAll();
        } else {
            compareAll(collected, distinct);
        }
    }

    /** Makes ready for another search, also after one that failed half-way. */
    private void forget() {
        for (int i = 0; i < distinct; i++) {
            seen[collected[i] >> 6] = 0;
        }
        distinct = 0;
        withRepeats = 0;
        opened = 0;
        queue.clear();
    }

    private long searchK(final int k, final SearchOptions options) {
        file.check(options);
        return options.budget() > 0 ? options.budget() : (long) k * file.treeCount();
    }

    private void collect(final long searchK) {
        while (!isEnough(searchK) && !givesUp() && queue.size() > 0) {
            long key = queue.pop();
            // From split to split as long as the way down is better than all that waits.
            while (key != NONE) {
                key = open(RankedKey.index(~key), RankedKey.rank(~key));
            }
        }
    }

    private boolean isEnough(final long searchK) {
        return filter == null
                ? withRepeats >= searchK
                : distinct >= found.k() && tally.hasBegun() && tally.items() >= tally.budget();
    }

    /** Whether it has turned out to be cheaper to compare everything that is allowed. */
    private boolean givesUp() {
        exact = filter != null && tally.exactIsCheaper();
        return exact;
    }

    /** Collects the items of a node, or queues its children but for one that is to be opened next and returned. */
    private long open(final int node, final float priority) {
        if (opened++ > nodes.count()) {
            throw new IndexOutOfBoundsException("nodes refer to each other in a circle");
        }
        final Chunk chunk = nodes.chunk(node);
        final int offset = nodes.offset(node);
        final int descendants = AnnoyNodes.descendants(chunk, offset);
        final long before = withRepeats;
        if (node < file.itemCount) {
            if (descendants == 1) {
                collect(node);
                tell(1, before);
            } else if (descendants != 0) {
                throw new IndexOutOfBoundsException("item " + node + " has " + descendants + " descendants");
            }
            return NONE;
        }
        if (descendants > bucketCapacity) {
            return split(chunk, offset, priority);
        }
        for (int slot = 0; slot < descendants; slot++) {
            collect(nodes.child(chunk, offset, slot));
        }
        tell(descendants, before);
        return NONE;
    }

    private void tell(final int ids, final long collectedBefore) {
        if (filter != null) {
            tally.add(ids, ids, (int) (withRepeats - collectedBefore));
        }
    }

    private void collect(final int id) {
        if (id < 0 || id >= file.itemCount) {
            throw new IndexOutOfBoundsException("item " + id + " of " + file.itemCount);
        }
        if (filter != null && !filter.allows(id)) {
            return;
        }
        withRepeats++;
        final long bit = 1L << id;
        if ((seen[id >> 6] & bit) == 0) {
            seen[id >> 6] |= bit;
            if (distinct == collected.length) {
                collected = Arrays.copyOf(collected, 2 * distinct);
            }
            collected[distinct++] = id;
        }
    }

    private long split(final Chunk chunk, final int offset, final float priority) {
        final int negative = checkNode(nodes.child(chunk, offset, 0));
        final int positive = checkNode(nodes.child(chunk, offset, 1));
        final long one;
        final long other;
        if (hamming) {
            final int bit = nodes.splitBit(chunk, offset, query.packed);
            one = ~RankedKey.of(priority - (1 - bit), positive);
            other = ~RankedKey.of(priority - bit, negative);
        } else {
            final float margin = nodes.planeOffset(chunk, offset)
                    + kernels.dot(query.vector, chunk, nodes.normalOffset(offset), file.dimension, query.scratch);
            one = ~RankedKey.of(least(priority, margin), positive);
            other = ~RankedKey.of(least(priority, -margin), negative);
        }
        queue.push(Math.max(one, other));
        final long first = Math.min(one, other);
        if (first < queue.peek()) {
            return first;
        }
        queue.push(first);
        return NONE;
    }

    /** A margin that is no number changes nothing. The sum makes one zero of both. */
    private static float least(final float priority, final float margin) {
        return (margin < priority ? margin : priority) + 0f;
    }

    private int checkNode(final int node) {
        if (node < 0 || node >= nodes.count()) {
            throw new IndexOutOfBoundsException("node " + node + " of " + nodes.count());
        }
        return node;
    }

    @Override
    long scanned() {
        return withRepeats;
    }

    @Override
    long pagesVisited() {
        return opened;
    }

    @Override
    boolean wasExact() {
        return exact;
    }
}
