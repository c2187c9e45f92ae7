package org.annoyindex.benchmarks.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A text table of the queries per second of each library at three recalls, with the speedup of this project, for the
 * test queries.
 */
final class RatioTable {
    static final double[] RECALLS = {0.90, 0.95, 0.99};
    private static final String OURS = "annoyindex";

    private RatioTable() {}

    /**
     * Formats the table.
     *
     * @param lines of one data set.
     * @param rate by wall-clock or processor time.
     */
    static String of(final List<ResultLine> lines, final ToDoubleFunction<ResultLine.Figures> rate) {
        final Map<String, String> labels = new LinkedHashMap<>();
        final Map<String, List<ParetoFront.Setting>> settings = new LinkedHashMap<>();
        for (final ResultLine line : lines) {
            if (line instanceof ResultLine.Search search) {
                labels.put(search.library().id(), search.library().label());
                settings.computeIfAbsent(search.library().id(), id -> new ArrayList<>())
                        .add(new ParetoFront.Setting(point(search.validation(), rate), point(search.test(), rate)));
            }
        }
        final ParetoFront ours = ParetoFront.of(settings.getOrDefault(OURS, List.of()));
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-30s", "queries/s at recall"));
        for (final double recall : RECALLS) {
            text.append(String.format(Locale.ROOT, "%18.2f", recall));
        }
        text.append(System.lineSeparator());
        labels.forEach((id, label) -> {
            final ParetoFront front = ParetoFront.of(settings.getOrDefault(id, List.of()));
            text.append(String.format(Locale.ROOT, "%-30s", label));
            for (final double recall : RECALLS) {
                text.append(cell(
                        front.rateAt(recall), id.equals(OURS) ? OptionalDouble.empty() : ours.ratioTo(front, recall)));
            }
            text.append(System.lineSeparator());
        });
        return text.toString();
    }

    private static ParetoFront.Point point(
            final ResultLine.Figures figures, final ToDoubleFunction<ResultLine.Figures> rate) {
        return new ParetoFront.Point(figures.recall(), rate.applyAsDouble(figures));
    }

    private static String cell(final OptionalDouble rate, final OptionalDouble ratio) {
        return String.format(
                Locale.ROOT,
                "%9s%9s",
                rate.isPresent() ? String.format(Locale.ROOT, "%,.0f", rate.getAsDouble()) : "-",
                ratio.isPresent() ? String.format(Locale.ROOT, "(%.1fx)", ratio.getAsDouble()) : "");
    }
}
