package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Queries;
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

@ParameterizedClass
@EnumSource
@Tag("every-jvm")
final class SharedIndexTest {
    private static final int ITEMS = 3000;

    @Parameter
    private FileKind format;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void searcherAllocatesNothingOnceWarm(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, ITEMS, 32, 1);
        try (AnnoyIndex index = format.buildAndLoad(folder.resolve("x"), metric, vectors)) {
            final Searcher searcher = index.searcher();
            final RoaringBitmap half = RoaringBitmap.bitmapOfRange(0, ITEMS / 2);
            // Few enough that the sketches of all allowed items are scanned.
            final RoaringBitmap few = RoaringBitmap.bitmapOf(
                    IntStream.range(0, 150).map(i -> 20 * i).toArray());
            final SearchOptions[] efforts = {
                SearchOptions.defaults(),
                SearchOptions.budget(300),
                SearchOptions.budget(300).filter(half),
                SearchOptions.budget(300).deny(half).where(id -> id % 3 > 0),
                SearchOptions.budget(300).filter(RoaringBitmap.bitmapOf(1, 2, 3)),
                SearchOptions.budget(300).filter(few),
            };
            searcher.nearest(vectors[0], 10, efforts[efforts.length - 1]);
            assertEquals(
                    metric.hasSketches() && format == FileKind.OURS,
                    searcher.statistics().plan() == SearchStatistics.Plan.FLAT);
            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            final int searches = 2000;
            long allocated = Long.MAX_VALUE;
            // Compilation allocates at first; what counts is that searches come to allocate nothing.
            for (int round = 0; round < 20 && allocated >= searches; round++) {
                final long before =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                for (int i = 0; i < searches; i++) {
                    searcher.nearest(vectors[i % ITEMS], 10, efforts[i % efforts.length]);
                }
                allocated =
                        threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            }
            assertTrue(allocated < searches, allocated + " bytes in " + searches + " searches");
        }
    }

    @Test
    void manyThreadsGetTheAnswersThatOneGets() throws Exception {
        final float[][] vectors = SampleVectors.random(Metric.ANGULAR, ITEMS, 24, 1);
        try (AnnoyIndex index = format.buildAndLoad(folder.resolve("x"), Metric.ANGULAR, vectors)) {
            // More than 10,000 searches.
            final List<String> expected = answers(index, vectors);
            final ExecutorService pool = Executors.newFixedThreadPool(8);
            final List<Future<List<String>>> others = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                others.add(pool.submit(() -> answers(index, vectors)));
            }
            for (final Future<List<String>> other : others) {
                assertEquals(expected, other.get());
            }
            pool.shutdown();
        }
    }

    @Test
    void largeBatchesGetTheAnswersOfSearchesOneByOne() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.ANGULAR, ITEMS, 24, 1);
        final float[][] queries = SampleVectors.random(Metric.ANGULAR, 10_000, 24, 2);
        try (AnnoyIndex index = format.buildAndLoad(folder.resolve("x"), Metric.ANGULAR, vectors)) {
            final SearchOptions few = SearchOptions.budget(200);
            final ExecutorService pool = Executors.newFixedThreadPool(8);
            final List<Neighbors> found =
                    index.nearestAll(Queries.of(queries), 5, few, pool).join();
            final List<Neighbors> blocking = index.nearestAll(Queries.of(queries), 5, few);
            for (int q = 0; q < queries.length; q++) {
                final String expected = index.nearest(queries[q], 5, few).toString();
                assertEquals(expected, found.get(q).toString(), "query " + q);
                assertEquals(expected, blocking.get(q).toString(), "query " + q);
            }
            assertEquals(queries.length, found.size());
            pool.shutdown();
        }
    }

    private static List<String> answers(final AnnoyIndex index, final float[][] vectors) {
        final List<String> answers = new ArrayList<>();
        for (int i = 0; i < Math.min(700, index.size()); i++) {
            answers.add(index.nearest(vectors[i], 5).toString());
            answers.add(index.nearest(Query.item(i), 5).toString());
        }
        return answers;
    }

    @Test
    void closingEndsNothingThatIsUnderWay() throws Exception {
        final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, ITEMS, 24, 1);
        final AnnoyIndex index = format.buildAndLoad(folder.resolve("x"), Metric.EUCLIDEAN, vectors);
        final ExecutorService pool = Executors.newFixedThreadPool(4);
        final List<Future<?>> searches = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            searches.add(pool.submit(() -> {
                while (true) {
                    assertEquals(5, index.nearest(vectors[7], 5).size());
                }
            }));
        }
        Thread.sleep(50);
        index.close();
        index.close();
        for (final Future<?> search : searches) {
            final ExecutionException ex = assertThrows(ExecutionException.class, search::get);
            assertEquals(IllegalStateException.class, ex.getCause().getClass());
            assertEquals("the index is closed", ex.getCause().getMessage());
        }
        pool.shutdown();
        assertThrows(IllegalStateException.class, () -> index.vector(0));
        assertThrows(IllegalStateException.class, () -> index.distance(0, 1));
        assertThrows(IllegalStateException.class, index::searcher);
        assertThrows(IllegalStateException.class, () -> index.nearest(Query.item(0), 1));
    }

    @Test
    void replacingTheFileLeavesReadersWithTheOldOne() throws IOException {
        final float[][] old = SampleVectors.random(Metric.EUCLIDEAN, ITEMS, 24, 1);
        final float[][] other = SampleVectors.random(Metric.EUCLIDEAN, 100, 24, 2);
        final Path file = format.build(folder.resolve("x"), Metric.EUCLIDEAN, old);
        try (AnnoyIndex index = format.load(file, Metric.EUCLIDEAN, old)) {
            final List<String> before = answers(index, old);
            format.build(file, Metric.EUCLIDEAN, other);
            assertEquals(before, answers(index, old));
            try (AnnoyIndex replaced = format.load(file, Metric.EUCLIDEAN, other)) {
                assertEquals(100, replaced.size());
            }
        }
    }
}
