package org.annoyindex.benchmarks.report;

import java.util.List;

/**
 * The points of a library in the plot of recall versus queries per second.
 *
 * @param library id.
 * @param label to display.
 * @param front Pareto-optimal points by ascending recall, which form the line.
 * @param beaten the others.
 */
record Series(String library, String label, List<Point> front, List<Point> beaten) {
    /**
     * A setting of a library.
     *
     * @param recall share of the true neighbors found.
     * @param rate queries per second.
     * @param description details, one per line.
     */
    record Point(double recall, double rate, String description) {}
}
