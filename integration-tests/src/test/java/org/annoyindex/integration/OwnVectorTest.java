package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.Searcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A search for the vector of an item finds a vector equal to it. */
final class OwnVectorTest {
    private static final List<SearchOptions> EFFORTS = List.of(
            SearchOptions.defaults(),
            SearchOptions.recall(0.5),
            SearchOptions.recall(0.9),
            SearchOptions.recall(0.99),
            SearchOptions.budget(4000));

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"EUCLIDEAN", "ANGULAR"})
    void inTightGroups(final Metric metric) throws IOException {
        for (long seed = 1; seed <= 2; seed++) {
            try (AnnoyIndex index = build(metric, groups(50, 100, 0.0005f, 32, seed), 1)) {
                for (final SearchOptions effort : EFFORTS) {
                    assertEquals(0, missed(index, effort, 1), "seed " + seed + ", " + effort);
                }
                assertEquals(0, missed(index, SearchOptions.budget(1), 1), "seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MANHATTAN", "HAMMING"})
    void inLooseGroupsWithoutSketches(final Metric metric) throws IOException {
        try (AnnoyIndex index = build(metric, groups(50, 100, 0.3f, 32, 1), 1)) {
            for (final SearchOptions effort : EFFORTS) {
                assertEquals(0, missed(index, effort, 1), effort.toString());
            }
        }
    }

    @Test
    void inPairs() throws IOException {
        for (long seed = 1; seed <= 2; seed++) {
            try (AnnoyIndex index = build(Metric.EUCLIDEAN, groups(2500, 2, 0.001f / 8, 32, seed), 1)) {
                for (final SearchOptions effort : EFFORTS) {
                    assertEquals(0, missed(index, effort, 1), "seed " + seed + ", " + effort);
                }
            }
        }
    }

    /** More items than candidates, whose sketches tell nothing. */
    @ParameterizedTest
    @EnumSource(names = {"EUCLIDEAN", "ANGULAR"})
    void inGroupsLargerThanThePool(final Metric metric) throws IOException {
        try (AnnoyIndex index = build(metric, groups(10, 2000, 0.0005f, 32, 1), 2)) {
            for (final SearchOptions effort : List.of(SearchOptions.defaults(), SearchOptions.budget(4000))) {
                assertEquals(0, missed(index, effort, 7), effort.toString());
            }
        }
    }

    /** Flat scans have sketches relative to the center only. */
    @Test
    void withFilters() throws IOException {
        try (AnnoyIndex index = build(Metric.EUCLIDEAN, groups(10, 2000, 0.0005f, 32, 1), 1)) {
            for (final int modulus : new int[] {2, 10, 200}) {
                final SearchOptions some = SearchOptions.budget(4000).where(id -> id % modulus == 0);
                assertEquals(0, missed(index, some, 7 * modulus), "one of " + modulus);
            }
        }
    }

    @Test
    void ofTheSameDirection() throws IOException {
        try (AnnoyIndex index = build(Metric.ANGULAR, groups(50, 100, 0.0005f, 32, 1), 1)) {
            final Searcher searcher = index.searcher();
            for (int id = 0; id < index.size(); id += 3) {
                for (final float factor : new float[] {0.25f, 2, 3}) {
                    final float[] vector = index.vector(id);
                    for (int i = 0; i < vector.length; i++) {
                        vector[i] *= factor;
                    }
                    final Neighbors found = searcher.nearest(Query.of(vector), 1, SearchOptions.defaults());
                    assertEquals(id, found.id(0));
                    assertEquals(0, found.distance(0), factor == 3 ? 1e-6 : 0);
                }
            }
        }
    }

    @Test
    void ofManyCopies() throws IOException {
        for (final Metric metric : Metric.values()) {
            if (metric == Metric.DOT) {
                continue;
            }
            try (AnnoyIndex index = build(metric, groups(20, 700, 0, 32, 1), 1)) {
                for (final SearchOptions effort : EFFORTS) {
                    assertEquals(0, missed(index, effort, 31), metric + ", " + effort);
                }
            }
        }
    }

    @Test
    void ofAnyMagnitude() throws IOException {
        for (final float magnitude : new float[] {1e-30f, 1e-12f, 1e12f}) {
            final float[][] vectors = groups(20, 100, 0.0005f, 32, 1);
            for (final float[] vector : vectors) {
                for (int i = 0; i < vector.length; i++) {
                    vector[i] *= magnitude;
                }
            }
            for (final Metric metric : new Metric[] {Metric.EUCLIDEAN, Metric.ANGULAR, Metric.MANHATTAN}) {
                if (metric == Metric.MANHATTAN && magnitude == 1e-30f) {
                    continue; // leaves are made by squared distances, which are all 0
                }
                try (AnnoyIndex index = build(metric, vectors, 1)) {
                    assertEquals(0, missed(index, SearchOptions.defaults(), 3), metric + ", " + magnitude);
                }
            }
        }
    }

    @Test
    void onTheFirstPage() throws IOException {
        try (AnnoyIndex index = build(Metric.EUCLIDEAN, groups(50, 100, 0.0005f, 32, 1), 1)) {
            for (int id = 0; id < index.size(); id += 11) {
                assertEquals(0, index.pages(Query.of(index.vector(id))).next(1).distance(0));
            }
        }
    }

    @Test
    void inSmallIndexes() throws IOException {
        for (int size = 1; size <= 600; size = 2 * size + 1) {
            try (AnnoyIndex index = build(Metric.EUCLIDEAN, groups(size, 1, 0, 3, size), 1 + size % 5)) {
                assertEquals(0, missed(index, SearchOptions.budget(1), 1), size + " items");
            }
        }
    }

    /** Near the smallest effort a search visits a few leaves, and an item may be in another: seldom. */
    @ParameterizedTest
    @EnumSource(names = {"EUCLIDEAN", "ANGULAR", "MANHATTAN", "HAMMING"})
    @Tag("slow")
    void amongManyItems(final Metric metric) throws IOException {
        for (long seed = 1; seed <= 2; seed++) {
            final float[][] vectors = groups(100_000, 1, 0, 64, seed);
            try (AnnoyIndex index = build(metric, vectors, 1)) {
                assertEquals(0, missed(index, SearchOptions.defaults(), 29), "seed " + seed);
                assertEquals(0, missed(index, SearchOptions.recall(0.99), 29), "seed " + seed);
                assertTrue(missed(index, SearchOptions.budget(1), 29) < 0.01 * index.size() / 29, "seed " + seed);
            }
        }
    }

    /** Number of items whose vectors are not found, as the nearest or within a distance of 0. */
    private static int missed(final AnnoyIndex index, final SearchOptions options, final int step) {
        final Searcher searcher = index.searcher();
        int missed = 0;
        for (int id = 0; id < index.size(); id += step) {
            final Query query = Query.of(index.vector(id));
            boolean found = searcher.within(query, 0, 10, options).size() > 0;
            for (final int k : new int[] {1, 10}) {
                final Neighbors nearest = searcher.nearest(query, k, options);
                found &= nearest.size() > 0 && nearest.distance(0) == 0;
            }
            missed += found ? 0 : 1;
        }
        return missed;
    }

    private AnnoyIndex build(final Metric metric, final float[][] vectors, final int trees) throws IOException {
        final Path file = Files.createTempFile(folder, "own", ".annoy");
        try (IndexBuilder builder = new IndexBuilder(metric, vectors[0].length).trees(trees)) {
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
