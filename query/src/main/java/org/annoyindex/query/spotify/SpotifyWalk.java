package org.annoyindex.query.spotify;

import java.util.Arrays;
import org.annoyindex.core.Metric;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.rank.LongHeap;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.core.spotify.SpotifyNodes;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.SearchStatistics.Plan;
import org.annoyindex.query.exact.ExactQuery;
import org.annoyindex.query.open.SpotifyFile;
import org.annoyindex.query.plan.FilterPlanner;
import org.annoyindex.query.plan.ItemFilter;
import org.annoyindex.query.plan.Route;
import org.annoyindex.query.plan.SearchCost;
import org.annoyindex.query.plan.SearchRequest;
import org.jspecify.annotations.Nullable;

/**
 * Walks the trees of a file of Spotify's Annoy as Annoy does, and collects the items that it meets. Scratch of one searcher.
 *
 * <p>Nodes wait in a queue. A node's priority is the least margin, the signed distance from a split's plane, on the way
 * to it from its root, and roots come before all others; for hamming it decreases by one for each split where the way takes the side
 * on which the query is not. The node of the highest priority, the later in the file of equals, is opened next: a split queues
 * its children, and a bucket's ids are collected.
 */
final class SpotifyWalk {
    /** No node: greater than every key in the queue. */
    private static final long NONE = Long.MAX_VALUE;

    private final SpotifyFile file;
    private final int[] roots;
    private final int itemCount;
    private final int dimension;
    private final ExactQuery query;
    private final SpotifyNodes nodes;
    private final Kernels kernels = Kernels.active();
    private final boolean hamming;
    private final SearchCost cost;
    private final int bucketCapacity;
    /** Complements of keys of (priority, node), so that the highest is on top. */
    private final LongHeap queue = new LongHeap(4096);
    /** One bit per id: whether it has been collected. */
    private final long[] seen;

    /** Counts what is met with a filter; else null. */
    private @Nullable FilterPlanner planner;

    private int[] collected = new int[1024];
    private int distinct;
    private long withRepeats;
    private long splits;
    private long leaves;

    SpotifyWalk(final SpotifyFile file, final ExactQuery query) {
        this.file = file;
        roots = file.forest().roots();
        itemCount = file.itemCount();
        dimension = file.dimension();
        this.query = query;
        nodes = file.nodes();
        hamming = file.metric() == Metric.HAMMING;
        cost = SearchCost.of(file);
        bucketCapacity = file.forest().layout().bucketCapacity(dimension);
        seen = new long[(itemCount + 63) / 64];
    }

    /** Begins again at the roots, for the query as it is now, also after a walk that failed; refuses to go over links. */
    void restart(final SearchRequest request) {
        if (request.route() == Route.LINKS) {
            throw file.withoutLinks();
        }
        for (int i = 0; i < distinct; i++) {
            seen[collected[i] >> 6] = 0;
        }
        distinct = 0;
        withRepeats = 0;
        splits = 0;
        leaves = 0;
        queue.clear();
        for (final int root : roots) {
            queue.push(~ScoredKey.of(hamming ? 0 : Float.POSITIVE_INFINITY, root));
        }
    }

    /** The distinct ids collected, in the order in which they were met; {@link #distinct} of them. */
    int[] collected() {
        return collected;
    }

    /** Number of distinct ids collected. */
    int distinct() {
        return distinct;
    }

    /** What a search with this walk did. */
    SearchStatistics statistics(final Plan plan, final long budget, final long exactComparisons) {
        return new SearchStatistics(
                plan,
                budget,
                0,
                0,
                splits,
                leaves,
                0,
                withRepeats,
                exactComparisons,
                cost.done(plan, (double) splits + leaves, 0, (double) withRepeats, (double) exactComparisons));
    }

    /**
     * Collects ids that match until there are {@code searchK}, repeats counted, and a number of distinct ones; or all. Returns
     * whether there are more.
     */
    boolean collect(final long searchK, final long minDistinct, final @Nullable ItemFilter filter) {
        planner = null;
        while ((withRepeats < searchK || distinct < minDistinct) && queue.size() > 0) {
            openNext(filter);
        }
        return queue.size() > 0;
    }

    /**
     * Collects ids that match until a planner, just restarted, has enough of them, and there is a number of distinct ones, or
     * another plan is cheaper; or all.
     */
    void collect(final FilterPlanner counting, final long minDistinct, final ItemFilter filter) {
        planner = counting;
        while (!(distinct >= minDistinct && counting.hasBegun() && counting.items() >= counting.budget())
                && counting.planAfterLeaf() == Plan.WALK
                && queue.size() > 0) {
            openNext(filter);
        }
    }

    private void openNext(final @Nullable ItemFilter filter) {
        long key = queue.pop();
        // From split to split as long as the way down is better than all other nodes that wait.
        while (key != NONE) {
            key = open(ScoredKey.ordinal(~key), ScoredKey.score(~key), filter);
        }
    }

    /** Collects the items of a node, or queues its children but for one that is to be opened next and returned. */
    private long open(final int node, final float priority, final @Nullable ItemFilter filter) {
        if (splits + leaves > nodes.count()) {
            throw new IndexOutOfBoundsException("nodes refer to each other in a circle");
        }
        final Chunk chunk = nodes.chunk(node);
        final int offset = nodes.offset(node);
        final int descendants = SpotifyNodes.descendants(chunk, offset);
        final long before = withRepeats;
        if (node < itemCount) {
            leaves++;
            if (descendants == 1) {
                collect(node, filter);
                count(1, before);
            } else if (descendants != 0) {
                throw new IndexOutOfBoundsException("item " + node + " has " + descendants + " descendants");
            }
            return NONE;
        }
        if (descendants > bucketCapacity) {
            splits++;
            return split(chunk, offset, priority);
        }
        leaves++;
        if (descendants < 0) {
            throw new IndexOutOfBoundsException("node " + node + " has " + descendants + " descendants");
        }
        for (int slot = 0; slot < descendants; slot++) {
            collect(nodes.child(chunk, offset, slot), filter);
        }
        count(descendants, before);
        return NONE;
    }

    private void count(final int ids, final long collectedBefore) {
        if (planner != null) {
            planner.add(ids, ids, (int) (withRepeats - collectedBefore));
        }
    }

    private void collect(final int id, final @Nullable ItemFilter filter) {
        if (id < 0 || id >= itemCount) {
            throw new IndexOutOfBoundsException("item " + id + " of " + itemCount);
        }
        if (filter != null && !filter.matches(id)) {
            return;
        }
        withRepeats++;
        add(id);
    }

    /** Collects an id, unless it has been collected already; it does not count as met. */
    void add(final int id) {
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
            final int bit = nodes.splitBit(chunk, offset, query.packed());
            one = ~ScoredKey.of(priority - (1 - bit), positive);
            other = ~ScoredKey.of(priority - bit, negative);
        } else {
            final float margin = nodes.planeOffset(chunk, offset)
                    + kernels.dot(query.vector(), chunk, nodes.normalOffset(offset), dimension, query.scratch());
            one = ~ScoredKey.of(least(priority, margin), positive);
            other = ~ScoredKey.of(least(priority, -margin), negative);
        }
        queue.push(Math.max(one, other));
        final long first = Math.min(one, other);
        if (first < queue.peek()) {
            return first;
        }
        queue.push(first);
        return NONE;
    }

    /** A margin of NaN changes nothing. The sum makes one zero of both. */
    private static float least(final float priority, final float margin) {
        return (margin < priority ? margin : priority) + 0f;
    }

    private int checkNode(final int node) {
        if (node < 0 || node >= nodes.count()) {
            throw new IndexOutOfBoundsException("node " + node + " of " + nodes.count());
        }
        return node;
    }
}
