package org.annoyindex.benchmarks.report;

import java.util.List;

/**
 * A library's measured points in the plot of recall against queries per second.
 *
 * @param library its id.
 * @param label what people call it.
 * @param front points that no other of this library beats in both, by ascending recall: the line.
 * @param beaten the others.
 */
record Series(String library, String label, List<Point> front, List<Point> beaten) {
    /**
     * One setting of a library.
     *
     * @param recall share of the true neighbors found.
     * @param rate queries per second.
     * @param description all that there is to say about it, in lines.
     */
    record Point(double recall, double rate, String description) {}
}
