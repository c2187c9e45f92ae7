package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.NeighborPages;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.Searcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;

/** A search for an item's neighbors always compares the item itself, whatever the budget. */
@ParameterizedClass
@EnumSource
final class QueryItemTest {
    private static final int ITEMS = 1200;

    private static final int DIMENSION = 70;

    /** The smallest budgets. */
    private static final SearchOptions LEAST = SearchOptions.budget(1).candidates(1);

    @TempDir
    private static Path shared;

    @Parameter
    private FileKind format;

    /**
     * An index of nearly equal vectors, which leaves and sketches hardly distinguish; for hamming all differ. Built once a
     * metric.
     */
    private AnnoyIndex ofNearlyEqual(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, ITEMS, DIMENSION, 1);
        for (int id = 1; id < ITEMS && metric != Metric.HAMMING; id++) {
            for (int i = 0; i < DIMENSION; i++) {
                vectors[id][i] = vectors[0][i] + 0.01f * vectors[id][i];
            }
        }
        return load(metric + "", metric, vectors);
    }

    private AnnoyIndex ofDuplicates() throws IOException {
        final float[][] vectors = new float[ITEMS][];
        Arrays.fill(vectors, new float[] {1, 2, 3});
        return load("duplicates", Metric.EUCLIDEAN, vectors);
    }

    private AnnoyIndex load(final String name, final Metric metric, final float[][] vectors) throws IOException {
        final Path file = shared.resolve(format + name);
        if (!Files.exists(file)) {
            format.build(file, metric, vectors);
        }
        return format.load(file, metric, vectors);
    }

    private static boolean contains(final Neighbors near, final int id) {
        return IntStream.of(near.ids()).anyMatch(other -> other == id);
    }

    /** The item is among the k neighbors, or all of them precede it; and none occurs twice. */
    private static void assertCompetes(final AnnoyIndex index, final int id, final int k, final Neighbors near) {
        final String message = "item " + id + ": " + near;
        assertEquals(near.size(), Arrays.stream(near.ids()).distinct().count(), message);
        if (!contains(near, id)) {
            assertEquals(k, near.size(), message);
            final float own = index.distance(id, id);
            final float last = near.distance(k - 1);
            assertTrue(
                    last == own ? near.id(k - 1) < id : index.metric() == Metric.DOT ? last > own : last < own,
                    message);
        }
    }

    @ParameterizedTest
    @EnumSource
    void itemsAreAmongTheirNeighborsOrBehindThem(final Metric metric) throws IOException {
        try (AnnoyIndex index = ofNearlyEqual(metric)) {
            final Searcher searcher = index.searcher();
            for (int id = 0; id < ITEMS; id += 3) {
                final Neighbors near = index.nearest(Query.item(id), 2, LEAST);
                assertCompetes(index, id, 2, near);
                assertEquals(
                        near.toString(),
                        searcher.nearest(Query.item(id), 2, LEAST).toString());
                assertCompetes(index, id, 1, searcher.nearest(Query.item(id), 1, LEAST));
                final float distance = index.distance(id, id);
                assertCompetes(index, id, 1, index.within(Query.item(id), distance, 1, LEAST));
                assertCompetes(index, id, 5, searcher.within(Query.item(id), distance, 5, LEAST));
                final NeighborPages stream = index.pages(Query.item(id), LEAST);
                assertEquals(near.toString(), stream.next(2).toString());
                assertEquals(2, stream.next(2).size());
                if (metric != Metric.DOT) {
                    assertEquals(id, near.id(0));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamsFromItemsHaveEveryItemOnce(final Metric metric) throws IOException {
        try (AnnoyIndex index = ofNearlyEqual(metric)) {
            final NeighborPages stream = index.pages(Query.item(700), LEAST);
            final RoaringBitmap found = new RoaringBitmap();
            while (!stream.hasEnded()) {
                for (final int id : stream.next(300).ids()) {
                    assertTrue(found.checkedAdd(id), "item " + id + " again");
                }
            }
            assertEquals(ITEMS, found.getCardinality());
        }
    }

    @Test
    void ofDuplicatesThoseOfLowerIdsAreKept() throws IOException {
        try (AnnoyIndex index = ofDuplicates()) {
            for (int id = 0; id < ITEMS; id += 3) {
                for (final int k : new int[] {1, 3}) {
                    assertCompetes(index, id, k, index.nearest(Query.item(id), k, LEAST));
                    assertCompetes(index, id, k, index.within(Query.item(id), 0, k, LEAST));
                }
                assertEquals(
                        0,
                        index.nearest(Query.item(id), 1, SearchOptions.exact()).id(0));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "MANHATTAN"})
    void onlyFiltersKeepAnItemFromItself(final Metric metric) throws IOException {
        try (AnnoyIndex index = ofNearlyEqual(metric)) {
            for (int id = 0; id < ITEMS; id += 7) {
                final int own = id;
                final RoaringBitmap most = RoaringBitmap.bitmapOfRange(0, ITEMS);
                most.remove(id ^ 1);
                final RoaringBitmap others = RoaringBitmap.bitmapOfRange(0, ITEMS);
                others.remove(id);
                for (final SearchOptions options : new SearchOptions[] {
                    LEAST.filter(most),
                    LEAST.deny(RoaringBitmap.bitmapOf(id ^ 1)),
                    LEAST.where(other -> other != (own ^ 1))
                }) {
                    assertEquals(id, index.nearest(Query.item(id), 1, options).id(0));
                    assertEquals(id, index.within(Query.item(id), 0, 1, options).id(0));
                    assertEquals(
                            id, index.pages(Query.item(id), options).next(1).id(0));
                }
                for (final SearchOptions options : new SearchOptions[] {
                    LEAST.filter(others), LEAST.deny(RoaringBitmap.bitmapOf(id)), LEAST.where(other -> other != own)
                }) {
                    final Neighbors near = index.nearest(Query.item(id), 3, options);
                    assertEquals(3, near.size());
                    assertFalse(contains(near, id));
                    assertFalse(contains(index.within(Query.item(id), 100, 3, options), id));
                    assertFalse(contains(index.pages(Query.item(id), options).next(3), id));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void itemsAreLookedForAsFarAsTheirVectors(final Metric metric) throws IOException {
        try (AnnoyIndex index = ofNearlyEqual(metric)) {
            final Searcher searcher = index.searcher();
            for (int id = 0; id < ITEMS; id += 19) {
                for (final SearchOptions options : new SearchOptions[] {
                    SearchOptions.budget(300), SearchOptions.budget(900).where(other -> other % 3 != 0)
                }) {
                    searcher.nearest(index.vector(id), 5, options);
                    final SearchStatistics ofVector = searcher.statistics();
                    searcher.nearest(Query.item(id), 5, options);
                    final SearchStatistics ofItem = searcher.statistics();
                    assertEquals(ofVector.scanned(), ofItem.scanned());
                    assertEquals(ofVector.leafPages(), ofItem.leafPages());
                    assertTrue(ofItem.exactComparisons() <= ofVector.exactComparisons() + 1);
                }
            }
        }
    }
}
