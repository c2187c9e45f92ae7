package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.NeighborPages;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.Searcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;

/** Searches within distances, and pages of neighbors, compared with brute force, on both kinds of files. */
@Tag("long")
@ParameterizedClass
@EnumSource
final class WithinAndStreamTest {
    private static final int ITEMS = 4000;
    private static final int DIMENSION = 16;
    private static final int QUERIES = 15;

    @TempDir
    private static Path shared;

    @Parameter
    private FileKind format;

    @TempDir
    private Path folder;

    /** Opens an index of the same vectors for each test; it is built once. */
    private AnnoyIndex open(final Metric metric) throws IOException {
        final Path file = shared.resolve(format + metric.label());
        if (!Files.exists(file)) {
            format.build(file, metric, vectors(metric));
        }
        return format.load(file, metric, vectors(metric));
    }

    private static float[][] vectors(final Metric metric) {
        return SampleVectors.random(metric, ITEMS, DIMENSION, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aRecallIsReachedHoweverManyAreWithinTheDistance(final Metric metric) throws IOException {
        final float[][] vectors = vectors(metric);
        final float[][] queries = SampleVectors.random(metric, QUERIES, DIMENSION, 2);
        final int[] numbers = {1, 3, 30, 300, 1500};
        final int[] found = new int[numbers.length];
        final int[] wanted = new int[numbers.length];
        try (AnnoyIndex index = open(metric)) {
            for (final float[] query : queries) {
                final int[] sorted = SampleVectors.sorted(metric, vectors, query);
                for (int i = 0; i < numbers.length; i++) {
                    final float distance =
                            (float) SampleVectors.distance(metric, vectors[sorted[numbers[i] - 1]], query);
                    final int[] truth = within(index, metric, query, distance);
                    assertEquals(numbers[i], truth.length, metric == Metric.HAMMING ? ITEMS : 1, "by brute force");
                    final RoaringBitmap those = RoaringBitmap.bitmapOf(truth);
                    final Neighbors near = index.within(Query.of(query), distance, ITEMS);
                    assertTrue(Arrays.stream(near.ids()).allMatch(those::contains));
                    assertEquals(near.size(), RoaringBitmap.bitmapOf(near.ids()).getCardinality());
                    assertInOrder(metric, near);
                    assertArrayEquals(
                            truth,
                            index.within(Query.of(query), distance, ITEMS, SearchOptions.exact())
                                    .ids());
                    found[i] += near.size();
                    wanted[i] += truth.length;
                    final Neighbors few = index.within(Query.of(query), distance, 2);
                    assertTrue(few.size() <= 2 && Arrays.stream(few.ids()).allMatch(those::contains));
                }
            }
        }
        for (int i = 0; i < numbers.length; i++) {
            // Annoy has no recall: it finds what its default finds among the same number of neighbors.
            final double least = format == FileKind.OURS ? 0.9 : 0.3;
            // One of few may be missed.
            assertTrue(found[i] >= Math.floor(least * wanted[i]), metric + ": " + found[i] + " of " + wanted[i]);
        }
    }

    /** The truth by distances in single precision, the precision of the given distance. */
    private static int[] within(
            final AnnoyIndex index, final Metric metric, final float[] query, final float distance) {
        final Neighbors all = index.nearest(query, ITEMS, SearchOptions.exact());
        return IntStream.range(0, all.size())
                .filter(rank -> metric == Metric.DOT ? all.distance(rank) >= distance : all.distance(rank) <= distance)
                .map(all::id)
                .toArray();
    }

    private static void assertInOrder(final Metric metric, final Neighbors near) {
        for (int rank = 1; rank < near.size(); rank++) {
            final int order = Float.compare(near.distance(rank - 1), near.distance(rank));
            assertTrue((metric == Metric.DOT ? -order : order) <= 0, near::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void allEqualItemsAreAtDistanceZero(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, 1600, DIMENSION, 3);
        final int equal = 400;
        for (int i = 0; i < equal; i++) {
            vectors[4 * i] = vectors[0];
        }
        try (AnnoyIndex index = format.buildAndLoad(folder.resolve("x"), metric, vectors)) {
            final float distance =
                    metric == Metric.DOT ? index.nearest(vectors[0], 1).distance(0) : 0;
            final Neighbors near = index.within(Query.of(vectors[0]), distance, 1600);
            if (metric != Metric.DOT) {
                assertTrue(near.size() >= equal - equal / 50, near.size() + " of " + equal);
                assertTrue(Arrays.stream(near.ids()).limit(near.size()).allMatch(id -> index.distance(0, id) == 0));
            }
            assertEquals(5, index.within(Query.of(vectors[0]), distance, 5).size());
            assertTrue(Arrays.stream(
                            index.within(Query.of(vectors[0]), distance, 5).ids())
                    .allMatch(id -> index.distance(0, id) == distance || metric == Metric.DOT));
        }
    }

    @Test
    void zeroVectorsAreWhereTheMetricPutsThem() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.ANGULAR, 3000, DIMENSION, 4);
        for (int i = 0; i < 100; i++) {
            vectors[30 * i] = new float[DIMENSION];
        }
        final float everything = (float) Math.sqrt(2);
        try (AnnoyIndex index = format.buildAndLoad(folder.resolve("x"), Metric.ANGULAR, vectors)) {
            assertEquals(
                    3000,
                    index.within(Query.of(new float[DIMENSION]), everything, 3000, SearchOptions.exact())
                            .size());
            assertEquals(
                    0,
                    index.within(Query.of(new float[DIMENSION]), Math.nextDown(everything), 3000)
                            .size());
            final int[] beyond = within(index, Metric.ANGULAR, vectors[1], everything);
            assertTrue(Arrays.stream(beyond).filter(id -> id % 30 == 0).count() == 100);
        }
    }

    @Test
    void nothingFarIsLookedForWithinSmallDistances() throws IOException {
        if (format == FileKind.ANNOY) {
            return; // its trees give no distance to a leaf
        }
        for (final Metric metric : new Metric[] {Metric.ANGULAR, Metric.EUCLIDEAN, Metric.HAMMING}) {
            final float[][] vectors = vectors(metric);
            try (AnnoyIndex index = open(metric)) {
                final Searcher searcher = index.searcher();
                final SearchOptions options = SearchOptions.budget(2000);
                long nearest = 0;
                long within = 0;
                for (int item = 0; item < 200; item++) {
                    searcher.nearest(vectors[item], 1, options);
                    nearest += searcher.statistics().leafPages();
                    final Neighbors near = searcher.within(Query.of(vectors[item]), 1e-3f, 100, options);
                    assertTrue(SampleVectors.common(new int[] {item}, near.ids()) == 1, "item " + item);
                    within += searcher.statistics().leafPages();
                }
                assertTrue(2 * within < nearest, metric + ": " + within + " and " + nearest + " leaf pages");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void filtersOfEverySizeHold(final Metric metric) throws IOException {
        final float[][] vectors = vectors(metric);
        final Random random = new Random(5);
        try (AnnoyIndex index = open(metric)) {
            for (final int allowed : new int[] {0, 1, 10, 300, 2000, ITEMS}) {
                final RoaringBitmap filter = new RoaringBitmap();
                while (filter.getCardinality() < allowed) {
                    filter.add(random.nextInt(ITEMS));
                }
                int found = 0;
                int wanted = 0;
                for (int q = 0; q < 5; q++) {
                    final float[] query = vectors[random.nextInt(ITEMS)];
                    final Neighbors all = index.nearest(query, 400, SearchOptions.exact());
                    final int[] truth = Arrays.stream(within(index, metric, query, all.distance(399)))
                            .filter(filter::contains)
                            .toArray();
                    final Neighbors near = index.within(
                            Query.of(query),
                            all.distance(399),
                            ITEMS,
                            SearchOptions.defaults().filter(filter));
                    assertEquals(near.size(), SampleVectors.common(near.ids(), truth));
                    found += near.size();
                    wanted += truth.length;
                    final NeighborPages stream = index.pages(
                            Query.of(query), SearchOptions.defaults().filter(filter));
                    final IntStream.Builder ids = IntStream.builder();
                    while (!stream.hasEnded()) {
                        Arrays.stream(stream.next(1 + allowed / 3).ids()).forEach(ids::add);
                    }
                    assertArrayEquals(filter.toArray(), ids.build().sorted().toArray());
                }
                final double least = format == FileKind.OURS ? 0.9 : 0.3;
                assertTrue(found >= least * wanted, metric + ", " + allowed + ": " + found + " of " + wanted);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void pagesTogetherFindWhatOneSearchFinds(final Metric metric) throws IOException {
        final float[][] vectors = vectors(metric);
        final float[][] queries = SampleVectors.random(metric, QUERIES, DIMENSION, 2);
        int once = 0;
        int together = 0;
        try (AnnoyIndex index = open(metric)) {
            final Searcher searcher = index.searcher();
            for (final float[] query : queries) {
                final int[] truth = Arrays.copyOf(SampleVectors.sorted(metric, vectors, query), 60);
                for (final SearchOptions options :
                        new SearchOptions[] {SearchOptions.defaults(), SearchOptions.budget(800)}) {
                    once += SampleVectors.common(
                            searcher.nearest(query, 60, options).ids(), truth);
                    final SearchStatistics ofOne = searcher.statistics();
                    final NeighborPages stream = searcher.pages(Query.of(query), options);
                    final IntStream.Builder ids = IntStream.builder();
                    for (int page = 0; page < 6; page++) {
                        Arrays.stream(stream.next(10).ids()).forEach(ids::add);
                    }
                    final int[] all = ids.build().toArray();
                    assertEquals(60, Arrays.stream(all).distinct().count());
                    together += SampleVectors.common(all, truth);
                    if (format == FileKind.OURS && ofOne.plan() != SearchStatistics.Plan.EXACT) {
                        assertEquals(ofOne.scanned(), stream.statistics().scanned());
                        assertEquals(ofOne.innerPages(), stream.statistics().innerPages());
                    }
                }
            }
        }
        assertTrue(together >= 0.97 * once, metric + ": " + together + " and " + once);
    }

    @ParameterizedTest
    @EnumSource
    void statisticsTellWhatWasPlannedAndDone(final Metric metric) throws IOException {
        final float[][] vectors = vectors(metric);
        try (AnnoyIndex index = open(metric)) {
            final Searcher searcher = index.searcher();
            searcher.nearest(vectors[1], 10, SearchOptions.budget(500));
            final SearchStatistics some = searcher.statistics();
            assertFalse(some.plan() == SearchStatistics.Plan.EXACT);
            assertEquals(500, some.budget());
            assertTrue(some.innerPages() >= 1 && some.leafPages() >= 1);
            assertEquals(some.innerPages() + some.leafPages(), some.pages());
            assertTrue(some.scanned() >= some.leafPages() && some.exactComparisons() >= 10);
            assertTrue(some.adaptiveReached() >= some.adaptiveLimit());
            assertEquals(format == FileKind.OURS, some.adaptiveLimit() > 0);
            searcher.within(Query.of(vectors[1]), 1e-6f, 10, SearchOptions.budget(500));
            assertTrue(searcher.statistics().scanned() > 0);
            searcher.nearest(vectors[1], 10, SearchOptions.exact());
            assertEquals(
                    new SearchStatistics(
                            SearchStatistics.Plan.EXACT,
                            ITEMS,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            ITEMS,
                            searcher.statistics().cost()),
                    searcher.statistics());
            final RoaringBitmap few = RoaringBitmap.bitmapOf(1, 5, 7, ITEMS);
            searcher.within(
                    Query.of(vectors[1]), 1e-6f, 10, SearchOptions.exact().filter(few));
            assertEquals(
                    new SearchStatistics(
                            SearchStatistics.Plan.EXACT,
                            3,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            3,
                            searcher.statistics().cost()),
                    searcher.statistics());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "HAMMING"})
    void searchesWithinDistancesAllocateNothingOnceWarm(final Metric metric) throws IOException {
        final float[][] vectors = vectors(metric);
        try (AnnoyIndex index = open(metric)) {
            final Searcher searcher = index.searcher();
            final float[] distances = new float[100];
            final Query[] queries = new Query[distances.length];
            for (int i = 0; i < distances.length; i++) {
                queries[i] = Query.of(vectors[i]);
                distances[i] =
                        index.nearest(vectors[i], 40, SearchOptions.exact()).distance(39);
            }
            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            final int searches = 1000;
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 20 && allocated >= searches; round++) {
                final long before =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                for (int i = 0; i < searches; i++) {
                    searcher.within(
                            queries[i % distances.length],
                            distances[i % distances.length],
                            i % 2 == 0 ? ITEMS : 10,
                            SearchOptions.defaults());
                }
                allocated =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            }
            assertTrue(allocated < searches, allocated + " bytes in " + searches + " searches");
        }
    }
}
