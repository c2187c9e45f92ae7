package org.annoyindex.builder.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.ItemPages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links are valid, reach everything, find neighbors, and do not depend on threads. */
final class LinkBuilderTest {
    private static final int ROW = ItemPages.LINKS;
    private static final int CAPACITY = 48;

    @TempDir
    private Path folder;

    private static void assertValid(final LinkedItems items) {
        final int count = items.count();
        assertEquals(count, items.rows().length);
        for (int position = 0; position < count; position++) {
            final int[] row = items.rows()[position];
            assertEquals(ROW, row.length);
            final int links = Math.min(ROW, count - 1);
            final int self = position;
            assertTrue(Arrays.stream(row, links, ROW).allMatch(link -> link == -1), Arrays.toString(row));
            assertTrue(
                    Arrays.stream(row, 0, links).allMatch(link -> link >= 0 && link < count && link != self),
                    Arrays.toString(row));
            assertEquals(links, Arrays.stream(row, 0, links).distinct().count(), Arrays.toString(row));
        }
        assertEquals(
                count,
                LinkedItems.reached(items.rows(), items.links().entries()).cardinality());
    }

    private static float[][] clustered(final int count, final int dimension, final long seed) {
        final Random random = new Random(seed);
        final float[][] centers = SampleVectors.random(Metric.EUCLIDEAN, 40, dimension, 1);
        final float[][] vectors = new float[count][dimension];
        for (final float[] vector : vectors) {
            final float[] center = centers[random.nextInt(centers.length)];
            for (int i = 0; i < dimension; i++) {
                vector[i] = center[i] + 0.4f * (float) random.nextGaussian();
            }
        }
        return vectors;
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void rowsAreFullAndReachEveryItem(final Metric metric) throws IOException {
        final float[][] vectors = clustered(3000, 24, 2);
        final LinkedItems items = new LinkedItems(folder, metric, vectors, CAPACITY).link(2, 4096);
        assertValid(items);
        try (LeafPages leaves = items.openLeaves()) {
            assertEquals(leaves.count(), items.links().entries().length);
        }
        for (final int entry : items.links().entries()) {
            assertTrue(entry >= 0 && entry < 3000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 32, 33, 34, 100})
    void fewItemsAreLinkedToAllOthers(final int count) throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, count, 5, 3);
        final LinkedItems items = new LinkedItems(folder, Metric.EUCLIDEAN, vectors, 192).link(2, 4096);
        assertValid(items);
        assertEquals(1, items.links().entries().length);
    }

    /** More of them than all leaves around have, and than entries can be linked to. */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void equalVectorsAreReached(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, 6000, 8, 4);
        for (int i = 500; i < 6000; i++) {
            vectors[i] = vectors[i % 2 == 0 ? 0 : i % 500];
        }
        assertValid(new LinkedItems(folder, metric, vectors, CAPACITY).link(2, 4096));
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void zeroVectorsAreReached(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, 700, 8, 5);
        for (int i = 0; i < 400; i++) {
            vectors[i] = new float[8];
        }
        assertValid(new LinkedItems(folder, metric, vectors, CAPACITY).link(2, 4096));
    }

    /** Their squared distances are infinite, so that nothing is near. */
    @Test
    void hugeVectorsAreReached() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, 500, 8, 6);
        for (final float[] vector : vectors) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] *= 1e20f;
            }
        }
        assertValid(new LinkedItems(folder, Metric.EUCLIDEAN, vectors, CAPACITY).link(2, 4096));
    }

    /** Most items of data without structure are among the nearest of no other. */
    @Test
    void itemsThatNoneIsNearToAreReached() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, 3000, 100, 7);
        assertValid(new LinkedItems(folder, Metric.EUCLIDEAN, vectors, CAPACITY).link(2, 4096));
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN"})
    void linksDoNotDependOnThreads(final Metric metric) throws IOException {
        final float[][] vectors = clustered(4000, 20, 8);
        final LinkedItems items = new LinkedItems(folder, metric, vectors, CAPACITY);
        final LinkGraph one = items.link(1, 4096).links();
        final LinkGraph three = items.link(3, 4096).links();
        assertTrue(Arrays.deepEquals(one.rows(), three.rows()));
        assertArrayEquals(one.entries(), three.entries());
    }

    /** The same number for all kernels and JDKs. It changes if links are meant to. */
    @Test
    void linksDoNotDependOnTheKernel() throws IOException {
        final float[][] vectors = clustered(4000, 70, 9);
        final LinkedItems items = new LinkedItems(folder, Metric.EUCLIDEAN, vectors, CAPACITY).link(2, 4096);
        assertEquals(1697740282, Arrays.deepHashCode(items.rows()));
    }

    @Test
    void searchesOverLinksFindNeighbors() throws IOException {
        final float[][] vectors = clustered(8000, 32, 10);
        final float[][] queries = clustered(100, 32, 11);
        final LinkedItems items = new LinkedItems(folder, Metric.EUCLIDEAN, vectors, CAPACITY).link(2, 4096);
        int common = 0;
        for (final float[] query : queries) {
            common += SampleVectors.common(
                    items.search(query, 60, 10),
                    Arrays.copyOf(SampleVectors.sorted(Metric.EUCLIDEAN, vectors, query), 10));
        }
        assertTrue(common >= 970, common + " of 1000");
    }

    /** With entries from a level above the leaves, links alone have to lead into the leaves. */
    @Test
    void fewEntriesReachEveryItem() throws IOException {
        final float[][] vectors = clustered(6000, 16, 12);
        final LinkedItems items = new LinkedItems(folder, Metric.EUCLIDEAN, vectors, 16);
        final int leaves = items.link(2, 4096).links().entries().length;
        final int groups = items.link(2, 100).links().entries().length;
        assertTrue(leaves > 300 && groups <= 100 && groups > 1, leaves + " " + groups);
        assertValid(items);
    }

    /** All rows lead to the first items, and only one link of each can be replaced. */
    @Test
    void unreachedItemsTakePlacesThatNothingDependsOn() throws IOException {
        final float[][] vectors = clustered(400, 6, 13);
        final LinkedItems items = new LinkedItems(folder, Metric.EUCLIDEAN, vectors, CAPACITY);
        final int[][] rows = new int[400][ROW];
        for (int position = 0; position < rows.length; position++) {
            for (int i = 0; i < ROW; i++) {
                rows[position][i] = i < position ? i : i + 1;
            }
        }
        assertEquals(33, LinkedItems.reached(rows, new int[] {5}).cardinality());
        try (LeafPages leaves = items.openLeaves()) {
            final int[] entries = new Reachability(rows, items, leaves.ids(), leaves).complete(new int[] {5});
            assertEquals(5, entries[0]);
            assertEquals(400, LinkedItems.reached(rows, entries).cardinality());
            assertTrue(entries.length <= leaves.count(), Arrays.toString(entries));
        }
        for (int position = 0; position < rows.length; position++) {
            final int self = position;
            assertEquals(ROW, Arrays.stream(rows[position]).distinct().count());
            assertTrue(Arrays.stream(rows[position]).noneMatch(link -> link == self));
        }
    }
}
