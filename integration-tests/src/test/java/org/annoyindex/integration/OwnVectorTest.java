package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.NeighborPages;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Queries;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.Searcher;
import org.annoyindex.testdata.GoldenIndexes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.RoaringBitmap;

/** A search for the vector of an item finds an item with this vector, whatever the effort. */
@Tag("long")
final class OwnVectorTest {
    private static final SearchOptions LEAST = SearchOptions.budget(1).candidates(1);

    private static final List<SearchOptions> EFFORTS = List.of(
            LEAST,
            SearchOptions.budget(1),
            SearchOptions.budget(100),
            SearchOptions.budget(4000),
            SearchOptions.defaults(),
            SearchOptions.recall(0.5),
            SearchOptions.recall(0.9),
            SearchOptions.recall(0.99));

    /** Items of an index that takes little time to build. */
    private static final int FEW = 4000;

    @TempDir
    private Path folder;

    /** Data whose sketches, or whose leaves, hardly distinguish the items. */
    private enum Data {
        TIGHT_GROUPS {
            @Override
            float[][] vectors(final int items, final long seed) {
                return groups(items / 100, 100, 0.0005f, 32, seed);
            }
        },
        LARGE_GROUPS {
            @Override
            float[][] vectors(final int items, final long seed) {
                final int size = Math.min(2000, items / 4);
                return groups(items / size, size, 0.0005f, 32, seed);
            }
        },
        PAIRS {
            @Override
            float[][] vectors(final int items, final long seed) {
                return groups(items / 2, 2, 0.001f / 8, 32, seed);
            }
        },
        COPIES {
            @Override
            float[][] vectors(final int items, final long seed) {
                return groups(4, items / 4, 0, 20, seed);
            }
        },
        TWO_DIMENSIONS {
            @Override
            float[][] vectors(final int items, final long seed) {
                return groups(items, 1, 0, 2, seed);
            }
        },
        NORMAL {
            @Override
            float[][] vectors(final int items, final long seed) {
                return groups(items, 1, 0, 33, seed);
            }
        },
        NEARLY_CONSTANT {
            @Override
            float[][] vectors(final int items, final long seed) {
                final float[][] vectors = groups(items, 1, 0, 16, seed);
                for (final float[] vector : vectors) {
                    for (int i = 1; i < vector.length; i++) {
                        vector[i] = 1000 + (i == 7 ? 1e-3f * vector[i] : 0);
                    }
                }
                return vectors;
            }
        };

        abstract float[][] vectors(int items, long seed);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOT")
    void isFoundAtAnyEffort(final Metric metric) throws IOException {
        int trees = 1;
        for (final Data data : Data.values()) {
            try (AnnoyIndex index = build(metric, data.vectors(FEW, 1), trees)) {
                for (final SearchOptions effort : EFFORTS) {
                    assertAllFound(index, effort, index.size() / 40, data + ", " + effort);
                }
            }
            trees = 3 - trees;
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOT")
    @Tag("slow")
    void ofEveryItemIsFoundAtAnyEffort(final Metric metric) throws IOException {
        for (final Data data : Data.values()) {
            for (int trees = 1; trees <= 5; trees += 2) {
                try (AnnoyIndex index = build(metric, data.vectors(20_000, trees), trees)) {
                    assertAllFound(index, LEAST, 1, data + ", " + trees + " trees");
                    for (final SearchOptions effort : EFFORTS) {
                        assertAllFound(index, effort, index.size() / 300, data + ", " + trees + " trees, " + effort);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOT")
    void isFoundInIndexesOfAnySize(final Metric metric) throws IOException {
        for (final int size : new int[] {1, 2, 31, 1000}) {
            for (int trees = 1; trees <= 5; trees += 4) {
                for (final int dimension : new int[] {1, 3, 65}) {
                    try (AnnoyIndex index = build(metric, groups(size, 1, 0, dimension, size), trees)) {
                        assertAllFound(index, LEAST, 1 + size / 40, size + " items of " + dimension + " components");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOT")
    void emptyIndexesFindNothing(final Metric metric) throws IOException {
        try (AnnoyIndex index = build(metric, new float[0][3], 1)) {
            assertEquals(0, index.nearest(new float[] {1, 0, 1}, 1).size());
            assertEquals(0, index.within(Query.of(new float[] {1, 0, 1}), 0, 1).size());
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {(float) 1e-30, (float) 1e-12, (float) 1e15, (float) 1e30})
    void isFoundAtAnyMagnitude(final float magnitude) throws IOException {
        for (final Data data : new Data[] {Data.TIGHT_GROUPS, Data.TWO_DIMENSIONS}) {
            final float[][] vectors = data.vectors(1000, 1);
            for (final float[] vector : vectors) {
                for (int i = 0; i < vector.length; i++) {
                    vector[i] *= magnitude;
                }
            }
            for (final Metric metric : new Metric[] {Metric.EUCLIDEAN, Metric.ANGULAR, Metric.MANHATTAN}) {
                if (magnitude > (float) 1e16 && metric != Metric.ANGULAR) {
                    continue; // not accepted by the builder
                }
                try (AnnoyIndex index = build(metric, vectors, 1)) {
                    assertAllFound(index, LEAST, 97, metric + ", " + data);
                    assertAllFound(index, SearchOptions.defaults(), 97, metric + ", " + data);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EUCLIDEAN", "ANGULAR", "MANHATTAN"})
    void bothZerosAreTheSame(final Metric metric) throws IOException {
        final float[][] vectors = groups(2000, 1, 0, 12, 1);
        for (int id = 0; id < vectors.length; id++) {
            vectors[id][id % 12] = id % 2 == 0 ? 0 : -0f;
        }
        try (AnnoyIndex index = build(metric, vectors, 1)) {
            for (int id = 0; id < vectors.length; id += 7) {
                final float[] query = vectors[id].clone();
                query[id % 12] = id % 2 == 0 ? -0f : 0;
                final Neighbors found = index.nearest(query, 1, LEAST);
                assertEquals(id, found.id(0));
                assertEquals(0, found.distance(0));
            }
        }
    }

    /** Plans to walk, to scan flat and to compare all are among these. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOT")
    void isFoundIfTheFilterAllowsIt(final Metric metric) throws IOException {
        final Data data = metric == Metric.HAMMING ? Data.NORMAL : Data.LARGE_GROUPS;
        try (AnnoyIndex index = build(metric, data.vectors(FEW, 1), 1)) {
            final List<Integer> distinct = distinct(index);
            assertTrue(distinct.size() > 20);
            for (final int modulus : new int[] {2, 10, 200}) {
                final RoaringBitmap allowed = new RoaringBitmap();
                IntStream.range(0, index.size()).filter(id -> id % modulus == 0).forEach(allowed::add);
                for (final SearchOptions effort : EFFORTS) {
                    for (final SearchOptions filtered :
                            new SearchOptions[] {effort.where(id -> id % modulus == 0), effort.filter(allowed)}) {
                        for (int i = 0; i < distinct.size(); i += 1 + distinct.size() / 20) {
                            final int id = distinct.get(i);
                            final Query query = Query.of(index.vector(id));
                            final Neighbors near = index.nearest(query, 1, filtered);
                            final boolean isFound = near.size() > 0 && near.id(0) == id && near.distance(0) == 0;
                            assertEquals(id % modulus == 0, isFound, id + " of " + modulus + ", " + filtered);
                            assertEquals(
                                    id % modulus == 0 ? 1 : 0,
                                    index.within(query, 0, 10, filtered).size());
                        }
                    }
                }
            }
        }
    }

    /** The ids of vectors that no other item has. */
    private static List<Integer> distinct(final AnnoyIndex index) {
        final List<Integer> ids = new ArrayList<>();
        for (int id = 0; id < index.size(); id += 100) {
            if (index.within(Query.item(id), 0, 2, SearchOptions.exact()).size() == 1) {
                ids.add(id);
            }
        }
        return ids;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOT")
    void isOnTheFirstPageAndOnNoOther(final Metric metric) throws IOException {
        for (final int trees : new int[] {1, 3}) {
            try (AnnoyIndex index = build(metric, groups(50, 30, 0.0005f, 70, 1), trees)) {
                for (int id = 0; id < index.size(); id += 111) {
                    final NeighborPages pages = index.pages(Query.of(index.vector(id)), LEAST);
                    final RoaringBitmap found = new RoaringBitmap();
                    final Neighbors first = pages.next(1);
                    assertEquals(0, first.distance(0));
                    found.add(first.id(0));
                    while (!pages.hasEnded()) {
                        for (final int other : pages.next(400).ids()) {
                            assertTrue(found.checkedAdd(other), "item " + other + " again");
                        }
                    }
                    assertEquals(index.size(), found.getCardinality());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOT")
    void isFoundInBatches(final Metric metric) throws IOException {
        try (AnnoyIndex index = build(metric, Data.LARGE_GROUPS.vectors(FEW, 1), 1)) {
            final float[][] queries = new float[500][];
            for (int i = 0; i < queries.length; i++) {
                queries[i] = index.vector(7 * i);
            }
            for (final Neighbors near : index.nearestAll(Queries.of(queries), 3, LEAST)) {
                assertEquals(0, near.distance(0));
            }
        }
    }

    /** A query by item returns the item itself, where it is not the one that the file names for its vector. */
    @Test
    void itemsAndTheirVectorsAgree() throws IOException {
        try (AnnoyIndex index = build(Metric.EUCLIDEAN, Data.COPIES.vectors(FEW, 1), 1)) {
            for (int id = 0; id < index.size(); id += 53) {
                assertEquals(
                        id,
                        index.nearest(Query.item(id), 1, LEAST.where(allowedOnly(id)))
                                .id(0));
                final int lowest = id / (FEW / 4) * (FEW / 4);
                assertEquals(
                        lowest,
                        index.nearest(index.vector(id), 1, LEAST.where(allowedOnly(lowest)))
                                .id(0));
            }
        }
    }

    private static IntPredicate allowedOnly(final int id) {
        return other -> other == id;
    }

    @Test
    void isFoundByKey() throws IOException {
        final float[][] vectors = Data.TIGHT_GROUPS.vectors(1000, 1);
        final Path file = folder.resolve("keys.annoy");
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 32)) {
            for (int id = 0; id < vectors.length; id++) {
                builder.add(7L * id, "label " + id, vectors[id]);
            }
            builder.write(file);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            for (int id = 0; id < vectors.length; id += 17) {
                final Neighbors found = index.nearest(vectors[id], 1, LEAST);
                assertEquals(7L * id, index.key(found.id(0)));
                assertEquals("label " + id, index.label(found.id(0)));
            }
        }
    }

    /** Files of version 0.1.0 have no table; their searches are as they were. */
    @ParameterizedTest
    @EnumSource
    void filesWithoutTheTableAreSearched(final Metric metric) throws IOException {
        final Path file = folder.resolve("old.annoy");
        GoldenIndexes.copy(2, metric.label(), file);
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertTrue(index.info().pageLayout().orElseThrow().sections().stream()
                    .noneMatch(section -> section.name().equals("vector_ids")));
            int found = 0;
            for (int id = 0; id < index.size(); id++) {
                final Neighbors near = index.nearest(index.vector(id), 3, SearchOptions.budget(400));
                assertEquals(3, near.size());
                found += contains(near, id) ? 1 : 0;
            }
            assertTrue(found >= (metric == Metric.DOT ? 1 : 0.9 * index.size()), found + " found");
        }
    }

    private static boolean contains(final Neighbors near, final int id) {
        return IntStream.of(near.ids()).anyMatch(other -> other == id);
    }

    /** What a table says is compared with the vectors. */
    @Test
    void wrongTablesFindNothingWrong() throws IOException {
        final Path file = folder.resolve("wrong.annoy");
        try (AnnoyIndex index = build(Metric.EUCLIDEAN, Data.PAIRS.vectors(FEW, 1), 1)) {
            final byte[] bytes = Files.readAllBytes(index.info().file());
            final ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            final Header header =
                    Header.decode(content.slice(0, Header.BYTES).order(ByteOrder.LITTLE_ENDIAN), bytes.length, file);
            final int table = (int) header.section(SectionKind.VECTOR_IDS).offset() + 16;
            final int end = table + (int) header.section(SectionKind.VECTOR_IDS).length() - 16;
            for (int at = table; at < end; at += 4) {
                // The same tag, and another id.
                final int slot = content.getInt(at);
                content.putInt(at, slot == 0 ? 0 : slot & ~4095 | 1 + (slot & 4095) % index.size());
            }
            Files.write(file, bytes);
            try (AnnoyIndex wrong = AnnoyIndex.load(file)) {
                for (int id = 0; id < index.size(); id += 11) {
                    final float[] query = index.vector(id);
                    assertEquals(
                            index.nearest(Query.item(id), 5).toString(),
                            wrong.nearest(Query.item(id), 5).toString());
                    final Neighbors near = wrong.nearest(query, 5);
                    assertEquals(
                            near.size(), IntStream.of(near.ids()).distinct().count());
                    assertNotEquals(0, near.size());
                }
            }
        }
    }

    private static void assertAllFound(
            final AnnoyIndex index, final SearchOptions options, final int step, final String message) {
        final Searcher searcher = index.searcher();
        for (int id = 0; id < index.size(); id += Math.max(1, step)) {
            final float[] vector = index.vector(id);
            if (index.metric() == Metric.ANGULAR
                    && IntStream.range(0, vector.length).allMatch(i -> vector[i] == 0)) {
                continue; // has no direction, and the same distance from all
            }
            final Query query = Query.of(vector);
            for (final int k : new int[] {1, 10}) {
                final Neighbors nearest = searcher.nearest(query, k, options);
                assertEquals(0, nearest.distance(0), "item " + id + ", " + message);
                assertTrue(searcher.within(query, 0, k, options).size() > 0, "item " + id + " within 0, " + message);
            }
        }
    }

    private AnnoyIndex build(final Metric metric, final float[][] vectors, final int trees) throws IOException {
        final Path file = Files.createTempFile(folder, "own", ".annoy");
        try (IndexBuilder builder =
                new IndexBuilder(metric, vectors.length == 0 ? 3 : vectors[0].length).trees(trees)) {
            for (final float[] vector : vectors) {
                if (metric == Metric.HAMMING) {
                    for (int i = 0; i < vector.length; i++) {
                        vector[i] = vector[i] > 0 ? 1 : 0;
                    }
                }
                builder.add(vector);
            }
            builder.write(file);
        }
        return AnnoyIndex.load(file);
    }

    /** Groups of items around normally distributed centers. */
    private static float[][] groups(
            final int groups, final int size, final float deviation, final int dimension, final long seed) {
        final Random random = new Random(seed);
        final float[][] vectors = new float[groups * size][dimension];
        final float[] center = new float[dimension];
        for (int item = 0; item < vectors.length; item++) {
            for (int i = 0; i < dimension; i++) {
                center[i] = item % size == 0 ? (float) random.nextGaussian() : center[i];
                vectors[item][i] = center[i];
            }
            for (int i = 0; i < dimension; i++) {
                vectors[item][i] += deviation * (float) random.nextGaussian();
            }
        }
        return vectors;
    }
}
