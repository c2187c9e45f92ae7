package org.annoyindex.builder.recall;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.IntFunction;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.format.RecallCurve;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.query.AnnoyIndex;

/** Measures a recall profile: a curve for each of several numbers of neighbors. */
public final class ProfileMeasurement {
    /** Indexes with more items take more time to build, of which measuring recall with more queries is a small part. */
    static final int MAX_SMALL_ITEMS = 50_000;

    /** The largest number of neighbors that is measured in any case. */
    public static final int MAX_NEIGHBORS = 100;

    private static final int[] NEIGHBORS = {1, 10, MAX_NEIGHBORS};

    /**
     * Number of queries in a small index, for each of {@link #NEIGHBORS}: the more neighbors are wanted, the longer a search
     * takes, and the less recall varies from query to query.
     */
    private static final int[] SMALL_QUERIES = {1500, 500, 200};

    /** Items for each of these queries at least, so that the profile of 1,000 items is measured in a quarter of a second. */
    private static final int[] ITEMS_PER_QUERY = {1, 2, 8};

    /** Finding the neighbors of these takes about a tenth of the build of a large index. */
    private static final int QUERIES = 1000;

    /** With these, recall@1 of 0.8 has a standard error of 0.6 points, and of 1.3 points without. */
    private static final int MORE_QUERIES = 4000;

    /** Each curve begins where the curve for fewer neighbors had not reached more than this. */
    private static final double BEGIN = 0.7;

    private ProfileMeasurement() {}

    /** @return ascending numbers of neighbors that are measured in any case. */
    public static int[] neighbors() {
        return NEIGHBORS.clone();
    }

    /**
     * Measures with items of the index as queries.
     *
     * @param index to measure, with at least {@link RecallProfile#MIN_ITEMS} items.
     * @param seed of the choice of items.
     * @param workers threads of the searches.
     * @param progress gets the share that is done.
     * @return the profile.
     */
    public static MeasuredProfiles ofItems(
            final AnnoyIndex index, final long seed, final Workers workers, final DoubleConsumer progress) {
        final List<KnownQueries> queries = new ArrayList<>();
        if (index.size() <= MAX_SMALL_ITEMS) {
            final KnownQueries all =
                    KnownQueries.distinctSample(index, SMALL_QUERIES[0], SplitMix.derive(seed, QUERIES));
            for (int i = 0; i < NEIGHBORS.length; i++) {
                final int count = Math.min(SMALL_QUERIES[i], index.size() / ITEMS_PER_QUERY[i]);
                queries.add(all.first(count).withNeighbors(index, NEIGHBORS[i], workers));
            }
            return measure(index, queries, KnownQueries.none(), NEIGHBORS, workers, progress);
        }
        final KnownQueries known = KnownQueries.sample(index, QUERIES, SplitMix.derive(seed, QUERIES))
                .withNeighbors(index, MAX_NEIGHBORS, workers);
        final KnownQueries more = KnownQueries.sample(index, MORE_QUERIES, SplitMix.derive(seed, MORE_QUERIES));
        for (final int ignored : NEIGHBORS) {
            queries.add(known);
        }
        return measure(index, queries, more, NEIGHBORS, workers, progress);
    }

    /**
     * Measures with other queries.
     *
     * @param index to measure, with at least {@link RecallProfile#MIN_ITEMS} items.
     * @param queries with true neighbors.
     * @param neighbors ascending numbers of neighbors to measure, as many of which are known of each query.
     * @param workers threads of the searches.
     * @param progress gets the share that is done.
     * @return the profile.
     */
    public static MeasuredProfiles ofQueries(
            final AnnoyIndex index,
            final KnownQueries queries,
            final int[] neighbors,
            final Workers workers,
            final DoubleConsumer progress) {
        final List<KnownQueries> same = new ArrayList<>();
        for (final int ignored : neighbors) {
            same.add(queries);
        }
        return measure(index, same, KnownQueries.none(), neighbors, workers, progress);
    }

    /** Measures searches from leaf to leaf, and over links if the index has them. */
    private static MeasuredProfiles measure(
            final AnnoyIndex index,
            final List<KnownQueries> queries,
            final KnownQueries more,
            final int[] neighbors,
            final Workers workers,
            final DoubleConsumer progress) {
        final boolean linked = index.info().pageLayout().orElseThrow().links() > 0;
        final List<RecallMeasurement> searches = new ArrayList<>();
        for (int i = 0; i < neighbors.length; i++) {
            searches.add(new RecallMeasurement(index, queries.get(i), neighbors[i], workers));
        }
        final double leafShare = linked ? 0.6 : 1;
        final LeafScale leafScale = LeafScale.of(index);
        final List<MeasuredCurve> leaves =
                measure(searches, i -> leafScale, more, share -> progress.accept(leafShare * share));
        return new MeasuredProfiles(
                leaves,
                linked
                        ? measure(
                                searches,
                                i -> new LinkScale(
                                        index.metric(),
                                        neighbors[i],
                                        leaves.get(i).maxCost()),
                                more,
                                share -> progress.accept(leafShare + (1 - leafShare) * share))
                        : List.of());
    }

    private static List<MeasuredCurve> measure(
            final List<RecallMeasurement> searches,
            final IntFunction<EffortScale> scales,
            final KnownQueries more,
            final DoubleConsumer progress) {
        final List<MeasuredCurve> curves = new ArrayList<>();
        float begin = 0;
        for (final RecallMeasurement search : searches) {
            final double before = curves.size();
            final EffortScale scale = scales.apply(curves.size());
            final MeasuredCurve curve = new CurveFitter(search, scale)
                    .fit(
                            Math.max(begin, scale.first()),
                            more,
                            share -> progress.accept((before + share) / searches.size()));
            curves.add(curve);
            begin = Math.max(begin, lastBelow(curve.curve()));
        }
        return curves;
    }

    private static float lastBelow(final RecallCurve curve) {
        int i = 0;
        while (i + 1 < curve.recalls().length && curve.recalls()[i + 1] <= BEGIN) {
            i++;
        }
        return (float) curve.efforts()[i];
    }
}
