package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.Metric;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.annoyindex.core.spotify.SpotifyNodeEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** Files of Annoy that are made here, node by node. */
final class AnnoyFileTest {
    @TempDir
    private Path folder;

    /** Nodes of one layout, put together by hand. */
    private static final class Nodes {
        final SpotifyNodeEncoder encoder;
        final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

        Nodes(final SpotifyLayout layout, final int dimension) {
            encoder = new SpotifyNodeEncoder(layout, dimension);
        }

        Nodes item(final float... vector) {
            encoder.item(bytes, vector, 0);
            return this;
        }

        Nodes bucket(final int descendants, final int... ids) {
            encoder.bucket(bytes, descendants, ids, 0, ids.length);
            return this;
        }

        Nodes split(final int descendants, final int first, final int second, final float... normal) {
            encoder.split(bytes, descendants, first, second, normal, 0);
            return this;
        }

        Path write(final Path file) throws IOException {
            return Files.write(file, Arrays.copyOf(bytes.array(), bytes.position()));
        }
    }

    /** Euclidean, one dimension: a bucket has at most 3 ids, and ten items lie at 0 to 9. */
    private static Nodes line() {
        final Nodes nodes = new Nodes(SpotifyLayout.EUCLIDEAN, 1);
        for (int id = 0; id < 10; id++) {
            nodes.item(id);
        }
        return nodes;
    }

    private static Nodes tree(final Nodes nodes) {
        return nodes.bucket(3, 0, 1, 2)
                .bucket(2, 3, 4)
                .bucket(3, 5, 6, 7)
                .bucket(2, 8, 9)
                .split(5, 10, 11, 1)
                .split(5, 12, 13, 1)
                .split(10, 14, 15, 1)
                .split(10, 14, 15, 1);
    }

    @Test
    void aTreeIsWalkedFromTheLastRoot() throws IOException {
        try (AnnoyIndex index = AnnoyIndex.load(
                tree(line()).write(folder.resolve("x.ann")),
                LoadOptions.spotify(Metric.EUCLIDEAN, 1).verify())) {
            assertEquals(1, index.info().treeCount());
            assertEquals(10, index.size());
            assertEquals(
                    new IndexInfo.SpotifyNodes(
                            "euclidean",
                            SpotifyLayout.EUCLIDEAN.nodeBytes(1),
                            SpotifyLayout.EUCLIDEAN.bucketCapacity(1)),
                    index.info().layout());
            assertTrue(index.info().pageLayout().isEmpty());
            assertTrue(index.info().recallProfile().isEmpty());
            assertFalse(index.info().isLabeled());
            // Planes go through 0, so that all positive numbers are on one side: only the last bucket is looked into.
            assertArrayEquals(
                    new int[] {9, 8},
                    index.nearest(new float[] {12}, 2, SearchOptions.budget(1)).ids());
            assertArrayEquals(
                    new int[] {9, 8, 7, 6},
                    index.nearest(new float[] {12}, 4, SearchOptions.budget(3)).ids());
            final Searcher searcher = index.searcher();
            searcher.nearest(new float[] {12}, 2, SearchOptions.budget(3));
            assertEquals(5, searcher.statistics().scanned());
            assertEquals(5, searcher.statistics().exactComparisons());
            // The root, its two children, of which one is as near as a bucket, and two buckets.
            assertEquals(5, searcher.statistics().pages());
            assertFalse(searcher.statistics().plan() == SearchStatistics.Plan.EXACT);
            assertThrows(
                    IllegalArgumentException.class, () -> index.nearest(new float[] {1}, 1, SearchOptions.recall(0.9)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> index.nearest(new float[] {1}, 1, SearchOptions.of(new Effort.AdaptiveBudget(9))));
            assertArrayEquals(
                    new int[] {1},
                    index.nearest(new float[] {1}, 1, SearchOptions.recall(1)).ids());
        }
    }

    @Test
    void filtersHoldAndFindAsManyAsThereAre() throws IOException {
        try (AnnoyIndex index = AnnoyIndex.load(
                tree(line()).write(folder.resolve("x.ann")), LoadOptions.spotify(Metric.EUCLIDEAN, 1))) {
            final RoaringBitmap odd = RoaringBitmap.bitmapOf(1, 3, 5, 7, 9, 11, 99);
            assertArrayEquals(
                    new int[] {9, 7, 5, 3, 1},
                    index.nearest(new float[] {12}, 9, SearchOptions.budget(1).filter(odd))
                            .ids());
            assertArrayEquals(
                    new int[] {1, 3},
                    index.nearest(new float[] {0}, 2, SearchOptions.budget(100).filter(odd))
                            .ids());
            assertEquals(
                    0,
                    index.nearest(new float[] {0}, 2, SearchOptions.defaults().filter(RoaringBitmap.bitmapOf(10, 50)))
                            .size());
        }
    }

    @Test
    void circlesAreNoticed() throws IOException {
        final Nodes circle = line().bucket(1, 0)
                .split(5, 10, 13, 1)
                .split(5, 11, 11, 1)
                .split(5, 12, 12, 1)
                .split(10, 12, 13, 1)
                .split(10, 12, 13, 1);
        final Path file = circle.write(folder.resolve("x.ann"));
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.spotify(Metric.EUCLIDEAN, 1))) {
            final UncheckedIOException ex = assertThrows(
                    UncheckedIOException.class,
                    () -> index.nearest(new float[] {1}, 1, SearchOptions.budget(1_000_000)));
            assertEquals(
                    file + " is damaged: nodes refer to each other in a circle; copy or build it again",
                    ex.getCause().getMessage());
        }
        final IndexFormatException ex = assertThrows(
                IndexFormatException.class,
                () -> AnnoyIndex.load(
                                file, LoadOptions.spotify(Metric.EUCLIDEAN, 1).verify())
                        .close());
        assertEquals(
                file + " is damaged: node 13 is reached twice from a root; copy or build it again", ex.getMessage());
    }

    @Test
    void treesWithoutAllItemsAreFoundByVerifying() throws IOException {
        final Path file = line().bucket(3, 0, 1, 2)
                .bucket(2, 3, 4)
                .split(10, 10, 11, 1)
                .split(10, 10, 11, 1)
                .write(folder.resolve("x.ann"));
        AnnoyIndex.load(file, LoadOptions.spotify(Metric.EUCLIDEAN, 1)).close();
        final IndexFormatException ex = assertThrows(
                IndexFormatException.class,
                () -> AnnoyIndex.load(
                                file, LoadOptions.spotify(Metric.EUCLIDEAN, 1).verify())
                        .close());
        assertEquals(
                file + " is damaged: the tree of node 13 has 5 items, expected 10; copy or build it again",
                ex.getMessage());
    }

    @Test
    void itemsOfOldFilesHaveNoNorm() throws IOException {
        final Nodes nodes = new Nodes(SpotifyLayout.ANGULAR, 2)
                .item(3, 4)
                .item(0, 2)
                .item(0, 0)
                .bucket(3, 0, 1, 2)
                .bucket(3, 0, 1, 2);
        final int nodeBytes = SpotifyLayout.ANGULAR.nodeBytes(2);
        try (AnnoyIndex index =
                AnnoyIndex.load(nodes.write(folder.resolve("new.ann")), LoadOptions.spotify(Metric.ANGULAR, 2))) {
            for (int id = 0; id < 3; id++) {
                nodes.bytes.putFloat(id * nodeBytes + 4, 0);
            }
            try (AnnoyIndex old =
                    AnnoyIndex.load(nodes.write(folder.resolve("old.ann")), LoadOptions.spotify(Metric.ANGULAR, 2))) {
                final float[] query = {5, 0};
                assertEquals(
                        index.nearest(query, 3).toString(),
                        old.nearest(query, 3).toString());
                assertEquals(Math.sqrt(2 - 2 * 0.6), old.nearest(query, 3).distance(0), 1e-6);
                assertEquals(Math.sqrt(2), old.distance(0, 2), 1e-6);
                assertEquals(1, old.info().treeCount());
            }
        }
    }

    @Test
    void bothLayoutsOfDotAreTold() throws IOException {
        for (final SpotifyLayout layout : SpotifyLayout.of(Metric.DOT)) {
            final Nodes nodes = new Nodes(layout, 3);
            nodes.item(1, 0, 0).item(0, 2, 0).item(1, 1, 1).bucket(3, 0, 1, 2).bucket(3, 0, 1, 2);
            try (AnnoyIndex index =
                    AnnoyIndex.load(nodes.write(folder.resolve(layout + ".ann")), LoadOptions.spotify(Metric.DOT, 3))) {
                assertEquals(
                        layout.nodeBytes(3),
                        ((IndexInfo.SpotifyNodes) index.info().layout()).nodeBytes());
                assertEquals(
                        "[1: 4.0, 2: 2.0, 0: 0.0]",
                        index.nearest(new float[] {0, 2, 0}, 3).toString());
            }
        }
    }

    @Test
    void anEmptyIndexFindsNothing() throws IOException {
        final Path file =
                new Nodes(SpotifyLayout.MANHATTAN, 4).bucket(0).bucket(0).write(folder.resolve("x.ann"));
        try (AnnoyIndex index =
                AnnoyIndex.load(file, LoadOptions.spotify(Metric.MANHATTAN, 4).verify())) {
            assertEquals(0, index.size());
            assertEquals(1, index.info().treeCount());
            assertEquals(0, index.nearest(new float[4], 3).size());
            assertEquals(
                    0, index.nearest(new float[4], 3, SearchOptions.exact()).size());
        }
    }

    @Test
    void leftOutIdsAreNoItems() throws IOException {
        final Nodes nodes =
                new Nodes(SpotifyLayout.EUCLIDEAN, 2).item(1, 1).bucket(0).item(2, 2);
        final Path file = nodes.bucket(3, 0, 2).bucket(3, 0, 2).write(folder.resolve("x.ann"));
        try (AnnoyIndex index =
                AnnoyIndex.load(file, LoadOptions.spotify(Metric.EUCLIDEAN, 2).verify())) {
            assertEquals(3, index.size());
            assertTrue(index.contains(0) && index.contains(2));
            assertFalse(index.contains(1) || index.contains(3) || index.contains(-1));
            assertArrayEquals(
                    new int[] {2, 0}, index.nearest(new float[] {3, 3}, 5).ids());
            assertArrayEquals(
                    new int[] {2, 0},
                    index.nearest(new float[] {3, 3}, 5, SearchOptions.exact()).ids());
            final IndexOutOfBoundsException ex =
                    assertThrows(IndexOutOfBoundsException.class, () -> index.nearest(Query.item(1), 1));
            assertEquals("no item 1: none of this id was added", ex.getMessage());
        }
    }

    /** Ids from 2^31 / 24 on, which once were too much for Annoy, with nodes on both sides of a chunk's end. */
    @Test
    void filesMayBeLongerThanTwoGigabytes() throws IOException {
        final int nodeBytes = SpotifyLayout.ANGULAR.nodeBytes(3);
        final int[] ids = {0, (1 << 30) / nodeBytes, Integer.MAX_VALUE / nodeBytes + 1, 90_000_000};
        final int items = ids[3] + 1;
        final SpotifyNodeEncoder encoder = new SpotifyNodeEncoder(SpotifyLayout.ANGULAR, 3);
        final Path file = folder.resolve("long.ann");
        // Left-out ids are zeros, and zeros that are not written take no space.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            final ByteBuffer node = ByteBuffer.allocate(nodeBytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < ids.length; i++) {
                encoder.item(node.clear(), new float[] {1, i, 0}, 0);
                channel.write(node.flip(), (long) ids[i] * nodeBytes);
            }
            // Of 90 million items, most of which are not there, the root is a split.
            encoder.split(node.clear(), items, ids[0], items + 1, new float[] {0, 1, 0}, 0);
            channel.write(node.flip(), (long) (items + 2) * nodeBytes);
            channel.write(node.rewind(), (long) (items + 3) * nodeBytes);
            encoder.bucket(node.clear(), 3, ids, 1, 4);
            channel.write(node.flip(), (long) (items + 1) * nodeBytes);
        }
        assertTrue(Files.size(file) > 1L << 31);
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.spotify(Metric.ANGULAR, 3))) {
            assertEquals(items, index.size());
            assertArrayEquals(
                    new int[] {ids[3], ids[2], ids[1], 0},
                    index.nearest(new float[] {0, 1, 0}, 4).ids());
            assertArrayEquals(
                    new int[] {ids[2]}, index.nearest(Query.item(ids[2]), 1).ids());
            assertArrayEquals(new float[] {1, 2, 0}, index.vector(ids[2]));
        }
    }

    @Test
    void nodesMayLieAcrossChunks() throws IOException {
        final AnnoyGoldenFiles.GoldenFile golden = AnnoyGoldenFiles.files().get(0);
        final Path file = golden.copyInto(folder);
        try (AnnoyIndex whole = AnnoyIndex.load(file, golden.options());
                AnnoyIndex cut = AnnoyIndex.load(file, golden.options().chunkSize(4096))) {
            for (int id = 0; id < 50; id++) {
                assertEquals(
                        whole.nearest(Query.item(id), 10).toString(),
                        cut.nearest(Query.item(id), 10).toString());
            }
        }
    }

    @Test
    void whatIsMissingIsSaidAndWhatFitsSuggested() throws IOException {
        for (final AnnoyGoldenFiles.GoldenFile golden : AnnoyGoldenFiles.files()) {
            final Path file = golden.copyInto(folder);
            final IndexFormatException ex = assertThrows(
                    IndexFormatException.class, () -> AnnoyIndex.load(file).close());
            assertTrue(
                    ex.getMessage()
                            .startsWith(
                                    file + " looks like a file of Spotify's Annoy, which does not say its metric and"
                                            + " dimension: give both (--metric and --dimension on the command line); what"
                                            + " fits it is "),
                    ex.getMessage());
            final String metric = switch (golden.metric()) {
                case EUCLIDEAN, MANHATTAN -> "euclidean or manhattan";
                default -> golden.metric().label();
            };
            assertTrue(ex.getMessage().contains(metric + " with dimension " + golden.dimension()), ex.getMessage());
        }
    }

    @Test
    void anotherMetricOrDimensionIsRefused() throws IOException {
        final AnnoyGoldenFiles.GoldenFile golden = AnnoyGoldenFiles.files().get(0);
        final Path file = golden.copyInto(folder);
        final IndexFormatException ex = assertThrows(
                IndexFormatException.class,
                () -> AnnoyIndex.load(file, LoadOptions.spotify(Metric.ANGULAR, 26))
                        .close());
        assertEquals(
                file + " is not a file of Spotify's Annoy with metric angular and dimension 26 (253008 bytes are not a"
                        + " multiple of the node size 116); it matches angular with dimension 25",
                ex.getMessage());
        assertThrows(
                IndexFormatException.class,
                () -> AnnoyIndex.load(file, LoadOptions.spotify(Metric.EUCLIDEAN, 24))
                        .close());
        assertThrows(
                IllegalArgumentException.class,
                () -> AnnoyIndex.load(file, LoadOptions.spotify(Metric.ANGULAR, 0))
                        .close());
        final Path text = Files.writeString(folder.resolve("text"), "no index at all, but text");
        final IndexFormatException other = assertThrows(
                IndexFormatException.class,
                () -> AnnoyIndex.load(text, LoadOptions.spotify(Metric.ANGULAR, 25))
                        .close());
        assertTrue(other.getMessage().endsWith("it is another kind of file, damaged or truncated"), other.getMessage());
    }
}
