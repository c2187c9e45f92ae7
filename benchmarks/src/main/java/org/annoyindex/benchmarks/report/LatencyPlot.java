package org.annoyindex.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Latencies of single queries: one line per library from p50 to p99.9, on a logarithmic axis. */
final class LatencyPlot {
    private static final double TOP = 92;
    private static final double ROW = 38;
    private static final double NARROW_ROW = 56;
    private static final String[] NAMES = {"p50", "p90", "p95", "p99", "p99.9"};

    private LatencyPlot() {}

    /**
     * The latencies of a library at a setting.
     *
     * @param library id.
     * @param label to display.
     * @param detail the setting and its recall.
     * @param percentiles p50, p90, p95, p99 and p99.9 in microseconds, ascending.
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
    record Row(String library, String label, String detail, double[] percentiles) {}

    static String draw(final String title, final String subtitle, final List<Row> rows, final PlotSize size) {
        final double row = size.narrow() ? NARROW_ROW : ROW;
        final double left = size.narrow() ? 22 : 246;
        final double right = size.width() - 40.0;
        final double bottom = TOP + row * Math.max(1, rows.size());
        final Svg svg = new Svg(size.width(), (int) bottom + 46, title);
        RecallPlot.heading(svg, title, subtitle, size);
        if (rows.isEmpty()) {
            svg.text(size.width() / 2.0, TOP + 20, "middle", "nothing measured", "fill", Svg.GRAY);
            return svg.finish();
        }
        final double least =
                rows.stream().mapToDouble(one -> one.percentiles()[0]).min().orElseThrow();
        final double most =
                rows.stream().mapToDouble(one -> one.percentiles()[4]).max().orElseThrow();
        final Scale.Logarithmic across = Scale.Logarithmic.around(least, most, left, right);
        key(svg, left, size);
        double before = Double.NEGATIVE_INFINITY;
        for (final double tick : across.ticks()) {
            final double x = across.at(tick);
            svg.line(x, TOP - 6, x, bottom, Svg.RULE);
            if (x - before > 44) {
                svg.text(x, bottom + 17, "middle", time(tick), "fill", Svg.GRAY);
                before = x;
            }
        }
        svg.text((left + right) / 2, bottom + 37, "middle", "time of a query (log scale), \u2190 less is better");
        svg.open("g", "role", "list");
        for (int i = 0; i < rows.size(); i++) {
            draw(svg, rows.get(i), across, TOP + row * i, left, size);
        }
        svg.close();
        return svg.finish();
    }

    /** The legend of the percentiles. */
    private static void key(final Svg svg, final double left, final PlotSize size) {
        final double step = size.narrow() ? 62 : 84;
        svg.open("g", "aria-hidden", "true");
        for (int i = 0; i < NAMES.length; i++) {
            final double x = left + 6 + step * i;
            svg.line(x - 6, 68, x + 6, 68, Svg.GRAY);
            sign(svg, i, x, 68, Svg.GRAY);
            svg.text(x + 12, 72.5, "start", NAMES[i], "fill", Svg.GRAY);
        }
        svg.close();
    }

    private static void draw(
            final Svg svg,
            final Row row,
            final Scale across,
            final double top,
            final double left,
            final PlotSize size) {
        final SeriesStyle style = SeriesStyle.of(row.library());
        final double y = size.narrow() ? top + 34 : top + ROW / 2;
        svg.open("g", "class", "latency point", "data-library", row.library(), "role", "listitem");
        final StringBuilder text = new StringBuilder(row.label());
        for (int i = 0; i < NAMES.length; i++) {
            text.append('\n').append(NAMES[i]).append(' ').append(time(row.percentiles()[i]));
        }
        svg.title(text.append('\n').append(row.detail()).toString());
        Bars.name(svg, style, row.label(), row.detail(), top, size.narrow() ? 8 : left, size);
        svg.element(
                "line",
                "x1",
                across.at(row.percentiles()[0]),
                "y1",
                y,
                "x2",
                across.at(row.percentiles()[4]),
                "y2",
                y,
                "stroke",
                style.color(),
                "stroke-width",
                style.lineWidth(),
                "stroke-dasharray",
                style.dash());
        for (int i = NAMES.length - 1; i >= 0; i--) {
            sign(svg, i, across.at(row.percentiles()[i]), y, style.color());
        }
        svg.close();
    }

    /** The sign of a percentile: a disc for the median, a ring for p99, bars of three heights for the others. */
    private static void sign(final Svg svg, final int which, final double x, final double y, final String color) {
        switch (which) {
            case 0 -> svg.element("circle", "cx", x, "cy", y, "r", 5, "fill", color);
            case 3 ->
                svg.element(
                        "circle", "cx", x, "cy", y, "r", 4.5, "fill", "#ffffff", "stroke", color, "stroke-width", 2);
            default -> {
                final double half = which == 1 ? 4 : which == 2 ? 6 : 9;
                svg.element(
                        "line", "x1", x, "y1", y - half, "x2", x, "y2", y + half, "stroke", color, "stroke-width", 2);
            }
        }
    }

    /** Formats microseconds. */
    static String time(final double micros) {
        if (micros < 1000) {
            return String.format(Locale.ROOT, micros < 10 ? "%.1f \u00b5s" : "%.0f \u00b5s", micros)
                    .replace(".0 ", " ");
        }
        if (micros < 1e6) {
            return String.format(Locale.ROOT, micros < 1e4 ? "%.1f ms" : "%.0f ms", micros / 1000)
                    .replace(".0 ", " ");
        }
        return String.format(Locale.ROOT, "%.1f s", micros / 1e6).replace(".0 ", " ");
    }
}
