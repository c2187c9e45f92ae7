package org.annoyindex.benchmarks.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The style of a library, the same in every plot. Colors are the color-blind-safe palette of Okabe and Ito, except
 * yellow, which is hard to see on white. Libraries of a family share color and marker; variants are dashed and hollow,
 * so that plots are readable in black and white.
 *
 * @param color of line and marks.
 * @param marker shape of the marks.
 * @param dash pattern of the line, or null for none.
 * @param hollow whether marks are outlines.
 * @param ours whether to emphasize it.
 */
record SeriesStyle(String color, Marker marker, @Nullable String dash, boolean hollow, boolean ours) {
    private static final String BLUE = "#0072B2";
    private static final String VERMILION = "#D55E00";
    private static final String GREEN = "#009E73";
    private static final String PURPLE = "#CC79A7";
    private static final String ORANGE = "#E69F00";
    private static final String SKY = "#56B4E9";
    private static final String BLACK = "#000000";
    private static final String GRAY = "#7A7A7A";
    private static final String DASHES = "6 4";
    private static final String DOTS = "2 3";

    private static final Map<String, SeriesStyle> KNOWN = Map.ofEntries(
            Map.entry("annoyindex", new SeriesStyle(BLUE, Marker.CIRCLE, null, false, true)),
            Map.entry("annoyindex-links", new SeriesStyle(BLUE, Marker.UP, DOTS, false, true)),
            Map.entry("annoyindex-leaves", new SeriesStyle(BLUE, Marker.DOWN, DOTS, true, true)),
            Map.entry("annoyindex-scalar", new SeriesStyle(BLUE, Marker.CIRCLE, DASHES, true, true)),
            Map.entry("annoy-cpp", new SeriesStyle(VERMILION, Marker.SQUARE, null, false, false)),
            Map.entry("hnswlib-cpp", new SeriesStyle(GREEN, Marker.UP, null, false, false)),
            Map.entry("hnswlib-java", new SeriesStyle(GREEN, Marker.UP, DASHES, true, false)),
            Map.entry("faiss-ivfflat", new SeriesStyle(PURPLE, Marker.DIAMOND, DASHES, true, false)),
            Map.entry("faiss-ivfpq", new SeriesStyle(PURPLE, Marker.DIAMOND, null, false, false)),
            Map.entry("jvector", new SeriesStyle(ORANGE, Marker.DOWN, null, false, false)),
            Map.entry("lucene", new SeriesStyle(SKY, Marker.PENTAGON, null, false, false)),
            Map.entry("lucene-quantized", new SeriesStyle(SKY, Marker.PENTAGON, DASHES, true, false)),
            Map.entry("voyager", new SeriesStyle(BLACK, Marker.STAR, DOTS, false, false)),
            Map.entry("brute-force", new SeriesStyle(GRAY, Marker.PLUS, null, false, false)));

    private static final List<String> OTHER_COLORS = List.of(GRAY, BLACK, VERMILION, GREEN, PURPLE, ORANGE);
    private static final List<Marker> OTHER_MARKERS = List.of(Marker.values());

    /** The style of a library; an unknown one gets a dotted, hollow style that depends only on its name. */
    static SeriesStyle of(final String library) {
        final SeriesStyle known = KNOWN.get(library);
        if (known != null) {
            return known;
        }
        final int number = Math.floorMod(library.hashCode(), OTHER_COLORS.size() * OTHER_MARKERS.size());
        return new SeriesStyle(
                OTHER_COLORS.get(number % OTHER_COLORS.size()),
                OTHER_MARKERS.get(number / OTHER_COLORS.size()),
                DOTS,
                true,
                false);
    }

    double lineWidth() {
        return ours ? 3 : 1.8;
    }

    /** Draws a mark. */
    void mark(final Svg svg, final double x, final double y, final double size) {
        svg.element(
                "path",
                "d",
                marker.path(x, y, ours ? size * 1.15 : size),
                "fill",
                hollow ? "#ffffff" : color,
                "stroke",
                hollow ? color : "#ffffff",
                "stroke-width",
                hollow ? 1.8 : 0.8);
    }

    /** The sample of line and mark next to the name of a library, 34 pixels wide. */
    void sample(final Svg svg, final double x, final double y) {
        svg.element(
                "line",
                "x1",
                x,
                "y1",
                y,
                "x2",
                x + 34,
                "y2",
                y,
                "stroke",
                color,
                "stroke-width",
                lineWidth(),
                "stroke-dasharray",
                dash);
        mark(svg, x + 17, y, 4.5);
    }
}
