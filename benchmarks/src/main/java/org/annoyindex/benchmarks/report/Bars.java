package org.annoyindex.benchmarks.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Horizontal bars from zero, one per row; shorter is better. */
final class Bars {
    private static final double TOP = 62;
    private static final double ROW = 38;
    private static final double NARROW_ROW = 52;

    private Bars() {}

    /**
     * A bar.
     *
     * @param library id.
     * @param label to display.
     * @param detail its settings, in small print.
     * @param value its length.
     * @param text formatted value.
     */
    record Bar(String library, String label, String detail, double value, String text) {}

    /**
     * A reference line across all bars.
     *
     * @param value of the line.
     * @param text its label.
     */
    record Mark(double value, String text) {}

    static String draw(
            final String title,
            final String subtitle,
            final List<Bar> bars,
            final @Nullable Mark mark,
            final PlotSize size) {
        final double row = size.narrow() ? NARROW_ROW : ROW;
        final double left = size.narrow() ? 14 : 236;
        final double bottom = TOP + row * Math.max(1, bars.size());
        final Svg svg = new Svg(size.width(), (int) bottom + (mark == null ? 14 : 32), title);
        RecallPlot.heading(svg, title, subtitle, size);
        if (bars.isEmpty()) {
            svg.text(size.width() / 2.0, TOP + 20, "middle", "nothing measured", "fill", Svg.GRAY);
            return svg.finish();
        }
        final double most = Math.max(
                mark == null ? 0 : mark.value(),
                bars.stream().mapToDouble(Bar::value).max().orElseThrow());
        final Scale.Linear across = new Scale.Linear(most > 0 ? most : 1, left, size.width() - 112.0);
        svg.open("g", "role", "list");
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, bars.get(i), across, TOP + row * i, left, size);
        }
        svg.close();
        svg.line(left, TOP - 4, left, bottom, Svg.GRAY);
        if (mark != null) {
            final double x = across.at(mark.value());
            svg.element(
                    "line",
                    "x1",
                    x,
                    "y1",
                    TOP - 4,
                    "x2",
                    x,
                    "y2",
                    bottom + 4,
                    "stroke",
                    Svg.INK,
                    "stroke-dasharray",
                    "2 3");
            svg.text(x, bottom + 20, x > size.width() / 2.0 ? "end" : "start", mark.text(), "fill", Svg.GRAY);
        }
        return svg.finish();
    }

    private static void draw(
            final Svg svg,
            final Bar bar,
            final Scale across,
            final double top,
            final double left,
            final PlotSize size) {
        final SeriesStyle style = SeriesStyle.of(bar.library());
        final double y = size.narrow() ? top + 33 : top + ROW / 2;
        svg.open("g", "class", "bar point", "data-library", bar.library(), "role", "listitem");
        svg.title(bar.label() + "\n" + bar.text() + (bar.detail().isEmpty() ? "" : "\n" + bar.detail()));
        name(svg, style, bar.label(), bar.detail(), top, left, size);
        svg.element(
                "rect",
                "x",
                left,
                "y",
                y - 8,
                "width",
                Math.max(1, across.at(bar.value()) - left),
                "height",
                16,
                "fill",
                style.color(),
                "fill-opacity",
                style.hollow() ? 0.25 : 1.0,
                "stroke",
                style.color(),
                "stroke-dasharray",
                style.dash());
        svg.text(across.at(bar.value()) + 7, y + 4.5, "start", bar.text(), "font-weight", style.ours() ? "700" : null);
        svg.close();
    }

    /** Mark, name and settings of a row. */
    static void name(
            final Svg svg,
            final SeriesStyle style,
            final String label,
            final String detail,
            final double top,
            final double left,
            final PlotSize size) {
        final String weight = style.ours() ? "700" : null;
        if (size.narrow()) {
            style.mark(svg, left + 6, top + 12, 4.5);
            svg.text(left + 17, top + 16.5, "start", label, "font-weight", weight);
            svg.text(
                    size.width() - 12.0,
                    top + 16.5,
                    "end",
                    shorten(detail, 46 - label.length()),
                    "fill",
                    Svg.GRAY,
                    "font-size",
                    11);
        } else {
            style.mark(svg, 20, top + ROW / 2, 4.5);
            svg.text(33, top + ROW / 2 - (detail.isEmpty() ? -4.5 : 2.5), "start", label, "font-weight", weight);
            svg.text(33, top + ROW / 2 + 11.5, "start", shorten(detail, 36), "fill", Svg.GRAY, "font-size", 11);
        }
    }

    private static String shorten(final String text, final int most) {
        return text.length() <= most ? text : text.substring(0, Math.max(0, most - 1)) + "\u2026";
    }
}
