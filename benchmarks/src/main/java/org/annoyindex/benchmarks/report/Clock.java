package org.annoyindex.benchmarks.report;

import java.util.List;
import org.annoyindex.benchmarks.run.ResultLine;

/** The clock of a measurement. */
enum Clock {
    WALL("wall", "by wall-clock time"),
    CPU("cpu", "by processor time");

    /** For file names and attributes. */
    final String id;

    /** For titles. */
    final String label;

    Clock(final String id, final String label) {
        this.id = id;
        this.label = label;
    }

    List<Double> rounds(final ResultLine.Figures figures) {
        return this == WALL ? figures.wallQps() : figures.cpuQps();
    }

    double rate(final ResultLine.Figures figures) {
        return this == WALL ? figures.medianWallQps() : figures.medianCpuQps();
    }

    double seconds(final ResultLine.Build build) {
        return this == WALL ? build.wallSeconds() : build.cpuSeconds();
    }
}
