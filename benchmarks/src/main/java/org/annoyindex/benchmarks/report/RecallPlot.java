package org.annoyindex.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Recall versus queries per second; up and to the right is better. One line per library, with its name at the end. */
final class RecallPlot {
    private static final double LEFT = 64;
    private static final double TOP = 84;
    private static final double BOTTOM = 54;
    private static final double LABEL_GAP = 17;
    private static final double MARK = 4.5;
    /** Points below this recall are not drawn, as nobody would use such an index; the table has all points. */
    private static final double MIN_RECALL = 0.5;

    private RecallPlot() {}

    static String draw(
            final String title,
            final String subtitle,
            final int k,
            final String unit,
            final List<Series> all,
            final PlotSize size) {
        final List<Series> series = all.stream()
                .map(RecallPlot::visible)
                .filter(one -> !one.front().isEmpty())
                .toList();
        final double height = size.narrow() ? 420 : 580;
        final double right = size.width() - (size.narrow() ? 18 : labelRoom(series));
        final double bottom = height - BOTTOM;
        final Svg svg = new Svg(size.width(), (int) height, title);
        heading(svg, title, subtitle, size);
        if (series.isEmpty()) {
            svg.text(size.width() / 2.0, height / 2, "middle", "nothing measured", "fill", Svg.GRAY);
            return svg.finish();
        }
        final Scale.Recall across =
                Scale.Recall.around(extreme(series, true, false), mostBelowOne(series), LEFT + 6, right - 6);
        final Scale.Logarithmic up =
                Scale.Logarithmic.around(extreme(series, false, false), extreme(series, false, true), bottom, TOP);
        axes(svg, across, extreme(series, true, true) > across.most(), up, right, bottom, k, unit, size);
        // This project last, on top of the others.
        series.stream()
                .sorted(Comparator.comparing(
                        one -> SeriesStyle.of(one.library()).ours()))
                .forEach(one -> draw(svg, one, across, up));
        if (!size.narrow()) {
            labels(svg, series, across, up, right, bottom);
        }
        return svg.finish();
    }

    /** Width of the longest name: somewhat more than in Helvetica, as fonts differ. */
    private static double labelRoom(final List<Series> series) {
        return 34
                + series.stream()
                        .mapToDouble(one -> one.label().length()
                                * (SeriesStyle.of(one.library()).ours() ? 7.4 : 6.8))
                        .max()
                        .orElse(100);
    }

    /** Title and subtitle in the upper left corner of a plot. */
    static void heading(final Svg svg, final String title, final String subtitle, final PlotSize size) {
        svg.text(14, 25, "start", title, "font-size", size.narrow() ? 14 : 17, "font-weight", 700);
        svg.text(14, 45, "start", subtitle, "fill", Svg.GRAY, "font-size", size.narrow() ? 12 : 13);
    }

    private static Series visible(final Series one) {
        return new Series(one.library(), one.label(), visible(one.front()), visible(one.beaten()));
    }

    private static List<Series.Point> visible(final List<Series.Point> points) {
        return points.stream()
                .filter(point -> point.recall() >= MIN_RECALL && point.rate() > 0)
                .toList();
    }

    private static double extreme(final List<Series> series, final boolean recall, final boolean most) {
        double extreme = most ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        for (final Series one : series) {
            for (final Series.Point point : points(one)) {
                final double value = recall ? point.recall() : point.rate();
                extreme = most ? Math.max(extreme, value) : Math.min(extreme, value);
            }
        }
        return extreme;
    }

    /** A recall of 1 is drawn at the edge and does not stretch the axis. */
    private static double mostBelowOne(final List<Series> series) {
        return series.stream()
                .flatMap(one -> points(one).stream())
                .mapToDouble(Series.Point::recall)
                .filter(recall -> recall < 1)
                .max()
                .orElse(1);
    }

    private static List<Series.Point> points(final Series one) {
        final List<Series.Point> points = new ArrayList<>(one.front());
        points.addAll(one.beaten());
        return points;
    }

    private static void axes(
            final Svg svg,
            final Scale.Recall across,
            final boolean beyond,
            final Scale up,
            final double right,
            final double bottom,
            final int k,
            final String unit,
            final PlotSize size) {
        svg.open("g", "aria-hidden", "true");
        for (final double tick : up.ticks()) {
            final double y = up.at(tick);
            svg.line(LEFT, y, right, y, Svg.RULE);
            svg.text(LEFT - 8, y + 4.5, "end", Scale.label(tick), "fill", Svg.GRAY);
        }
        double before = Double.NEGATIVE_INFINITY;
        for (final double tick : across.ticks()) {
            final double x = across.at(tick);
            svg.line(x, TOP, x, bottom, Svg.RULE);
            if (x - before > 38) {
                final boolean open = tick == across.most() && beyond;
                svg.text(x, bottom + 18, "middle", Scale.label(tick) + (open ? "+" : ""), "fill", Svg.GRAY);
                before = x;
            }
        }
        svg.line(LEFT, bottom, right, bottom, Svg.GRAY);
        svg.text((LEFT + right) / 2, bottom + 40, "middle", "recall@" + k + " \u2192");
        svg.text(LEFT - 50, TOP - 14, "start", "\u2191 " + unit + (size.narrow() ? "" : " (log scale)"));
        svg.close();
    }

    private static void draw(final Svg svg, final Series one, final Scale across, final Scale up) {
        final SeriesStyle style = SeriesStyle.of(one.library());
        svg.open("g", "class", "series", "data-library", one.library(), "role", "list", "aria-label", one.label());
        final StringBuilder path = new StringBuilder();
        for (final Series.Point point : one.front()) {
            path.append(path.length() == 0 ? 'M' : 'L')
                    .append(Svg.number(across.at(point.recall())))
                    .append(' ')
                    .append(Svg.number(up.at(point.rate())));
        }
        svg.element(
                "path",
                "class",
                "line",
                "d",
                path,
                "fill",
                "none",
                "stroke",
                style.color(),
                "stroke-width",
                style.lineWidth(),
                "stroke-dasharray",
                style.dash(),
                "stroke-linejoin",
                "round");
        for (final Series.Point point : one.beaten()) {
            mark(svg, style, point, across, up, MARK * 0.6, "0.45");
        }
        for (final Series.Point point : one.front()) {
            mark(svg, style, point, across, up, MARK, null);
        }
        svg.close();
    }

    private static void mark(
            final Svg svg,
            final SeriesStyle style,
            final Series.Point point,
            final Scale across,
            final Scale up,
            final double size,
            final @Nullable String opacity) {
        svg.open("g", "class", "point", "role", "listitem", "opacity", opacity);
        svg.title(point.description());
        style.mark(svg, across.at(point.recall()), up.at(point.rate()), size);
        svg.close();
    }

    private record Label(Series series, double x, double y) {}

    /** Names to the right of the ends of lines, moved apart if they would overlap. */
    private static void labels(
            final Svg svg,
            final List<Series> series,
            final Scale across,
            final Scale up,
            final double right,
            final double bottom) {
        final List<Label> labels = new ArrayList<>();
        for (final Series one : series) {
            final Series.Point last = one.front().get(one.front().size() - 1);
            labels.add(new Label(one, across.at(last.recall()), up.at(last.rate())));
        }
        labels.sort(Comparator.comparingDouble(Label::y));
        final double[] places =
                Spread.apart(labels.stream().mapToDouble(Label::y).toArray(), LABEL_GAP, TOP, bottom);
        for (int i = 0; i < places.length; i++) {
            final Label label = labels.get(i);
            final SeriesStyle style = SeriesStyle.of(label.series().library());
            svg.open("g", "class", "name", "data-library", label.series().library(), "aria-hidden", "true");
            svg.element(
                    "path",
                    "d",
                    String.format(
                            Locale.ROOT,
                            "M%.1f %.1fL%.1f %.1fH%.1f",
                            label.x() + 7,
                            label.y(),
                            right + 6,
                            places[i],
                            right + 12),
                    "fill",
                    "none",
                    "stroke",
                    style.color(),
                    "stroke-width",
                    0.8,
                    "opacity",
                    0.7);
            style.mark(svg, right + 18, places[i], MARK);
            svg.text(
                    right + 27,
                    places[i] + 4.5,
                    "start",
                    label.series().label(),
                    "font-weight",
                    style.ours() ? "700" : null);
            svg.close();
        }
    }
}
