package org.annoyindex.builder.recall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.annoyindex.core.format.RecallCurve;
import org.annoyindex.query.SearchOptions;

/**
 * Chooses at which efforts recall is measured, and makes a curve of what was reached. The effort is doubled until hardly any
 * neighbor is missed. Points are then added between those whose recalls differ much, so that interpolation between them is
 * close.
 */
final class CurveFitter {
    private static final float STEP = 2;
    private static final double ENOUGH = 0.995;

    /**
     * Recalls from which points lie closer to each other than steps of the effort: no farther apart than {@link #CLOSE}. On
     * Fashion-MNIST the second leaf, which is one step, brings nine points.
     */
    private static final double CLOSE_FROM = 0.7;

    private static final double CLOSE = 0.06;

    /** Leaves are scanned as a whole: the recalls of efforts closer to each other than this differ by chance. */
    private static final double MIN_STEP = 1.05;

    /**
     * Once recall has reached this, some of the queries are enough to estimate by how much more effort lowers the share of missed
     * neighbors. Searches take longest there, and queries differ least.
     */
    private static final double FEW_MISSED = 0.97;

    private static final int FEWER_QUERIES = 300;

    /** A search for this many neighbors takes longer, and the variance of the mean over them is lower. */
    private static final int MANY = 100;

    private static final double FEW_OF_MANY_MISSED = 0.9;

    /** Below this recall more queries are not worth their time. */
    private static final double MIN_REFINED = 0.7;

    private final RecallMeasurement queries;
    private final EffortScale scale;
    private final List<Point> points = new ArrayList<>();

    private record Point(float effort, RecallMeasurement.Answers answers, RecallMeasurement.Reached reached) {
        double recall() {
            return reached.recall();
        }
    }

    CurveFitter(final RecallMeasurement queries, final EffortScale scale) {
        this.queries = queries;
        this.scale = scale;
    }

    /**
     * Measures a curve.
     *
     * @param firstEffort of the curve.
     * @param more queries of the same kind without known neighbors, which reduce the variance; may be none.
     * @param progress gets the share that is done.
     * @return the curve.
     */
    MeasuredCurve fit(final float firstEffort, final KnownQueries more, final DoubleConsumer progress) {
        Point last = at(firstEffort);
        points.add(last);
        while (last.recall() < fewMissed() && isWorthMore(last)) {
            progress.accept(0.8 * last.recall());
            last = at(last.effort * STEP);
            points.add(last);
        }
        addBetween();
        if (more.size() > 0 && queries.k() < MANY) {
            final SearchOptions reference = scale.options(last.effort);
            // A mean over k neighbors has a lower variance than one over a single neighbor, so fewer queries are
            // enough.
            final KnownQueries others = more.first((int) (more.size() / Math.sqrt(queries.k())));
            reduceVariance(new LargerSample(queries.against(last.answers), queries.ofOthers(others, reference)));
        }
        if (isWorthMore(last)) {
            addWithFewerQueries();
        }
        progress.accept(1);
        return ascending();
    }

    private double fewMissed() {
        return queries.k() < MANY ? FEW_MISSED : FEW_OF_MANY_MISSED;
    }

    private boolean isWorthMore(final Point point) {
        return point.recall() < ENOUGH && scale.mayPay(point.reached);
    }

    private Point at(final float effort) {
        final RecallMeasurement.Answers answers = queries.answers(scale.options(effort));
        return new Point(effort, answers, queries.reached(answers));
    }

    private void addBetween() {
        int i = 1;
        while (i < points.size()) {
            final Point low = points.get(i - 1);
            final Point high = points.get(i);
            if (high.recall() > CLOSE_FROM
                    && high.recall() - low.recall() > CLOSE
                    && high.effort > MIN_STEP * low.effort) {
                points.add(i, at((float) Math.sqrt((double) low.effort * high.effort)));
            } else {
                i++;
            }
        }
    }

    /** Estimates recalls that are likely to be asked for by more queries, except where a few are enough. */
    private void reduceVariance(final LargerSample sample) {
        points.replaceAll(point -> point.recall() < MIN_REFINED || point.recall() > FEW_MISSED
                ? point
                : new Point(
                        point.effort,
                        point.answers,
                        sample.reached(scale.options(point.effort), point.answers, point.reached)));
    }

    /** Continues from the last point with fewer queries, in proportion to what these reached there. */
    private void addWithFewerQueries() {
        final Point last = points.get(points.size() - 1);
        final int fewer = Math.min(queries.size(), FEWER_QUERIES);
        final RecallMeasurement.Reached some = queries.reached(last.answers, fewer);
        final int count = some.recall() < 1 ? fewer : queries.size();
        final RecallMeasurement.Reached base = some.recall() < 1 ? some : last.reached;
        Point point = last;
        while (isWorthMore(point)) {
            final float effort = point.effort * STEP;
            final RecallMeasurement.Answers answers = queries.answers(scale.options(effort), count);
            final RecallMeasurement.Reached now = queries.reached(answers);
            point = new Point(
                    effort,
                    answers,
                    new RecallMeasurement.Reached(
                            Math.floor(last.reached.budget() * now.budget() / base.budget()),
                            1 - (1 - last.recall()) * (1 - now.recall()) / (1 - base.recall()),
                            last.reached.cost() * now.cost() / base.cost()));
            points.add(point);
        }
    }

    /** A curve on which more effort is never less recall. Of efforts that scan equally many items it has the highest. */
    private MeasuredCurve ascending() {
        final double[] budgets = new double[points.size()];
        final double[] recalls = new double[points.size()];
        final double[] efforts = new double[points.size()];
        final double[] costs = new double[points.size()];
        int count = 0;
        for (final Point point : points) {
            final double recall = queries.queriesAreItems() ? scale.recallOfOthers(point.recall()) : point.recall();
            final boolean more = count == 0 || point.reached.budget() > budgets[count - 1];
            if (more) {
                budgets[count] = point.reached.budget();
                recalls[count] = Math.max(count == 0 ? 0 : recalls[count - 1], recall);
                costs[count] = point.reached.cost();
                count++;
            }
            efforts[count - 1] = queries.queriesAreItems() ? scale.effortOfOthers(point.effort) : point.effort;
        }
        final double[] ascending = Arrays.copyOf(recalls, count);
        final double[] scaled = Arrays.copyOf(efforts, count);
        return new MeasuredCurve(
                new RecallCurve(queries.k(), queries.size(), Arrays.copyOf(budgets, count), ascending, scaled),
                new RecallCurve(queries.k(), queries.size(), Arrays.copyOf(costs, count), ascending, scaled));
    }
}
