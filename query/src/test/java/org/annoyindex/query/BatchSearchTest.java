package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.Metric;
import org.annoyindex.query.batch.BatchSearch;
import org.annoyindex.testdata.GoldenIndexes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.ImmutableBitmapDataProvider;
import org.roaringbitmap.RoaringBitmap;

/** On stored indexes of 600 items of 12 components. Filters count the searches run: each search tests its filter once. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("every-jvm")
final class BatchSearchTest extends StoredIndexFixture {
    private static final int K = 7;
    private static final SearchOptions OPTIONS = SearchOptions.budget(100);

    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private AnnoyIndex index;
    private float[][] queries;

    @BeforeEach
    void open() throws IOException {
        index = open(Metric.EUCLIDEAN);
        queries = vectors(index, ITEMS);
    }

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    /** The first items' vectors. */
    private static float[][] vectors(final AnnoyIndex index, final int count) {
        final float[][] vectors = new float[count][];
        Arrays.setAll(vectors, index::vector);
        return vectors;
    }

    private static List<String> oneByOne(final AnnoyIndex index, final float[][] queries, final SearchOptions options) {
        return Arrays.stream(queries)
                .map(query -> index.nearest(query, K, options).toString())
                .toList();
    }

    private static List<String> texts(final List<Neighbors> found) {
        return found.stream().map(Neighbors::toString).toList();
    }

    private static FloatBuffer fill(final FloatBuffer buffer, final float[][] rows) {
        for (final float[] row : rows) {
            buffer.put(row);
        }
        return buffer.flip();
    }

    @ParameterizedTest
    @EnumSource
    void answersAreThoseOfSearchesOneByOne(final Metric metric) throws IOException {
        try (AnnoyIndex other = open(metric)) {
            final float[][] rows = vectors(other, ITEMS);
            for (final SearchOptions options : new SearchOptions[] {
                OPTIONS, SearchOptions.exact(), OPTIONS.filter(RoaringBitmap.bitmapOfRange(100, 500))
            }) {
                assertAnswersOneByOne(other, rows, options);
            }
        }
    }

    @Test
    void answersFromFilesOfAnnoyAreThoseOfSearchesOneByOne() throws IOException {
        for (final AnnoyGoldenFiles.GoldenFile file : AnnoyGoldenFiles.files()) {
            try (AnnoyIndex annoy = AnnoyIndex.load(file.copyInto(folder), file.options())) {
                final float[][] rows = new float[Math.min(50, annoy.size())][];
                Arrays.setAll(rows, id -> annoy.contains(id) ? annoy.vector(id) : new float[annoy.dimension()]);
                assertAnswersOneByOne(annoy, rows, SearchOptions.defaults());
                assertAnswersOneByOne(annoy, rows, SearchOptions.budget(50));
            }
        }
    }

    private void assertAnswersOneByOne(final AnnoyIndex other, final float[][] rows, final SearchOptions options) {
        final List<String> expected = oneByOne(other, rows, options);
        final FloatBuffer buffer = fill(FloatBuffer.allocate(rows.length * other.dimension()), rows);
        assertEquals(expected, texts(other.nearestAll(Queries.of(rows), K, options)));
        assertEquals(expected, texts(other.nearestAll(Queries.of(buffer), K, options)));
        assertEquals(
                expected,
                texts(other.nearestAll(Queries.of(rows), K, options, pool).join()));
        assertEquals(
                expected,
                texts(other.nearestAll(Queries.of(buffer), K, options, pool).join()));
        assertEquals(
                expected,
                texts(other.nearestAll(Queries.of(rows), K, options, Runnable::run)
                        .join()));
        for (final int processors : new int[] {1, 3, 64}) {
            assertEquals(
                    expected,
                    texts(batch(other, rows, options, processors).on(pool).join()));
        }
    }

    private static BatchSearch<Neighbors> batch(
            final AnnoyIndex index, final float[][] rows, final SearchOptions options, final int processors) {
        return index.batch(Queries.of(rows), K, options, processors);
    }

    @Test
    void smallBatches() {
        final Executor none = task -> {
            throw new AssertionError("there is nothing to run");
        };
        assertEquals(List.of(), index.nearestAll(Queries.of(new float[0][]), K, OPTIONS));
        assertEquals(List.of(), index.nearestAll(Queries.of(FloatBuffer.allocate(0)), K, OPTIONS));
        assertEquals(
                List.of(),
                index.nearestAll(Queries.of(new float[0][]), K, OPTIONS, none).getNow(null));
        assertEquals(
                List.of(),
                index.nearestAll(Queries.of(FloatBuffer.allocate(0)), K, OPTIONS, none)
                        .getNow(null));
        for (final int size : new int[] {1, 2, 3, 17}) {
            final float[][] few = Arrays.copyOf(queries, size);
            final List<String> expected = oneByOne(index, few, OPTIONS);
            final AtomicInteger tasks = new AtomicInteger();
            final Executor counting = task -> {
                tasks.incrementAndGet();
                pool.execute(task);
            };
            assertEquals(
                    expected, texts(batch(index, few, OPTIONS, 64).on(counting).join()));
            assertTrue(tasks.get() >= 1 && tasks.get() <= size, tasks + " tasks for " + size + " queries");
            assertEquals(expected, texts(batch(index, few, OPTIONS, 64).here()));
        }
    }

    @Test
    void resultsCannotBeChanged() {
        final List<Neighbors> found = index.nearestAll(Queries.of(queries), K, OPTIONS);
        assertThrows(UnsupportedOperationException.class, () -> found.set(0, found.get(1)));
    }

    @Test
    void buffersOfAllKindsAreReadFromTheirPositionAndNotMoved() {
        final List<String> expected = oneByOne(index, Arrays.copyOfRange(queries, 1, 50), OPTIONS);
        final int floats = 60 * DIMENSION;
        final ByteBuffer unaligned = ByteBuffer.allocate(4 * floats + 1).position(1);
        final FloatBuffer[] buffers = {
            FloatBuffer.allocate(floats),
            unaligned.slice().order(ByteOrder.BIG_ENDIAN).asFloatBuffer(),
            unaligned.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer(),
            ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.BIG_ENDIAN).asFloatBuffer(),
            ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer(),
        };
        for (final FloatBuffer written : buffers) {
            fill(written, Arrays.copyOf(queries, 60));
            for (final FloatBuffer buffer : new FloatBuffer[] {written, written.asReadOnlyBuffer()}) {
                buffer.position(DIMENSION).limit(50 * DIMENSION);
                assertEquals(expected, texts(index.nearestAll(Queries.of(buffer), K, OPTIONS)), buffer.toString());
                assertEquals(
                        expected,
                        texts(index.nearestAll(Queries.of(buffer), K, OPTIONS, pool)
                                .join()),
                        buffer.toString());
                assertEquals(DIMENSION, buffer.position());
                assertEquals(50 * DIMENSION, buffer.limit());
            }
        }
    }

    @Test
    void movingABufferDuringTheBatchChangesNothing() {
        final FloatBuffer buffer = fill(FloatBuffer.allocate(ITEMS * DIMENSION), queries);
        final List<Runnable> tasks = new ArrayList<>();
        final CompletableFuture<List<Neighbors>> result = index.nearestAll(Queries.of(buffer), K, OPTIONS, tasks::add);
        buffer.position(3).limit(4);
        tasks.forEach(Runnable::run);
        assertEquals(oneByOne(index, queries, OPTIONS), texts(result.join()));
    }

    @Test
    void wrongInputIsNamedBeforeAnythingRuns() throws IOException {
        final AtomicInteger tasks = new AtomicInteger();
        final Executor counting = task -> tasks.incrementAndGet();
        final float[][] infinite = {queries[0], queries[1].clone()};
        infinite[1][7] = Float.NaN;
        final FloatBuffer floats = fill(FloatBuffer.allocate(2 * DIMENSION), infinite);
        final float[][] shorter = {queries[0], queries[1], new float[11]};
        final float[][] missing = {queries[0], null};
        final FloatBuffer odd = FloatBuffer.allocate(25).position(2);
        final String oddMessage =
                "the buffer has 23 floats from its position to its limit, not a whole number of rows of 12";
        assertMessage(
                "row 1: component 7 is NaN, must be finite", () -> index.nearestAll(Queries.of(infinite), K, OPTIONS));
        assertMessage(
                "row 1: component 7 is NaN, must be finite",
                () -> index.nearestAll(Queries.of(infinite), K, OPTIONS, counting));
        assertMessage(
                "row 1: component 7 is NaN, must be finite", () -> index.nearestAll(Queries.of(floats), K, OPTIONS));
        assertMessage(
                "row 1: component 7 is NaN, must be finite",
                () -> index.nearestAll(Queries.of(floats), K, OPTIONS, counting));
        assertMessage(
                "row 2: the vector has 11 components, the index's have 12",
                () -> index.nearestAll(Queries.of(shorter), K, OPTIONS, counting));
        assertMessage("row 1 is null; omit it", () -> Queries.of(missing));
        assertMessage(oddMessage, () -> index.nearestAll(Queries.of(odd), K, OPTIONS));
        assertMessage(oddMessage, () -> index.nearestAll(Queries.of(odd), K, OPTIONS, counting));
        assertMessage("k is 0, must be at least 1", () -> index.nearestAll(Queries.of(queries), 0, OPTIONS, counting));
        assertMessage("k is -1, must be at least 1", () -> index.nearestAll(Queries.of(new float[0][]), -1, OPTIONS));
        assertMessage(
                "options is null; use SearchOptions.defaults()",
                () -> index.nearestAll(Queries.of(queries), K, null, counting));
        assertMessage(
                "executor is null; omit it to use the common pool",
                () -> index.nearestAll(Queries.of(queries), K, OPTIONS, null));
        final AnnoyGoldenFiles.GoldenFile file = AnnoyGoldenFiles.files().get(0);
        try (AnnoyIndex annoy = AnnoyIndex.load(file.copyInto(folder), file.options())) {
            final float[][] rows = new float[1][file.dimension()];
            assertMessage(
                    "a file of Spotify's Annoy has no recall profile for a recall of 0.9; use SearchOptions.budget (its"
                            + " search_k), or convert the file",
                    () -> annoy.nearestAll(Queries.of(rows), K, SearchOptions.recall(0.9), counting));
        }
        index.close();
        assertMessage("the index is closed", () -> index.nearestAll(Queries.of(queries), K, OPTIONS, counting));
        assertMessage("the index is closed", () -> index.nearestAll(Queries.of(queries), K, OPTIONS));
        assertEquals(0, tasks.get());
    }

    @Test
    void executorsThatTakeNothingAreNamed() {
        pool.shutdown();
        final RejectedExecutionException ex = assertThrows(
                RejectedExecutionException.class, () -> index.nearestAll(Queries.of(queries), K, OPTIONS, pool));
        assertEquals(
                "the executor takes no searches; give one that is not shut down and whose queue is not full",
                ex.getMessage());
        assertEquals(RejectedExecutionException.class, ex.getCause().getClass());
    }

    @Test
    void taskThatIsTakenDoesTheWorkOfThoseThatAreNot() {
        final List<Runnable> taken = new ArrayList<>();
        final Executor takesOne = task -> {
            if (!taken.isEmpty()) {
                throw new RejectedExecutionException("full");
            }
            taken.add(task);
        };
        final CompletableFuture<List<Neighbors>> result =
                batch(index, queries, OPTIONS, 4).on(takesOne);
        assertFalse(result.isDone());
        taken.get(0).run();
        assertEquals(oneByOne(index, queries, OPTIONS), texts(result.join()));
    }

    @Test
    void executorsThatFailHalfWayEndTheBatch() {
        final List<Runnable> taken = new ArrayList<>();
        final OutOfMemoryError noThread = new OutOfMemoryError("unable to create native thread");
        final Executor failing = task -> {
            taken.add(task);
            if (taken.size() == 2) {
                throw noThread;
            }
        };
        final AtomicInteger searches = new AtomicInteger();
        final BatchSearch<Neighbors> batch = batch(index, queries, watched(search -> searches.incrementAndGet()), 4);
        assertSame(noThread, assertThrows(OutOfMemoryError.class, () -> batch.on(failing)));
        taken.forEach(Runnable::run);
        assertEquals(0, searches.get());
    }

    @Test
    void resultDoesNotWaitForTasksThatHaveNotBegun() {
        final AtomicInteger searches = new AtomicInteger();
        final SearchOptions options = watched(search -> searches.incrementAndGet());
        final List<Runnable> later = new ArrayList<>();
        final CompletableFuture<List<Neighbors>> result =
                batch(index, queries, options, 3).on(later::add);
        assertEquals(3, later.size());
        later.get(1).run();
        assertEquals(ITEMS, searches.get());
        assertEquals(oneByOne(index, queries, OPTIONS), texts(result.getNow(null)));
        later.get(0).run();
        later.get(2).run();
        assertEquals(ITEMS, searches.get());
    }

    @Test
    void workersShareTheQueriesAndDoEachOnce() throws InterruptedException {
        final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        final AtomicInteger searches = new AtomicInteger();
        final CountDownLatch both = new CountDownLatch(2);
        // Neither worker continues before the other has begun.
        final SearchOptions options = watched(search -> {
            searches.incrementAndGet();
            if (threads.add(Thread.currentThread())) {
                both.countDown();
            }
            await(both);
        });
        assertEquals(
                oneByOne(index, queries, OPTIONS),
                texts(batch(index, queries, options, 2).on(pool).join()));
        assertEquals(2, threads.size());
        assertEquals(ITEMS, searches.get());
    }

    @Test
    void cancellingStopsEveryWorkerAfterItsQuery() throws InterruptedException {
        final AtomicInteger searches = new AtomicInteger();
        final CountDownLatch begun = new CountDownLatch(2);
        final CountDownLatch cancelled = new CountDownLatch(1);
        final SearchOptions options = watched(search -> {
            searches.incrementAndGet();
            begun.countDown();
            await(cancelled);
        });
        final CompletableFuture<List<Neighbors>> result =
                batch(index, queries, options, 2).on(pool);
        await(begun);
        assertTrue(result.cancel(true));
        cancelled.countDown();
        assertThrows(CancellationException.class, result::join);
        pool.shutdown();
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(2, searches.get());
    }

    @Test
    void tasksThatBeginAfterCancellingSearchNothing() {
        final AtomicInteger searches = new AtomicInteger();
        final List<Runnable> later = new ArrayList<>();
        final CompletableFuture<List<Neighbors>> result = batch(
                        index, queries, watched(search -> searches.incrementAndGet()), 2)
                .on(later::add);
        result.cancel(false);
        later.forEach(Runnable::run);
        assertEquals(0, searches.get());
    }

    @Test
    void cancellingFromInsideASearchLeavesTheRest() {
        final List<CompletableFuture<List<Neighbors>>> results = new ArrayList<>();
        final AtomicInteger searches = new AtomicInteger();
        final List<Runnable> later = new ArrayList<>();
        final SearchOptions options = watched(search -> {
            searches.incrementAndGet();
            if (search == 5) {
                results.get(0).cancel(false);
            }
        });
        results.add(batch(index, queries, options, 2).on(later::add));
        later.get(0).run();
        assertEquals(5, searches.get());
        assertTrue(results.get(0).isCancelled());
    }

    @Test
    void timeLimitsOfTheFutureEndTheWorkToo() {
        final List<Runnable> later = new ArrayList<>();
        final AtomicInteger searches = new AtomicInteger();
        final CompletableFuture<List<Neighbors>> result = batch(
                        index, queries, watched(search -> searches.incrementAndGet()), 2)
                .on(later::add);
        final CompletionException ex = assertThrows(
                CompletionException.class,
                () -> result.orTimeout(1, TimeUnit.MILLISECONDS).join());
        assertEquals(TimeoutException.class, ex.getCause().getClass());
        later.forEach(Runnable::run);
        assertEquals(0, searches.get());
    }

    @Test
    void interruptingAWorkerCancelsTheBatch() {
        final AtomicInteger searches = new AtomicInteger();
        final SearchOptions options = watched(search -> {
            searches.incrementAndGet();
            if (search == 5) {
                Thread.currentThread().interrupt();
            }
        });
        final CompletableFuture<List<Neighbors>> result =
                index.nearestAll(Queries.of(queries), K, options, Runnable::run);
        assertTrue(Thread.interrupted());
        assertTrue(result.isCancelled());
        assertEquals(5, searches.get());
    }

    @Test
    void interruptingTheCallerEndsABlockingBatch() {
        Thread.currentThread().interrupt();
        assertEquals(
                "interrupted while searching",
                assertThrows(CancellationException.class, () -> index.nearestAll(Queries.of(queries), K, OPTIONS))
                        .getMessage());
        assertTrue(Thread.interrupted());
        assertEquals(oneByOne(index, queries, OPTIONS), texts(index.nearestAll(Queries.of(queries), K, OPTIONS)));
    }

    @Test
    void closingTheIndexDoesNotEndABatchThatHasBegun() {
        final List<String> expected = oneByOne(index, queries, OPTIONS);
        final SearchOptions options = watched(search -> {
            if (search == 5) {
                index.close();
            }
        });
        final List<Runnable> later = new ArrayList<>();
        final CompletableFuture<List<Neighbors>> result =
                batch(index, queries, options, 2).on(later::add);
        later.get(0).run();
        assertEquals(expected, texts(result.join()));
    }

    @Test
    void batchesThatBeginAfterClosingEndAsUsual() {
        final List<String> expected = oneByOne(index, queries, OPTIONS);
        final List<Runnable> later = new ArrayList<>();
        final CompletableFuture<List<Neighbors>> result = index.nearestAll(Queries.of(queries), K, OPTIONS, later::add);
        index.close();
        later.forEach(Runnable::run);
        assertEquals(expected, texts(result.join()));
        assertMessage("the index is closed", () -> index.nearest(queries[0], K));
    }

    @Test
    void damagedFilesAreReportedAsTheyAreBySearches() throws IOException {
        final Path path = folder.resolve("damaged");
        GoldenIndexes.copy(GoldenIndexes.NEWEST, Metric.EUCLIDEAN.label(), path);
        final byte[] bytes = Files.readAllBytes(path);
        final IndexInfo.Section leafPages = index.info().pageLayout().orElseThrow().sections().stream()
                .filter(section -> section.name().equals("leaf_pages"))
                .findFirst()
                .orElseThrow();
        final int from = (int) leafPages.offset();
        Arrays.fill(bytes, from, from + (int) leafPages.bytes(), (byte) -1);
        Files.write(path, bytes);
        try (AnnoyIndex damaged = AnnoyIndex.load(path)) {
            final UncheckedIOException one =
                    assertThrows(UncheckedIOException.class, () -> damaged.nearest(queries[0], K, OPTIONS));
            final UncheckedIOException many =
                    assertThrows(UncheckedIOException.class, () -> damaged.nearestAll(Queries.of(queries), K, OPTIONS));
            final CompletionException future = assertThrows(
                    CompletionException.class,
                    () -> damaged.nearestAll(Queries.of(queries), K, OPTIONS, pool)
                            .join());
            for (final Throwable ex : new Throwable[] {one, many, future.getCause()}) {
                assertEquals(UncheckedIOException.class, ex.getClass());
                assertEquals(IndexFormatException.class, ex.getCause().getClass());
                assertTrue(ex.getMessage().contains(path + " is damaged"), ex.getMessage());
            }
        }
    }

    @Test
    void firstErrorEndsTheBatch() {
        final AtomicInteger searches = new AtomicInteger();
        final IllegalStateException failure = new IllegalStateException("no filter today");
        final SearchOptions options = watched(search -> {
            searches.incrementAndGet();
            if (search == 5) {
                throw failure;
            }
        });
        final List<Runnable> later = new ArrayList<>();
        final CompletableFuture<List<Neighbors>> result =
                batch(index, queries, options, 3).on(later::add);
        later.forEach(Runnable::run);
        assertSame(
                failure, assertThrows(CompletionException.class, result::join).getCause());
        assertEquals(5, searches.get());
        // The blocking call throws it as it is, from whichever thread.
        assertSame(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> index.nearestAll(Queries.of(queries), K, watched(search -> {
                            throw failure;
                        }))));
    }

    private static void await(final CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (final InterruptedException ex) {
            throw new AssertionError(ex);
        }
    }

    /** {@link #OPTIONS} with a filter that matches everything, and reports the number of each search, from 1, before it begins. */
    private static SearchOptions watched(final IntConsumer searches) {
        final RoaringBitmap all = RoaringBitmap.bitmapOfRange(0, ITEMS);
        final AtomicInteger number = new AtomicInteger();
        final Object filter = Proxy.newProxyInstance(
                BatchSearchTest.class.getClassLoader(),
                new Class<?>[] {ImmutableBitmapDataProvider.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("rankLong")) {
                        searches.accept(number.incrementAndGet());
                    }
                    try {
                        return method.invoke(all, arguments);
                    } catch (final InvocationTargetException ex) {
                        throw ex.getCause();
                    }
                });
        return OPTIONS.filter((ImmutableBitmapDataProvider) filter);
    }
}
