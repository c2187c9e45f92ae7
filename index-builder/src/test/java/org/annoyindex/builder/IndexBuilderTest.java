package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.Searcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class IndexBuilderTest {
    @TempDir
    private Path folder;

    @Test
    void labelsAreFoundBothWays() throws IOException {
        final Path file = folder.resolve("x.annoy");
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 2)) {
            builder.add("zero", new float[] {0, 0})
                    .add("one", new float[] {1, 0})
                    .add("one", new float[] {2, 0})
                    .add("\u00fcber", new float[] {3, 0});
            builder.write(file);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertTrue(index.info().isLabeled());
            assertEquals("\u00fcber", index.label(3));
            assertEquals(OptionalInt.of(1), index.idOf("one"));
            assertEquals(OptionalInt.empty(), index.idOf("two"));
            assertThrows(IndexOutOfBoundsException.class, () -> index.label(4));
        }
    }

    @Test
    void wrongInputIsNamed() throws IOException {
        try (IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, 2)) {
            builder.add(new float[] {1, 2});
            assertMessage("item 1 has 3 components, the index's have 2", () -> builder.add(new float[3]));
            assertMessage("item 1: component 1 is NaN, must be finite", () -> builder.add(new float[] {0, Float.NaN}));
            assertMessage(
                    "item 1 has a label, but those before it have none; give all or none",
                    () -> builder.add("label", new float[2]));
            assertMessage("trees is 0, must be at least 1", () -> builder.trees(0));
            assertMessage("threads is -1, must be at least 1", () -> builder.threads(-1));
            assertEquals(1, builder.size());
        }
        try (IndexBuilder builder = new IndexBuilder(Metric.HAMMING, 2)) {
            builder.add("a", new float[] {1, 0});
            assertMessage(
                    "item 1: component 0 is 0.5, must be 0 or 1 for hamming",
                    () -> builder.add("b", new float[] {0.5f, 0}));
            assertMessage(
                    "item 1 has no label, but those before it have; give all or none",
                    () -> builder.add(new float[] {1, 1}));
        }
        assertMessage("dimension is 0, must be from 1 to 65536", () -> new IndexBuilder(Metric.DOT, 0));
    }

    private static void assertMessage(final String message, final org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(RuntimeException.class, call).getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void vectorsAddedTogetherMakeTheSameFile(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, 500, 7, 1);
        final byte[] expected = Files.readAllBytes(SampleVectors.build(folder.resolve("expected"), metric, vectors));
        final FloatBuffer rows = ByteBuffer.allocateDirect(4 * 7 * 502)
                .order(metric == Metric.DOT ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        rows.position(7);
        for (final float[] vector : vectors) {
            rows.put(vector);
        }
        rows.position(7).limit(7 * 501);

        final Path file = folder.resolve("x");
        try (IndexBuilder builder = new IndexBuilder(metric, 7)) {
            builder.addAll(vectors).write(file);
        }
        assertArrayEquals(expected, Files.readAllBytes(file));
        try (IndexBuilder builder = new IndexBuilder(metric, 7)) {
            builder.addAll(Arrays.asList(vectors)).write(file);
        }
        assertArrayEquals(expected, Files.readAllBytes(file));
        try (IndexBuilder builder = new IndexBuilder(metric, 7)) {
            builder.addAll(Arrays.stream(vectors).parallel()).write(file);
        }
        assertArrayEquals(expected, Files.readAllBytes(file));
        try (IndexBuilder builder = new IndexBuilder(metric, 7)) {
            builder.addAll(rows).write(file);
        }
        assertArrayEquals(expected, Files.readAllBytes(file));
        assertEquals(7, rows.position());
        // Some of each, and the same array over and over.
        final float[] reused = new float[7];
        final Stream<float[]> rest = IntStream.range(101, 500).mapToObj(i -> {
            System.arraycopy(vectors[i], 0, reused, 0, 7);
            return reused;
        });
        try (IndexBuilder builder = new IndexBuilder(metric, 7)) {
            builder.addAll(Arrays.copyOf(vectors, 100))
                    .add(vectors[100])
                    .addAll(rest)
                    .addAll(new float[0][])
                    .addAll(FloatBuffer.allocate(0));
            assertEquals(500, builder.size());
            builder.write(file);
        }
        assertArrayEquals(expected, Files.readAllBytes(file));
    }

    @Test
    void wrongVectorsAmongManyAreNamedAndThoseBeforeThemAdded() throws IOException {
        try (IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, 2)) {
            final float[][] vectors = {{1, 2}, {3, 4, 5}, {6, 7}};
            assertMessage("item 1 has 3 components, the index's have 2", () -> builder.addAll(vectors));
            assertEquals(1, builder.size());
            assertMessage(
                    "the vector of item 2 is null; omit the item",
                    () -> builder.addAll(Arrays.asList(new float[2], null)));
            assertMessage(
                    "item 2: component 1 is NaN, must be finite",
                    () -> builder.addAll(Stream.of(new float[] {0, Float.NaN})));
            assertMessage(
                    "the buffer has 3 floats from its position to its limit, not a whole number of rows of 2",
                    () -> builder.addAll(FloatBuffer.allocate(4).position(1)));
            assertEquals(2, builder.size());
            builder.write(folder.resolve("x"));
            assertMessage("the index has been written; make a new builder", () -> builder.addAll(new float[1][2]));
        }
        try (IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, 2)) {
            builder.add("zero", new float[2]);
            assertMessage(
                    "item 1 has no label, but those before it have; give all or none",
                    () -> builder.addAll(new float[1][2]));
        }
    }

    @Test
    void nullsAreNamedWithTheirRemedy() throws IOException {
        assertNull("metric is null; give one, such as Metric.ANGULAR", () -> new IndexBuilder(null, 2));
        assertNull(
                "workFolder is null; omit it to use the system's temporary folder",
                () -> new IndexBuilder(Metric.DOT, 2, null));
        try (IndexBuilder builder = new IndexBuilder(Metric.DOT, 2)) {
            assertNull("listener is null; omit it to ignore progress", () -> builder.listener(null));
            assertNull("the vector of item 0 is null; omit the item", () -> builder.add((float[]) null));
            assertNull("the label of item 0 is null; omit it", () -> builder.add(null, new float[2]));
            assertNull("vectors is null; give an array", () -> builder.addAll((float[][]) null));
            assertNull("vectors is null; give an iterable", () -> builder.addAll((Iterable<float[]>) null));
            assertNull("vectors is null; give a stream", () -> builder.addAll((Stream<float[]>) null));
            assertNull("rows is null; give a buffer", () -> builder.addAll((FloatBuffer) null));
            assertNull("target is null; give the file to write", () -> builder.write(null));
            assertNull("target is null; give the file to write", () -> builder.writeSpotify(null));
            assertEquals(0, builder.size());
        }
    }

    private static void assertNull(final String message, final org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(NullPointerException.class, call).getMessage());
    }

    /** A search by recall does not miss anything for want of a profile; one with a budget still scans no more than that. */
    @Test
    void indexesWithoutRecallProfileAreSearchedExactlyUnlessABudgetIsGiven() throws IOException {
        final Path file = folder.resolve("x.annoy");
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, 1500, 8, 1);
        final StringBuilder stages = new StringBuilder();
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 8)) {
            builder.recallProfile(false)
                    .listener((stage, share) -> stages.append(share == 1 ? stage + " " : ""))
                    .addAll(vectors)
                    .write(file);
        }
        assertEquals("GROW WRITE ", stages.toString());
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            final Searcher searcher = index.searcher();
            assertArrayEquals(
                    Arrays.copyOf(SampleVectors.sorted(Metric.EUCLIDEAN, vectors, vectors[3]), 10),
                    searcher.nearest(vectors[3], 10, SearchOptions.recall(0.8)).ids());
            assertEquals(SearchStatistics.Plan.EXACT, searcher.statistics().plan());
            searcher.nearest(vectors[3], 10, SearchOptions.budget(500));
            assertNotEquals(SearchStatistics.Plan.EXACT, searcher.statistics().plan());
        }
        final RecallTuner tuner = new RecallTuner(file, SampleVectors.random(Metric.EUCLIDEAN, 200, 8, 2));
        assertEquals(12, tuner.write(file).size());
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            final Searcher searcher = index.searcher();
            searcher.nearest(vectors[3], 10, SearchOptions.recall(0.8));
            assertNotEquals(SearchStatistics.Plan.EXACT, searcher.statistics().plan());
        }
    }

    @Test
    void fileHasThePermissionsOfTheUsersFiles() throws IOException {
        final Path file =
                SampleVectors.build(folder.resolve("x.annoy"), Metric.DOT, SampleVectors.random(Metric.DOT, 5, 4, 1));
        final Path other = Files.writeString(folder.resolve("other"), "");
        assertEquals(Files.getPosixFilePermissions(other), Files.getPosixFilePermissions(file));
    }

    @Test
    void builderWritesOnce() throws IOException {
        try (IndexBuilder builder = new IndexBuilder(Metric.DOT, 2)) {
            builder.add(new float[] {1, 2}).write(folder.resolve("x.annoy"));
            assertThrows(IllegalStateException.class, () -> builder.write(folder.resolve("y.annoy")));
            assertThrows(IllegalStateException.class, () -> builder.add(new float[2]));
        }
    }

    @Test
    void targetsThatCannotBeWrittenLeaveNothingBehind() throws IOException {
        final Path work = Files.createDirectory(folder.resolve("work"));
        final Path taken = Files.createDirectory(folder.resolve("taken"));
        for (final Path target : new Path[] {folder.resolve("missing/x.annoy"), taken}) {
            try (IndexBuilder builder = new IndexBuilder(Metric.DOT, 2, work)) {
                builder.add(new float[] {1, 2});
                final IOException ex = assertThrows(IOException.class, () -> builder.write(target));
                assertTrue(ex.getMessage().startsWith(target.toString()), ex.getMessage());
            }
        }
        assertEquals(List.of(), list(work));
        assertEquals(List.of(), list(taken));
        assertEquals(List.of("taken", "work"), list(folder));
    }

    @Test
    void anotherTargetCanBeTriedAfterOneThatCannotBeWritten() throws IOException {
        final Path file = folder.resolve("x.annoy");
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 2)) {
            builder.add(new float[] {1, 2});
            assertThrows(IOException.class, () -> builder.write(folder.resolve("missing/x.annoy")));
            builder.add(new float[] {3, 4}).write(file);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertEquals(2, index.size());
        }
    }

    @Test
    void closingDeletesTheTemporaryFileAndKeepsTheIndex() throws IOException {
        final Path work = Files.createDirectory(folder.resolve("work"));
        final IndexBuilder builder = new IndexBuilder(Metric.DOT, 2, work);
        builder.add(new float[] {1, 2});
        assertEquals(1, list(work).size());
        builder.write(folder.resolve("x.annoy"));
        builder.close();
        builder.close();
        assertEquals(List.of(), list(work));
        assertEquals(List.of("work", "x.annoy"), list(folder));
    }

    @Test
    void vectorsAreCopiedWhenAdded() throws IOException {
        final Path file = folder.resolve("x.annoy");
        final float[] vector = {1, 2};
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 2)) {
            builder.add(vector);
            vector[0] = 5;
            builder.add(vector).write(file);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertEquals(1, index.vector(0)[0]);
            assertEquals(5, index.vector(1)[0]);
            assertEquals(4, index.distance(0, 1));
            assertMessage(file + " has no labels; build it from an input with labels", () -> index.idOf("label"));
            assertMessage(file + " has no labels; build it from an input with labels", () -> index.label(0));
        }
    }

    @Test
    void refusedItemsTakeNoIdAndLongLabelsAreRefused() throws IOException {
        final Path file = folder.resolve("x.annoy");
        final String longest = "\u00e9".repeat(32_767) + "x";
        try (IndexBuilder builder = new IndexBuilder(Metric.MANHATTAN, 1)) {
            builder.add(longest, new float[] {0});
            assertMessage(
                    "the label of item 1 has 65536 bytes, more than 65535; shorten it",
                    () -> builder.add("\u00e9".repeat(32_768), new float[] {1}));
            assertMessage("item 1 has 2 components, the index's have 1", () -> builder.add("bad", new float[2]));
            builder.add("second", new float[] {2});
            assertMessage("dimension is 65537, must be from 1 to 65536", () -> new IndexBuilder(Metric.DOT, 65_537));
            assertMessage("leafCapacity is 1, must be at least 2", () -> builder.leafCapacity(1));
            builder.write(file);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertEquals(2, index.size());
            assertEquals(longest, index.label(0));
            assertEquals("second", index.label(1));
            assertEquals(OptionalInt.of(0), index.idOf(longest));
            assertEquals(OptionalInt.empty(), index.idOf("bad"));
        }
    }

    @Test
    void failureWhileWritingKeepsTheOldFile() throws IOException {
        final Path file =
                SampleVectors.build(folder.resolve("x.annoy"), Metric.DOT, SampleVectors.random(Metric.DOT, 50, 4, 1));
        final byte[] before = Files.readAllBytes(file);
        try (IndexBuilder builder = new IndexBuilder(Metric.DOT, 4)) {
            for (final float[] vector : SampleVectors.random(Metric.DOT, 500, 4, 2)) {
                builder.add(vector);
            }
            builder.listener((stage, share) -> {
                if (stage == BuildListener.Stage.WRITE) {
                    throw new IllegalStateException("stop");
                }
            });
            assertThrows(IllegalStateException.class, () -> builder.write(file));
        }
        assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(file)));
        assertEquals(List.of("x.annoy"), list(folder));
    }

    @Test
    void listenerHearsOfEveryStage() throws IOException {
        final StringBuilder stages = new StringBuilder();
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 4)) {
            for (final float[] vector : SampleVectors.random(Metric.EUCLIDEAN, 2000, 4, 2)) {
                builder.add(vector);
            }
            builder.listener((stage, share) -> {
                assertTrue(share >= 0 && share <= 1);
                if (share == 1) {
                    stages.append(stage).append(' ');
                }
            });
            builder.write(folder.resolve("x.annoy"));
        }
        assertEquals("GROW WRITE MEASURE ", stages.toString());
    }

    @Test
    void severalTreesAndSingleLeavesWork() throws IOException {
        for (final Metric metric : Metric.values()) {
            final float[][] vectors = SampleVectors.random(metric, 3000, 20, 2);
            final Path file = folder.resolve(metric.label());
            try (IndexBuilder builder = new IndexBuilder(metric, 20)) {
                for (final float[] vector : vectors) {
                    builder.add(vector);
                }
                builder.trees(3).secondLeaves(false).leafCapacity(40).write(file);
            }
            try (AnnoyIndex index = AnnoyIndex.load(file)) {
                assertEquals(3, index.info().treeCount());
                assertEquals(1, index.info().pageLayout().orElseThrow().leavesPerItem());
                int found = 0;
                for (int query = 0; query < 50; query++) {
                    final int[] near = index.nearest(vectors[query], 10).ids();
                    assertEquals(10, java.util.Arrays.stream(near).distinct().count());
                    found += SampleVectors.common(
                            near,
                            index.nearest(vectors[query], 10, SearchOptions.exact())
                                    .ids());
                }
                assertTrue(found >= 465, metric + ": " + found + " of 500");
            }
        }
        assertFalse(list(folder).isEmpty());
    }

    private static List<String> list(final Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
