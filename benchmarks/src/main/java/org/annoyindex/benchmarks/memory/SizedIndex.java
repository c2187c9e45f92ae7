package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.annoyindex.builder.grow.Centroids;
import org.annoyindex.builder.grow.Groups;
import org.annoyindex.builder.grow.PageTree;
import org.annoyindex.builder.grow.Partition;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.builder.write.IndexContents;
import org.annoyindex.builder.write.IndexWriter;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.KeyList;
import org.annoyindex.core.format.LabelList;
import org.annoyindex.core.math.PointSpace;
import org.annoyindex.core.math.SplitMix;
import org.jspecify.annotations.Nullable;

/**
 * Generates a valid index of a given size without growing a tree, which takes hours for gigabytes. The vectors are
 * drawn from a tree, which becomes the tree of the index: the 128 items of a leaf lie around a center, groups of 64
 * leaves around a center of theirs, and so on. Pages, sketches, vectors and tables are written by the code that writes
 * every index. Vectors are computed on demand and not stored.
 */
final class SizedIndex implements Points {
    static final int DIMENSION = 128;

    private static final int LEAF = 128;
    private static final int GROUP = 64;
    private static final int MAX_ROOT_CHILDREN = 128;
    private static final float SHRINK = 0.7f;
    private static final long SEED = 7;

    /** Approximate size of an item: vector, sketches in its leaf and by id, two numbers, its share of a centroid. */
    private static final double ITEM_BYTES = 4 * DIMENSION + 28 + 24 + 8 + 4.0 * DIMENSION / LEAF + 0.6;

    private final int count;
    private final List<Partition> levels = new ArrayList<>();
    private final float noise;

    private SizedIndex(final int count) {
        this.count = count;
        final List<Integer> sizes = new ArrayList<>();
        sizes.add((count + LEAF - 1) / LEAF);
        while (sizes.get(sizes.size() - 1) > MAX_ROOT_CHILDREN) {
            sizes.add((sizes.get(sizes.size() - 1) + GROUP - 1) / GROUP);
        }
        float spread = 1;
        float @Nullable [] above = null;
        for (int level = sizes.size() - 1; level >= 0; level--) {
            above = centers(sizes.get(level), level, above, spread);
            spread *= SHRINK;
            final int members = level == 0 ? count : sizes.get(level - 1);
            final int each = level == 0 ? LEAF : GROUP;
            final float[] radii = new float[sizes.get(level)];
            Arrays.fill(radii, spread * (float) Math.sqrt(DIMENSION / 3.0));
            levels.add(0, new Partition(runs(members, each), new Centroids(above, DIMENSION), radii));
        }
        noise = spread;
    }

    private static float[] centers(
            final int number, final int level, final float @Nullable [] above, final float spread) {
        final float[] rows = new float[Math.multiplyExact(number, DIMENSION)];
        for (int i = 0; i < number; i++) {
            if (above != null) {
                System.arraycopy(above, i / GROUP * DIMENSION, rows, i * DIMENSION, DIMENSION);
            }
            scatter(SplitMix.derive(SplitMix.derive(SEED, -1 - level), i), spread, rows, i * DIMENSION);
        }
        return rows;
    }

    /** Adds a random number between minus and plus {@code spread} to each component. */
    private static void scatter(final long seed, final float spread, final float[] into, final int offset) {
        final SplitMix random = new SplitMix(seed);
        for (int i = 0; i < DIMENSION; i += 4) {
            long bits = random.nextLong();
            for (int j = 0; j < 4; j++, bits >>>= 16) {
                into[offset + i + j] += (short) bits * (spread / 32768);
            }
        }
    }

    private static Groups runs(final int members, final int each) {
        final int[] starts = new int[(members + each - 1) / each + 1];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = Math.min(members, i * each);
        }
        final int[] numbers = new int[members];
        for (int i = 0; i < members; i++) {
            numbers[i] = i;
        }
        return new Groups(starts, numbers);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public void load(final int point, final float[] into, final int offset) {
        levels.get(0).centroids().load(point / LEAF, into, offset);
        scatter(SplitMix.derive(SEED, point), noise, into, offset);
    }

    /**
     * Writes an index.
     *
     * @param target file to write.
     * @param bytes approximate size of the file.
     * @return queries of the same distribution as its items.
     * @throws IOException if it cannot be written.
     */
    static List<float[]> write(final Path target, final long bytes) throws IOException {
        final SizedIndex index = of(bytes);
        try (IndexWriter writer = new IndexWriter(target);
                Workers workers = new Workers(Runtime.getRuntime().availableProcessors())) {
            writer.write(
                    new IndexContents(
                            Metric.EUCLIDEAN,
                            DIMENSION,
                            new PointSpace(Metric.EUCLIDEAN, DIMENSION, 0),
                            SEED,
                            1,
                            List.of(new PageTree(index.levels, new int[0])),
                            index,
                            index::load,
                            new KeyList(),
                            new LabelList(false)),
                    workers,
                    share -> {});
            writer.commit();
        }
        return index.queries();
    }

    /** The queries that {@link #write} returns for a size. */
    static List<float[]> queries(final long bytes) {
        return of(bytes).queries();
    }

    private static SizedIndex of(final long bytes) {
        final double items = bytes / ITEM_BYTES;
        if (!(items >= LEAF && items < Integer.MAX_VALUE / 8.0)) {
            throw new IllegalArgumentException(
                    "cannot generate an index of " + bytes + " bytes; give a size from 100K to 100G");
        }
        return new SizedIndex((int) items);
    }

    private List<float[]> queries() {
        final SplitMix random = new SplitMix(SEED + 1);
        final List<float[]> queries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            final float[] query = new float[DIMENSION];
            levels.get(0).centroids().load(random.nextInt(count) / LEAF, query, 0);
            scatter(random.nextLong(), noise, query, 0);
            queries.add(query);
        }
        return queries;
    }
}
