package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.annoyindex.core.Metric;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.IndexInfo;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are written for Annoy, read again. */
final class SpotifyWriterTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void writtenForestsAreWholeAndFindMostNeighbors(final SpotifyLayout layout) throws IOException {
        final Metric metric = layout.metric();
        final int dimension = metric == Metric.HAMMING ? 100 : 20;
        final float[][] vectors = SampleVectors.random(metric, 4000, dimension, 3);
        final Path file = write(layout, 20, vectors);
        try (AnnoyIndex index =
                AnnoyIndex.load(file, LoadOptions.spotify(metric, dimension).verify())) {
            assertEquals(vectors.length, index.size());
            assertEquals(20, index.info().treeCount());
            assertEquals(
                    layout.nodeBytes(dimension),
                    ((IndexInfo.SpotifyNodes) index.info().layout()).nodeBytes());
            int found = 0;
            final float[][] queries = SampleVectors.random(metric, 50, dimension, 4);
            for (final float[] query : queries) {
                final int[] truth = Arrays.copyOf(SampleVectors.sorted(metric, vectors, query), 10);
                final Neighbors near = index.nearest(query, 10, SearchOptions.budget(3000));
                found += SampleVectors.common(near.ids(), truth);
                assertEquals(
                        SampleVectors.distance(metric, query, vectors[near.id(3)]), near.distance(3), 1e-3, "distance");
                final Neighbors exact = index.nearest(query, 10, SearchOptions.exact());
                for (int rank = 0; rank < 10; rank++) {
                    assertEquals(
                            SampleVectors.distance(metric, query, vectors[truth[rank]]), exact.distance(rank), 1e-4);
                }
            }
            // 100 random bits have hardly any neighbors.
            assertTrue(found >= (metric == Metric.HAMMING ? 300 : 430), found + " of 500");
            for (final int id : new int[] {0, 1234, 3999}) {
                assertArrayEquals(vectors[id], index.vector(id));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalAndZeroVectorsAreDividedAllTheSame(final SpotifyLayout layout) throws IOException {
        final float[][] vectors = new float[700][9];
        for (int i = 350; i < vectors.length; i++) {
            Arrays.fill(vectors[i], 1);
        }
        final Path file = write(layout, 3, vectors);
        try (AnnoyIndex index =
                AnnoyIndex.load(file, LoadOptions.spotify(layout.metric(), 9).verify())) {
            assertEquals(3, index.info().treeCount());
            final int[] ids =
                    index.nearest(vectors[500], 20, SearchOptions.budget(1000)).ids();
            assertEquals(20, ids.length);
            assertTrue(Arrays.stream(ids).allMatch(id -> id >= 350), Arrays.toString(ids));
        }
    }

    @Test
    void anEmptyIndexIsOne() throws IOException {
        for (final SpotifyLayout layout : SpotifyLayout.values()) {
            final Path file = write(layout, 4);
            try (AnnoyIndex index = AnnoyIndex.load(
                    file, LoadOptions.spotify(layout.metric(), 9).verify())) {
                assertEquals(0, index.size());
                assertEquals(0, index.nearest(new float[9], 2).size());
            }
        }
    }

    @Test
    void aBuilderWritesOnce() throws IOException {
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 2)) {
            builder.add(new float[] {1, 2});
            final Path file = folder.resolve("x.ann");
            assertThrows(
                    IOException.class,
                    () -> builder.writeSpotify(folder.resolve("missing").resolve("x.ann")));
            builder.writeSpotify(file);
            assertThrows(IllegalStateException.class, () -> builder.writeSpotify(file));
            assertThrows(IllegalStateException.class, () -> builder.write(file));
            assertThrows(IllegalStateException.class, () -> builder.add(new float[] {1, 2}));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    private Path write(final SpotifyLayout layout, final int trees, final float[]... vectors) throws IOException {
        final Path file = folder.resolve("x.ann");
        final int dimension = vectors.length == 0 ? 9 : vectors[0].length;
        try (IndexBuilder builder = new IndexBuilder(layout.metric(), dimension)) {
            for (final float[] vector : vectors) {
                builder.add(vector);
            }
            builder.trees(trees)
                    .spotifyDotWithNorm(layout == SpotifyLayout.DOT_WITH_NORM)
                    .writeSpotify(file);
        }
        return file;
    }
}
