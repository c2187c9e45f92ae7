package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.Links;
import org.annoyindex.builder.RecallTuner;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.builder.recall.KnownQueries;
import org.annoyindex.builder.recall.RecallMeasurement;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.RecallCurve;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Effort;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.NeighborPages;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Queries;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.Searcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;

/** Searches over links keep every promise that searches from leaf to leaf keep. */
final class LinkedSearchTest {
    private static final int ITEMS = 3000;
    private static final int DIMENSION = 16;

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static float[][] items(final Metric metric) {
        return SampleVectors.random(metric, ITEMS, DIMENSION, 1);
    }

    /** An index with links for each metric, built once. */
    private static Path built(final Metric metric) throws IOException {
        final Path file = shared.resolve(metric.label());
        return Files.exists(file) ? file : build(file, metric, Links.ON, items(metric));
    }

    private static Path build(final Path file, final Metric metric, final Links links, final float[][] vectors)
            throws IOException {
        try (IndexBuilder builder = new IndexBuilder(metric, vectors[0].length)) {
            builder.addAll(vectors).links(links).write(file);
        }
        return file;
    }

    private static SearchOptions over(final double recall) {
        return SearchOptions.recall(recall).links(true);
    }

    private static SearchOptions width(final int items) {
        return SearchOptions.of(new Effort.Width(items));
    }

    /**
     * The mean over a thousand queries varies by a point and a half for one neighbor. By dot, items as queries find the largest
     * product more easily than other queries do, from leaf to leaf as well.
     */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void recallAskedForIsReachedOverLinks(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, 1000, DIMENSION, 2);
        try (AnnoyIndex index = AnnoyIndex.load(built(metric));
                Workers workers = new Workers(2)) {
            final KnownQueries queries = KnownQueries.others(index, vectors, 100, workers);
            for (final int k : new int[] {1, 10, 100}) {
                final RecallMeasurement searches = new RecallMeasurement(index, queries, k, workers);
                double before = 0;
                for (final double asked : new double[] {0.8, 0.9, 0.95, 0.99}) {
                    final RecallMeasurement.Reached reached = searches.reach(over(asked));
                    final String what = metric + ", k = " + k + ", asked " + asked + ": " + reached;
                    assertTrue(reached.recall() > asked - missing(metric, k), what);
                    assertTrue(reached.budget() >= before, what);
                    before = reached.budget();
                }
            }
        }
    }

    /** By default such searches use leaves. */
    @Test
    void theWidthGrowsWithTheNeighborsBeyondThoseMeasured() throws IOException {
        final float[] query = SampleVectors.random(Metric.EUCLIDEAN, 1, DIMENSION, 2)[0];
        try (AnnoyIndex index = AnnoyIndex.load(built(Metric.EUCLIDEAN))) {
            final Searcher searcher = index.searcher();
            for (final double recall : new double[] {0.9, 0.95}) {
                searcher.nearest(query, 100, over(recall));
                final double width = searcher.statistics().adaptiveLimit();
                assertTrue(width >= 100);
                searcher.nearest(query, 300, over(recall));
                assertEquals(SearchStatistics.Plan.LINKS, searcher.statistics().plan());
                assertEquals(3 * width, searcher.statistics().adaptiveLimit(), 3);
            }
        }
    }

    private static double missing(final Metric metric, final int k) {
        if (k == 1) {
            return metric == Metric.DOT ? 0.08 : 0.03;
        }
        return 0.02;
    }

    /** What is found is as far as an exact search says, and in its order. */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void distancesAreExactAndNearestFirst(final Metric metric) throws IOException {
        final float[][] queries = SampleVectors.random(metric, 50, DIMENSION, 3);
        try (AnnoyIndex index = AnnoyIndex.load(built(metric))) {
            final Searcher searcher = index.searcher();
            for (final float[] query : queries) {
                final Neighbors all = index.nearest(query, ITEMS, SearchOptions.exact());
                final float[] distanceOf = new float[ITEMS];
                final int[] rankOf = new int[ITEMS];
                for (int rank = 0; rank < ITEMS; rank++) {
                    distanceOf[all.id(rank)] = all.distance(rank);
                    rankOf[all.id(rank)] = rank;
                }
                for (final SearchOptions options : new SearchOptions[] {over(0.9), width(1), width(50)}) {
                    for (final int k : new int[] {1, 10, 300}) {
                        final Neighbors found = searcher.nearest(query, k, options);
                        assertEquals(
                                SearchStatistics.Plan.LINKS,
                                searcher.statistics().plan());
                        assertEquals(k, found.size());
                        checkOrder(metric, found);
                        for (int i = 0; i < k; i++) {
                            assertEquals(distanceOf[found.id(i)], found.distance(i));
                            assertTrue(i == 0 || rankOf[found.id(i - 1)] < rankOf[found.id(i)], found::toString);
                        }
                    }
                }
            }
        }
    }

    private static void checkOrder(final Metric metric, final Neighbors found) {
        assertEquals(found.size(), Arrays.stream(found.ids()).distinct().count());
        for (int i = 1; i < found.size(); i++) {
            final float before = found.distance(i - 1);
            final float distance = found.distance(i);
            assertTrue(metric == Metric.DOT ? before >= distance : before <= distance, before + " before " + distance);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void allItemsAreFoundIfAsManyAreWanted(final Metric metric) throws IOException {
        final float[][] vectors = items(metric);
        final float[] query = SampleVectors.random(metric, 1, DIMENSION, 4)[0];
        try (AnnoyIndex index = AnnoyIndex.load(built(metric))) {
            final String exact =
                    index.nearest(query, ITEMS, SearchOptions.exact()).toString();
            for (final SearchOptions options :
                    new SearchOptions[] {over(0.5), over(0.95), width(1), width(ITEMS), width(Integer.MAX_VALUE)}) {
                assertEquals(exact, index.nearest(query, ITEMS, options).toString());
                assertEquals(exact, index.nearest(query, ITEMS + 1, options).toString());
                assertEquals(
                        exact, index.nearest(query, Integer.MAX_VALUE, options).toString());
                assertEquals(ITEMS, index.nearest(Query.item(7), ITEMS, options).size());
                checkOrder(metric, index.nearest(vectors[7], ITEMS - 1, options));
            }
        }
    }

    /** Equal vectors have equal scores, and link to each other alone. */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void equalVectorsAreFoundInTheOrderOfTheirIds(final Metric metric) throws IOException {
        for (final int different : new int[] {1, 750}) {
            // All are equal, or every second one.
            final float[][] vectors = SampleVectors.random(metric, 1500, DIMENSION, 5);
            for (int id = 0; id < vectors.length; id++) {
                if (different == 1 || id % 2 == 0) {
                    vectors[id] = vectors[0].clone();
                }
            }
            final Path file = build(folder.resolve(metric + "-" + different), metric, Links.ON, vectors);
            try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
                final int step = different == 1 ? 1 : 2;
                for (final SearchOptions options : new SearchOptions[] {over(0.9), width(1), width(200)}) {
                    for (final int k : new int[] {1, 10, 100, 749, 1500}) {
                        for (final Query query : new Query[] {Query.of(vectors[0]), Query.item(0)}) {
                            final Neighbors found = index.nearest(query, k, options);
                            assertEquals(k, found.size());
                            checkOrder(metric, found);
                            for (int i = 0; i < Math.min(k, 100) && metric != Metric.DOT; i++) {
                                assertEquals(0, found.id(i) % step, "rank " + i);
                                assertEquals(found.distance(0), found.distance(i));
                                assertTrue(i == 0 || found.id(i - 1) < found.id(i), found::toString);
                            }
                        }
                    }
                    final Neighbors other = index.nearest(Query.item(101), 5, options);
                    assertEquals(metric == Metric.DOT || different == 1 ? other.id(0) : 101, other.id(0));
                }
            }
        }
    }

    /** A zero vector is equally far from all others, and its point is not on the sphere. */
    @Test
    void zeroVectorsAreFound() throws IOException {
        final float[][] vectors = items(Metric.ANGULAR);
        for (int id = 0; id < 60; id++) {
            vectors[50 * id] = new float[DIMENSION];
        }
        try (AnnoyIndex index = AnnoyIndex.load(build(folder.resolve("zeros"), Metric.ANGULAR, Links.ON, vectors))) {
            for (final SearchOptions options : new SearchOptions[] {over(0.95), width(100)}) {
                for (int id = 0; id < 200; id++) {
                    final Neighbors found = index.nearest(Query.item(id), 10, options);
                    checkOrder(Metric.ANGULAR, found);
                    assertEquals(10, found.size());
                    final boolean zero = id % 50 == 0;
                    assertEquals(zero ? (float) Math.sqrt(2) : 0, found.distance(0), 1e-6f);
                    assertTrue(zero || found.id(0) == id, found::toString);
                }
                assertEquals(ITEMS, index.nearest(vectors[1], ITEMS, options).size());
            }
            int common = 0;
            for (int id = 1; id < 400; id += 2) {
                final int[] truth =
                        index.nearest(Query.item(id), 10, SearchOptions.exact()).ids();
                common += SampleVectors.common(
                        index.nearest(Query.item(id), 10, over(0.95)).ids(), truth);
            }
            assertTrue(common > 0.93 * 10 * 200, common + " of 2000");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN"})
    void itemsAsQueriesFindThemselves(final Metric metric) throws IOException {
        final float[][] vectors = items(metric);
        try (AnnoyIndex index = AnnoyIndex.load(built(metric))) {
            for (int id = 0; id < ITEMS; id += 7) {
                for (final SearchOptions options : new SearchOptions[] {over(0.01), over(0.95), width(1)}) {
                    assertEquals(id, index.nearest(Query.item(id), 1, options).id(0));
                    assertEquals(0, index.nearest(Query.item(id), 3, options).distance(0));
                    assertEquals(id, index.nearest(vectors[id], 3, options).id(0));
                }
            }
        }
    }

    /** Whether it may be returned or not. */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void everyVisitedItemIsComparedOnce(final Metric metric) throws IOException {
        try (AnnoyIndex index = AnnoyIndex.load(built(metric))) {
            final Searcher searcher = index.searcher();
            for (int id = 0; id < ITEMS; id += 100) {
                final SearchOptions others = over(0.9).deny(RoaringBitmap.bitmapOf(id));
                assertEquals(-1, rank(id, searcher.nearest(Query.item(id), 10, others)));
                SearchStatistics statistics = searcher.statistics();
                assertEquals(SearchStatistics.Plan.LINKS, statistics.plan());
                assertEquals(statistics.itemPages(), statistics.exactComparisons());

                searcher.nearest(Query.item(id), 10, over(0.9));
                statistics = searcher.statistics();
                assertEquals(statistics.itemPages(), statistics.exactComparisons());

                // Without the links of the item.
                searcher.nearest(Query.item(id), 10, width(20));
                statistics = searcher.statistics();
                assertEquals(statistics.itemPages() + 1, statistics.exactComparisons());
            }
        }
    }

    private static int rank(final int id, final Neighbors found) {
        return Arrays.stream(found.ids()).boxed().toList().indexOf(id);
    }

    @Test
    void moreWidthVisitsMoreAndFindsMore() throws IOException {
        final float[][] queries = SampleVectors.random(Metric.EUCLIDEAN, 200, DIMENSION, 6);
        try (AnnoyIndex index = AnnoyIndex.load(built(Metric.EUCLIDEAN))) {
            final Searcher searcher = index.searcher();
            long visitedBefore = 0;
            int foundBefore = 0;
            for (final int items : new int[] {10, 20, 40, 80, 160}) {
                long visited = 0;
                int common = 0;
                for (final float[] query : queries) {
                    final int[] truth =
                            index.nearest(query, 10, SearchOptions.exact()).ids();
                    common += SampleVectors.common(
                            searcher.nearest(query, 10, width(items)).ids(), truth);
                    final SearchStatistics statistics = searcher.statistics();
                    assertEquals(SearchStatistics.Plan.LINKS, statistics.plan());
                    assertEquals(0, statistics.leafPages());
                    assertTrue(statistics.itemPages() >= 10);
                    assertTrue(statistics.exactComparisons() >= statistics.itemPages());
                    assertTrue(statistics.cost() > 0);
                    visited += statistics.itemPages();
                }
                assertTrue(visited > visitedBefore && common > foundBefore, items + ": " + visited + ", " + common);
                visitedBefore = visited;
                foundBefore = common;
            }
            assertTrue(foundBefore > 0.99 * 2000, foundBefore + " of 2000");
        }
    }

    /** Twenty items are near the query, all others far from it: whatever the width, there is no need to visit those. */
    @Test
    void aSearchEndsWhenAllItemsLeftAreFar() throws IOException {
        final int group = 20;
        final int width = 400;
        final float[][] centers = SampleVectors.random(Metric.EUCLIDEAN, ITEMS / group, DIMENSION, 8);
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, ITEMS, DIMENSION, 9);
        for (int i = 0; i < ITEMS; i++) {
            for (int j = 0; j < DIMENSION; j++) {
                vectors[i][j] = centers[i / group][j] + 0.05f * vectors[i][j];
            }
        }
        final Path file = build(folder.resolve("groups"), Metric.EUCLIDEAN, Links.ON, vectors);
        try (AnnoyIndex index = AnnoyIndex.load(file);
                AnnoyIndex even = AnnoyIndex.load(built(Metric.EUCLIDEAN))) {
            final Searcher searcher = index.searcher();
            final Searcher evenSearcher = even.searcher();
            long visited = 0;
            long visitedOfEven = 0;
            for (final float[] center : centers) {
                final int[] truth =
                        index.nearest(center, 10, SearchOptions.exact()).ids();
                assertArrayEquals(
                        truth, searcher.nearest(center, 10, width(width)).ids());
                visited += searcher.statistics().itemPages();
                evenSearcher.nearest(center, 10, width(width));
                visitedOfEven += evenSearcher.statistics().itemPages();
            }
            final long queries = centers.length;
            assertTrue(visited < 60 * queries && visitedOfEven > 2 * visited, visited + ", " + visitedOfEven);
        }
    }

    @Test
    void whatCannotGoOverLinksIsRefused() throws IOException {
        for (final SearchOptions options : new SearchOptions[] {
            SearchOptions.budget(100), SearchOptions.exact(), SearchOptions.of(new Effort.AdaptiveBudget(10))
        }) {
            assertRefused("; give a recall below 1", () -> options.links(true));
        }
        final Path without = build(folder.resolve("without"), Metric.EUCLIDEAN, Links.OFF, items(Metric.EUCLIDEAN));
        final float[] query = items(Metric.EUCLIDEAN)[0];
        try (AnnoyIndex index = AnnoyIndex.load(without)) {
            assertRefusesLinks(index, without + " has no links between items; build it with links, or search without");
            assertEquals(
                    index.nearest(query, 5, SearchOptions.recall(0.9)).toString(),
                    index.nearest(query, 5, SearchOptions.recall(0.9).links(false))
                            .toString());
        }
        // Links without a profile: no width is known for a recall.
        final Path unmeasured = folder.resolve("unmeasured");
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, DIMENSION)) {
            builder.addAll(items(Metric.EUCLIDEAN))
                    .links(Links.ON)
                    .recallProfile(false)
                    .write(unmeasured);
        }
        try (AnnoyIndex index = AnnoyIndex.load(unmeasured)) {
            assertRefused(
                    unmeasured + " has no recall profile of searches over links; measure it with RecallTuner, or"
                            + " search without",
                    () -> index.nearest(query, 3, over(0.9)));
            assertEquals(3, index.nearest(query, 3, width(50)).size());
        }
        new RecallTuner(unmeasured, SampleVectors.random(Metric.EUCLIDEAN, 50, DIMENSION, 12)).write(unmeasured);
        try (AnnoyIndex index = AnnoyIndex.load(unmeasured)) {
            assertEquals(3, index.nearest(query, 3, over(0.9)).size());
        }
    }

    /** To build it with links would not help. */
    @ParameterizedTest
    @EnumSource
    void indexesThatCannotHaveLinksAreNotToBeBuiltWithThem(final Metric metric) throws IOException {
        final Path small = folder.resolve("small");
        build(small, metric, Links.ON, SampleVectors.random(metric, 999, DIMENSION, 1));
        final String withoutSketches =
                " is an index of metric " + metric.label() + ", which has no links between items; search without";
        try (AnnoyIndex index = AnnoyIndex.load(small)) {
            assertRefusesLinks(
                    index,
                    small
                            + (metric.hasSketches()
                                    ? " has 999 items; indexes of fewer than 1000 are searched exactly and have no links"
                                            + " between items; search without"
                                    : withoutSketches));
        }
        if (!metric.hasSketches()) {
            final Path file = build(folder.resolve("large"), metric, Links.ON, items(metric));
            try (AnnoyIndex index = AnnoyIndex.load(file)) {
                assertRefusesLinks(index, file + withoutSketches);
            }
        }
        for (final int count : new int[] {999, 1000}) {
            final Path spotify = folder.resolve(count + ".ann");
            try (IndexBuilder builder = new IndexBuilder(metric, DIMENSION)) {
                builder.addAll(SampleVectors.random(metric, count, DIMENSION, 1))
                        .trees(2)
                        .writeSpotify(spotify);
            }
            try (AnnoyIndex index = AnnoyIndex.load(spotify, LoadOptions.spotify(metric, DIMENSION))) {
                final String message;
                if (!metric.hasSketches()) {
                    message = withoutSketches;
                } else if (count < 1000) {
                    message =
                            " has 999 items; indexes of fewer than 1000 are searched exactly and have no links between"
                                    + " items; search without";
                } else {
                    message = " is a file of Spotify's Annoy, which has no links between items; convert it with links,"
                            + " or search without";
                }
                assertRefusesLinks(index, spotify + message);
            }
        }
    }

    private static void assertRefusesLinks(final AnnoyIndex index, final String message) {
        final float[] query = index.vector(3);
        for (final SearchOptions options :
                new SearchOptions[] {SearchOptions.defaults().links(true), width(10)}) {
            assertRefused(message, () -> index.nearest(query, 3, options));
            assertRefused(message, () -> index.searcher().nearest(Query.item(3), 3, options));
            assertRefused(message, () -> index.nearestAll(Queries.of(query, query), 3, options));
            assertRefused(message, () -> index.within(Query.of(query), 1, 10, options));
            assertRefused(message, () -> index.pages(Query.of(query), options).next(10));
        }
    }

    private static void assertRefused(final String message, final Executable call) {
        final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, call);
        assertTrue(String.valueOf(ex.getMessage()).endsWith(message), ex.getMessage());
    }

    /** Whatever way they take. */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void filtersPagesAndRadiiAreRightInAFileWithLinks(final Metric metric) throws IOException {
        final float[] query = SampleVectors.random(metric, 1, DIMENSION, 8)[0];
        final RoaringBitmap odd = new RoaringBitmap();
        IntStream.range(0, ITEMS / 2).forEach(i -> odd.add(2 * i + 1));
        try (AnnoyIndex index = AnnoyIndex.load(built(metric))) {
            final Neighbors all = index.nearest(query, ITEMS, SearchOptions.exact());
            for (final SearchOptions options :
                    new SearchOptions[] {over(0.99), width(400), SearchOptions.recall(0.99)}) {
                final Neighbors allowed = index.nearest(query, 20, options.filter(odd));
                assertEquals(20, allowed.size());
                assertTrue(Arrays.stream(allowed.ids()).allMatch(odd::contains));
                checkOrder(metric, allowed);
                assertEquals(
                        odd.getCardinality(),
                        index.nearest(query, ITEMS, options.filter(odd)).size());

                final float radius = all.distance(200);
                final Neighbors within = index.within(Query.of(query), radius, ITEMS, options);
                assertTrue(within.size() > 190 && within.size() <= 202, within::toString);
                checkOrder(metric, within);
                for (int i = 0; i < within.size(); i++) {
                    assertTrue(metric == Metric.DOT ? within.distance(i) >= radius : within.distance(i) <= radius);
                }

                // Few enough to be found over links.
                final Neighbors near = index.within(Query.of(query), all.distance(4), ITEMS, options);
                assertTrue(near.size() >= 4 && near.size() <= 5, near::toString);
                assertEquals(
                        near.toString(),
                        index.nearest(query, near.size(), SearchOptions.exact()).toString());

                final NeighborPages pages = index.pages(Query.of(query), options);
                final RoaringBitmap seen = new RoaringBitmap();
                for (int i = 0; i < 20; i++) {
                    final Neighbors page = pages.next(10);
                    assertEquals(10, page.size());
                    checkOrder(metric, page);
                    Arrays.stream(page.ids()).forEach(id -> assertTrue(seen.checkedAdd(id), "again " + id));
                }
                assertTrue(SampleVectors.common(seen.toArray(), Arrays.copyOf(all.ids(), 200)) > 180, seen::toString);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void batchesGetTheAnswersOfSearchesOneByOne(final Metric metric) throws IOException {
        final float[][] queries = SampleVectors.random(metric, 300, DIMENSION, 9);
        try (AnnoyIndex index = AnnoyIndex.load(built(metric))) {
            for (final SearchOptions options :
                    new SearchOptions[] {over(0.9), width(30), SearchOptions.recall(0.5), SearchOptions.recall(0.97)}) {
                final List<Neighbors> batch = index.nearestAll(Queries.of(queries), 10, options);
                final Searcher searcher = index.searcher();
                for (int i = 0; i < queries.length; i++) {
                    assertEquals(
                            searcher.nearest(queries[i], 10, options).toString(),
                            batch.get(i).toString());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void searchesOverLinksAllocateNothingOnceWarm(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, 200, DIMENSION, 10);
        try (AnnoyIndex index = AnnoyIndex.load(built(metric))) {
            final Searcher searcher = index.searcher();
            final SearchOptions[] efforts = {over(0.9), over(0.99), width(20)};
            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            final int searches = 600;
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 20 && allocated >= searches; round++) {
                final long before =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                for (int i = 0; i < searches; i++) {
                    searcher.nearest(vectors[i % 200], 10, efforts[i % efforts.length]);
                }
                allocated =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            }
            assertTrue(allocated < searches, allocated + " bytes in " + searches + " searches");
        }
    }

    /** A walk without a limit would miss what sketches rank too low. */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void whatCannotGoOverLinksIsExactIfLeavesDoNotReachTheRecall(final Metric metric) throws IOException {
        final RoaringBitmap few = new RoaringBitmap();
        IntStream.range(0, 2 * ITEMS / 5).forEach(i -> few.add(2 * i));
        final Path file = withHalfTheRecallOfLeaves(built(metric));
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
            final Searcher searcher = index.searcher();
            for (final float[] query : SampleVectors.random(metric, 20, DIMENSION, 12)) {
                searcher.nearest(query, 10, over(0.9));
                assertEquals(SearchStatistics.Plan.LINKS, searcher.statistics().plan());

                for (final SearchOptions options : new SearchOptions[] {
                    over(0.9).filter(few),
                    over(0.9).where(few::contains),
                    SearchOptions.recall(0.9).filter(few),
                    SearchOptions.recall(0.9).links(false).filter(few)
                }) {
                    final String found = searcher.nearest(query, 10, options).toString();
                    assertEquals(
                            SearchStatistics.Plan.EXACT, searcher.statistics().plan());
                    final SearchOptions exact = SearchOptions.exact().filter(few);
                    assertEquals(index.nearest(query, 10, exact).toString(), found);
                }

                final Neighbors all = index.nearest(query, 300, SearchOptions.exact());
                final NeighborPages pages = index.pages(Query.of(query), over(0.9));
                for (int from = 0; from < 30; from += 10) {
                    assertArrayEquals(
                            Arrays.copyOfRange(all.ids(), from, from + 10),
                            pages.next(10).ids());
                }
                assertEquals(SearchStatistics.Plan.EXACT, pages.statistics().plan());

                final Neighbors within = searcher.within(Query.of(query), all.distance(299), 1000, over(0.9));
                assertEquals(all.toString(), within.toString());
                assertEquals(SearchStatistics.Plan.EXACT, searcher.statistics().plan());
            }
        }
    }

    /** A copy whose profile says that searches from leaf to leaf find half of what they find. */
    private Path withHalfTheRecallOfLeaves(final Path file) throws IOException {
        final Section section = SampleVectors.header(file).section(SectionKind.RECALL);
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        final int start = (int) section.offset();
        final int length = (int) section.length();
        final RecallProfile halved =
                new RecallProfile(RecallProfile.decode(bytes.slice(start, length)).curves().stream()
                        .map(curve -> new RecallCurve(
                                curve.neighbors(),
                                curve.queries(),
                                curve.budgets(),
                                Arrays.stream(curve.recalls())
                                        .map(recall -> recall / 2)
                                        .toArray(),
                                curve.efforts()))
                        .toList());
        bytes.put(start, halved.encode(), 0, length);
        IndexMutations.sum(bytes);
        return Files.write(folder.resolve("halved"), bytes.array());
    }

    /** Readers of version 0.1.0 skip sections 13 to 15, as any unknown ones, and get the answers of leaves. */
    @Test
    void readersThatDoNotKnowLinksSearchFromLeafToLeaf() throws IOException {
        final Path file = built(Metric.EUCLIDEAN);
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int hidden = 0;
        for (int entry = 128; entry < 128 + 32 * bytes.getInt(72); entry += 32) {
            final int kind = bytes.getInt(entry);
            if (kind == SectionKind.ITEM_PAGES.code()
                    || kind == SectionKind.ENTRY_PAGE.code()
                    || kind == SectionKind.LINK_RECALL.code()) {
                bytes.putInt(entry, 1000 + kind);
                hidden++;
            }
        }
        assertEquals(3, hidden);
        IndexMutations.sum(bytes);
        final Path old = Files.write(folder.resolve("old"), bytes.array());
        try (AnnoyIndex linked = AnnoyIndex.load(file);
                AnnoyIndex unlinked =
                        AnnoyIndex.load(old, LoadOptions.defaults().verify())) {
            for (final float[] query : SampleVectors.random(Metric.EUCLIDEAN, 50, DIMENSION, 11)) {
                final String expected = linked.nearest(
                                query, 10, SearchOptions.recall(0.95).links(false))
                        .toString();
                assertEquals(expected, unlinked.nearest(query, 10).toString());
            }
            assertRefused(
                    old + " has no links between items; build it with links, or search without",
                    () -> unlinked.nearest(Query.item(0), 1, over(0.9)));
            assertArrayEquals(linked.vector(5), unlinked.vector(5));
        }
    }
}
