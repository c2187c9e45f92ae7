package org.annoyindex.benchmarks.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.annoyindex.core.Metric;

/**
 * How a library reports a distance. Each is a function of the Euclidean distance of the two vectors or, where the metric is
 * angular, of the two vectors at length 1, which is the angular distance.
 */
enum Convention {
    /** As {@link Metric} defines it. */
    METRIC(false) {
        @Override
        double distance(final double reported) {
            return reported;
        }
    },
    /** The square of the distance. */
    SQUARED(true) {
        @Override
        double distance(final double reported) {
            return Math.sqrt(Math.max(0, reported));
        }
    },
    /** 1 - cos; angular only. */
    ONE_MINUS_COSINE(true) {
        @Override
        double distance(final double reported) {
            return Math.sqrt(Math.max(0, 2 * reported));
        }
    },
    /** (1 + cos) / 2, of which the largest is the nearest; angular only. */
    HALF_ONE_PLUS_COSINE(true) {
        @Override
        double distance(final double reported) {
            return Math.sqrt(Math.max(0, 4 - 4 * reported));
        }
    },
    /** 1 / (1 + squared distance), of which the largest is the nearest. */
    INVERSE_SQUARED(true) {
        @Override
        double distance(final double reported) {
            return Math.sqrt(Math.max(0, 1 / reported - 1));
        }
    };

    /** Relative for distances above 1, else absolute. */
    private static final double TOLERANCE = 1e-3;

    /**
     * A cosine in single precision is wrong by some 1e-7; as the square root of it, a distance near 0 by far more than
     * {@link #TOLERANCE} allows. So numbers that were reported as squares or cosines may instead be wrong by this much
     * in the square.
     */
    private static final double SQUARE_TOLERANCE = 4e-6;

    private final boolean fromSquare;

    Convention(final boolean fromSquare) {
        this.fromSquare = fromSquare;
    }

    /** The metric's distance for a reported number. */
    abstract double distance(double reported);

    /** Whether a reported number says the true distance, up to rounding. */
    boolean matches(final double reported, final double trueDistance) {
        final double distance = distance(reported);
        return Math.abs(distance - trueDistance) <= TOLERANCE * Math.max(1, trueDistance)
                || fromSquare && Math.abs(distance * distance - trueDistance * trueDistance) <= SQUARE_TOLERANCE;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Convention ofLabel(final String label) {
        return Arrays.stream(values())
                .filter(convention -> convention.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown convention '" + label + "'; known are "
                        + Arrays.stream(values()).map(Convention::label).collect(Collectors.joining(", "))));
    }
}
