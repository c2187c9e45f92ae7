package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.Searcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;

final class KeysTest {
    private static final int ITEMS = 700;
    private static final int DIMENSION = 9;

    @TempDir
    private Path folder;

    /** Random keys of 64 bits, all different. */
    private static long[] keys(final int count) {
        return new Random(3).longs().distinct().limit(count).toArray();
    }

    private Path build(final Metric metric, final float[][] vectors, final long... keys) throws IOException {
        final Path file = folder.resolve("numbers.annoy");
        try (IndexBuilder builder = new IndexBuilder(metric, vectors[0].length)) {
            for (int id = 0; id < vectors.length; id++) {
                builder.add(keys[id], vectors[id]);
            }
            builder.write(file);
        }
        return file;
    }

    private Path buildWithStrings(final Metric metric, final float[][] vectors) throws IOException {
        final Path file = folder.resolve("strings.annoy");
        try (IndexBuilder builder = new IndexBuilder(metric, vectors[0].length)) {
            builder.uniqueLabels(true);
            for (int id = 0; id < vectors.length; id++) {
                builder.add("key " + id, vectors[id]);
            }
            builder.write(file);
        }
        return file;
    }

    /** The keys nearest to a vector, by brute force, independent of the ids. */
    private static long[] nearestKeys(
            final Metric metric, final float[][] vectors, final long[] keys, final float[] query, final int k) {
        return Arrays.stream(SampleVectors.sorted(metric, vectors, query))
                .limit(k)
                .mapToLong(id -> keys[id])
                .toArray();
    }

    @ParameterizedTest
    @EnumSource
    void numbersAreFoundBothWaysAndInResults(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, ITEMS, DIMENSION, 1);
        vectors[5] = vectors[4].clone();
        vectors[6] = new float[DIMENSION];
        final long[] keys = keys(ITEMS);
        try (AnnoyIndex index = AnnoyIndex.load(build(metric, vectors, keys))) {
            assertEquals(KeyKind.NUMBERS, index.info().keyKind());
            assertFalse(index.info().isLabeled());
            final Searcher searcher = index.searcher();
            for (int id = 0; id < ITEMS; id++) {
                assertEquals(keys[id], index.key(id));
                assertEquals(OptionalInt.of(id), index.idOf(keys[id]));
                assertEquals(OptionalInt.empty(), index.idOf(keys[id] + 1));
            }
            for (final int id : new int[] {0, 4, 5, 6, ITEMS - 1}) {
                for (final int k : new int[] {1, 2, 10, ITEMS - 1, ITEMS, ITEMS + 1}) {
                    final Neighbors near = index.nearest(Query.key(keys[id]), k, SearchOptions.exact());
                    assertEquals(Math.min(k, ITEMS), near.size());
                    assertEquals(index.nearest(Query.item(id), k).toString(), near.toString());
                    assertEquals(
                            near.toString(),
                            index.nearest(Query.key(keys[id]), k).toString());
                    assertEquals(
                            near.toString(),
                            searcher.nearest(Query.key(keys[id]), k, SearchOptions.exact())
                                    .toString());
                    assertArrayEquals(
                            Arrays.stream(near.ids()).mapToLong(i -> keys[i]).toArray(), index.keys(near));
                }
            }
            // Gaussian vectors have distinct distances, so that the truth has one order.
            if (metric != Metric.HAMMING) {
                final float[] query = SampleVectors.random(metric, 1, DIMENSION, 2)[0];
                assertArrayEquals(
                        nearestKeys(metric, vectors, keys, query, 20),
                        index.keys(index.nearest(query, 20, SearchOptions.exact())));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void stringsAreFoundBothWaysAndInResults(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, ITEMS, DIMENSION, 1);
        try (AnnoyIndex index = AnnoyIndex.load(buildWithStrings(metric, vectors))) {
            assertEquals(KeyKind.STRINGS, index.info().keyKind());
            assertTrue(index.info().isLabeled());
            final Searcher searcher = index.searcher();
            for (int id = 0; id < ITEMS; id += 7) {
                final String key = "key " + id;
                assertEquals(key, index.label(id));
                assertEquals(OptionalInt.of(id), index.idOf(key));
                assertEquals(OptionalInt.empty(), index.idOf(key + " "));
                final Neighbors near = index.nearest(Query.key(key), 5);
                assertEquals(index.nearest(Query.item(id), 5).toString(), near.toString());
                assertEquals(
                        near.toString(),
                        searcher.nearest(Query.key(key), 5, SearchOptions.defaults())
                                .toString());
                assertEquals(Arrays.stream(near.ids()).mapToObj(i -> "key " + i).toList(), index.labels(near));
            }
        }
    }

    @Test
    void sparseNumbersTakeNoMoreSpaceThanDenseOnes() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.DOT, ITEMS, DIMENSION, 1);
        final long dense = Files.size(build(
                Metric.DOT, vectors, IntStream.range(0, ITEMS).asLongStream().toArray()));
        final long sparse = Files.size(build(
                Metric.DOT,
                vectors,
                IntStream.range(0, ITEMS)
                        .mapToLong(i -> 5 + i * 1_000_000_000_000_000L)
                        .toArray()));
        assertEquals(dense, sparse);
        assertTrue(
                dense - Files.size(SampleVectors.build(folder.resolve("x"), Metric.DOT, vectors)) < 20 * ITEMS + 4096);
    }

    @Test
    void keysTurnIntoFilters() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, ITEMS, DIMENSION, 1);
        final long[] keys = keys(ITEMS);
        try (AnnoyIndex index = AnnoyIndex.load(build(Metric.EUCLIDEAN, vectors, keys))) {
            assertEquals(new RoaringBitmap(), index.idsOf());
            assertEquals(RoaringBitmap.bitmapOf(3, 699), index.idsOf(keys[699], 17, keys[3], keys[3]));
            assertEquals(RoaringBitmap.bitmapOfRange(0, ITEMS), index.idsOf(keys));
            final long[] some = Arrays.copyOfRange(keys, 100, 103);
            final long[] found = index.keys(index.nearest(
                    Query.key(keys[0]), 10, SearchOptions.defaults().filter(index.idsOf(some))));
            Arrays.sort(found);
            Arrays.sort(some);
            assertArrayEquals(some, found);
        }
        try (AnnoyIndex index = AnnoyIndex.load(buildWithStrings(Metric.EUCLIDEAN, vectors))) {
            assertEquals(RoaringBitmap.bitmapOf(0, 699), index.idsOf(List.of("key 699", "key", "key 0")));
        }
    }

    @Test
    void equalKeysAreRefusedByTheNamesOfBothItems() throws IOException {
        final Path file = folder.resolve("x.annoy");
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 1)) {
            builder.add(7, new float[] {0}).add(-7, new float[] {1});
            assertMessage(
                    "item 2 has the key 7 of item 0; give each item a key of its own",
                    () -> builder.add(7, new float[] {2}));
            assertMessage("item 2: component 0 is NaN, must be finite", () -> builder.add(8, new float[] {Float.NaN}));
            builder.add(8, new float[] {3});
            assertMessage(
                    "item 3 has the key 8 of item 2; give each item a key of its own",
                    () -> builder.add(8, new float[] {4}));
            builder.write(file);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertEquals(3, index.size());
            assertArrayEquals(new long[] {8, -7, 7}, index.keys(index.nearest(new float[] {4}, 5)));
        }
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 1)) {
            builder.uniqueLabels(true).add("a", new float[] {0}).add("b", new float[] {1});
            assertMessage(
                    "item 2 has the key 'a' of item 0; give each item a key of its own",
                    () -> builder.add("a", new float[] {2}));
            assertEquals(KeyKind.STRINGS, builder.keyKind());
            builder.add("", new float[] {2}).write(file);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertEquals(List.of("", "b", "a"), index.labels(index.nearest(new float[] {4}, 5)));
            assertEquals(OptionalInt.of(2), index.idOf(""));
        }
    }

    @Test
    void itemsHaveTheSameKindOfNames() throws IOException {
        final float[] vector = {1};
        try (IndexBuilder builder = new IndexBuilder(Metric.DOT, 1)) {
            builder.add(7, vector);
            assertEquals(KeyKind.NUMBERS, builder.keyKind());
            assertMessage("item 1 has no key, but those before it have; give all or none", () -> builder.add(vector));
            assertMessage(
                    "item 1 has no key, but those before it have; give all or none", () -> builder.add("a", vector));
            assertMessage(
                    "item 1 has a label, but those before it have none; give all or none",
                    () -> builder.add(8, "a", vector));
            assertMessage(
                    "1 items have been added; call uniqueLabels before items are added",
                    () -> builder.uniqueLabels(true));
        }
        try (IndexBuilder builder = new IndexBuilder(Metric.DOT, 1)) {
            builder.add(7, "a", vector);
            assertMessage(
                    "item 1 has no label, but those before it have; give all or none", () -> builder.add(8, vector));
        }
        try (IndexBuilder builder = new IndexBuilder(Metric.DOT, 1)) {
            builder.uniqueLabels(true);
            assertMessage("item 0 has no label, but labels are to be keys; give it one", () -> builder.add(vector));
            assertMessage(
                    "item 0 has the number 7 as its key, but labels are to be keys; omit the number, or call"
                            + " uniqueLabels(false)",
                    () -> builder.add(7, vector));
            assertMessage(
                    "item 0 has the number 7 as its key, but labels are to be keys; omit the number, or call"
                            + " uniqueLabels(false)",
                    () -> builder.add(7, "a", vector));
            builder.uniqueLabels(false).add(7, vector);
            assertEquals(1, builder.size());
        }
    }

    private static void assertMessage(final String message, final Executable call) {
        assertEquals(message, assertThrows(RuntimeException.class, call).getMessage());
    }

    @Test
    void numbersAndLabelsGoTogether() throws IOException {
        final Path file = folder.resolve("x.annoy");
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 1)) {
            builder.add(70, "tea", new float[] {0}).add(80, "coffee", new float[] {1});
            builder.add(90, "tea", new float[] {3}).write(file);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertEquals(KeyKind.NUMBERS, index.info().keyKind());
            final Neighbors near = index.nearest(Query.key(90), 3);
            assertArrayEquals(new long[] {90, 80, 70}, index.keys(near));
            assertEquals(List.of("tea", "coffee", "tea"), index.labels(near));
            assertEquals(OptionalInt.of(0), index.idOf("tea"));
            assertEquals(OptionalInt.of(2), index.idOf(90));
            assertMessage(
                    file + " has numbers as keys, not strings; use numbers", () -> index.nearest(Query.key("tea"), 1));
        }
    }

    @Test
    void keysThatAreMissingOrOfTheOtherKindAreNamed() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, 5, 2, 1);
        final Path numbers = build(Metric.EUCLIDEAN, vectors, 1, 2, 3, 4, 5);
        try (AnnoyIndex index = AnnoyIndex.load(numbers)) {
            final NoSuchElementException ex =
                    assertThrows(NoSuchElementException.class, () -> index.nearest(Query.key(6), 1));
            assertEquals("no item of " + numbers + " has the key 6", ex.getMessage());
            assertThrows(
                    NoSuchElementException.class,
                    () -> index.searcher().nearest(Query.key(6), 1, SearchOptions.defaults()));
            assertMessage(numbers + " has no labels; build it from an input with labels", () -> index.idOf("1"));
            assertMessage(numbers + " has numbers as keys, not strings; use numbers", () -> index.idsOf(List.of("1")));
            assertThrows(IndexOutOfBoundsException.class, () -> index.key(5));
            assertThrows(IndexOutOfBoundsException.class, () -> index.key(-1));
        }
        final Path strings = buildWithStrings(Metric.EUCLIDEAN, vectors);
        try (AnnoyIndex index = AnnoyIndex.load(strings)) {
            final NoSuchElementException ex =
                    assertThrows(NoSuchElementException.class, () -> index.nearest(Query.key("Key 1"), 1));
            assertEquals("no item of " + strings + " has the key 'Key 1'", ex.getMessage());
            final String problem = strings + " has strings as keys, not numbers; use strings";
            assertMessage(problem, () -> index.key(1));
            assertMessage(problem, () -> index.idOf(1));
            assertMessage(problem, () -> index.idsOf(1));
            assertMessage(problem, () -> index.nearest(Query.key(1), 1));
            assertMessage(problem, () -> index.keys(index.nearest(Query.item(1), 1)));
        }
        final Path labeled = folder.resolve("x.annoy");
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 2)) {
            builder.add("a", vectors[0]).add("a", vectors[1]).write(labeled);
        }
        try (AnnoyIndex index = AnnoyIndex.load(labeled)) {
            assertEquals(KeyKind.NONE, index.info().keyKind());
            assertMessage(
                    labeled + " has labels that need not be unique, no keys; build it with keys",
                    () -> index.nearest(Query.key("a"), 1));
        }
        for (final FileKind format : FileKind.values()) {
            final Path file = folder.resolve(format.name());
            try (AnnoyIndex index = format.buildAndLoad(file, Metric.EUCLIDEAN, vectors)) {
                assertEquals(KeyKind.NONE, index.info().keyKind());
                assertMessage(file + " has no keys; build it with keys", () -> index.nearest(Query.key(1), 1));
                assertMessage(file + " has no keys; build it with keys", () -> index.idsOf(List.of("a")));
            }
        }
    }

    @Test
    void closedIndexesHaveNoNames() throws IOException {
        final AnnoyIndex index = AnnoyIndex.load(build(Metric.DOT, new float[][] {{1}}, 7));
        final Searcher searcher = index.searcher();
        index.close();
        assertMessage("the index is closed", () -> index.idOf(7));
        assertMessage("the index is closed", () -> index.key(0));
        assertMessage("the index is closed", () -> index.nearest(Query.key(7), 1));
        assertMessage("the index is closed", () -> searcher.nearest(Query.key(7), 1, SearchOptions.defaults()));
        assertMessage("the index is closed", () -> index.info());
    }

    /** They follow from the keys and docs/FORMAT.md alone; a separate program, in Python, computed these checksums. */
    @Test
    void sectionsOfKeysAreTheSameOnEveryMachineAndWithAnyNumberOfThreads() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.DOT, ITEMS, DIMENSION, 1);
        byte[] first = null;
        for (final int threads : new int[] {1, 2, 5}) {
            final Path file = folder.resolve("x" + threads);
            try (IndexBuilder builder = new IndexBuilder(Metric.DOT, DIMENSION)) {
                for (int id = 0; id < ITEMS; id++) {
                    builder.add(id * 0x1234_5678_9abcL, "label " + id % 100, vectors[id]);
                }
                builder.threads(threads).write(file);
            }
            final byte[] bytes = Files.readAllBytes(file);
            first = first == null ? bytes : first;
            assertArrayEquals(first, bytes);
        }
        assertEquals("105c4eb0", checksum(folder.resolve("x1"), SectionKind.KEYS));
        assertEquals("93f8e316", checksum(folder.resolve("x1"), SectionKind.LABELS));
        assertEquals("b61c7117", checksum(buildWithStrings(Metric.DOT, vectors), SectionKind.LABELS));
    }

    private static String checksum(final Path file, final SectionKind kind) throws IOException {
        return Integer.toHexString(SampleVectors.header(file).section(kind).checksum());
    }

    @Test
    void searchesByNumberAllocateNothingOnceWarm() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.ANGULAR, 3000, 16, 1);
        final long[] keys = keys(3000);
        try (AnnoyIndex index = AnnoyIndex.load(build(Metric.ANGULAR, vectors, keys))) {
            final Searcher searcher = index.searcher();
            final SearchOptions few = SearchOptions.budget(300);
            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            final int searches = 2000;
            final Query[] queries =
                    Arrays.stream(keys).limit(searches).mapToObj(Query::key).toArray(Query[]::new);
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 20 && allocated >= searches; round++) {
                final long before =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                for (int i = 0; i < searches; i++) {
                    searcher.nearest(queries[i], 10, few);
                }
                allocated =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            }
            assertTrue(allocated < searches, allocated + " bytes in " + searches + " searches");
        }
    }
}
