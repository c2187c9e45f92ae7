package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.Test;

final class SwappableIndexTest extends StoredIndexFixture {
    @Test
    void searchesUseTheIndexThatWasSwappedInLast() throws IOException {
        final AnnoyIndex first = open(Metric.EUCLIDEAN);
        final AnnoyIndex second = open(Metric.EUCLIDEAN);
        try (SwappableIndex current = new SwappableIndex(first)) {
            assertSame(first, current.<AnnoyIndex>search(index -> index));
            final String found =
                    current.search(index -> index.nearest(Query.item(7), 5).toString());
            current.swap(second);
            assertSame(second, current.<AnnoyIndex>search(index -> index));
            assertEquals(
                    found,
                    current.search(index -> index.nearest(Query.item(7), 5).toString()));
        }
        assertTrue(isClosed(first));
        assertTrue(isClosed(second));
    }

    @Test
    void indexesAreClosedWhenTheirLastUserLeaves() throws IOException {
        final AnnoyIndex first = open(Metric.EUCLIDEAN);
        final AnnoyIndex second = open(Metric.EUCLIDEAN);
        final SwappableIndex current = new SwappableIndex(first);
        final SwappableIndex.Lease one = current.acquire();
        final SwappableIndex.Lease other = current.acquire();
        current.search(index -> {
            current.swap(second);
            one.close();
            one.close();
            assertSame(first, other.index());
            assertFalse(isClosed(index));
            other.close();
            assertFalse(isClosed(index));
            return null;
        });
        assertTrue(isClosed(first));
        assertEquals(
                "the lease is closed; acquire another",
                assertThrows(IllegalStateException.class, other::index).getMessage());

        final SwappableIndex.Lease last = current.acquire();
        current.close();
        current.close();
        assertFalse(isClosed(second));
        assertEquals(5, last.index().nearest(Query.item(0), 5).size());
        last.close();
        assertTrue(isClosed(second));
    }

    @Test
    void failedSearchesGiveTheIndexBack() throws IOException {
        final AnnoyIndex first = open(Metric.EUCLIDEAN);
        try (SwappableIndex current = new SwappableIndex(first)) {
            assertThrows(
                    IndexOutOfBoundsException.class, () -> current.search(index -> index.nearest(Query.item(-1), 1)));
            assertFalse(isClosed(first));
            current.swap(open(Metric.EUCLIDEAN));
            assertTrue(isClosed(first));
        }
    }

    @Test
    void batchesOfALeaseGoOnAfterSwaps() throws Exception {
        final ExecutorService pool = Executors.newSingleThreadExecutor();
        final CountDownLatch begin = new CountDownLatch(1);
        final Future<?> busy = pool.submit(() -> {
            begin.await();
            return null;
        });
        final AnnoyIndex first = open(Metric.EUCLIDEAN);
        try (SwappableIndex current = new SwappableIndex(first)) {
            final SwappableIndex.Lease lease = current.acquire();
            final float[][] queries = {lease.index().vector(3), lease.index().vector(4)};
            final CompletableFuture<String> label = lease.index()
                    .nearestAll(Queries.of(queries), 1, SearchOptions.defaults(), pool)
                    .thenApply(found -> lease.index().label(found.get(1).id(0)))
                    .whenComplete((found, failure) -> lease.close());
            current.swap(open(Metric.EUCLIDEAN));
            assertFalse(isClosed(first));
            begin.countDown();
            assertEquals("item 4", label.get());
            busy.get();
            assertTrue(isClosed(first));
        }
        pool.shutdown();
    }

    @Test
    void indexesThatCouldNotAnswerTheSameQueriesAreRefusedAndLeftOpen() throws IOException {
        final AnnoyIndex first = open(Metric.EUCLIDEAN);
        final SwappableIndex current = new SwappableIndex(first);
        try (AnnoyIndex other = open(Metric.DOT)) {
            assertMessage(
                    "the index has metric dot and dimension 12, the one in use euclidean and 12; make another"
                            + " SwappableIndex for it",
                    () -> current.swap(other));
            assertFalse(isClosed(other));
        }
        assertMessage("this index is the one in use; load the file again to swap it in", () -> current.swap(first));
        assertMessage("index is null; close this object to have none", () -> current.swap(null));
        assertMessage("index is null; close this object to have none", () -> new SwappableIndex(null));
        final AnnoyIndex closed = open(Metric.EUCLIDEAN);
        closed.close();
        assertMessage("the index is closed", () -> current.swap(closed));
        assertMessage("the index is closed", () -> new SwappableIndex(closed));
        assertEquals(1, current.search(index -> index.nearest(Query.item(0), 1)).size());

        current.close();
        assertTrue(isClosed(first));
        try (AnnoyIndex late = open(Metric.EUCLIDEAN)) {
            assertMessage("the index is closed", () -> current.swap(late));
            assertFalse(isClosed(late));
        }
        assertMessage("the index is closed", current::acquire);
        assertMessage("the index is closed", () -> current.search(AnnoyIndex::size));
    }

    private static boolean isClosed(final AnnoyIndex index) {
        try {
            index.vector(0);
            return false;
        } catch (final IllegalStateException ex) {
            return true;
        }
    }
}
