package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.Metric;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.annoyindex.core.spotify.SpotifyNodeEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of Annoy that were saved before they were built, opened with a wrong metric, or built on disk and not shortened. */
final class UnbuiltAnnoyFileTest {
    @TempDir
    private Path folder;

    private final ByteBuffer nodes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    private Path write() throws IOException {
        final Path file = Files.write(folder.resolve("x.ann"), Arrays.copyOf(nodes.array(), nodes.position()));
        nodes.clear();
        Arrays.fill(nodes.array(), (byte) 0);
        return file;
    }

    private String refusal(final Path file, final Metric metric, final int dimension) {
        return assertThrows(
                        IndexFormatException.class,
                        () -> AnnoyIndex.load(file, LoadOptions.spotify(metric, dimension))
                                .close())
                .getMessage();
    }

    @Test
    void itemsThatWereNeverBuiltAreRefused() throws IOException {
        for (int i = 0; i < 4; i++) {
            nodes.putInt(1).putFloat(0).putInt(0).putInt(0).putFloat(i).putFloat(i * i);
        }
        final Path euclidean = write();
        assertEquals(
                euclidean
                        + " has items of Spotify's Annoy with metric euclidean and dimension 2 but no trees: it was never"
                        + " built; call build(), then save() it",
                refusal(euclidean, Metric.EUCLIDEAN, 2));
        for (int i = 0; i < 4; i++) {
            nodes.putInt(1)
                    .putFloat(i * i + i * i * i * i)
                    .putFloat(0)
                    .putFloat(i)
                    .putFloat(i * i);
        }
        final Path angular = write();
        assertEquals(
                angular + " has items of Spotify's Annoy with metric angular and dimension 2 but no trees: it was never"
                        + " built; call build(), then save() it",
                refusal(angular, Metric.ANGULAR, 2));
    }

    /** With holes, a vector of zeros at the end, a tree that was begun, and room that an on-disk build has reserved. */
    @Test
    void whatABuildLeftUnfinishedIsRefused() throws IOException {
        for (final SpotifyLayout layout : SpotifyLayout.values()) {
            final int dimension = layout == SpotifyLayout.HAMMING ? 64 : 3;
            for (final int zeros : new int[] {0, 7}) {
                writeUnfinished(layout, dimension, 2, 0, 0, zeros);
                writeUnfinished(layout, dimension, 3, 0, 1, zeros);
                writeUnfinished(layout, dimension, 3, 2, 0, zeros);
                writeUnfinished(layout, dimension, 40, 0, 0, zeros);
                writeUnfinished(layout, dimension, 40, 0, 1, zeros);
                writeUnfinished(layout, dimension, 40, 3, 1, zeros);
            }
        }
    }

    private void writeUnfinished(
            final SpotifyLayout layout,
            final int dimension,
            final int items,
            final int buckets,
            final int zeroItems,
            final int zeros)
            throws IOException {
        final SpotifyNodeEncoder encoder = new SpotifyNodeEncoder(layout, dimension);
        final int nodeBytes = layout.nodeBytes(dimension);
        for (int id = 0; id < items; id++) {
            if (items == 40 && id % 10 == 5) {
                nodes.position(nodes.position() + nodeBytes);
            } else {
                final float[] vector = new float[dimension];
                vector[id % dimension] = id < items - zeroItems ? 1 : 0;
                encoder.item(nodes, vector, 0);
            }
        }
        for (int bucket = 0; bucket < buckets; bucket++) {
            encoder.bucket(nodes, 2, new int[] {0, 1}, 0, 2);
        }
        nodes.position(nodes.position() + zeros * nodeBytes);
        final String message = refusal(write(), layout.metric(), dimension);
        assertTrue(message.contains("no trees: it was never built"), layout + ": " + message);
    }

    @Test
    void anIndexOfOneItemOpens() throws IOException {
        for (final SpotifyLayout layout : SpotifyLayout.values()) {
            final int dimension = layout == SpotifyLayout.HAMMING ? 64 : 2;
            final SpotifyNodeEncoder encoder = new SpotifyNodeEncoder(layout, dimension);
            for (final float first : new float[] {1, 0}) {
                final float[] vector = new float[dimension];
                vector[0] = first;
                encoder.item(nodes, vector, 0);
                for (int root = 0; root < 20; root++) {
                    encoder.bucket(nodes, 1, new int[] {0}, 0, 1);
                }
                final LoadOptions options = LoadOptions.spotify(layout.metric(), dimension);
                try (AnnoyIndex index = AnnoyIndex.load(write(), options.verify())) {
                    assertEquals(1, index.size());
                    assertEquals(10, index.info().treeCount());
                    assertEquals(1, index.nearest(vector, 3).size());
                }
            }
        }
    }

    @Test
    void smallFilesAreRefusedWithAWrongMetric() throws IOException {
        final SpotifyNodeEncoder encoder = new SpotifyNodeEncoder(SpotifyLayout.EUCLIDEAN, 2);
        for (int item = 0; item < 3; item++) {
            encoder.item(nodes, new float[] {2 * item + 1, 2 * item + 2}, 0);
        }
        for (int root = 0; root < 4; root++) {
            encoder.bucket(nodes, 3, new int[] {0, 1, 2}, 0, 3);
        }
        final Path file = write();
        final String message = refusal(file, Metric.DOT, 2);
        assertTrue(message.contains("it matches euclidean or manhattan with dimension 2"), message);
        for (final Metric metric : new Metric[] {Metric.EUCLIDEAN, Metric.MANHATTAN}) {
            try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.spotify(metric, 2))) {
                assertEquals(3, index.nearest(new float[] {1, 2}, 5).size());
            }
        }
        for (int item = 0; item < 3; item++) {
            new SpotifyNodeEncoder(SpotifyLayout.DOT, 2).item(nodes, new float[] {item, 1}, 0);
        }
        for (int root = 0; root < 4; root++) {
            new SpotifyNodeEncoder(SpotifyLayout.DOT, 2).bucket(nodes, 3, new int[] {0, 1, 2}, 0, 3);
        }
        final Path dot = write();
        for (final Metric metric : new Metric[] {Metric.EUCLIDEAN, Metric.MANHATTAN}) {
            assertTrue(refusal(dot, metric, 2).contains("it matches dot with dimension 2"));
        }
    }

    @Test
    void zerosBehindTheNodesAreIgnored() throws IOException {
        for (final AnnoyGoldenFiles.GoldenFile golden : AnnoyGoldenFiles.files()) {
            final Path file = golden.copyInto(folder);
            final int nodeBytes = SpotifyLayout.of(golden.metric()).get(0).nodeBytes(golden.dimension());
            final float[] query = new float[golden.dimension()];
            query[0] = 1;
            final String expected;
            final int trees;
            try (AnnoyIndex index = AnnoyIndex.load(file, golden.options())) {
                expected = answers(index, query);
                trees = index.info().treeCount();
            }
            final long length = Files.size(file);
            for (final int zeros : new int[] {1, 37, 4000}) {
                setLength(file, length + (long) zeros * nodeBytes);
                try (AnnoyIndex index =
                        AnnoyIndex.load(file, golden.options().verify().preload(Preload.ALL))) {
                    assertEquals(expected, answers(index, query), golden.name());
                    assertEquals(trees, index.info().treeCount());
                }
            }
            setLength(file, length + 2);
            assertTrue(
                    refusal(file, golden.metric(), golden.dimension())
                            .contains(" of them zeros, are not a multiple of"),
                    golden.name());
        }
    }

    private static String answers(final AnnoyIndex index, final float... query) {
        return index.size() + " " + index.nearest(query, 10) + index.nearest(query, 10, SearchOptions.budget(1))
                + index.nearest(query, 10, SearchOptions.exact());
    }

    @Test
    void tooManyZerosAreNotLookedThrough() throws IOException {
        final AnnoyGoldenFiles.GoldenFile golden = AnnoyGoldenFiles.files().get(0);
        final Path file = golden.copyInto(folder);
        setLength(file, 3L << 40);
        assertEquals(
                file + " ends in more than 1024 MiB of zeros; cut them off: truncate -s BYTES",
                refusal(file, golden.metric(), golden.dimension()));
    }

    private static void setLength(final Path file, final long length) throws IOException {
        try (RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
            changed.setLength(length);
        } catch (final IOException ex) {
            assumeTrue(false, "no files of " + length + " bytes: " + ex.getMessage());
        }
    }
}
