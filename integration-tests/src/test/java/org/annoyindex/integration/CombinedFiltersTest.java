package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
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
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** Allowed ids, denied ids and predicates, alone and combined, compared with brute force, in both kinds of files. */
@Tag("long")
@ParameterizedClass
@EnumSource
final class CombinedFiltersTest {
    private static final int ITEMS = 1500;
    private static final int DIMENSION = 10;
    private static final int K = 10;

    @Parameter
    private FileKind format;

    @TempDir
    private Path folder;

    /** Ten tight clusters, every seventh item the same as the one before, and some zero vectors. */
    private static float[][] clustered(final Metric metric, final int items) {
        final float[][] centers = SampleVectors.random(metric, 10, DIMENSION, 6);
        final Random random = new Random(7);
        final float[][] vectors = new float[items][];
        for (int i = 0; i < items; i++) {
            vectors[i] = i % 7 == 6 ? vectors[i - 1].clone() : centers[i * 10 / items].clone();
            final int component = random.nextInt(DIMENSION);
            if (i % 7 != 6) {
                vectors[i][component] = metric == Metric.HAMMING
                        ? 1 - vectors[i][component]
                        : vectors[i][component] + 0.1f * (float) random.nextGaussian();
            }
            if (i % 500 == 499) {
                Arrays.fill(vectors[i], 0);
            }
        }
        return vectors;
    }

    private static RoaringBitmap random(final int allowed, final long seed) {
        final Random random = new Random(seed);
        final RoaringBitmap ids = new RoaringBitmap();
        while (ids.getCardinality() < allowed) {
            ids.add(random.nextInt(ITEMS));
        }
        return ids;
    }

    private static ImmutableRoaringBitmap mapped(final RoaringBitmap ids) {
        final MutableRoaringBitmap copy = ids.toMutableRoaringBitmap();
        final ByteBuffer bytes = ByteBuffer.allocate(copy.serializedSizeInBytes());
        copy.serialize(bytes);
        return new ImmutableRoaringBitmap(bytes.flip().asReadOnlyBuffer());
    }

    /** The same items, expressed in every way a filter allows. */
    private static SearchOptions[] saidDifferently(final SearchOptions effort, final RoaringBitmap ids) {
        final RoaringBitmap others = RoaringBitmap.andNot(RoaringBitmap.bitmapOfRange(0, ITEMS), ids);
        final RoaringBitmap more = RoaringBitmap.or(ids, random(ITEMS / 4, 11));
        final RoaringBitmap tooMany = RoaringBitmap.andNot(more, ids);
        ids.add(ITEMS + 3, -1, Integer.MIN_VALUE); // unsigned: far beyond the index
        others.add(ITEMS + 4);
        others.add(-2);
        return new SearchOptions[] {
            effort.filter(ids),
            effort.filter(mapped(ids)),
            effort.deny(others),
            effort.deny(mapped(others)),
            effort.where(ids::contains),
            effort.filter(more).deny(tooMany),
            effort.deny(tooMany).where(id -> !others.contains(id) || tooMany.contains(id)),
            effort.filter(more).deny(tooMany).where(more::contains),
            effort.filter(RoaringBitmap.bitmapOf(1)).filter(ids), // the last one counts
        };
    }

    @ParameterizedTest
    @EnumSource
    void asManyAreFoundAsThereAreHoweverAFilterIsSaid(final Metric metric) throws IOException {
        final float[][] vectors = clustered(metric, ITEMS);
        final RoaringBitmap[] filters = {
            random(0, 1),
            random(1, 2),
            random(K - 1, 3),
            random(K, 4),
            random(K + 1, 5),
            random(ITEMS / 2, 6),
            random(ITEMS - 1, 7),
            random(ITEMS, 8),
            RoaringBitmap.bitmapOfRange(0, 150), // a cluster, to which the query is near
            RoaringBitmap.bitmapOfRange(1200, 1350), // one to which it is not
            RoaringBitmap.bitmapOfRange(750, ITEMS),
        };
        try (AnnoyIndex index = format.buildAndLoad(folder.resolve("x"), metric, vectors)) {
            final Searcher searcher = index.searcher();
            for (final RoaringBitmap ids : filters) {
                final int[] truth = Arrays.stream(SampleVectors.sorted(metric, vectors, vectors[7]))
                        .filter(ids::contains)
                        .toArray();
                for (final SearchOptions options : saidDifferently(SearchOptions.exact(), ids)) {
                    for (final int k : new int[] {1, K, ITEMS + 1}) {
                        final int[] found =
                                searcher.nearest(vectors[7], k, options).ids();
                        assertEquals(Math.min(k, truth.length), found.length, "k " + k);
                        assertSameDistances(metric, vectors, truth, found);
                    }
                }
                for (final SearchOptions effort : new SearchOptions[] {
                    SearchOptions.defaults(), SearchOptions.budget(1), SearchOptions.budget(200)
                }) {
                    for (final SearchOptions options : saidDifferently(effort, ids)) {
                        for (final int k : new int[] {1, K, K + 1, ITEMS + 1}) {
                            final int[] found =
                                    searcher.nearest(vectors[7], k, options).ids();
                            assertEquals(Math.min(k, truth.length), found.length, "k " + k);
                            assertEquals(
                                    found.length,
                                    Arrays.stream(found).distinct().count());
                            assertTrue(Arrays.stream(found).allMatch(id -> id < ITEMS && ids.contains(id)));
                        }
                        assertArrayEquals(
                                index.nearest(vectors[7], K, options).ids(),
                                searcher.nearest(vectors[7], K, options).ids());
                    }
                }
            }
        }
    }

    /** Sums in another precision may order equal distances differently. */
    private static void assertSameDistances(
            final Metric metric, final float[][] vectors, final int[] truth, final int[] found) {
        for (int rank = 0; rank < found.length; rank++) {
            assertEquals(
                    SampleVectors.distance(metric, vectors[truth[rank]], vectors[7]),
                    SampleVectors.distance(metric, vectors[found[rank]], vectors[7]),
                    1e-3,
                    metric + ", rank " + rank);
        }
    }

    @ParameterizedTest
    @EnumSource
    void recallIsNotLowerThanWithoutAFilter(final Metric metric) throws IOException {
        final int items = 4000;
        final float[][] vectors = SampleVectors.random(metric, items, 16, 1);
        final float[][] queries = SampleVectors.random(metric, 30, 16, 2);
        final SearchOptions effort = SearchOptions.budget(750);
        try (AnnoyIndex index = format.buildAndLoad(folder.resolve("x"), metric, vectors)) {
            final double unfiltered = recall(index, queries, effort, SearchOptions.exact());
            final RoaringBitmap around = RoaringBitmap.bitmapOf(
                    index.nearest(vectors[5], items / 5, SearchOptions.exact()).ids());
            final IntPredicate[] filters = {
                id -> id % 2 == 0,
                id -> id % 10 == 3,
                id -> id % 100 == 3,
                around::contains,
                id -> !around.contains(id),
            };
            for (final IntPredicate filter : filters) {
                final RoaringBitmap ids = new RoaringBitmap();
                for (int id = 0; id < items; id++) {
                    if (filter.test(id)) {
                        ids.add(id);
                    }
                }
                final SearchOptions exact = SearchOptions.exact().filter(ids);
                final double known = recall(index, queries, effort.filter(ids), exact);
                final double unknown = recall(index, queries, effort.where(filter), exact);
                assertTrue(
                        known >= unfiltered - 0.03 && unknown >= unfiltered - 0.03,
                        metric + ", " + ids.getCardinality() + " allowed: " + known + " and " + unknown + ", not "
                                + unfiltered);
            }
        }
    }

    /** Any of several equally near items is right: hamming has many. */
    private static double recall(
            final AnnoyIndex index, final float[][] queries, final SearchOptions options, final SearchOptions exact) {
        final float sign = index.metric() == Metric.DOT ? -1 : 1;
        int found = 0;
        for (final float[] query : queries) {
            final float farthest = sign * index.nearest(query, K, exact).distance(K - 1);
            for (final float distance : index.nearest(query, K, options).distances()) {
                found += sign * distance <= farthest ? 1 : 0;
            }
        }
        return (double) found / (K * queries.length);
    }

    @Test
    void whatIsAllowedFarFromTheQueryIsFoundWithoutLookingAtEverything() throws IOException {
        final float[][] vectors = clustered(Metric.EUCLIDEAN, ITEMS);
        try (AnnoyIndex index = format.buildAndLoad(folder.resolve("x"), Metric.EUCLIDEAN, vectors)) {
            final Searcher searcher = index.searcher();
            // The search learns that these are none only when it finds none.
            final IntPredicate few = id -> id >= ITEMS - 5;
            assertEquals(
                    5,
                    searcher.nearest(vectors[7], K, SearchOptions.budget(500).where(few))
                            .size());
            assertTrue(searcher.statistics().plan() == SearchStatistics.Plan.EXACT);
            assertTrue(
                    searcher.statistics().exactComparisons() < ITEMS / 2,
                    searcher.statistics().exactComparisons() + " comparisons");
            assertEquals(
                    0,
                    searcher.nearest(vectors[7], K, SearchOptions.budget(500).where(id -> false))
                            .size());
        }
    }
}
