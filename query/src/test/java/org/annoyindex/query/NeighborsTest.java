package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.core.Metric;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.query.exact.ExactQuery;
import org.annoyindex.query.exact.RankedItems;
import org.annoyindex.query.exact.TopK;
import org.annoyindex.testdata.GoldenIndexes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NeighborsTest {
    @TempDir
    private Path folder;

    private final RankedItems items = new RankedItems(1);

    @Test
    void resultsAreNearestFirstAndInTheMetricsOwnDistance() throws IOException {
        assertEquals(
                "[9: 0.0, 4: 3.0, 7: 3.0]",
                fill(Metric.EUCLIDEAN, 9, 0, 7, 9, 4, 9).toString());
        assertEquals(
                "[9: 0.0, 4: 9.0, 7: 9.0]",
                fill(Metric.MANHATTAN, 9, 0, 7, 9, 4, 9).toString());
        assertEquals(
                "[9: 2.0, 7: 0.0, 4: -3.0]", fill(Metric.DOT, 4, 3, 9, -2, 7, 0).toString());
        assertEquals("[]", fill(Metric.ANGULAR).toString());
    }

    @Test
    void ranksBeyondTheResultsAreRefused() throws IOException {
        final Neighbors neighbors = fill(Metric.HAMMING, 3, 1, 5, 2);
        assertEquals(2, neighbors.size());
        assertEquals(5, neighbors.id(1));
        assertEquals(2, neighbors.distance(1));
        for (final int rank : new int[] {-1, 2, 15}) {
            final IndexOutOfBoundsException ex =
                    assertThrows(IndexOutOfBoundsException.class, () -> neighbors.id(rank));
            assertEquals("rank " + rank + " of 2 neighbors", ex.getMessage());
            assertThrows(IndexOutOfBoundsException.class, () -> neighbors.distance(rank));
        }
    }

    @Test
    void copiesDoNotChangeWithTheNextSearch() throws IOException {
        final Neighbors neighbors = fill(Metric.MANHATTAN, 3, 1, 5, 2);
        final Neighbors copy = new Neighbors(items.copy());
        final int[] ids = neighbors.ids();
        final float[] distances = neighbors.distances();
        ids[0] = 77;
        distances[0] = 77;
        assertEquals(3, neighbors.id(0));
        assertEquals(1, neighbors.distance(0));
        fillAgain(Metric.MANHATTAN, 8, 4);
        assertEquals("[8: 4.0]", neighbors.toString());
        assertEquals("[3: 1.0, 5: 2.0]", copy.toString());
        assertArrayEquals(new int[] {3, 5}, copy.ids());
        assertArrayEquals(new float[] {1, 2}, copy.distances());
    }

    @Test
    void neighborsAreIteratedNearestFirst() throws IOException {
        final Neighbors neighbors = fill(Metric.MANHATTAN, 3, 1, 5, 2, 4, 2);
        final List<Neighbor> expected = List.of(new Neighbor(3, 1), new Neighbor(4, 2), new Neighbor(5, 2));
        final List<Neighbor> iterated = new ArrayList<>();
        for (final Neighbor neighbor : neighbors) {
            iterated.add(neighbor);
        }
        assertEquals(expected, iterated);
        assertEquals(expected, neighbors.toList());
        assertArrayEquals(
                neighbors.ids(), neighbors.stream().mapToInt(Neighbor::id).toArray());
        assertEquals(List.of(), fill(Metric.DOT).toList());
        assertFalse(fill(Metric.DOT).iterator().hasNext());
    }

    @Test
    void listsDoNotChangeWithTheNextSearchNorOtherwise() throws IOException {
        final Neighbors neighbors = fill(Metric.MANHATTAN, 3, 1, 5, 2);
        final List<Neighbor> list = neighbors.toList();
        fillAgain(Metric.MANHATTAN, 8, 4);
        assertEquals(List.of(new Neighbor(3, 1), new Neighbor(5, 2)), list);
        assertEquals(List.of(new Neighbor(8, 4)), neighbors.toList());
        assertThrows(UnsupportedOperationException.class, () -> list.remove(0));
    }

    private Neighbors fill(final Metric metric, final int... idsAndSurrogates) throws IOException {
        final Neighbors neighbors = new Neighbors(items);
        fillAgain(metric, idsAndSurrogates);
        return neighbors;
    }

    private void fillAgain(final Metric metric, final int... idsAndSurrogates) throws IOException {
        final Path path = folder.resolve(metric.label());
        if (!Files.exists(path)) {
            GoldenIndexes.copy(GoldenIndexes.NEWEST, metric.label(), path);
        }
        try (AnnoyIndex index = AnnoyIndex.load(path)) {
            final TopK found = new TopK();
            found.reset(10);
            for (int i = 0; i < idsAndSurrogates.length; i += 2) {
                found.offer(ScoredKey.of(idsAndSurrogates[i + 1], idsAndSurrogates[i]));
            }
            items.fill(found, new ExactQuery(index.open().file()));
            assertEquals(0, found.size());
        }
    }
}
