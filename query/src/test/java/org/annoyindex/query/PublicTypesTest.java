package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.roaringbitmap.RoaringBitmap;

/** What queries, efforts and facts of an index are, and what is said of arguments that are null. */
final class PublicTypesTest extends StoredIndexFixture {
    private AnnoyIndex index;

    @BeforeEach
    void openIndex() throws IOException {
        index = open(Metric.EUCLIDEAN);
    }

    @AfterEach
    void closeIndex() {
        index.close();
    }

    @Test
    void everyKindOfQueryFindsTheSameAsItsVector() {
        final Searcher searcher = index.searcher();
        final String expected =
                index.nearest(index.vector(17), 5, SearchOptions.exact()).toString();
        for (final Query query : List.of(Query.of(index.vector(17)), Query.item(17))) {
            assertEquals(
                    expected, index.nearest(query, 5, SearchOptions.exact()).toString());
            assertEquals(
                    expected, searcher.nearest(query, 5, SearchOptions.exact()).toString());
            assertEquals(
                    expected,
                    index.within(query, Float.POSITIVE_INFINITY, 5, SearchOptions.exact())
                            .toString());
            assertEquals(
                    expected, index.pages(query, SearchOptions.exact()).next(5).toString());
            assertEquals(
                    expected,
                    searcher.pages(query, SearchOptions.exact()).next(5).toString());
            assertEquals(
                    index.nearest(query, 5).toString(),
                    searcher.nearest(query, 5).toString());
            assertEquals(
                    index.within(query, 9, 5).toString(),
                    searcher.within(query, 9, 5).toString());
            assertEquals(
                    index.pages(query).next(5).toString(),
                    searcher.pages(query).next(5).toString());
        }
    }

    @Test
    void queriesForWhatIsNotThereAreRefused() {
        final int none = index.size();
        for (final Executable call : new Executable[] {
            () -> index.nearest(Query.item(none), 1),
            () -> index.within(Query.item(-1), 1, 1),
            () -> index.pages(Query.item(none)),
            () -> index.searcher().nearest(Query.item(none), 1)
        }) {
            assertThrows(IndexOutOfBoundsException.class, call);
        }
        assertThrows(IllegalStateException.class, () -> index.nearest(Query.key(5), 1));
        if (index.info().keyKind() == KeyKind.STRINGS) {
            assertThrows(NoSuchElementException.class, () -> index.nearest(Query.key("no such key"), 1));
        } else {
            assertThrows(IllegalStateException.class, () -> index.nearest(Query.key("no such key"), 1));
        }
    }

    @Test
    void effortsCompareByValue() {
        assertEquals(new Effort.Recall(0.9), SearchOptions.recall(0.9).effort());
        assertEquals(new Effort.Budget(7), SearchOptions.budget(7).effort());
        assertEquals(new Effort.Exact(), SearchOptions.exact().effort());
        assertEquals(new Effort.Default(), SearchOptions.defaults().effort());
        final Effort adaptive = new Effort.AdaptiveBudget(3.5);
        assertEquals(adaptive, SearchOptions.of(adaptive).candidates(5).effort());
    }

    @Test
    void infoHoldsWhatTheFileSays() {
        final IndexInfo info = index.info();
        assertEquals(index.size(), info.size());
        assertEquals(index.dimension(), info.dimension());
        assertEquals(Metric.EUCLIDEAN, info.metric());
        assertFalse(info.isSpotify());
        final IndexInfo.Pages pages = assertInstanceOf(IndexInfo.Pages.class, info.layout());
        assertEquals(pages, info.pageLayout().orElseThrow());
        assertTrue(pages.leafPages() > 0);
        final List<String> names =
                pages.sections().stream().map(IndexInfo.Section::name).toList();
        assertTrue(names.containsAll(List.of("vectors", "leaf_pages", "inner_pages", "ids")), names.toString());
        assertTrue(List.of("scalar", "vector").contains(info.kernel()), info.kernel());
        assertEquals(info, index.info());
    }

    @Test
    void whatIsPrintedCanBeRead() {
        assertEquals("Query[item 5]", Query.item(5).toString());
        assertEquals("Query[key 'tea']", Query.key("tea").toString());
        assertEquals("Query[key 7]", Query.key(7).toString());
        assertEquals("Query[vector of 2 components]", Query.of(new float[2]).toString());
        assertEquals(
                "SearchOptions[Budget[items=20], candidates 3, filter 2 ids allowed 1 ids denied by predicate]",
                SearchOptions.budget(20)
                        .candidates(3)
                        .filter(RoaringBitmap.bitmapOf(1, 2))
                        .deny(RoaringBitmap.bitmapOf(1))
                        .where(id -> true)
                        .toString());
        assertEquals(
                "LoadOptions[spotify dot of dimension 3, verify true, preload TREES]",
                LoadOptions.spotify(Metric.DOT, 3)
                        .verify()
                        .preload(Preload.TREES)
                        .toString());
        assertTrue(index.toString().endsWith("euclidean, dimension 12, " + index.size() + " items]"), index.toString());
        index.close();
        assertTrue(index.toString().endsWith(", closed]"), index.toString());
    }

    @Test
    void dimensionsOutOfRangeAreRefused() {
        for (final int dimension : new int[] {0, -1, 65_537}) {
            assertEquals(
                    "dimension is " + dimension + ", must be from 1 to 65536",
                    assertThrows(IllegalArgumentException.class, () -> LoadOptions.spotify(Metric.DOT, dimension))
                            .getMessage());
        }
    }

    @Test
    void argumentsThatAreNullAreNamed() {
        final float[] noVector = null;
        final Query noQuery = null;
        final SearchOptions noOptions = null;
        final String noString = null;
        final float[] vector = index.vector(0);
        final Query query = Query.item(0);
        final Queries queries = Queries.of(vector);
        final SearchOptions options = SearchOptions.defaults();
        final Searcher searcher = index.searcher();
        final Map<Executable, String> calls = new LinkedHashMap<>();
        calls.put(() -> AnnoyIndex.load(null), "path");
        calls.put(() -> AnnoyIndex.load(null, LoadOptions.defaults()), "path");
        calls.put(() -> AnnoyIndex.load(Path.of("x"), null), "options");
        calls.put(() -> index.nearest(noVector, 1), "vector");
        calls.put(() -> index.nearest(noVector, 1, options), "vector");
        calls.put(() -> index.nearest(noVector, 1, SearchOptions.exact()), "vector");
        calls.put(() -> index.nearest(vector, 1, noOptions), "options");
        calls.put(() -> index.nearest(noQuery, 1), "query");
        calls.put(() -> index.nearest(noQuery, 1, SearchOptions.exact()), "query");
        calls.put(() -> index.nearest(query, 1, noOptions), "options");
        calls.put(() -> index.within(noQuery, 1, 1), "query");
        calls.put(() -> index.within(query, 1, 1, noOptions), "options");
        calls.put(() -> index.pages(noQuery), "query");
        calls.put(() -> index.pages(query, noOptions), "options");
        calls.put(() -> index.nearestAll(null, 1, options), "queries");
        calls.put(() -> index.nearestAll(queries, 1, noOptions), "options");
        calls.put(() -> index.nearestAll(null, 1, options, Runnable::run), "queries");
        calls.put(() -> index.nearestAll(queries, 1, noOptions, Runnable::run), "options");
        calls.put(() -> index.nearestAll(queries, 1, options, null), "executor");
        calls.put(() -> index.labels(null), "found");
        calls.put(() -> index.keys(null), "found");
        calls.put(() -> index.idOf(noString), "label");
        calls.put(() -> index.idsOf((long[]) null), "keys");
        calls.put(() -> index.idsOf((Iterable<String>) null), "keys");
        calls.put(() -> searcher.nearest(noVector, 1), "vector");
        calls.put(() -> searcher.nearest(vector, 1, noOptions), "options");
        calls.put(() -> searcher.nearest(noQuery, 1), "query");
        calls.put(() -> searcher.nearest(query, 1, noOptions), "options");
        calls.put(() -> searcher.within(noQuery, 1, 1), "query");
        calls.put(() -> searcher.within(query, 1, 1, noOptions), "options");
        calls.put(() -> searcher.pages(noQuery), "query");
        calls.put(() -> searcher.pages(query, noOptions), "options");
        calls.put(() -> Query.of(noVector), "vector");
        calls.put(() -> Query.key(noString), "key");
        calls.put(() -> Queries.of((float[][]) null), "vectors");
        calls.put(() -> Queries.of((FloatBuffer) null), "rows");
        calls.put(() -> Queries.of(vector, null), "row 1");
        calls.put(() -> SearchOptions.of(null), "effort");
        calls.put(() -> options.filter(null), "allowedIds");
        calls.put(() -> options.deny(null), "deniedIds");
        calls.put(() -> options.where(null), "predicate");
        calls.put(() -> LoadOptions.spotify(null, 3), "metric");
        calls.put(() -> new SwappableIndex(null), "index");
        calls.put(() -> new SwappableIndex(index).swap(null), "index");
        calls.put(() -> new SwappableIndex(index).search(null), "work");
        calls.put(() -> LoadOptions.defaults().preload(null), "part");
        calls.forEach((call, name) -> {
            final String message =
                    assertThrows(NullPointerException.class, call, name).getMessage();
            assertTrue(message.startsWith(name + " is null; "), message);
        });
    }
}
