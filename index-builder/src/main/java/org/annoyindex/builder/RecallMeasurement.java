package org.annoyindex.builder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.RecallCurve;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Effort;
import org.annoyindex.query.IndexInfo;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.Searcher;

/** Measures what recall searches for k neighbors reach, on those of some known queries of which k neighbors are known. */
final class RecallMeasurement {
    /** Smaller indexes are searched exactly unless a budget is given. */
    static final int LEAST_ITEMS = 1000;

    /** Numbers of neighbors that are measured in any case. */
    static final int[] NEIGHBORS = {1, 10, 100};

    private static final float STEP = 2;
    private static final double ENOUGH = 0.995;

    /** A curve begins where that for fewer neighbors had not reached more than this. */
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
     * Where recall has reached this, some of the queries tell by how much more effort lowers the share of neighbors that
     * are missed. It is there that searches take longest, and that queries differ least.
     */
    private static final double FEW_MISSED = 0.97;

    private static final int FEWER_QUERIES = 300;

    /** So many neighbors take longer to find, and a mean over them strays less. */
    private static final int MANY = 100;

    private static final double FEW_OF_MANY_MISSED = 0.9;

    private final AnnoyIndex index;
    private final int k;
    private final Workers workers;
    private final KnownQueries queries;
    private final int[] measured;
    private final int[][] nearest;

    RecallMeasurement(final AnnoyIndex index, final KnownQueries queries, final int k, final Workers workers) {
        this(
                index,
                queries,
                k,
                workers,
                IntStream.range(0, queries.size())
                        .filter(query -> queries.nearest(query, k).length == k)
                        .toArray());
        Arrays.setAll(nearest, i -> queries.nearest(measured[i], k));
    }

    private RecallMeasurement(
            final AnnoyIndex index,
            final KnownQueries queries,
            final int k,
            final Workers workers,
            final int[] measured) {
        this.index = index;
        this.k = k;
        this.workers = workers;
        this.queries = queries;
        this.measured = measured;
        nearest = new int[measured.length][];
    }

    /** Measures searches for all of some queries by what others found, instead of by true neighbors. */
    RecallMeasurement ofOthers(final KnownQueries others, final SearchOptions reference) {
        final RecallMeasurement unknown = new RecallMeasurement(
                index, others, k, workers, IntStream.range(0, others.size()).toArray());
        return unknown.against(unknown.answers(reference));
    }

    /** Measures searches for the same queries by what others found, instead of by true neighbors. */
    RecallMeasurement against(final Answers reference) {
        final RecallMeasurement other = new RecallMeasurement(index, queries, k, workers, measured);
        Arrays.setAll(other.nearest, i -> queries.nearest(measured[i], reference.ids[i], k));
        return other;
    }

    /**
     * Measures a curve for each of some numbers of neighbors, ascending, of which there are known queries.
     *
     * @param more queries of the same kind, of which no neighbors need be known.
     */
    static RecallProfile profile(
            final AnnoyIndex index,
            final KnownQueries queries,
            final KnownQueries more,
            final int[] neighbors,
            final Workers workers,
            final DoubleConsumer progress) {
        final List<RecallCurve> curves = new ArrayList<>();
        float first = firstEffort(index);
        for (final int k : neighbors) {
            final double before = curves.size();
            final RecallCurve curve = new RecallMeasurement(index, queries, k, workers)
                    .curve(first, more, share -> progress.accept((before + share) / neighbors.length));
            curves.add(curve);
            first = Math.max(first, lastBelow(curve));
        }
        return new RecallProfile(curves);
    }

    /** Half a leaf: a search looks at one at least. */
    private static float firstEffort(final AnnoyIndex index) {
        return (float) Math.max(1, leafEntries(index) / 2);
    }

    private static double leafEntries(final AnnoyIndex index) {
        final IndexInfo info = index.info();
        final IndexInfo.Pages pages = info.pages().orElseThrow();
        return (double) info.size() * info.treeCount() * pages.leavesPerItem() / pages.leafPages();
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
     * @param recall share of the true neighbors found.
     */
    record Reached(double budget, double recall) {}

    /**
     * What searches did.
     *
     * @param scanned items looked at by each.
     * @param ids found by each, nearest first.
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
    record Answers(long[] scanned, int[][] ids) {}

    private record Point(float effort, Answers answers, Reached reached) {
        double recall() {
            return reached.recall;
        }
    }

    private RecallCurve curve(final float firstEffort, final KnownQueries more, final DoubleConsumer progress) {
        final List<Point> points = new ArrayList<>();
        Point point = at(firstEffort);
        points.add(point);
        while (point.recall() < fewMissed() && goesOn(point)) {
            progress.accept(0.8 * point.recall());
            point = at(point.effort * STEP);
            points.add(point);
        }
        addBetween(points);
        if (more.size() > 0 && k < MANY) {
            final RecallMeasurement others =
                    ofOthers(more.part(k), SearchOptions.of(new Effort.AdaptiveBudget(point.effort)));
            sharpen(points, new LargerSample(against(point.answers), others));
        }
        if (goesOn(point)) {
            addWithFewer(points);
        }
        progress.accept(1);
        return ascending(points);
    }

    private double fewMissed() {
        return k < MANY ? FEW_MISSED : FEW_OF_MANY_MISSED;
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
        final Reached some = reached(last.answers, most);
        final int count = some.recall < 1 ? most : measured.length;
        final Reached base = some.recall < 1 ? some : last.reached;
        Point point = last;
        while (goesOn(point)) {
            final float effort = point.effort * STEP;
            final Answers answers = answers(SearchOptions.of(new Effort.AdaptiveBudget(effort)), count);
            final Reached now = reached(answers);
            point = new Point(
                    effort,
                    answers,
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
        final Answers answers = answers(SearchOptions.of(new Effort.AdaptiveBudget(effort)));
        return new Point(effort, answers, reached(answers));
    }

    /** Has more queries tell the recalls that are asked for, and of which a few queries do not tell enough. */
    private static void sharpen(final List<Point> points, final LargerSample sample) {
        points.replaceAll(point -> point.recall() < BEGIN || point.recall() > FEW_MISSED
                ? point
                : new Point(
                        point.effort,
                        point.answers,
                        sample.reached(
                                SearchOptions.of(new Effort.AdaptiveBudget(point.effort)),
                                point.answers,
                                point.reached)));
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
            efforts[count - 1] = queries.areItems() ? effortOfOthers(point.effort) : point.effort;
        }
        return new RecallCurve(
                k,
                measured.length,
                Arrays.copyOf(budgets, count),
                Arrays.copyOf(recalls, count),
                Arrays.copyOf(efforts, count));
    }

    /**
     * The effort with which a query that is no item looks at as much as an item with some other. An item is one of those
     * whose mean the centroid of its leaf is, which is nearer to it than to a query in its place by one part in as many: so
     * the other leaves are farther in proportion, and the stopping rule counts what is beyond the first leaf for more. An
     * inner product's query is far from all items.
     */
    private double effortOfOthers(final float effort) {
        final double leaf = leafEntries(index);
        if (index.metric() == Metric.DOT || effort <= leaf) {
            return effort;
        }
        final double nearer = 1 - index.info().pages().orElseThrow().leavesPerItem() / leaf;
        final double squared = nearer * nearer;
        return leaf + (effort - leaf) * squared * squared * squared * squared;
    }

    /** Searches for all queries. */
    Reached reach(final SearchOptions options) {
        return reach(options, measured.length);
    }

    /** Searches for the first of the queries. */
    Reached reach(final SearchOptions options, final int count) {
        return reached(answers(options, count));
    }

    Answers answers(final SearchOptions options) {
        return answers(options, measured.length);
    }

    private Answers answers(final SearchOptions options, final int count) {
        final long[] scanned = new long[count];
        final int[][] ids = new int[count][];
        workers.forEach(count, () -> {
            final Searcher searcher = index.searcher();
            return i -> {
                final int query = measured[i];
                ids[i] = searcher.nearest(queries.vectors()[query], queries.wanted(query, k), options)
                        .ids();
                final SearchStatistics statistics = searcher.statistics();
                scanned[i] = statistics.plan() == SearchStatistics.Plan.EXACT ? index.size() : statistics.scanned();
            };
        });
        return new Answers(scanned, ids);
    }

    /** What it comes to that these queries, or the first of them, were answered so. */
    Reached reached(final Answers answers) {
        return reached(answers, answers.ids.length);
    }

    private Reached reached(final Answers answers, final int count) {
        long hits = 0;
        for (int i = 0; i < count; i++) {
            for (final int id : answers.ids[i]) {
                hits += Arrays.binarySearch(nearest[i], id) >= 0 ? 1 : 0;
            }
        }
        return new Reached(
                Math.floor((double) Arrays.stream(answers.scanned, 0, count).sum() / count),
                (double) hits / ((long) count * k));
    }

    /** The number of queries that are measured. */
    int size() {
        return measured.length;
    }
}
