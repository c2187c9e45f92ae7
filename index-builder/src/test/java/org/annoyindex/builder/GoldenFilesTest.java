package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Effort;
import org.annoyindex.query.IndexInfo;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics.Plan;
import org.annoyindex.query.Searcher;
import org.annoyindex.testdata.GoldenIndexes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of every format version there has been, which must open and answer for ever. */
@Tag("every-jvm")
final class GoldenFilesTest {
    private static final int ITEMS = 600;
    private static final int DIMENSION = 12;
    private static final long SEED = 2026;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource
    void filesOfEveryVersionOpenAndAnswer(final int version, final Metric metric) throws IOException {
        final Path file = folder.resolve("golden.annoy");
        GoldenIndexes.copy(version, metric.label(), file);
        final float[][] vectors = SampleVectors.random(metric, ITEMS, DIMENSION, SEED);
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
            assertEquals(ITEMS, index.size());
            assertEquals(version, index.info().pageLayout().orElseThrow().version());
            assertEquals(2, index.info().treeCount());
            assertEquals(OptionalInt.of(17), index.idOf("item 17"));
            int found = 0;
            for (int id = 0; id < ITEMS; id++) {
                assertArrayEquals(vectors[id], index.vector(id));
                assertEquals("item " + id, index.label(id));
                final int[] truth = Arrays.copyOf(SampleVectors.sorted(metric, vectors, vectors[id]), 10);
                found += SampleVectors.common(
                        index.nearest(Query.item(id), 10, SearchOptions.budget(400))
                                .ids(),
                        truth);
                assertEquals(
                        metric == Metric.DOT ? index.distance(id, truth[0]) : 0,
                        index.nearest(Query.item(id), 1, SearchOptions.budget(400))
                                .distance(0));
            }
            assertTrue(found >= (metric == Metric.HAMMING ? 0.6 : 0.93) * 10 * ITEMS, metric + ": " + found);
        }
    }

    static Stream<Arguments> filesOfEveryVersionOpenAndAnswer() {
        return IntStream.rangeClosed(1, Header.VERSION)
                .boxed()
                .flatMap(version -> Stream.of(Metric.values()).map(metric -> Arguments.of(version, metric)));
    }

    @ParameterizedTest
    @EnumSource(names = {"NUMBERS", "STRINGS"})
    void filesWithKeysOpenAndAnswer(final KeyKind keys) throws IOException {
        final Path file = folder.resolve("golden.annoy");
        GoldenIndexes.copy(2, "keys-" + keys.label(), file);
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, ITEMS, DIMENSION, SEED);
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
            assertEquals(keys, index.info().keyKind());
            assertEquals(ITEMS, index.size());
            for (int id = 0; id < ITEMS; id++) {
                assertArrayEquals(vectors[id], index.vector(id));
                if (keys == KeyKind.NUMBERS) {
                    assertEquals(key(id), index.key(id));
                    assertEquals(OptionalInt.of(id), index.idOf(key(id)));
                    assertEquals(id, index.nearest(Query.key(key(id)), 1).id(0));
                    assertEquals("label " + id % 7, index.label(id));
                } else {
                    assertEquals("key " + id, index.label(id));
                    assertEquals(OptionalInt.of(id), index.idOf("key " + id));
                    assertEquals(id, index.nearest(Query.key("key " + id), 1).id(0));
                }
            }
            assertEquals(OptionalInt.empty(), keys == KeyKind.NUMBERS ? index.idOf(1) : index.idOf("key"));
        }
    }

    /** So the hash of a vector never changes. */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "HAMMING"})
    void filesWithVectorIdsFindItemsByTheirVectors(final Metric metric) throws IOException {
        final Path file = folder.resolve("golden.annoy");
        GoldenIndexes.copy(2, "vector-ids-" + metric.label(), file);
        final float[][] vectors = SampleVectors.random(metric, ITEMS, DIMENSION, SEED);
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
            for (final float[] vector : vectors) {
                final SearchOptions least = SearchOptions.budget(1).candidates(1);
                final Neighbors nearest = index.nearest(vector, 1, least);
                assertEquals(0, nearest.distance(0));
                assertArrayEquals(vector, index.vector(nearest.id(0)));
                assertTrue(index.within(Query.of(vector), 0, 1, least).size() > 0);
            }
        }
    }

    /** Searches over links find what is near, by every effort, and from leaf to leaf as well. */
    @Test
    void filesWithLinksAreSearchedOverThem() throws IOException {
        final Path file = folder.resolve("golden.annoy");
        GoldenIndexes.copy(2, "links-euclidean", file);
        final float[][] vectors = grid();
        final SearchOptions[] efforts = {
            SearchOptions.recall(0.95).links(true),
            SearchOptions.recall(0.95).links(false),
            SearchOptions.of(new Effort.Width(30)),
            SearchOptions.recall(0.95)
        };
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
            assertEquals(vectors.length, index.size());
            assertEquals(32, index.info().pageLayout().orElseThrow().links());
            assertEquals(
                    "[1, 10, 100]",
                    index.info().linkProfile().stream()
                            .map(IndexInfo.RecallCurve::k)
                            .toList()
                            .toString());
            final Searcher searcher = index.searcher();
            final Random random = new Random(SEED);
            final int[] common = new int[efforts.length];
            for (int i = 0; i < 200; i++) {
                final float[] query = {9 * random.nextFloat(), 9 * random.nextFloat(), 9 * random.nextFloat()};
                final int[] truth = Arrays.copyOf(SampleVectors.sorted(Metric.EUCLIDEAN, vectors, query), 10);
                for (int e = 0; e < efforts.length; e++) {
                    final Neighbors found = searcher.nearest(query, 10, efforts[e]);
                    common[e] += SampleVectors.common(found.ids(), truth);
                    final double distance = SampleVectors.distance(Metric.EUCLIDEAN, vectors[found.id(9)], query);
                    assertEquals(distance, found.distance(9), 1e-5);
                    assertTrue(e == 3 || searcher.statistics().plan() == Plan.LINKS == (e != 1));
                }
            }
            for (final int count : common) {
                assertTrue(count >= 0.93 * 2000, Arrays.toString(common));
            }
            for (int id = 0; id < vectors.length; id++) {
                assertArrayEquals(vectors[id], index.vector(id));
                assertEquals(id, index.nearest(Query.item(id), 1, efforts[0]).id(0));
            }
        }
    }

    /** Integers, so that the sketches of neighbors are equal and the file can be compressed. */
    private static float[][] grid() {
        final float[][] vectors = new float[1000][];
        for (int id = 0; id < vectors.length; id++) {
            final int height = id / 100;
            vectors[id] = new float[] {id % 10, id / 10 % 10, height};
        }
        return vectors;
    }

    /** From far below zero to far above. */
    private static long key(final int id) {
        return (id - 300) * 1_000_000_000_000_007L;
    }

    private static void write(final KeyKind keys, final Path file) throws IOException {
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, DIMENSION)) {
            final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, ITEMS, DIMENSION, SEED);
            builder.uniqueLabels(keys == KeyKind.STRINGS);
            for (int id = 0; id < ITEMS; id++) {
                if (keys == KeyKind.NUMBERS) {
                    builder.add(key(id), "label " + id % 7, vectors[id]);
                } else {
                    builder.add("key " + id, vectors[id]);
                }
            }
            builder.trees(2).seed(SEED).leafCapacity(16).write(file);
        }
    }

    /** How the files were made; they are not made again. */
    private static void write(final Metric metric, final Path file) throws IOException {
        try (IndexBuilder builder = new IndexBuilder(metric, DIMENSION)) {
            final float[][] vectors = SampleVectors.random(metric, ITEMS, DIMENSION, SEED);
            for (int id = 0; id < ITEMS; id++) {
                builder.add("item " + id, vectors[id]);
            }
            builder.trees(2).seed(SEED).leafCapacity(16).write(file);
        }
    }

    /**
     * Writes golden files of the current version. Those of version 2 without vector ids are of version 0.1.0 of the library.
     *
     * @param arguments the folder.
     */
    public static void main(final String[] arguments) throws IOException {
        for (final Metric metric : Metric.values()) {
            write(metric, Path.of(arguments[0], GoldenIndexes.name(Header.VERSION, metric.label())));
        }
        for (final Metric metric : new Metric[] {Metric.ANGULAR, Metric.HAMMING}) {
            write(metric, Path.of(arguments[0], GoldenIndexes.name(Header.VERSION, "vector-ids-" + metric.label())));
        }
        // To be compressed with gzip.
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 3)) {
            builder.addAll(grid())
                    .seed(SEED)
                    .links(Links.ON)
                    .write(Path.of(arguments[0], GoldenIndexes.name(Header.VERSION, "links-euclidean")));
        }
        for (final KeyKind keys : new KeyKind[] {KeyKind.NUMBERS, KeyKind.STRINGS}) {
            write(keys, Path.of(arguments[0], GoldenIndexes.name(Header.VERSION, "keys-" + keys.label())));
        }
    }
}
