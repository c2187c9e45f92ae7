package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.Metric;
import org.annoyindex.testdata.GoldenIndexes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory is unmapped when an index is closed, but for searches under way. */
final class ClosingTest extends StoredIndexFixture {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final int K = 7;

    @BeforeEach
    void needLinux() {
        assumeTrue(Files.exists(MAPS), "only Linux lists what is mapped");
    }

    private boolean isMapped() throws IOException {
        try (Stream<String> lines = Files.lines(MAPS)) {
            return lines.anyMatch(line -> line.contains(folder.toString()));
        }
    }

    @Test
    void closedIndexesAreNotMapped() throws IOException {
        final AnnoyIndex index = open(Metric.EUCLIDEAN);
        final Searcher searcher = index.searcher();
        final NeighborPages pages = index.pages(Query.item(3));
        final float[] vector = index.vector(3);
        searcher.nearest(vector, K);
        pages.next(K);
        assertTrue(isMapped());
        index.close();
        assertFalse(isMapped());
        index.close();
        final List<Consumer<float[]>> calls = List.of(
                query -> index.nearest(query, K),
                query -> index.nearest(query, K, SearchOptions.exact()),
                query -> index.within(Query.item(1), 1, K),
                query -> searcher.nearest(query, K),
                query -> pages.next(K),
                query -> index.nearestAll(Queries.of(query), K, SearchOptions.defaults()),
                query -> index.vector(1),
                query -> index.contains(1),
                query -> index.label(1),
                query -> index.idOf("item 1"),
                query -> index.distance(1, 2),
                query -> index.residentShare());
        for (final Consumer<float[]> call : calls) {
            assertMessage("the index is closed", () -> call.accept(vector));
        }
    }

    /** Even when the last reader but them leaves, and they read on. */
    @Test
    void searchesUnderWayWhenTheIndexIsClosedEndAsUsual() throws IOException {
        for (final Metric metric : Metric.values()) {
            final int[] expected;
            try (AnnoyIndex index = open(metric)) {
                expected = index.nearest(
                                Query.item(3), K, SearchOptions.defaults().where(id -> id % 2 == 0))
                        .ids();
            }
            final AnnoyIndex index = open(metric);
            final List<Boolean> mapped = new ArrayList<>();
            final SearchOptions closing = SearchOptions.defaults().where(id -> {
                index.close();
                try {
                    mapped.add(isMapped());
                } catch (final IOException ex) {
                    throw new AssertionError(ex);
                }
                return id % 2 == 0;
            });
            assertArrayEquals(expected, index.nearest(Query.item(3), K, closing).ids());
            assertFalse(mapped.contains(false));
            assertFalse(isMapped());
        }
    }

    @Test
    void batchesEndAsUsual() throws IOException {
        final float[][] queries;
        final List<Neighbors> expected;
        try (AnnoyIndex index = open(Metric.ANGULAR)) {
            queries = Stream.iterate(0, id -> id + 1)
                    .limit(100)
                    .map(index::vector)
                    .toArray(float[][]::new);
            expected = index.nearestAll(Queries.of(queries), K, SearchOptions.defaults());
            index.nearestAll(Queries.of(queries), K, SearchOptions.exact());
        }
        assertFalse(isMapped());
        for (final SearchOptions options : List.of(SearchOptions.defaults(), SearchOptions.exact())) {
            final AnnoyIndex index = open(Metric.ANGULAR);
            final List<Runnable> tasks = new ArrayList<>();
            final CompletableFuture<List<Neighbors>> found =
                    index.nearestAll(Queries.of(queries), K, options, tasks::add);
            index.close();
            assertTrue(isMapped());
            tasks.forEach(Runnable::run);
            assertEquals(expected.size(), found.join().size());
            for (int i = 0; i < expected.size(); i++) {
                assertEquals(expected.get(i).id(0), found.join().get(i).id(0));
            }
            assertFalse(isMapped());
        }
    }

    @Test
    void batchesThatAreCanceledOrRejectedDoNotKeepTheFileMapped() throws IOException {
        final AnnoyIndex index = open(Metric.ANGULAR);
        final float[] query = index.vector(1);
        final List<Runnable> tasks = new ArrayList<>();
        final CompletableFuture<List<Neighbors>> canceled =
                index.nearestAll(Queries.of(query), K, SearchOptions.defaults(), tasks::add);
        final Executor rejecting = task -> {
            throw new RejectedExecutionException("full");
        };
        final Executor failing = task -> {
            throw new IllegalStateException("broken");
        };
        assertThrows(
                RejectedExecutionException.class,
                () -> index.nearestAll(Queries.of(query), K, SearchOptions.defaults(), rejecting));
        assertThrows(
                IllegalStateException.class,
                () -> index.nearestAll(Queries.of(query), K, SearchOptions.defaults(), failing));
        index.close();
        assertTrue(isMapped());
        assertTrue(canceled.cancel(false));
        assertFalse(isMapped());
        tasks.forEach(Runnable::run);
        assertTrue(canceled.isCancelled());
    }

    @Test
    void filesThatAreRefusedAreNotMapped() throws IOException {
        final Path path = folder.resolve("damaged");
        GoldenIndexes.copy(GoldenIndexes.NEWEST, "euclidean", path);
        final long labels;
        try (AnnoyIndex index = AnnoyIndex.load(path)) {
            labels = ((IndexInfo.Pages) index.info().layout())
                    .sections().stream()
                            .filter(section -> section.name().equals("labels"))
                            .findFirst()
                            .orElseThrow()
                            .offset();
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(labels);
            file.writeInt(1);
        }
        assertThrows(IndexFormatException.class, () -> AnnoyIndex.load(path).close());
        assertFalse(isMapped());
    }
}
