package org.annoyindex.benchmarks.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The Pareto-optimal settings of a library: for the validation queries, no other setting has at least the same recall
 * and rate. The front consists of their figures for the test queries. Between them, the logarithm of the rate is
 * interpolated linearly in recall, as it is drawn.
 */
public final class ParetoFront {
    private final List<Point> points;

    private ParetoFront(final List<Point> points) {
        this.points = points;
    }

    /**
     * The figures of a setting.
     *
     * @param recall from 0 to 1.
     * @param rate queries per second, positive.
     */
    public record Point(double recall, double rate) {
        /** Rejects values that cannot be drawn. */
        public Point {
            if (!(recall >= 0 && recall <= 1)) {
                throw new IllegalArgumentException("recall is " + recall + ", must be from 0 to 1");
            }
            if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("rate is " + rate + ", must be positive and finite");
            }
        }
    }

    /**
     * One measured setting.
     *
     * @param validation figures by which it is chosen.
     * @param test figures that are compared.
     */
    public record Setting(Point validation, Point test) {}

    /**
     * Keeps the settings that no other setting dominates.
     *
     * @param measured settings in any order.
     * @return the front.
     */
    public static ParetoFront of(final List<Setting> measured) {
        final List<Setting> sorted = new ArrayList<>(measured);
        sorted.sort(Comparator.comparingDouble(
                        (Setting setting) -> setting.validation().recall())
                .thenComparingDouble(setting -> setting.validation().rate())
                .reversed());
        final List<Point> front = new ArrayList<>();
        double best = 0;
        for (final Setting setting : sorted) {
            if (setting.validation().rate() > best) {
                best = setting.validation().rate();
                front.add(0, setting.test());
            }
        }
        return new ParetoFront(List.copyOf(front));
    }

    /** @return figures for the test queries, by ascending recall and descending rate for the validation queries. */
    public List<Point> points() {
        return points;
    }

    /**
     * The rate at a recall.
     *
     * @param recall to reach.
     * @return the rate, interpolated between the two points around the recall. If the fastest point has a higher
     *     recall, its rate, which is a lower bound. Empty if no point reaches the recall.
     */
    public OptionalDouble rateAt(final double recall) {
        Point below = null;
        for (final Point point : points) {
            if (point.recall() >= recall) {
                return OptionalDouble.of(below == null ? point.rate() : between(below, point, recall));
            }
            below = point;
        }
        return OptionalDouble.empty();
    }

    /**
     * The speedup over another library at equal recall.
     *
     * @param rival front of the other library.
     * @param recall at which both are compared.
     * @return the ratio of the rates; empty if one of the two does not reach the recall.
     */
    public OptionalDouble ratioTo(final ParetoFront rival, final double recall) {
        final OptionalDouble own = rateAt(recall);
        final OptionalDouble other = rival.rateAt(recall);
        return own.isPresent() && other.isPresent()
                ? OptionalDouble.of(own.getAsDouble() / other.getAsDouble())
                : OptionalDouble.empty();
    }

    private static double between(final Point low, final Point high, final double recall) {
        final double share = (recall - low.recall()) / (high.recall() - low.recall());
        return Math.exp((1 - share) * Math.log(low.rate()) + share * Math.log(high.rate()));
    }
}
