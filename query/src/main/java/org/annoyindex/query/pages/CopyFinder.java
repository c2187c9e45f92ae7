package org.annoyindex.query.pages;

import java.util.Objects;
import org.agrona.collections.IntHashSet;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.SketchColumn;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.core.sketch.Rotation;
import org.annoyindex.core.sketch.SketchCodec;
import org.annoyindex.query.exact.AllowedIds;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.open.PagedFile;
import org.annoyindex.query.plan.ItemFilter;
import org.jspecify.annotations.Nullable;

/**
 * Finds an item whose vector is the query in the leaves that a search has scanned, if it may have been passed over. Its score
 * should be 0, as its sketch is exact in its own direction; what is left is the rounding of the query, e. Let b be the bits of
 * its sketch, d the distance of the leaf's centroid. Then its score is
 *
 * <pre>
 *   |scale| (&lt;b, e&gt; - slack(d))
 * </pre>
 *
 * which is negative for nearly all data, as the slack is for errors that such an item does not have. But among items that are
 * much nearer to each other than to the center, rounding outweighs the slack: the score may be above the threshold, or other
 * candidates may take all places of the pool. Only then does this class compute how the query would have been encoded as an
 * item of the leaf. An equal vector has an equal scale, bit by bit, and hardly any other item has.
 *
 * <p>A search that visits a few leaves only may miss the one that holds the item. It goes on to some more, for copies only.
 *
 * <p>Not for dot, for which an item's point is not the point of the query with the same vector. Scratch of one searcher.
 */
final class CopyFinder {
    /**
     * Standard deviations that the rounding of the query may add up to. If points have fewer components than sketches have bits,
     * rounding errors repeat: as many more.
     */
    private static final float DEVIATIONS = 6;

    /** A scale may be so many times the usual one of a residual as long as this one. */
    private static final float UNUSUAL = 2;

    /** Error of a rotated component, relative to the largest one. */
    private static final float COMPONENT_ERROR = 0x1p-21f;

    private final PagedFile file;
    private final PagedQuery query;
    private final PageWalk walk;
    private final SketchScorer scorer;
    private final ExactComparer comparer;
    private final IntHashSet compared;
    private final AllowedIds allowed;
    private final int bits;
    private final float[] centroid;
    private final float[] rotatedCentroid;
    private final float[] origin;
    private int[] positions = new int[256];
    private long[] keys = new long[256];
    /** The largest absolute error of an inner product by the rounding of the query. */
    private float rounding;
    /** A range of scales. */
    private float low;

    private float high;

    CopyFinder(
            final PagedFile file,
            final PagedQuery query,
            final PageWalk walk,
            final SketchScorer scorer,
            final ExactComparer comparer,
            final IntHashSet compared) {
        this.file = file;
        this.query = query;
        this.walk = walk;
        this.scorer = scorer;
        this.comparer = comparer;
        this.compared = compared;
        allowed = new AllowedIds(file.itemCount(), this::compareIfAlike);
        bits = file.header().sketchBits();
        final @Nullable Rotation rotation = file.rotation();
        centroid = new float[query.dimension()];
        rotatedCentroid = new float[rotation == null ? 0 : rotation.dimension()];
        origin = new float[rotatedCentroid.length];
    }

    /**
     * Compares what may be a copy of the query in the leaves of the walk.
     *
     * @param threshold all items that scored below it have been compared.
     */
    void searchLeaves(final float threshold) {
        if (isDone()) {
            return;
        }
        if (largestScore() >= threshold) {
            for (int place = 0; place < walk.leafPages() && !comparer.found().hasCopy(); place++) {
                walk.revisit(place);
                // Also if there is no largest score, as vectors are too long to be squared.
                if (!(largestScore(walk.distance()) < threshold)) {
                    searchLeaf();
                }
            }
        }
        while (!comparer.keepsAll() && !comparer.found().hasCopy() && walk.nextForCopy()) {
            scanLeaf();
        }
    }

    /**
     * Compares what may be a copy of the query among all items that match a filter.
     *
     * @param filter of the search.
     * @param threshold all items that scored below it have been compared.
     */
    void searchRows(final ItemFilter filter, final float threshold) {
        if (isDone() || largestScore(query.squaredLength()) < threshold) {
            return;
        }
        encode(origin, query.squaredLength());
        allowed.forEach(filter);
    }

    private boolean isDone() {
        if (file.metric() == Metric.DOT || comparer.found().hasCopy()) {
            return true;
        }
        final QueryPlanes planes = query.planes();
        final float deviation = planes.step * (float) Math.sqrt(bits / 12f);
        final float repeated = (float) Math.sqrt(Math.max(1, (float) bits / query.dimension()));
        rounding = Math.min(planes.step * bits / 2, DEVIATIONS * repeated * deviation);
        return false;
    }

    /** The largest score of a copy in any leaf: the maximum of {@link #largestScore(float)}, or slightly more. */
    private float largestScore() {
        final float slackPerDistance = SketchScorer.ITEM_DEVIATIONS * file.sketchSpread();
        return UNUSUAL * usualScale(1) * rounding * rounding / (4 * slackPerDistance) + query.scoreError();
    }

    /** The largest score of a copy in a leaf at some squared distance. */
    private float largestScore(final float squaredDistance) {
        final float distance = (float) Math.sqrt(squaredDistance);
        final float error = rounding - scorer.slack(squaredDistance);
        // A sum of absolute values is at most sqrt(bits) times the norm.
        final float scale = error > 0 ? UNUSUAL * usualScale(distance) : 2 * distance / (float) Math.sqrt(bits);
        return scale * error + query.scoreError();
    }

    /** The scale of an item whose residual has components of normal distribution. */
    private float usualScale(final float distance) {
        final float meanAbsolute = (float) Math.sqrt(2 / Math.PI / rotatedCentroid.length);
        return 2 * distance / (bits * meanAbsolute);
    }

    /** Compares what may be a copy in a leaf that the search has not scanned. */
    private void scanLeaf() {
        if (keys.length < walk.items()) {
            keys = new long[walk.items()];
        }
        final float above = Math.nextUp(largestScore(walk.distance()));
        final int alike = scorer.scan(
                walk.page(), walk.start() + file.leafBlocks(), walk.items(), walk.distance(), above, keys, 0);
        if (alike > ExactComparer.GROUP) {
            searchLeaf();
            return;
        }
        for (int i = 0; i < alike; i++) {
            positions[i] = ScoredKey.ordinal(keys[i]);
        }
        compare(alike);
    }

    /** Compares what may be a copy in a leaf, and hardly anything else. */
    private void searchLeaf() {
        for (int i = 0; i < centroid.length; i++) {
            centroid[i] = walk.page().bytes().getFloat(walk.start() + SketchPage.CENTROID + Float.BYTES * i);
        }
        Objects.requireNonNull(file.rotation(), "no sketches").rotate(centroid, 0, rotatedCentroid);
        encode(rotatedCentroid, walk.distance());
        if (positions.length < walk.items()) {
            positions = new int[walk.items()];
        }
        final int alike = SketchCodec.findScale(
                walk.page().bytes(), walk.start() + file.leafBlocks(), walk.items(), bits, low, high, positions);
        compare(alike);
    }

    private void compare(final int alike) {
        int count = 0;
        for (int i = 0; i < alike; i++) {
            if (comparer.isEligible(positions[i]) && compared.add(positions[i])) {
                positions[count++] = positions[i];
            }
        }
        comparer.compareAll(positions, 0, count);
    }

    /**
     * Finds out which scale the query would have as an item. For angular, a multiple of an item's vector has about the same point
     * only.
     */
    private void encode(final float[] rotatedOrigin, final float squaredDistance) {
        final float scale = SketchCodec.scale(bits, query.rotated(), rotatedOrigin);
        float error = 0;
        if (file.metric() == Metric.ANGULAR && scale < 0) {
            final float absoluteSum = 2 * squaredDistance / -scale;
            error = Math.min(1, 3 * COMPONENT_ERROR * query.planes().largestProduct / absoluteSum) * -scale;
        }
        low = scale - error;
        high = scale + error;
    }

    private void compareIfAlike(final int id) {
        final SketchColumn sketches = Objects.requireNonNull(file.sketches(), "no sketches by id");
        final float scale = sketches.scale(id);
        if (scale >= low && scale <= high && !comparer.found().hasCopy()) {
            final int position = file.position(id);
            if (compared.add(position)) {
                comparer.compare(position);
            }
        }
    }
}
