package org.annoyindex.core;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * How the distance between two vectors is defined. The definitions are those of Spotify's Annoy. Constants are
 * immutable.
 *
 * <p>Distances are {@code float}s. For all metrics but {@link #DOT} a smaller distance means a nearer vector, and no
 * distance is negative.
 */
public enum Metric {
    /**
     * The Euclidean distance between the normalized vectors, {@code sqrt(max(2 - 2 cos(a, b), 0))}: from 0 (same
     * direction) to 2 (opposite directions), and {@code sqrt(2)} if one of the vectors is zero. It orders vectors by
     * their cosine similarity; {@link #cosine} converts a distance. Also known as {@code cosine}.
     */
    ANGULAR(1, "cosine"),
    /** The Euclidean distance {@code sqrt(sum (a_i - b_i)^2)}. Also known as {@code l2}. */
    EUCLIDEAN(2, "l2"),
    /** The Manhattan distance {@code sum |a_i - b_i|}. Also known as {@code l1}. */
    MANHATTAN(3, "l1"),
    /**
     * The inner product {@code sum a_i b_i}. It is reported unchanged, so the largest is the nearest. Also known as
     * {@code ip} and {@code inner_product}.
     */
    DOT(4, "ip", "inner_product"),
    /** The number of components in which two vectors of zeros and ones differ. */
    HAMMING(5);

    /**
     * The largest magnitude of a component for all metrics but {@link #ANGULAR}, which uses only the direction of a
     * vector. The sum of 65,536 squares of twice this number does not overflow a {@code float}.
     */
    public static final float LARGEST_COMPONENT = (float) 1e16;

    private final int code;

    @SuppressWarnings("ImmutableEnumChecker") // from List.of
    private final List<String> aliases;

    Metric(final int code, final String... aliases) {
        this.code = code;
        this.aliases = List.of(aliases);
    }

    /**
     * Returns the code of this metric in index files.
     *
     * @return the code.
     */
    public int code() {
        return code;
    }

    /**
     * Returns the name of this metric in lower case, for instance {@code angular}, which {@link #of} accepts.
     *
     * @return the name.
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Converts a distance of an angular index to the cosine similarity of the two vectors, {@code 1 - distance^2 / 2}.
     *
     * @param distance an angular distance, 0 to 2.
     * @return the cosine of the angle between the vectors, 1 (same direction) to -1 (opposite directions).
     * @throws IllegalStateException if this metric is not {@link #ANGULAR}; the distances of other metrics do not
     *     determine a cosine.
     * @throws IllegalArgumentException if the distance is negative or NaN.
     */
    public float cosine(final float distance) {
        if (this != ANGULAR) {
            throw new IllegalStateException("a distance of metric " + label()
                    + " does not determine a cosine; build the index with metric angular");
        }
        if (!(distance >= 0)) {
            throw new IllegalArgumentException("distance is " + distance + ", must be from 0 to 2");
        }
        return 1 - distance * distance / 2;
    }

    /**
     * Whether an index of this metric scores items by one-bit sketches before it compares vectors. Indexes of the other
     * metrics compare every vector of each leaf that they visit.
     *
     * @return true for angular, euclidean and dot.
     */
    public boolean hasSketches() {
        return this == ANGULAR || this == EUCLIDEAN || this == DOT;
    }

    /**
     * Checks that a vector can be added to an index of this metric or searched for in it.
     *
     * @param vector components.
     * @throws IllegalArgumentException if a component is not finite, is neither 0 nor 1 for hamming, or has a magnitude
     *     above {@link #LARGEST_COMPONENT} for euclidean, manhattan or dot. The message gives the first such component.
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
                throw new IllegalArgumentException("component " + i + " is " + vector[i]
                        + ", must have a magnitude of at most 1e16; scale the vectors down");
            }
        }
    }

    /**
     * Finds a metric by its code in index files.
     *
     * @param code of a metric.
     * @return the metric with this code.
     * @throws IllegalArgumentException if no metric has it.
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
     * Finds a metric by one of its names: {@code angular} or {@code cosine}, {@code euclidean} or {@code l2},
     * {@code manhattan} or {@code l1}, {@code dot}, {@code ip} or {@code inner_product}, {@code hamming}.
     *
     * @param name a name in any case.
     * @return the metric.
     * @throws IllegalArgumentException if no metric has this name; the message lists all names.
     * @throws NullPointerException if {@code name} is null.
     */
    public static Metric of(final String name) {
        final String wanted = Objects.requireNonNull(name, "name is null; give the name of a metric, such as angular")
                .toLowerCase(Locale.ROOT);
        for (final Metric metric : values()) {
            if (metric.label().equals(wanted) || metric.aliases.contains(wanted)) {
                return metric;
            }
        }
        throw new IllegalArgumentException("unknown metric '" + name + "'; use one of "
                + Arrays.stream(values()).map(Metric::names).collect(Collectors.joining(", ")));
    }

    private String names() {
        return aliases.isEmpty() ? label() : label() + " (" + String.join(", ", aliases) + ")";
    }
}
