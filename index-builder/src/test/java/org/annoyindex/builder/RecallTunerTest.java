package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.builder.recall.KnownQueries;
import org.annoyindex.builder.recall.RecallMeasurement;
import org.annoyindex.builder.write.ProfileWriter;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.IndexInfo;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.Queries;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
final class RecallTunerTest {
    private static final int ITEMS = 3000;
    private static final int DIMENSION = 16;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void build() throws IOException {
        file = SampleVectors.build(
                folder.resolve("x.annoy"),
                Metric.EUCLIDEAN,
                SampleVectors.random(Metric.EUCLIDEAN, ITEMS, DIMENSION, 1));
    }

    /** Far from the items: from there many leaves are hardly nearer than others. */
    private static float[][] farQueries(final int count, final long seed) {
        final float[][] queries = SampleVectors.random(Metric.EUCLIDEAN, count, DIMENSION, seed);
        for (final float[] query : queries) {
            for (int i = 0; i < DIMENSION; i++) {
                query[i] *= 3;
            }
        }
        return queries;
    }

    @Test
    void queriesUnlikeTheItemsReachWhatTheyAskForOnceTuned() throws IOException {
        final List<RecallTuner.Change> changes = new RecallTuner(file, farQueries(600, 2))
                .neighbors(20)
                .threads(2)
                .write(file);
        assertEquals(4 * 4, changes.size());
        assertEquals(
                List.of(1, 10, 20, 100),
                changes.stream().map(RecallTuner.Change::k).distinct().toList());
        double worst = 0;
        for (final RecallTuner.Change change : changes) {
            assertTrue(change.now() > change.asked() - 0.02, change.toString());
            assertTrue(change.now() < change.asked() + 0.02 || change.budgetNow() == ITEMS, change.toString());
            worst = Math.max(worst, Math.abs(change.asked() - change.before()));
        }
        assertTrue(worst > 0.04, changes.toString());
        try (AnnoyIndex tuned = AnnoyIndex.load(file);
                Workers workers = new Workers(2)) {
            final KnownQueries others = KnownQueries.others(tuned, farQueries(600, 3), 100, workers);
            for (final int k : new int[] {1, 10, 15, 20, 100}) {
                for (final double asked : new double[] {0.8, 0.95}) {
                    assertEquals(
                            asked,
                            new RecallMeasurement(tuned, others, k, workers)
                                    .reach(SearchOptions.recall(asked))
                                    .recall(),
                            0.03,
                            "k = " + k);
                }
            }
        }
    }

    @Test
    void nothingButTheProfileChanges() throws IOException {
        final byte[] before = Files.readAllBytes(file);
        final Path target = folder.resolve("tuned.annoy");
        new RecallTuner(file, farQueries(100, 2)).write(target);
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(List.of("tuned.annoy", "x.annoy"), files());
        final byte[] after = Files.readAllBytes(target);
        final Header old = SampleVectors.header(file);
        final int profile = (int) old.section(SectionKind.RECALL).offset();
        assertArrayEquals(
                Arrays.copyOfRange(before, Header.BYTES, profile), Arrays.copyOfRange(after, Header.BYTES, profile));
        try (AnnoyIndex index = AnnoyIndex.load(target, LoadOptions.defaults().verify())) {
            final Header header = SampleVectors.header(target);
            for (final Section section : old.sections().values()) {
                assertEquals(
                        section.kind() != SectionKind.RECALL,
                        section.equals(header.section(section.kind())),
                        section.toString());
            }
            assertEquals(profile, header.section(SectionKind.RECALL).offset());
            assertEquals(100, index.info().recallProfile().get(2).queries());
        }
        new RecallTuner(target, farQueries(100, 2)).threads(1).write(target);
        assertArrayEquals(after, Files.readAllBytes(target));
    }

    @Test
    void readersGoOnWithTheOldFile() throws IOException {
        final float[][] queries = farQueries(50, 4);
        try (AnnoyIndex old = AnnoyIndex.load(file)) {
            final List<IndexInfo.RecallCurve> profile = old.info().recallProfile();
            final String found = old.nearestAll(Queries.of(queries), 10, SearchOptions.recall(0.9))
                    .toString();
            new RecallTuner(file, queries).write(file);
            assertEquals(
                    found,
                    old.nearestAll(Queries.of(queries), 10, SearchOptions.recall(0.9))
                            .toString());
            assertEquals(profile, old.info().recallProfile());
            try (AnnoyIndex tuned = AnnoyIndex.load(file)) {
                assertEquals(50, tuned.info().recallProfile().get(0).queries());
            }
        }
    }

    @Test
    void knownNeighborsLimitWhatIsMeasured() throws IOException {
        final float[][] queries = farQueries(60, 5);
        final int[][] truth = new int[60][];
        final float[][] items = SampleVectors.random(Metric.EUCLIDEAN, ITEMS, DIMENSION, 1);
        Arrays.setAll(truth, q -> Arrays.copyOf(SampleVectors.sorted(Metric.EUCLIDEAN, items, queries[q]), 30));
        new RecallTuner(file, queries).truth(truth).neighbors(25).write(file);
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertEquals(
                    List.of(1, 10, 25),
                    index.info().recallProfile().stream()
                            .map(IndexInfo.RecallCurve::k)
                            .toList());
        }
        final byte[] byTruth = Files.readAllBytes(file);
        truth[3] = Arrays.copyOf(truth[3], 24);
        assertProblem(
                "only 24 true neighbors of some query are known, fewer than k = 25; give more, or a smaller k",
                new RecallTuner(file, queries).truth(truth).neighbors(25));
        assertProblem(
                "there are true neighbors of 60 queries, but 50 queries; give those of the same queries",
                new RecallTuner(file, Arrays.copyOf(queries, 50)).truth(truth));
        assertArrayEquals(byTruth, Files.readAllBytes(file));
    }

    @Test
    void indexesWithoutAProfileAreRefused() throws IOException {
        final Path small = SampleVectors.build(
                folder.resolve("small"), Metric.EUCLIDEAN, SampleVectors.random(Metric.EUCLIDEAN, 999, DIMENSION, 1));
        assertProblem(
                small + " has 999 items; indexes of fewer than 1000 are searched exactly and need no recall profile",
                new RecallTuner(small, farQueries(5, 1)));
        assertEquals(
                "there are no queries; give some hundreds that are typical of searches in this index",
                assertThrows(IllegalArgumentException.class, () -> new RecallTuner(file, new float[0][]))
                        .getMessage());
        final RecallTuner tuner = new RecallTuner(file, farQueries(5, 1));
        assertThrows(IllegalArgumentException.class, () -> tuner.neighbors(0));
        assertThrows(IllegalArgumentException.class, () -> tuner.threads(0));
        assertProblem(
                "query 1 has 3 components, the index's vectors have 16",
                new RecallTuner(file, new float[][] {new float[DIMENSION], new float[3]}));
        final float[] bad = new float[DIMENSION];
        bad[2] = Float.NaN;
        assertProblem("query 0: component 2 is NaN, must be finite", new RecallTuner(file, new float[][] {bad}));
    }

    private void assertProblem(final String message, final RecallTuner tuner) throws IOException {
        final List<String> before = files();
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> tuner.write(file))
                        .getMessage());
        assertEquals(before, files());
    }

    @Test
    void targetsThatCannotBeWrittenLeaveNothingBehind() throws IOException {
        final Path target = folder.resolve("none/x.annoy");
        final RecallTuner tuner = new RecallTuner(file, farQueries(5, 1));
        assertThrows(IOException.class, () -> tuner.write(target));
        assertThrows(IOException.class, () -> tuner.write(folder));
        assertEquals(List.of("x.annoy"), files());
    }

    @Test
    void indexesThatWereReplacedMeanwhileAreNotMixedUp() throws IOException {
        final List<IndexInfo.Section> measured;
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            measured = index.info().pageLayout().orElseThrow().sections();
        }
        SampleVectors.build(file, Metric.EUCLIDEAN, SampleVectors.random(Metric.EUCLIDEAN, ITEMS, DIMENSION, 2));
        final IOException ex = assertThrows(IOException.class, () -> new ProfileWriter(file, measured, file).close());
        assertEquals(file + " was replaced while it was measured; measure it again", ex.getMessage());
        assertEquals(List.of("x.annoy"), files());
    }

    /** As a later version might write it: something of an unknown kind behind the profile. */
    @Test
    void whatFollowsTheProfileIsKept() throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        final byte[] longer = Arrays.copyOf(bytes, bytes.length + 64);
        longer[longer.length - 1] = 77;
        final Section profile = SampleVectors.header(file).section(SectionKind.RECALL);
        Header.put(ByteBuffer.wrap(longer, 0, Header.BYTES).slice(), profile, longer.length);
        Files.delete(file);
        Files.write(file, longer);
        for (int times = 0; times < 2; times++) {
            new RecallTuner(file, farQueries(50, 6)).write(file);
            final byte[] tuned = Files.readAllBytes(file);
            assertArrayEquals(
                    Arrays.copyOfRange(longer, Header.BYTES, longer.length),
                    Arrays.copyOfRange(tuned, Header.BYTES, longer.length));
            assertTrue(tuned.length < longer.length + 2000, "length " + tuned.length);
            try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
                assertEquals(50, index.info().recallProfile().get(0).queries());
            }
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
