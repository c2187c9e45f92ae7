package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbor;
import org.annoyindex.query.SwappableIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two different indexes are swapped a thousand times while several threads search. */
final class SwapUnderLoadTest {
    private static final int SWAPS = 1000;
    private static final int SEARCHERS = 4;
    private static final int FILES = 4;
    private static final int QUERIES = 50;
    private static final int DIMENSION = 8;

    @TempDir
    private Path folder;

    private final float[][] queries = SampleVectors.random(Metric.EUCLIDEAN, QUERIES, DIMENSION, 1);

    /** The answer of each file to each query. */
    private final String[][] answers = new String[FILES][QUERIES];

    @BeforeEach
    void build() throws IOException {
        for (int f = 0; f < FILES; f++) {
            final float[][] vectors = SampleVectors.random(Metric.EUCLIDEAN, 300 + 100 * f, DIMENSION, 10 + f);
            SampleVectors.buildLabeled(file(f), Metric.EUCLIDEAN, vectors, "file " + f + ", item");
            try (AnnoyIndex index = AnnoyIndex.load(file(f))) {
                for (int q = 0; q < QUERIES; q++) {
                    answers[f][q] = answer(index, q);
                }
            }
        }
    }

    private Path file(final int number) {
        return folder.resolve(number + ".annoy");
    }

    /** Combines several calls to one index; the result is one file's answer only if the index was the same throughout. */
    private String answer(final AnnoyIndex index, final int query) {
        final StringBuilder answer = new StringBuilder("of " + index.size() + ":");
        for (final Neighbor neighbor : index.nearest(queries[query], 5)) {
            answer.append(' ').append(index.label(neighbor.id())).append(" at ").append(neighbor.distance());
            LockSupport.parkNanos(1000); // lets others swap meanwhile
        }
        return answer.append(", ").append(index.vector(index.size() - 1)[0]).toString();
    }

    /** The file that gave an answer; fails if none did. */
    private int fileOf(final String answer, final int query) {
        for (int f = 0; f < FILES; f++) {
            if (answers[f][query].equals(answer)) {
                return f;
            }
        }
        throw new AssertionError("query " + query + ": of no file or of several: " + answer);
    }

    @Test
    @Timeout(60)
    void everyAnswerIsOfOneIndexAndNoSearchFails() throws Exception {
        final List<AnnoyIndex> all = new ArrayList<>(List.of(AnnoyIndex.load(file(0))));
        final SwappableIndex current = new SwappableIndex(all.get(0));
        final AtomicLong searches = new AtomicLong();
        final AtomicBoolean ended = new AtomicBoolean();
        final ExecutorService pool = Executors.newFixedThreadPool(SEARCHERS);
        final List<Future<int[]>> searchers = new ArrayList<>();
        for (int t = 0; t < SEARCHERS; t++) {
            final boolean byLease = t % 2 == 1;
            searchers.add(pool.submit(() -> search(current, byLease, searches, ended)));
        }
        try {
            for (int swap = 1; swap <= SWAPS; swap++) {
                final int next = swap % FILES;
                final long before = searches.get();
                all.add(AnnoyIndex.load(file(next)));
                current.swap(all.get(swap));
                final int query = swap % QUERIES;
                assertEquals(next, fileOf(current.search(index -> answer(index, query)), query));
                while (searches.get() == before && searchers.stream().noneMatch(Future::isDone)) {
                    LockSupport.parkNanos(10_000);
                }
            }
        } finally {
            ended.set(true);
            pool.shutdown();
        }
        final int[] found = new int[FILES];
        for (final Future<int[]> searcher : searchers) {
            final int[] counts = searcher.get();
            for (int f = 0; f < FILES; f++) {
                found[f] += counts[f];
            }
        }
        for (int f = 0; f < FILES; f++) {
            assertTrue(found[f] > 0, "file " + f + " was never searched");
        }
        assertTrue(searches.get() >= SWAPS, searches + " searches");
        assertEquals(SWAPS + 1, all.size());
        for (int i = 0; i < SWAPS; i++) {
            assertClosed(all.get(i));
        }
        assertEquals(answers[SWAPS % FILES][0], answer(all.get(SWAPS), 0));
        current.close();
        assertClosed(all.get(SWAPS));
    }

    /** Searches until stopped; returns the number of answers of each file. */
    private int[] search(
            final SwappableIndex current, final boolean byLease, final AtomicLong searches, final AtomicBoolean ended) {
        final int[] found = new int[FILES];
        for (int i = 0; !ended.get(); i++) {
            final int query = i % QUERIES;
            if (byLease) {
                try (SwappableIndex.Lease lease = current.acquire()) {
                    final int file = fileOf(answer(lease.index(), query), query);
                    final int other = (query + 1) % QUERIES;
                    assertEquals(file, fileOf(answer(lease.index(), other), other));
                    found[file]++;
                }
            } else {
                found[fileOf(current.search(index -> answer(index, query)), query)]++;
            }
            searches.incrementAndGet();
        }
        return found;
    }

    private static void assertClosed(final AnnoyIndex index) {
        assertThrows(IllegalStateException.class, () -> index.vector(0));
    }
}
