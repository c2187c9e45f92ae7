package org.annoyindex.cli;

import java.util.ArrayList;
import java.util.List;
import org.annoyindex.query.Neighbors;

/** How far the answers of two indexes to the same queries agree. */
final class Agreement {
    private final ItemMatch match;
    private int queries;
    private int identical;
    private double overlaps;
    private double lowest = 1;
    private long ranks;
    private double differences;
    private double largest;

    Agreement(final ItemMatch match) {
        this.match = match;
    }

    /** Adds the answers to a query. */
    void add(final Neighbors a, final Neighbors b) {
        queries++;
        final List<Object> inA = new ArrayList<>();
        final List<Object> inB = new ArrayList<>();
        for (int rank = 0; rank < a.size(); rank++) {
            inA.add(match.nameInA().apply(a.id(rank)));
        }
        for (int rank = 0; rank < b.size(); rank++) {
            inB.add(match.nameInB().apply(b.id(rank)));
        }
        identical += inA.equals(inB) ? 1 : 0;
        final double overlap = overlap(inA, inB);
        overlaps += overlap;
        lowest = Math.min(lowest, overlap);
        for (int rank = 0; rank < Math.min(a.size(), b.size()); rank++) {
            final double difference = relativeDifference(a.distance(rank), b.distance(rank));
            differences += difference;
            largest = Math.max(largest, difference);
            ranks++;
        }
    }

    /** The share of the longer answer that is in both; labels may be there several times. */
    private static double overlap(final List<Object> a, final List<Object> b) {
        final int most = Math.max(a.size(), b.size());
        if (most == 0) {
            return 1;
        }
        final List<Object> left = new ArrayList<>(b);
        int common = 0;
        for (final Object name : a) {
            common += left.remove(name) ? 1 : 0;
        }
        return (double) common / most;
    }

    private static double relativeDifference(final double a, final double b) {
        return a == b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
    }

    int queries() {
        return queries;
    }

    double meanOverlap() {
        return overlaps / queries;
    }

    double lowestOverlap() {
        return lowest;
    }

    /** The share of queries with the same items in the same order. */
    double identicalShare() {
        return (double) identical / queries;
    }

    /** Of distances at equal ranks. */
    double meanDifference() {
        return ranks == 0 ? 0 : differences / ranks;
    }

    double largestDifference() {
        return largest;
    }
}
