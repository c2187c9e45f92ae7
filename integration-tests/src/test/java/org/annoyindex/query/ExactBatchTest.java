package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.batch.BatchSearch;
import org.annoyindex.query.batch.ExactBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;

/** Exact searches on several threads, compared with those of a {@link Searcher}, which uses one. */
final class ExactBatchTest {
    /** Two pieces, the last one short. */
    private static final int ITEMS = ExactBatch.PIECE + 1000;

    private static final int DIMENSION = 6;

    @TempDir
    private Path folder;

    /** Small integers, many of them equal. */
    private static float[][] vectors(final Metric metric, final int count, final long seed) {
        final float[][] vectors = SampleVectors.random(metric, count, DIMENSION, seed);
        for (final float[] vector : vectors) {
            for (int i = 0; i < DIMENSION; i++) {
                vector[i] = metric == Metric.HAMMING ? vector[i] : Math.round(2 * vector[i]);
            }
        }
        return vectors;
    }

    private AnnoyIndex open(final Metric metric, final boolean ours) throws IOException {
        final Path file = folder.resolve(metric + "-" + ours);
        try (IndexBuilder builder = new IndexBuilder(metric, DIMENSION)) {
            for (final float[] vector : vectors(metric, ITEMS, 1)) {
                builder.add(vector);
            }
            if (ours) {
                builder.write(file);
                return AnnoyIndex.load(file);
            }
            builder.trees(1).writeSpotify(file);
            return AnnoyIndex.load(file, LoadOptions.spotify(metric, DIMENSION));
        }
    }

    @ParameterizedTest
    @EnumSource
    void severalThreadsGiveTheAnswersOfOne(final Metric metric) throws IOException {
        check(metric, false);
    }

    @Test
    void severalThreadsGiveTheAnswersOfOneInFilesOfThisLibrary() throws IOException {
        check(Metric.EUCLIDEAN, true);
    }

    private void check(final Metric metric, final boolean ours) throws IOException {
        final RoaringBitmap some = new RoaringBitmap();
        for (int id = 0; id < ITEMS; id += id % 7 + 1) {
            some.add(id);
        }
        some.add(ITEMS + 7, -1, Integer.MIN_VALUE); // unsigned: far beyond the index
        final SearchOptions all = SearchOptions.exact();
        final SearchOptions[] filters = {
            all,
            SearchOptions.recall(1),
            all.filter(some),
            all.deny(some),
            all.where(id -> id % 3 == 0),
            all.filter(some).deny(RoaringBitmap.bitmapOfRange(100, 15_000)).where(id -> id % 2 == 0),
            all.filter(new RoaringBitmap()),
            all.filter(RoaringBitmap.bitmapOf(ITEMS - 1)),
        };
        final float[][] queries = vectors(metric, 20, 2);
        try (AnnoyIndex index = open(metric, ours)) {
            final Searcher one = index.searcher();
            for (final SearchOptions options : filters) {
                for (final int k : new int[] {1, 700}) {
                    for (final float[] query : Arrays.copyOf(queries, 2)) {
                        final String expected = one.nearest(query, k, options).toString();
                        assertTrue(one.statistics().plan() == SearchStatistics.Plan.EXACT);
                        assertEquals(expected, index.nearest(query, k, options).toString());
                    }
                }
                assertEquals(
                        one.nearest(Query.item(17), 5, options).toString(),
                        index.nearest(Query.item(17), 5, options).toString());
            }
            assertEquals(
                    one.nearest(queries[0], ITEMS + 1, all).toString(),
                    index.nearest(queries[0], ITEMS + 1, all).toString());
            assertEquals(ITEMS, index.nearest(queries[0], ITEMS + 1, all).size());
            final ExecutorService threads = Executors.newFixedThreadPool(4);
            // One by one, and batched.
            for (final int count : new int[] {0, 1, 3, 4, 20}) {
                final List<Neighbors> found = index.nearestAll(
                                Queries.of(Arrays.copyOf(queries, count)), 500, all, threads)
                        .join();
                assertEquals(count, found.size());
                for (int q = 0; q < count; q++) {
                    assertArrayEquals(
                            one.nearest(queries[q], 500, all).ids(),
                            found.get(q).ids(),
                            "query " + q);
                }
            }
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource
    void batchesGiveTheAnswersOfSearchesOneByOne(final Metric metric) throws IOException {
        final float[][] queries = vectors(metric, 70, 2);
        final FloatBuffer rows = FloatBuffer.allocate(queries.length * DIMENSION);
        for (final float[] query : queries) {
            rows.put(query);
        }
        rows.flip();
        final SearchOptions all = SearchOptions.exact();
        try (AnnoyIndex index = open(metric, false)) {
            for (final SearchOptions options :
                    new SearchOptions[] {all, all.deny(RoaringBitmap.bitmapOfRange(100, 15_000))}) {
                final List<String> expected = oneByOne(index, queries, 20, options);
                assertEquals(expected, texts(index.nearestAll(Queries.of(queries), 20, options)));
                assertEquals(expected, texts(index.nearestAll(Queries.of(rows), 20, options)));
                assertEquals(
                        expected,
                        texts(index.nearestAll(Queries.of(queries), 20, options, Runnable::run)
                                .join()));
                for (final int processors : new int[] {1, 3, 64}) {
                    final BatchSearch<Neighbors> batch = index.batch(Queries.of(queries), 20, options, processors);
                    assertEquals(expected, texts(batch.here()));
                }
            }
        }
    }

    /** Enough queries, and for some enough neighbors, that they are divided into groups. */
    @Test
    void batchesOfManyGroupsGiveTheAnswersOfSearchesOneByOne() throws IOException {
        final float[][] queries = vectors(Metric.EUCLIDEAN, 600, 2);
        final SearchOptions all = SearchOptions.recall(1);
        try (AnnoyIndex index = open(Metric.EUCLIDEAN, false)) {
            assertEquals(oneByOne(index, queries, 1, all), texts(index.nearestAll(Queries.of(queries), 1, all)));
            final float[][] few = Arrays.copyOf(queries, 70);
            assertEquals(
                    oneByOne(index, few, ITEMS + 1, all), texts(index.nearestAll(Queries.of(few), ITEMS + 1, all)));
        }
    }

    private static List<String> oneByOne(
            final AnnoyIndex index, final float[][] queries, final int k, final SearchOptions options) {
        final Searcher searcher = index.searcher();
        return Arrays.stream(queries)
                .map(query -> searcher.nearest(query, k, options).toString())
                .toList();
    }

    private static List<String> texts(final List<Neighbors> found) {
        return found.stream().map(Neighbors::toString).toList();
    }

    @Test
    void cancelledBatchesEndWithThePieceTheyAreAt() throws IOException {
        final float[][] queries = vectors(Metric.EUCLIDEAN, 600, 3);
        try (AnnoyIndex index = open(Metric.EUCLIDEAN, false)) {
            final List<CompletableFuture<List<Neighbors>>> results = new ArrayList<>();
            final AtomicInteger asked = new AtomicInteger();
            final SearchOptions options = SearchOptions.exact().where(id -> {
                if (asked.incrementAndGet() == ITEMS + 5) {
                    results.get(0).cancel(false);
                }
                return true;
            });
            final List<Runnable> later = new ArrayList<>();
            results.add(index.nearestAll(Queries.of(queries), 3, options, later::add));
            later.forEach(Runnable::run);
            assertTrue(results.get(0).isCancelled());
            assertEquals(ITEMS + ExactBatch.PIECE, asked.get());
        }
    }

    @Test
    void interruptedWorkersCancelTheBatch() throws IOException {
        final float[][] queries = vectors(Metric.EUCLIDEAN, 600, 3);
        try (AnnoyIndex index = open(Metric.EUCLIDEAN, false)) {
            final AtomicInteger asked = new AtomicInteger();
            final SearchOptions options = SearchOptions.exact().where(id -> {
                asked.incrementAndGet();
                Thread.currentThread().interrupt();
                return true;
            });
            final CompletableFuture<List<Neighbors>> result =
                    index.nearestAll(Queries.of(queries), 3, options, Runnable::run);
            assertTrue(Thread.interrupted());
            assertTrue(result.isCancelled());
            assertEquals(ExactBatch.PIECE, asked.get());
        }
    }

    @Test
    void closingTheIndexDoesNotEndABatch() throws IOException {
        final float[][] queries = vectors(Metric.EUCLIDEAN, 20, 3);
        final AnnoyIndex index = open(Metric.EUCLIDEAN, false);
        final List<String> expected = oneByOne(index, queries, 3, SearchOptions.exact());
        final SearchOptions closing = SearchOptions.exact().where(id -> {
            index.close();
            return true;
        });
        assertEquals(
                expected,
                texts(index.nearestAll(Queries.of(queries), 3, closing, Runnable::run)
                        .join()));
    }

    @Test
    void whatAPredicateThrowsEndsTheSearch() throws IOException {
        final float[] query = vectors(Metric.EUCLIDEAN, 1, 3)[0];
        try (AnnoyIndex index = open(Metric.EUCLIDEAN, false)) {
            final UnsupportedOperationException failure = new UnsupportedOperationException("no answer today");
            final SearchOptions failing = SearchOptions.exact().where(id -> {
                if (id > 17_000) {
                    throw failure;
                }
                return true;
            });
            assertSame(
                    failure, assertThrows(UnsupportedOperationException.class, () -> index.nearest(query, 3, failing)));
            final boolean[] tooShort = new boolean[ITEMS - 1];
            final IllegalStateException ex = assertThrows(
                    IllegalStateException.class,
                    () -> index.nearest(query, 3, SearchOptions.exact().where(id -> tooShort[id])));
            assertEquals(
                    "the filter's predicate failed for item " + (ITEMS - 1) + " (Index " + (ITEMS - 1)
                            + " out of bounds for length " + (ITEMS - 1)
                            + "); it must accept every id of the index",
                    ex.getMessage());
        }
    }

    @Test
    void interruptedSearchesEnd() throws Exception {
        final float[] query = vectors(Metric.EUCLIDEAN, 1, 3)[0];
        try (AnnoyIndex index = open(Metric.EUCLIDEAN, false)) {
            final Thread caller = Thread.currentThread();
            final AtomicBoolean held = new AtomicBoolean();
            // The first helper delays the caller, which therefore waits for a piece.
            final SearchOptions slow = SearchOptions.exact().where(id -> {
                if (Thread.currentThread() != caller && held.compareAndSet(false, true)) {
                    LockSupport.parkNanos(50_000_000);
                    caller.interrupt();
                    LockSupport.parkNanos(200_000_000);
                }
                return true;
            });
            if (ForkJoinPool.commonPool().getParallelism() > 0
                    && Runtime.getRuntime().availableProcessors() > 1) {
                assertThrows(CancellationException.class, () -> {
                    for (int i = 0; i < 10_000; i++) {
                        index.nearest(query, 3, slow);
                    }
                });
                assertTrue(Thread.interrupted());
            }
            assertEquals(3, index.nearest(query, 3, SearchOptions.exact()).size());
        }
    }
}
