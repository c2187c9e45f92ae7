package org.annoyindex.builder.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.annoyindex.builder.grow.PageTree;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.builder.grow.TreeShape;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.builder.write.IndexContents;
import org.annoyindex.builder.write.IndexWriter;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.KeyList;
import org.annoyindex.core.format.LabelList;
import org.annoyindex.core.math.PointSpace;

/** Vectors in an index, and their links. */
final class LinkedItems implements Points {
    private static final long SEED = 7;

    private final PointSpace space;
    private final float[][] vectors;
    private final PageTree tree;
    private final Path file;
    private int[] ids = new int[0];
    private LinkGraph links = new LinkGraph(new int[0][], new int[0]);

    LinkedItems(final Path folder, final Metric metric, final float[][] vectors, final int leafCapacity)
            throws IOException {
        this.vectors = vectors;
        final PointSpace plain = new PointSpace(metric, vectors[0].length, 0);
        space = new PointSpace(metric, vectors[0].length, (float) Arrays.stream(vectors)
                .mapToDouble(vector -> plain.norm(vector, 0))
                .max()
                .orElseThrow());
        file = Files.createTempFile(folder, "links", ".annoy");
        try (Workers workers = new Workers(2);
                IndexWriter writer = new IndexWriter(file)) {
            tree = PageTree.grow(this, new TreeShape(leafCapacity, TreeShape.ROUNDS, true), SEED, workers, share -> {});
            final IndexContents contents = new IndexContents(
                    metric,
                    vectors[0].length,
                    space,
                    SEED,
                    2,
                    List.of(tree),
                    this,
                    (id, vector, offset) -> System.arraycopy(vectors[id], 0, vector, offset, vectors[id].length),
                    new KeyList(),
                    new LabelList(false));
            writer.write(contents, workers, share -> {});
            writer.commit();
        }
    }

    LinkedItems link(final int threads, final int maxEntries) throws IOException {
        try (LeafPages leaves = LeafPages.open(file, tree);
                Workers workers = new Workers(threads)) {
            ids = leaves.ids();
            links = new LinkBuilder(this, leaves, workers, share -> {}).build(maxEntries);
        }
        return this;
    }

    LeafPages openLeaves() throws IOException {
        return LeafPages.open(file, tree);
    }

    int[][] rows() {
        return links.rows();
    }

    LinkGraph links() {
        return links;
    }

    int id(final int position) {
        return ids[position];
    }

    @Override
    public int count() {
        return vectors.length;
    }

    @Override
    public int dimension() {
        return space.pointDimension();
    }

    @Override
    public void load(final int point, final float[] into, final int offset) {
        System.arraycopy(vectors[point], 0, into, offset, vectors[point].length);
        space.itemToPoint(into, offset);
    }

    /** The items that can be reached over links. */
    static BitSet reached(final int[][] rows, final int[] entries) {
        final BitSet reached = new BitSet();
        final int[] queue = new int[rows.length];
        int queued = 0;
        for (final int entry : entries) {
            if (!reached.get(entry)) {
                reached.set(entry);
                queue[queued++] = entry;
            }
        }
        for (int i = 0; i < queued; i++) {
            for (final int next : rows[queue[i]]) {
                if (next >= 0 && !reached.get(next)) {
                    reached.set(next);
                    queue[queued++] = next;
                }
            }
        }
        return reached;
    }

    /** The ids of the nearest of some number of items that a search visits, the nearest first. */
    int[] search(final float[] query, final int hops, final int k) {
        final float[] point = new float[dimension()];
        space.queryToPoint(query, point);
        final boolean[] seen = new boolean[count()];
        final java.util.TreeMap<Double, Integer> open = new java.util.TreeMap<>();
        final java.util.TreeMap<Double, Integer> visited = new java.util.TreeMap<>();
        for (final int entry : links.entries()) {
            open.put(distance(point, entry), entry);
            seen[entry] = true;
        }
        for (int hop = 0; hop < hops && !open.isEmpty(); hop++) {
            final var nearest = open.pollFirstEntry();
            visited.put(nearest.getKey(), nearest.getValue());
            for (final int next : links.rows()[nearest.getValue()]) {
                if (next >= 0 && !seen[next]) {
                    seen[next] = true;
                    open.put(distance(point, next), next);
                }
            }
        }
        return visited.values().stream().limit(k).mapToInt(this::id).toArray();
    }

    private double distance(final float[] point, final int position) {
        final float[] other = new float[dimension()];
        load(ids[position], other, 0);
        double sum = 0;
        for (int i = 0; i < other.length; i++) {
            sum += ((double) point[i] - other[i]) * ((double) point[i] - other[i]);
        }
        return sum;
    }
}
