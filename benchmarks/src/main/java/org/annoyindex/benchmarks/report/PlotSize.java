package org.annoyindex.benchmarks.report;

/**
 * The two sizes of each plot.
 *
 * @param width in pixels.
 * @param narrow whether there is no space for names next to lines and bars.
 */
record PlotSize(int width, boolean narrow) {
    static final PlotSize WIDE = new PlotSize(920, false);
    static final PlotSize NARROW = new PlotSize(380, true);
}
