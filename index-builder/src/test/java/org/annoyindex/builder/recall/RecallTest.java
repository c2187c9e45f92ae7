package org.annoyindex.builder.recall;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.IndexInfo;
import org.annoyindex.query.IndexInfo.RecallPoint;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recall by name: what is asked for is what searches for other vectors than the items find. */
@Tag("once")
final class RecallTest {
    private static final int ITEMS = 6000;
    private static final int QUERIES = 500;
    private static final int DIMENSION = 16;
    private static final double[] ASKED = {0.8, 0.9, 0.95, 0.99};

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    /** An index of some vectors for each metric, built once. */
    private static Path built(final Metric metric) throws IOException {
        final Path file = shared.resolve(metric.label());
        return Files.exists(file)
                ? file
                : SampleVectors.build(file, metric, SampleVectors.random(metric, ITEMS, DIMENSION, 1));
    }

    /**
     * As the same index and answers come of every machine and kernel, so do these recalls. By chance alone recall@1 of so
     * many queries is off by two points.
     */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void recallAskedForIsReachedForAnyNumberOfNeighbors(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, QUERIES, DIMENSION, 2);
        try (AnnoyIndex index = AnnoyIndex.load(built(metric));
                Workers workers = new Workers(2)) {
            final KnownQueries queries = KnownQueries.others(index, vectors, 300, workers);
            for (final int k : new int[] {1, 10, 30, 100, 300}) {
                final RecallMeasurement searches = new RecallMeasurement(index, queries, k, workers);
                double before = 0;
                for (final double asked : ASKED) {
                    final RecallMeasurement.Reached reached = searches.reach(SearchOptions.recall(asked));
                    final String what = metric + ", k = " + k + ", asked " + asked + ": " + reached;
                    assertEquals(asked, reached.recall(), k == 1 ? 0.04 : k > 100 ? 0.03 : 0.02, what);
                    assertTrue(reached.budget() > before, what);
                    before = reached.budget();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void profilesAscendAndCoverWhatIsAskedFor(final Metric metric) throws IOException {
        final Path file = SampleVectors.build(folder.resolve("x"), metric, SampleVectors.random(metric, 3000, 12, 3));
        final List<IndexInfo.RecallCurve> profile;
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            profile = index.info().recallProfile();
        }
        assertEquals(
                "[1, 10, 100]",
                profile.stream().map(IndexInfo.RecallCurve::k).toList().toString());
        for (final IndexInfo.RecallCurve curve : profile) {
            assertEquals(curve.k() == 1 ? 1500 : curve.k() == 10 ? 500 : 200, curve.queries());
            assertAscending(
                    curve.points().stream().mapToDouble(RecallPoint::items).toArray());
            assertAscending(curve.points().stream()
                    .mapToDouble(point -> point.adaptiveBudget().orElseThrow())
                    .toArray());
            final double[] recalls =
                    curve.points().stream().mapToDouble(RecallPoint::recall).toArray();
            assertArrayEquals(Arrays.stream(recalls).sorted().toArray(), recalls);
            if (metric.hasSketches()) {
                assertTrue(recalls[recalls.length - 1] >= 0.95, Arrays.toString(recalls));
            }
        }
    }

    private static void assertAscending(final double[] values) {
        for (int i = 1; i < values.length; i++) {
            assertTrue(values[i] > values[i - 1], Arrays.toString(values));
        }
    }

    /** Searches by effort have the budget that the profile says, since it was measured by such searches. */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "MANHATTAN"})
    void budgetsAreWhatSearchesLookAtOnAverage(final Metric metric) throws IOException {
        try (AnnoyIndex index = AnnoyIndex.load(built(metric));
                Workers workers = new Workers(2)) {
            final RecallMeasurement searches = new RecallMeasurement(
                    index,
                    KnownQueries.others(index, SampleVectors.random(metric, QUERIES, DIMENSION, 2), 10, workers),
                    10,
                    workers);
            for (final int budget : new int[] {800, 1600, 3200}) {
                assertEquals(
                        budget, searches.reach(SearchOptions.budget(budget)).budget(), 0.1 * budget);
            }
            assertEquals(ITEMS, searches.reach(SearchOptions.exact()).budget());
            assertEquals(1, searches.reach(SearchOptions.exact()).recall());
        }
    }

    /** A file of version 1, or one from before the first release, has one curve for ten neighbors. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void profilesOfOneCurveAreStillSearchedBy(final boolean withEfforts) throws IOException {
        final Path file = Files.copy(built(Metric.EUCLIDEAN), folder.resolve("x"));
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, QUERIES, DIMENSION, 2);
        putProfile(file, withEfforts);
        try (AnnoyIndex index = AnnoyIndex.load(file);
                Workers workers = new Workers(2)) {
            final RecallPoint point =
                    index.info().recallProfile().get(0).points().get(0);
            assertEquals(withEfforts, point.adaptiveBudget().isPresent());
            final KnownQueries queries = KnownQueries.others(index, vectors, 40, workers);
            final RecallMeasurement ten = new RecallMeasurement(index, queries, 10, workers);
            final RecallMeasurement.Reached low = ten.reach(SearchOptions.recall(0.6));
            final RecallMeasurement.Reached high = ten.reach(SearchOptions.recall(0.8));
            // A search without efforts ends with the leaf in which it reaches its budget.
            assertTrue(withEfforts || low.budget() >= 500 && low.budget() < 900, low.toString());
            assertTrue(withEfforts || high.budget() >= 2000 && high.budget() < 2400, high.toString());
            assertTrue(high.budget() > low.budget() && high.recall() > low.recall(), low + " " + high);
            final RecallMeasurement.Reached forty =
                    new RecallMeasurement(index, queries, 40, workers).reach(SearchOptions.recall(0.6));
            assertTrue(forty.budget() > 1.2 * low.budget(), low + " " + forty);
            assertEquals(ITEMS, ten.reach(SearchOptions.recall(0.81)).budget());
        }
    }

    /** Puts one curve of two points in the place of a profile, which stands at the end of the file. */
    private static void putProfile(final Path file, final boolean withEfforts) throws IOException {
        final Section old = SampleVectors.header(file).section(SectionKind.RECALL);
        final ByteBuffer curve = ByteBuffer.allocate(withEfforts ? 40 : 32).order(ByteOrder.LITTLE_ENDIAN);
        curve.putInt(2).putInt(10).putInt(256).putInt(0);
        for (int point = 0; point < 2; point++) {
            curve.putInt(point == 0 ? 500 : 2000).putFloat(point == 0 ? 0.6f : 0.8f);
            if (withEfforts) {
                curve.putFloat(point == 0 ? 800 : 6000);
            }
        }
        final CRC32C checksum = new CRC32C();
        checksum.update(curve.flip().duplicate());
        final byte[] bytes = Arrays.copyOf(Files.readAllBytes(file), (int) old.offset() + curve.limit());
        curve.get(bytes, (int) old.offset(), curve.limit());
        Header.put(
                ByteBuffer.wrap(bytes, 0, Header.BYTES).slice(),
                new Section(SectionKind.RECALL, old.offset(), curve.limit(), (int) checksum.getValue()),
                bytes.length);
        Files.delete(file);
        Files.write(file, bytes);
    }
}
