package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When a build links items, and that the same input gives the same links. */
final class LinksTest {
    @TempDir
    private Path folder;

    private byte[] build(final Metric metric, final float[][] vectors, final Links links, final int threads)
            throws IOException {
        final Path file = folder.resolve("x.annoy");
        try (IndexBuilder builder = new IndexBuilder(metric, vectors[0].length)) {
            builder.addAll(vectors).threads(threads).links(links).write(file);
        }
        return Files.readAllBytes(file);
    }

    private static Header header(final byte[] file) throws IOException {
        return Header.decode(
                ByteBuffer.wrap(file, 0, Header.BYTES).slice().order(ByteOrder.LITTLE_ENDIAN),
                file.length,
                Path.of("x.annoy"));
    }

    private static boolean isLinked(final byte[] file) throws IOException {
        final Header header = header(file);
        final boolean linked = header.sections().containsKey(SectionKind.ITEM_PAGES);
        assertEquals(linked, header.sections().containsKey(SectionKind.ENTRY_PAGE));
        assertEquals(linked, header.sections().containsKey(SectionKind.LINK_RECALL));
        return linked;
    }

    /** Points around a few centers. */
    private static float[][] clustered(
            final int count, final int dimension, final int clusters, final float deviation) {
        final Random random = new Random(3);
        final float[][] centers = SampleVectors.random(Metric.EUCLIDEAN, clusters, dimension, 4);
        final float[][] vectors = new float[count][dimension];
        for (final float[] vector : vectors) {
            final float[] center = centers[random.nextInt(centers.length)];
            for (int i = 0; i < dimension; i++) {
                vector[i] = center[i] + deviation * (float) random.nextGaussian();
            }
        }
        return vectors;
    }

    /** Points near a subspace of a few dimensions, as embeddings lie. */
    private static float[][] nearSubspace(final int count, final int dimension) {
        final float[][] basis = SampleVectors.random(Metric.EUCLIDEAN, 12, dimension, 8);
        final float[][] places = SampleVectors.random(Metric.EUCLIDEAN, count, basis.length, 9);
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, count, dimension, 10);
        for (int id = 0; id < count; id++) {
            for (int i = 0; i < dimension; i++) {
                vectors[id][i] *= 0.3f;
            }
            for (int axis = 0; axis < basis.length; axis++) {
                for (int i = 0; i < dimension; i++) {
                    vectors[id][i] += places[id][axis] * basis[axis][i];
                }
            }
        }
        return vectors;
    }

    private static String checksum(final byte[] bytes) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }

    /** Every JVM and kernel that runs this test has to write the same bytes, with any number of threads. */
    @Tag("every-jvm")
    @ParameterizedTest
    @CsvSource({"ANGULAR, dfa3faed", "EUCLIDEAN, 3f088ded", "DOT, c33bc35a"})
    void bytesAreTheSameOnEveryMachineAndWithEveryKernel(final Metric metric, final String expected)
            throws IOException {
        final float[][] vectors = SampleVectors.random(metric, 1500, 24, 5);
        final byte[] one = build(metric, vectors, Links.ON, 1);
        assertTrue(isLinked(one));
        assertArrayEquals(one, build(metric, vectors, Links.ON, 3));
        assertEquals(expected, checksum(one));
    }

    /** Each row has different items, none its own, then empty lanes; and every item can be reached from the entries. */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void everyItemIsReachable(final Metric metric) throws IOException {
        for (final boolean equal : new boolean[] {false, true}) {
            final float[][] vectors = SampleVectors.random(metric, 1600, 12, 6);
            if (equal) {
                Arrays.fill(vectors, 0, 900, vectors[0]);
            }
            final byte[] file = build(metric, vectors, Links.ON, 2);
            final Header header = header(file);
            final ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            final int bits = header.sketchBits();
            final boolean[] reached = new boolean[1600];
            final int[] queue = new int[1600];
            int size = 0;
            final int entry = (int) header.section(SectionKind.ENTRY_PAGE).offset();
            final int blocks = entry + SketchPage.blocksOffset(header.pointDimension());
            for (int i = 0; i < bytes.getInt(entry); i++) {
                final int position = position(bytes, blocks, i, bits);
                if (!reached[position]) {
                    reached[position] = true;
                    queue[size++] = position;
                }
            }
            assertTrue(size > 0);
            final int pages = (int) header.section(SectionKind.ITEM_PAGES).offset();
            for (int i = 0; i < size; i++) {
                final int page = pages + queue[i] * ItemPages.pageBytes(bits);
                final int[] row = new int[ItemPages.LINKS];
                for (int lane = 0; lane < row.length; lane++) {
                    row[lane] = position(bytes, page, lane, bits);
                }
                final int links = (int) Arrays.stream(row).filter(p -> p >= 0).count();
                assertTrue(links > 0 && Arrays.stream(row, 0, links).allMatch(p -> p >= 0 && p < 1600));
                assertEquals(links, Arrays.stream(row, 0, links).distinct().count());
                for (int lane = 0; lane < links; lane++) {
                    assertNotEquals(queue[i], row[lane]);
                    if (!reached[row[lane]]) {
                        reached[row[lane]] = true;
                        queue[size++] = row[lane];
                    }
                }
            }
            assertEquals(1600, size);
        }
    }

    /** The position in a lane of the blocks that begin at an offset. */
    private static int position(final ByteBuffer bytes, final int blocks, final int lane, final int bits) {
        final int blockBytes = 2 * bits + 3 * 64;
        return bytes.getInt(blocks + lane / 16 * blockBytes + 2 * bits + 128 + lane % 16 * 4);
    }

    /** In low dimensions links are longer than vectors. */
    @Tag("once")
    @Test
    void linksThatTakeTooMuchSpaceAreNotBuiltUnlessAskedFor() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, 1200, 12, 7);
        final byte[] off = build(Metric.EUCLIDEAN, vectors, Links.OFF, 2);
        assertFalse(isLinked(off));
        assertArrayEquals(off, build(Metric.EUCLIDEAN, vectors, Links.AUTO, 2));
        final byte[] on = build(Metric.EUCLIDEAN, vectors, Links.ON, 2);
        assertTrue(isLinked(on));
        // Up to the links, the files are the same.
        final long links = header(on).section(SectionKind.ITEM_PAGES).offset();
        assertArrayEquals(
                Arrays.copyOfRange(off, Header.BYTES, (int)
                        header(off).section(SectionKind.RECALL).offset()),
                Arrays.copyOfRange(on, Header.BYTES, (int)
                        header(off).section(SectionKind.RECALL).offset()));
        assertTrue(links >= header(off).section(SectionKind.SKETCHES).offset());
    }

    /** All that is near lies in one leaf. */
    @Tag("once")
    @Test
    void linksThatDoNotPayAreDropped() throws IOException {
        final float[][] vectors = clustered(1080, 700, 12, 0.1f);
        final byte[] off = build(Metric.EUCLIDEAN, vectors, Links.OFF, 2);
        assertTrue(isLinked(build(Metric.EUCLIDEAN, vectors, Links.ON, 2)));
        assertArrayEquals(off, build(Metric.EUCLIDEAN, vectors, Links.AUTO, 2));
    }

    @Tag("once")
    @Test
    void linksThatPayAreKept() throws IOException {
        final float[][] vectors = nearSubspace(5000, 768);
        final byte[] auto = build(Metric.EUCLIDEAN, vectors, Links.AUTO, 2);
        assertTrue(isLinked(auto));
        final Section pages = header(auto).section(SectionKind.ITEM_PAGES);
        assertTrue(pages.length() <= 0.7 * (auto.length - pages.length()));
        final Path file = folder.resolve("x.annoy");
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
            index.searcher().nearest(vectors[0], 10, SearchOptions.recall(0.95));
            assertFalse(index.info().linkProfile().isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void indexesWithoutSketchesAndSmallOnesHaveNone(final Metric metric) throws IOException {
        final int count = metric.hasSketches() ? 999 : 1300;
        final float[][] vectors = SampleVectors.random(metric, count, 12, 9);
        final byte[] on = build(metric, vectors, Links.ON, 2);
        assertFalse(isLinked(on));
        assertArrayEquals(build(metric, vectors, Links.OFF, 2), on);
        assertFalse(isLinked(build(metric, Arrays.copyOf(vectors, 1), Links.ON, 1)));
        try (IndexBuilder builder = new IndexBuilder(metric, 12)) {
            builder.links(Links.ON).write(folder.resolve("empty"));
        }
    }

    @Test
    void severalTreesHaveLinksByPosition() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, 2000, 16, 10);
        final Path file = folder.resolve("trees");
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 16)) {
            builder.addAll(vectors).trees(3).links(Links.ON).write(file);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
            int common = 0;
            for (final float[] query : SampleVectors.random(Metric.EUCLIDEAN, 200, 16, 11)) {
                common += SampleVectors.common(
                        index.nearest(query, 10, SearchOptions.recall(0.95).links(true))
                                .ids(),
                        index.nearest(query, 10, SearchOptions.exact()).ids());
            }
            assertTrue(common > 0.93 * 2000, common + " of 2000");
        }
    }

    @Tag("once")
    @Test
    void tuningMeasuresBothWaysAgain() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, 2000, 16, 12);
        final byte[] before = build(Metric.EUCLIDEAN, vectors, Links.ON, 2);
        final Path file = folder.resolve("x.annoy");
        final float[][] queries = SampleVectors.random(Metric.EUCLIDEAN, 120, 16, 13);
        new RecallTuner(file, queries).write(file);
        final byte[] once = Files.readAllBytes(file);
        new RecallTuner(file, queries).threads(1).write(file);
        assertArrayEquals(once, Files.readAllBytes(file));
        final int links = (int) header(before).section(SectionKind.RECALL).offset();
        assertArrayEquals(
                Arrays.copyOfRange(before, Header.BYTES, links), Arrays.copyOfRange(once, Header.BYTES, links));
        for (final SectionKind kind : header(before).sections().keySet()) {
            final boolean profile = kind == SectionKind.RECALL || kind == SectionKind.LINK_RECALL;
            assertEquals(
                    !profile, header(before).section(kind).equals(header(once).section(kind)), kind::toString);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
            assertEquals(120, index.info().recallProfile().get(0).queries());
            assertEquals(120, index.info().linkProfile().get(0).queries());
        }
    }
}
