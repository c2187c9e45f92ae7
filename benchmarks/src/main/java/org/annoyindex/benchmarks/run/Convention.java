package org.annoyindex.benchmarks.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.annoyindex.core.Metric;

/**
 * How a library reports distances. Each convention is a function of the Euclidean distance or, for the angular metric,
 * of the angular distance, which is the Euclidean distance of the normalized vectors.
 */
enum Convention {
    /** As defined by {@link Metric}. */
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
    /** (1 + cos) / 2, largest first; angular only. */
    HALF_ONE_PLUS_COSINE(true) {
        @Override
        double distance(final double reported) {
            return Math.sqrt(Math.max(0, 4 - 4 * reported));
        }
    },
    /** 1 / (1 + squared distance), largest first. */
    INVERSE_SQUARED(true) {
        @Override
        double distance(final double reported) {
            return Math.sqrt(Math.max(0, 1 / reported - 1));
        }
    };

    /** Relative error for distances above 1, absolute error otherwise. */
    private static final double TOLERANCE = 1e-3;

    /**
     * A cosine in single precision has an error of about 1e-7, so that the error of a distance near 0, which is a
     * square root of it, exceeds {@link #TOLERANCE}. Squares and cosines may therefore have this error of the squared
     * distance instead.
     */
    private static final double SQUARE_TOLERANCE = 4e-6;

    private final boolean fromSquare;

    Convention(final boolean fromSquare) {
        this.fromSquare = fromSquare;
    }

    /** Converts a reported number to the distance of the metric. */
    abstract double distance(double reported);

    /** Whether a reported number equals the true distance up to rounding. */
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
                .orElseThrow(() -> new IllegalArgumentException("unknown convention '" + label + "'; use one of "
                        + Arrays.stream(values()).map(Convention::label).collect(Collectors.joining(", "))));
    }
}
