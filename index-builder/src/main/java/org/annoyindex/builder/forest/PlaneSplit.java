package org.annoyindex.builder.forest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.annoyindex.core.Metric;
import org.annoyindex.core.SplitMix;
import org.annoyindex.core.annoy.AnnoyLayout;
import org.annoyindex.core.annoy.AnnoyNodeEncoder;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;

/**
 * Divides vectors by the hyperplane half-way between two centroids, found as Annoy finds them: two random items to begin
 * with, then a few hundred random ones, each of which moves the centroid that it is nearer to, distances being multiplied
 * by how many have gone there, so that both get about as many.
 *
 * <p>For angular and dot, centroids are means of directions and planes go through the origin. For dot, vectors have one
 * more component, which makes all equally long (Bachrach et al., RecSys 2014), and which queries lack: a plane is found
 * and items are divided with it, queries later go by the others alone. Annoy's releases, but not its later sources, get
 * this wrong by adding the square of the plane's component to the margins of items and queries alike.
 */
final class PlaneSplit extends Split {
    private static final int STEPS = 200;

    private final Kernels kernels = Kernels.active();
    private final VectorColumn vectors;
    private final float[] added;
    private final Metric metric;
    private final AnnoyLayout layout;
    private final int dimension;
    private final AnnoyNodeEncoder encoder;
    private final Centroid one;
    private final Centroid other;
    /** The last component is that of the added dimension; 0 but for dot. */
    private final float[] normal;

    private float offset;

    /**
     * @param vectors by id, as floats.
     * @param added for dot, the items' components in the added dimension; else null.
     */
    PlaneSplit(
            final VectorColumn vectors,
            final float[] added,
            final AnnoyLayout layout,
            final int dimension,
            final AnnoyNodeEncoder encoder) {
        this.vectors = vectors;
        this.added = added;
        this.layout = layout;
        metric = layout.metric();
        this.dimension = dimension;
        this.encoder = encoder;
        one = new Centroid();
        other = new Centroid();
        normal = new float[dimension + 1];
    }

    @Override
    void find(final int[] items, final int from, final int to, final SplitMix random) {
        final int first = random.nextInt(to - from);
        final int second = random.nextInt(to - from - 1);
        one.start(items[from + first]);
        other.start(items[from + second + (second >= first ? 1 : 0)]);
        for (int step = 0; step < STEPS; step++) {
            final int item = items[from + random.nextInt(to - from)];
            final float scale = directionScale(item);
            if (scale == 0) {
                continue;
            }
            final double toOne = one.weight * one.distance(item, scale);
            final double toOther = other.weight * other.distance(item, scale);
            if (toOne < toOther) {
                one.add(item, scale);
            } else if (toOther < toOne) {
                other.add(item, scale);
            }
        }
        setPlane();
    }

    private void setPlane() {
        double squares = 0;
        for (int i = 0; i <= dimension; i++) {
            normal[i] = one.mean[i] - other.mean[i];
            squares += (double) normal[i] * normal[i];
        }
        final float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 1;
        double plane = 0;
        for (int i = 0; i <= dimension; i++) {
            normal[i] *= scale;
            plane -= normal[i] * ((double) one.mean[i] + other.mean[i]) / 2;
        }
        offset = isDirectional() ? 0 : (float) plane;
    }

    private boolean isDirectional() {
        return metric == Metric.ANGULAR || metric == Metric.DOT;
    }

    /** By what an item's components are multiplied before they go into a mean; 0 if it is to be left out. */
    private float directionScale(final int item) {
        if (!isDirectional()) {
            return 1;
        }
        final Chunk chunk = vectors.chunk(item);
        final int at = vectors.offset(item);
        double squares = added(item) * (double) added(item);
        for (int i = 0; i < dimension; i++) {
            final double component = chunk.bytes().getFloat(at + 4 * i);
            squares += component * component;
        }
        return squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
    }

    private float added(final int item) {
        return added == null ? 0 : added[item];
    }

    @Override
    boolean isSecond(final int item, final SplitMix random) {
        final float margin = kernels.dot(normal, vectors.chunk(item), vectors.offset(item), dimension)
                + normal[dimension] * added(item)
                + offset;
        return margin == 0 ? random.nextInt(2) == 1 : margin > 0;
    }

    @Override
    void giveUp() {
        Arrays.fill(normal, 0);
        offset = 0;
    }

    @Override
    void encode(final ByteBuffer to, final int descendants, final int first, final int second) {
        // Left out of the layout that would add its square.
        final float inAddedDimension = layout == AnnoyLayout.DOT_WITH_NORM ? normal[dimension] : 0;
        encoder.split(to, descendants, first, second, normal, added == null ? offset : inAddedDimension);
    }

    /** A running mean of items. */
    private final class Centroid {
        final float[] mean = new float[dimension + 1];
        int weight;

        private double inverseNorm;

        void start(final int item) {
            weight = 0;
            Arrays.fill(mean, 0);
            final float scale = directionScale(item);
            add(item, scale);
        }

        void add(final int item, final float scale) {
            final Chunk chunk = vectors.chunk(item);
            final int at = vectors.offset(item);
            final float share = 1f / (weight + 1);
            double squares = 0;
            for (int i = 0; i < dimension; i++) {
                mean[i] += (chunk.bytes().getFloat(at + 4 * i) * scale - mean[i]) * share;
                squares += (double) mean[i] * mean[i];
            }
            mean[dimension] += (added(item) * scale - mean[dimension]) * share;
            squares += (double) mean[dimension] * mean[dimension];
            inverseNorm = squares > 0 ? 1 / Math.sqrt(squares) : 0;
            weight++;
        }

        double distance(final int item, final float scale) {
            final Chunk chunk = vectors.chunk(item);
            final int at = vectors.offset(item);
            return switch (metric) {
                case EUCLIDEAN -> kernels.squaredDistance(mean, chunk, at, dimension);
                case MANHATTAN -> kernels.manhattanDistance(mean, chunk, at, dimension);
                default ->
                    2
                            - 2
                                    * (kernels.dot(mean, chunk, at, dimension) + mean[dimension] * (double) added(item))
                                    * scale
                                    * inverseNorm;
            };
        }
    }
}
