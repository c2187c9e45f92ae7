package org.annoyindex.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How far apart two vectors are, with the definitions of Spotify's Annoy. Constants are immutable and their codes are
 * part of the file format.
 */
public enum Metric {
    /** {@code sqrt(max(2 - 2 cos(a, b), 0))}; {@code sqrt(2)} where one of the vectors is zero. */
    ANGULAR(1),
    /** {@code sqrt(sum (a_i - b_i)^2)}. */
    EUCLIDEAN(2),
    /** {@code sum |a_i - b_i|}. */
    MANHATTAN(3),
    /** The inner product {@code sum a_i b_i}, reported as it is: the largest is the nearest. */
    DOT(4),
    /** The number of components in which two vectors of zeros and ones differ. */
    HAMMING(5);

    /**
     * The largest component that a vector may have but for angular, which looks at directions only. Of twice this number
     * 65,536 squares can be added in single precision.
     */
    public static final float LARGEST_COMPONENT = 1e16f;

    private final int code;

    Metric(final int code) {
        this.code = code;
    }

    /** @return the number that stands for this metric in an index file. */
    public int code() {
        return code;
    }

    /** @return the name used on the command line and in files: lower case, for instance {@code angular}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether items are scored by one-bit sketches before they are compared exactly. The others are compared exactly
     * leaf by leaf.
     *
     * @return true for angular, euclidean and dot.
     */
    public boolean hasSketches() {
        return this == ANGULAR || this == EUCLIDEAN || this == DOT;
    }

    /**
     * Checks that a vector may be added or searched for.
     *
     * @param vector components.
     * @throws IllegalArgumentException naming the first component that is not finite, for hamming not 0 or 1, or
     *     for euclidean, manhattan and dot larger than {@link #LARGEST_COMPONENT} in size.
     */
    public void checkComponents(final float[] vector) {
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new IllegalArgumentException("component " + i + " is " + vector[i] + ", must be finite");
            }
            if (this == HAMMING && vector[i] != 0 && vector[i] != 1) {
                throw new IllegalArgumentException(
                        "component " + i + " is " + vector[i] + ", must be 0 or 1 for hamming");
            }
            if (this != ANGULAR && Math.abs(vector[i]) > LARGEST_COMPONENT) {
                throw new IllegalArgumentException("component " + i + " is " + vector[i] + ", must be at most "
                        + LARGEST_COMPONENT + " in size; scale the vectors down");
            }
        }
    }

    /**
     * @param code a number read from an index file.
     * @return the metric with this code.
     * @throws IllegalArgumentException if there is none.
     */
    public static Metric ofCode(final int code) {
        for (final Metric metric : values()) {
            if (metric.code == code) {
                return metric;
            }
        }
        throw new IllegalArgumentException("unknown metric code " + code);
    }

    /**
     * @param name a metric's name in any case, for instance {@code angular}.
     * @return the metric.
     * @throws IllegalArgumentException if there is none; the message lists those that exist.
     */
    public static Metric ofLabel(final String name) {
        for (final Metric metric : values()) {
            if (metric.label().equalsIgnoreCase(name)) {
                return metric;
            }
        }
        final String known = Arrays.stream(values()).map(Metric::label).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("unknown metric '" + name + "'; use one of " + known);
    }
}
