package org.annoyindex.benchmarks.report;

/**
 * The two sizes in which each plot is drawn.
 *
 * @param width in pixels.
 * @param narrow whether there is no room for names beside lines and bars.
 */
record PlotSize(int width, boolean narrow) {
    static final PlotSize WIDE = new PlotSize(920, false);
    static final PlotSize NARROW = new PlotSize(380, true);
}
