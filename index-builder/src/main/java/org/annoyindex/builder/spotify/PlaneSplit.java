package org.annoyindex.builder.spotify;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.spotify.SpotifyNodeEncoder;

/**
 * Divides vectors by the hyperplane half-way between two centroids, which are found as Annoy does: they start at two random
 * items; then a few hundred random items each move the nearer centroid. Distances are multiplied by the number of items that
 * a centroid has got, so that both get about the same number.
 *
 * <p>For angular and dot, centroids are means of directions, and planes go through the origin. For dot, Annoy adds a
 * component to items with which all have the same norm, and which is 0 in queries (Bachrach et al., RecSys 2014). A plane
 * that depends on it sends a query to another side than an item of the same direction: if norms differ much, a forest finds
 * almost nothing then. So planes are found and items divided without it. For dot, distances are not multiplied either:
 * recall is better with whole clusters, which Annoy's negative distances keep, too.
 */
final class PlaneSplit extends Split {
    private static final int STEPS = 200;

    private final Kernels kernels = Kernels.active();
    private final VectorColumn vectors;
    private final Metric metric;
    private final int dimension;
    /** Whether only directions matter, so that planes go through the origin. */
    private final boolean directions;

    private final SpotifyNodeEncoder encoder;
    private final Centroid one;
    private final Centroid other;
    /** An item, normalized if only directions matter. */
    private final float[] row;

    private final float[] normal;
    private final float[] scratch;

    private float offset;

    /** Takes the vectors by id, as floats. */
    PlaneSplit(final VectorColumn vectors, final Metric metric, final int dimension, final SpotifyNodeEncoder encoder) {
        this.vectors = vectors;
        this.metric = metric;
        this.dimension = dimension;
        this.encoder = encoder;
        directions = metric == Metric.ANGULAR || metric == Metric.DOT;
        one = new Centroid();
        other = new Centroid();
        row = new float[dimension];
        normal = new float[dimension];
        scratch = new float[Kernels.scratchLength(dimension)];
    }

    @Override
    void find(final int[] items, final int from, final int to, final SplitMix random) {
        final int first = random.nextInt(to - from);
        final int second = random.nextInt(to - from - 1);
        one.start(items[from + first]);
        other.start(items[from + second + (second >= first ? 1 : 0)]);
        for (int step = 0; step < STEPS; step++) {
            final int item = items[from + random.nextInt(to - from)];
            if (load(item)) {
                final double toOne = one.distance(item);
                final double toOther = other.distance(item);
                if (toOne < toOther) {
                    one.add();
                } else if (toOther < toOne) {
                    other.add();
                }
            }
        }
        setPlane();
    }

    /** Copies an item into the row; returns false if only directions matter and it has none. */
    private boolean load(final int item) {
        final ByteBuffer bytes = vectors.chunk(item).bytes();
        final int at = vectors.offset(item);
        for (int i = 0; i < dimension; i++) {
            row[i] = bytes.getFloat(at + 4 * i);
        }
        if (!directions) {
            return true;
        }
        final float squares = kernels.dot(row, 0, row, 0, row.length);
        final float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
        for (int i = 0; i < row.length; i++) {
            row[i] *= scale;
        }
        return squares > 0;
    }

    private void setPlane() {
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            normal[i] = one.mean[i] - other.mean[i];
            squares += (double) normal[i] * normal[i];
        }
        final float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 1;
        double plane = 0;
        for (int i = 0; i < dimension; i++) {
            normal[i] *= scale;
            plane -= normal[i] * ((double) one.mean[i] + other.mean[i]) / 2;
        }
        offset = directions ? 0 : (float) plane;
    }

    @Override
    boolean isSecond(final int item, final SplitMix random) {
        final float margin =
                kernels.dot(normal, vectors.chunk(item), vectors.offset(item), dimension, scratch) + offset;
        return margin == 0 ? random.nextInt(2) == 1 : margin > 0;
    }

    @Override
    void giveUp() {
        Arrays.fill(normal, 0);
        offset = 0;
    }

    @Override
    void encode(final ByteBuffer to, final int descendants, final int first, final int second) {
        encoder.split(to, descendants, first, second, normal, offset);
    }

    /** A running mean of items. */
    private final class Centroid {
        final float[] mean = new float[dimension];
        private int weight;

        private double inverseNorm;

        void start(final int item) {
            weight = 0;
            Arrays.fill(mean, 0);
            load(item);
            add();
        }

        /** Adds the row. */
        void add() {
            final float share = 1f / ++weight;
            for (int i = 0; i < mean.length; i++) {
                mean[i] += (row[i] - mean[i]) * share;
            }
            if (directions) {
                final float squares = kernels.dot(mean, 0, mean, 0, mean.length);
                inverseNorm = squares > 0 ? 1 / Math.sqrt(squares) : 0;
            }
        }

        /** The weighted distance to the item in the row. */
        double distance(final int item) {
            return switch (metric) {
                case DOT -> angularDistance();
                case ANGULAR -> weight * angularDistance();
                case MANHATTAN ->
                    weight
                            * (double) kernels.manhattanDistance(
                                    mean, vectors.chunk(item), vectors.offset(item), dimension, scratch);
                default -> weight * (double) kernels.squaredDistance(mean, 0, row, 0, dimension);
            };
        }

        private double angularDistance() {
            return 2 - 2 * kernels.dot(mean, 0, row, 0, row.length) * inverseNorm;
        }
    }
}
