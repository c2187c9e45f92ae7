package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.annoyindex.core.Metric;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.testdata.GoldenIndexes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;

/** On stored indexes of 600 items of 12 components in two trees, and on files of Annoy. */
final class NeighborPagesTest extends StoredIndexFixture {
    @ParameterizedTest
    @EnumSource
    void everyItemComesOnceHoweverItIsAskedFor(final Metric metric) throws IOException {
        for (int version = 1; version <= GoldenIndexes.NEWEST; version++) {
            try (AnnoyIndex index = open(version, metric)) {
                for (final SearchOptions options : new SearchOptions[] {
                    SearchOptions.defaults(),
                    SearchOptions.budget(1),
                    SearchOptions.budget(50).candidates(1),
                    SearchOptions.budget(599),
                    SearchOptions.of(new Effort.AdaptiveBudget(20)),
                    SearchOptions.exact()
                }) {
                    assertArrayEquals(IntStream.range(0, ITEMS).toArray(), sorted(all(index, options, 5)));
                    final RoaringBitmap filter = RoaringBitmap.bitmapOf(3, 9, 77, 400, 599, 600, -1);
                    filter.add(200L, 240L);
                    final int[] expected = Arrays.stream(filter.toArray())
                            .filter(id -> id >= 0 && id < ITEMS)
                            .toArray();
                    assertArrayEquals(expected, sorted(all(index, options.filter(filter), 7)));
                }
                assertEquals(0, all(index, SearchOptions.budget(50).filter(new RoaringBitmap()), 8).length);
            }
        }
    }

    @Test
    void itemsOfAnnoysFilesComeOnceAndNothingElseDoes() throws IOException {
        for (final AnnoyGoldenFiles.GoldenFile file : AnnoyGoldenFiles.files()) {
            try (AnnoyIndex index = AnnoyIndex.load(file.copyInto(folder), file.options())) {
                final int[] items =
                        IntStream.range(0, index.size()).filter(index::contains).toArray();
                for (final SearchOptions options :
                        new SearchOptions[] {SearchOptions.defaults(), SearchOptions.budget(1), SearchOptions.exact()
                        }) {
                    assertArrayEquals(items, sorted(all(index, options, 3)), file.name());
                }
            }
        }
    }

    /** All that a stream returns for an item's vector, in pages of many sizes, each of which is in order. */
    private static int[] all(final AnnoyIndex index, final SearchOptions options, final int seed) {
        final SplitMix random = new SplitMix(seed);
        final float[] query = index.vector(firstItem(index));
        final NeighborPages stream = index.pages(Query.of(query), options);
        final IntStream.Builder ids = IntStream.builder();
        int returned = 0;
        while (!stream.hasEnded()) {
            final int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 20);
            final Neighbors page = stream.next(count);
            assertTrue(page.size() == count || stream.hasEnded());
            for (int rank = 0; rank < page.size(); rank++) {
                ids.add(page.id(rank));
                assertTrue(rank == 0 || comesAfter(index.metric(), page, rank), page.toString());
            }
            returned += page.size();
            assertEquals(returned, stream.returned());
        }
        assertEquals(0, stream.next(1).size());
        assertTrue(stream.hasEnded());
        return ids.build().toArray();
    }

    /** Items may come to one distance whose orders differ. */
    private static boolean comesAfter(final Metric metric, final Neighbors page, final int rank) {
        return metric == Metric.DOT
                ? page.distance(rank - 1) >= page.distance(rank)
                : page.distance(rank - 1) <= page.distance(rank);
    }

    private static int firstItem(final AnnoyIndex index) {
        return IntStream.range(0, index.size())
                .filter(index::contains)
                .findFirst()
                .orElseThrow();
    }

    private static int[] sorted(final int[] ids) {
        Arrays.sort(ids);
        return ids;
    }

    @ParameterizedTest
    @EnumSource
    void firstPageIsWhatASearchFinds(final Metric metric) throws IOException {
        try (AnnoyIndex index = open(metric)) {
            for (final int k : new int[] {1, 2, 10, 599, 600, 601, Integer.MAX_VALUE}) {
                for (final SearchOptions options : new SearchOptions[] {
                    SearchOptions.budget(1),
                    SearchOptions.budget(100),
                    SearchOptions.budget(300).candidates(3),
                    SearchOptions.exact(),
                    SearchOptions.budget(100).filter(RoaringBitmap.bitmapOfRange(100, 500))
                }) {
                    final float[] query = index.vector(17);
                    final NeighborPages stream = index.pages(Query.of(query), options);
                    assertEquals(
                            index.nearest(query, k, options).toString(),
                            stream.next(k).toString());
                    assertEquals(stream.returned() < k, stream.hasEnded());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void pagesOfAnExactSearchFollowEachOther(final Metric metric) throws IOException {
        try (AnnoyIndex index = open(metric)) {
            final float[] query = index.vector(5);
            final Neighbors all = index.nearest(query, ITEMS, SearchOptions.exact());
            final NeighborPages stream = index.pages(Query.of(query), SearchOptions.exact());
            for (int from = 0; from < ITEMS; from += 40) {
                final Neighbors page = stream.next(40);
                assertArrayEquals(Arrays.copyOfRange(all.ids(), from, from + 40), page.ids());
                assertArrayEquals(Arrays.copyOfRange(all.distances(), from, from + 40), page.distances());
            }
            assertEquals(ITEMS, stream.statistics().exactComparisons());
            assertTrue(stream.statistics().plan() == SearchStatistics.Plan.EXACT);
            assertFalse(stream.hasEnded()); // nobody has asked for more
            assertEquals(0, stream.next(1).size());
        }
    }

    @Test
    void pagesTogetherLookAtNoMoreThanOneSearch() throws IOException {
        for (final Metric metric : Metric.values()) {
            try (AnnoyIndex index = open(metric)) {
                final Searcher searcher = index.searcher();
                final SearchOptions options = SearchOptions.budget(150);
                for (int id = 0; id < 20; id++) {
                    searcher.nearest(Query.item(id), 60, options);
                    final SearchStatistics once = searcher.statistics();
                    // In two trees the nearest few candidates may be fewer items, so that a search continues.
                    searcher.nearest(Query.item(id), 10, options);
                    final SearchStatistics first = searcher.statistics();
                    final NeighborPages stream = searcher.pages(Query.of(index.vector(id)), options);
                    for (int page = 0; page < 6; page++) {
                        stream.next(10);
                    }
                    final SearchStatistics pages = stream.statistics();
                    final String what = metric + " " + id;
                    assertTrue(pages.scanned() >= first.scanned(), what);
                    assertTrue(pages.scanned() <= Math.max(once.scanned(), first.scanned()), what);
                    assertTrue(pages.pages() <= Math.max(once.pages(), first.pages()), what);
                    assertTrue(pages.exactComparisons() <= ITEMS, pages.toString());
                }
            }
        }
    }

    @Test
    void streamsOfOneSearcherFollowEachOther() throws IOException {
        try (AnnoyIndex index = open(Metric.EUCLIDEAN)) {
            final Searcher searcher = index.searcher();
            final SearchOptions options = SearchOptions.budget(100);
            for (int id = 0; id < 30; id++) {
                final float[] query = index.vector(id);
                final NeighborPages reused = searcher.pages(Query.of(query), options);
                final NeighborPages own = index.pages(Query.of(query), options);
                for (int page = 0; page < id % 5; page++) {
                    assertEquals(own.next(7).toString(), reused.next(7).toString());
                }
                assertEquals(
                        index.nearest(Query.item(id), 5, options).toString(),
                        searcher.nearest(Query.item(id), 5, options).toString());
                final String message = "the searcher has begun another search; "
                        + "use one searcher for each NeighborPages that is to be resumed";
                assertMessage(message, () -> reused.next(1));
                assertMessage(message, reused::statistics);
            }
        }
    }

    @Test
    void pagesAreNotOverwrittenAndQueriesAreCopied() throws IOException {
        try (AnnoyIndex index = open(Metric.ANGULAR)) {
            final float[] query = index.vector(3);
            final NeighborPages stream = index.pages(Query.of(query), SearchOptions.budget(100));
            Arrays.fill(query, 0);
            final Neighbors first = stream.next(10);
            final String before = first.toString();
            assertEquals(3, first.id(0));
            stream.next(10);
            assertEquals(before, first.toString());
        }
    }

    @Test
    void wrongArgumentsAreNamed() throws IOException {
        final AnnoyIndex index = open(Metric.EUCLIDEAN);
        final NeighborPages stream = index.pages(Query.of(index.vector(0)), SearchOptions.defaults());
        assertMessage("count is 0, must be at least 1", () -> stream.next(0));
        assertMessage(
                "the vector has 11 components, the index's have 12",
                () -> index.pages(Query.of(new float[11]), SearchOptions.defaults()));
        assertEquals(1, stream.next(1).size());
        index.close();
        assertMessage("the index is closed", () -> stream.next(1));
        assertMessage("the index is closed", stream::statistics);
        assertMessage("the index is closed", () -> index.pages(Query.of(new float[12]), SearchOptions.defaults()));
    }
}
