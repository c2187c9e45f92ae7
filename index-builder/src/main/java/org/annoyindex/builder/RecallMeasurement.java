package org.annoyindex.builder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.RecallCurve;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.Searcher;

/** Measures what recall searches for k neighbours reach, on those of some known queries of which k neighbours are known. */
final class RecallMeasurement {
    /** Smaller indexes are searched exactly unless a budget is given. */
    static final int LEAST_ITEMS = 1000;

    /** Numbers of neighbours that are measured in any case. */
    static final int[] NEIGHBOURS = {1, 10, 100};

    private static final float STEP = 2;
    private static final double ENOUGH = 0.995;

    /** A curve begins where that for fewer neighbours had not reached more than this. */
    private static final double BEGIN = 0.7;

    /**
     * Recalls from which points lie closer to each other than steps of the effort: no farther apart than this. On
     * Fashion-MNIST the second leaf, which is one step, brings nine points.
     */
    private static final double CLOSE_FROM = 0.7;

    private static final double CLOSE = 0.06;

    /** Leaves are looked at as a whole: efforts nearer to each other than this differ by chance. */
    private static final double LEAST_STEP = 1.05;

    /**
     * Where recall has reached the first, this many queries tell by how much more effort lowers the share of neighbours
     * that are missed. It is there that searches take longest, and that queries differ least.
     */
    private static final double FEW_MISSED = 0.97;

    private static final int FEWER_QUERIES = 300;

    private final AnnoyIndex index;
    private final int k;
    private final Workers workers;
    private final KnownQueries queries;
    private final int[] measured;
    private final int[][] nearest;

    RecallMeasurement(final AnnoyIndex index, final KnownQueries queries, final int k, final Workers workers) {
        this.index = index;
        this.k = k;
        this.workers = workers;
        this.queries = queries;
        measured = IntStream.range(0, queries.vectors().length)
                .filter(query -> queries.nearest(query, k).length == k)
                .toArray();
        nearest = new int[measured.length][];
        Arrays.setAll(nearest, i -> queries.nearest(measured[i], k));
    }

    /** Measures a curve for each of some numbers of neighbours, ascending, of which there are known queries. */
    static RecallProfile profile(
            final AnnoyIndex index,
            final KnownQueries queries,
            final int[] neighbours,
            final Workers workers,
            final DoubleConsumer progress) {
        final List<RecallCurve> curves = new ArrayList<>();
        float first = firstEffort(index);
        for (final int k : neighbours) {
            final double before = curves.size();
            final RecallCurve curve = new RecallMeasurement(index, queries, k, workers)
                    .curve(first, share -> progress.accept((before + share) / neighbours.length));
            curves.add(curve);
            first = Math.max(first, lastBelow(curve));
        }
        return new RecallProfile(curves);
    }

    /** Half a leaf: a search looks at one at least. */
    private static float firstEffort(final AnnoyIndex index) {
        final Header header = index.header().orElseThrow();
        final double entries = (double) header.itemCount() * header.treeCount() * header.leavesPerItem();
        return (float) Math.max(1, entries / header.leafPageCount() / 2);
    }

    private static float lastBelow(final RecallCurve curve) {
        int i = 0;
        while (i + 1 < curve.recalls().length && curve.recalls()[i + 1] <= BEGIN) {
            i++;
        }
        return (float) curve.efforts()[i];
    }

    /**
     * What searches come to on average.
     *
     * @param budget items looked at, in whole ones.
     * @param recall share of the true neighbours found.
     */
    record Reached(double budget, double recall) {}

    private record Point(float effort, Reached reached) {
        double recall() {
            return reached.recall;
        }
    }

    RecallCurve curve(final float firstEffort, final DoubleConsumer progress) {
        final List<Point> points = new ArrayList<>();
        Point point = at(firstEffort);
        points.add(point);
        while (point.recall() < FEW_MISSED && goesOn(point)) {
            progress.accept(0.8 * point.recall());
            point = at(point.effort * STEP);
            points.add(point);
        }
        if (goesOn(point)) {
            addWithFewer(points);
        }
        addBetween(points);
        progress.accept(1);
        return ascending(points);
    }

    private boolean goesOn(final Point point) {
        return point.recall() < ENOUGH && point.reached.budget < mostItems();
    }

    /** Where exact searches take no longer; what a sketch costs is a fraction of what a vector does. */
    private double mostItems() {
        return index.metric().hasSketches() ? index.size() : index.size() / 2.0;
    }

    /** Goes on from the last point with fewer queries, in proportion to what these reached there. */
    private void addWithFewer(final List<Point> points) {
        final Point last = points.get(points.size() - 1);
        final int most = Math.min(measured.length, FEWER_QUERIES);
        final Reached some = reach(SearchOptions.effort(last.effort), most);
        final int count = some.recall < 1 ? most : measured.length;
        final Reached base = some.recall < 1 ? some : last.reached;
        Point point = last;
        while (goesOn(point)) {
            final float effort = point.effort * STEP;
            final Reached now = reach(SearchOptions.effort(effort), count);
            point = new Point(
                    effort,
                    new Reached(
                            Math.floor(last.reached.budget * now.budget / base.budget),
                            1 - (1 - last.recall()) * (1 - now.recall) / (1 - base.recall)));
            points.add(point);
        }
    }

    private void addBetween(final List<Point> points) {
        int i = 1;
        while (i < points.size()) {
            final Point low = points.get(i - 1);
            final Point high = points.get(i);
            if (high.recall() > CLOSE_FROM
                    && high.recall() - low.recall() > CLOSE
                    && high.effort > LEAST_STEP * low.effort) {
                points.add(i, at((float) Math.sqrt((double) low.effort * high.effort)));
            } else {
                i++;
            }
        }
    }

    private Point at(final float effort) {
        return new Point(effort, reach(SearchOptions.effort(effort)));
    }

    /** A curve on which more effort is never less recall; of efforts that look at as many items the highest is in it. */
    private RecallCurve ascending(final List<Point> points) {
        final double[] budgets = new double[points.size()];
        final double[] recalls = new double[points.size()];
        final double[] efforts = new double[points.size()];
        int count = 0;
        for (final Point point : points) {
            final boolean more = count == 0 || point.reached.budget > budgets[count - 1];
            if (more) {
                budgets[count] = point.reached.budget;
                recalls[count] = Math.max(count == 0 ? 0 : recalls[count - 1], point.recall());
                count++;
            }
            efforts[count - 1] = point.effort;
        }
        return new RecallCurve(
                k,
                measured.length,
                Arrays.copyOf(budgets, count),
                Arrays.copyOf(recalls, count),
                Arrays.copyOf(efforts, count));
    }

    /** Searches for all queries. */
    Reached reach(final SearchOptions options) {
        return reach(options, measured.length);
    }

    private Reached reach(final SearchOptions options, final int count) {
        final long[] hits = new long[count];
        final long[] scanned = new long[count];
        workers.forEach(count, () -> {
            final Searcher searcher = index.searcher();
            return i -> {
                final int query = measured[i];
                final Neighbors found = searcher.nearest(queries.vectors()[query], queries.wanted(query, k), options);
                hits[i] = hits(nearest[i], found);
                final SearchStatistics statistics = searcher.statistics();
                scanned[i] = statistics.exact() ? index.size() : statistics.scanned();
            };
        });
        return new Reached(
                Math.floor((double) Arrays.stream(scanned).sum() / count),
                (double) Arrays.stream(hits).sum() / ((long) count * k));
    }

    private static int hits(final int[] wanted, final Neighbors found) {
        int hits = 0;
        for (int rank = 0; rank < found.size(); rank++) {
            hits += Arrays.binarySearch(wanted, found.id(rank)) >= 0 ? 1 : 0;
        }
        return hits;
    }
}
