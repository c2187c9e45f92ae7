package org.annoyindex.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.annoyindex.benchmarks.run.ParetoFront;
import org.annoyindex.benchmarks.run.ResultLine;

/** The speedup of this project over the other libraries at equal recall. */
final class Comparison {
    /** The recalls at which libraries are compared. */
    static final List<Double> RECALLS = List.of(0.90, 0.95, 0.99);

    /** A row of the table. */
    record Row(ResultLine.Library rival, List<Optional<Ratio>> ratios) {}

    /** Whether a ratio is a bound, because the fastest setting of a library exceeds the recall. */
    enum Bound {
        EXACT(""),
        AT_LEAST("\u2265 "),
        AT_MOST("\u2264 "),
        ROUGH("~ ");

        final String sign;

        Bound(final String sign) {
            this.sign = sign;
        }
    }

    /**
     * A ratio at one recall.
     *
     * @param ours queries per second.
     * @param theirs queries per second.
     * @param bound relation of the ratio to the true one.
     * @param rounds the ratio of each round, ascending; empty if rounds do not match.
     */
    record Ratio(double ours, double theirs, Bound bound, List<Double> rounds) {
        double value() {
            return ours / theirs;
        }
    }

    private final Results results;
    private final Clock clock;
    private final ParetoFront ours;

    Comparison(final Results results, final Clock clock) {
        this.results = results;
        this.clock = clock;
        ours = results.front(Results.OURS, clock);
    }

    /** Queries per second of a library at a recall. */
    OptionalDouble rate(final String library, final double recall) {
        return results.front(library, clock).rateAt(recall);
    }

    /** All libraries but this project; empty if it was not measured. */
    List<Row> rows() {
        final List<Row> rows = new ArrayList<>();
        if (ours.points().isEmpty()) {
            return rows;
        }
        for (final ResultLine.Library library : results.libraries()) {
            if (!library.id().equals(Results.OURS)) {
                rows.add(new Row(
                        library,
                        RECALLS.stream()
                                .map(recall -> ratio(library.id(), recall))
                                .toList()));
            }
        }
        return rows;
    }

    Optional<Ratio> ratio(final String rival, final double recall) {
        final ParetoFront theirs = results.front(rival, clock);
        final OptionalDouble ourRate = ours.rateAt(recall);
        final OptionalDouble theirRate = theirs.rateAt(recall);
        if (ourRate.isEmpty() || theirRate.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Ratio(
                ourRate.getAsDouble(), theirRate.getAsDouble(), bound(theirs, recall), rounds(rival, recall)));
    }

    /** The rate of a front is a lower bound if its fastest setting exceeds the recall. */
    private Bound bound(final ParetoFront theirs, final double recall) {
        final boolean oursBeyond = ours.points().get(0).recall() > recall;
        final boolean theirsBeyond = theirs.points().get(0).recall() > recall;
        if (oursBeyond) {
            return theirsBeyond ? Bound.ROUGH : Bound.AT_LEAST;
        }
        return theirsBeyond ? Bound.AT_MOST : Bound.EXACT;
    }

    private List<Double> rounds(final String rival, final double recall) {
        final List<Double> ratios = new ArrayList<>();
        for (int round = 0; ; round++) {
            final Optional<ParetoFront> own = results.front(Results.OURS, clock, round);
            final Optional<ParetoFront> other = results.front(rival, clock, round);
            if (own.isEmpty() || other.isEmpty()) {
                final double[] sorted = ratios.stream()
                        .mapToDouble(Double::doubleValue)
                        .sorted()
                        .toArray();
                return Arrays.stream(sorted).boxed().toList();
            }
            final OptionalDouble ratio = own.get().ratioTo(other.get(), recall);
            if (ratio.isPresent()) {
                ratios.add(ratio.getAsDouble());
            }
        }
    }
}
