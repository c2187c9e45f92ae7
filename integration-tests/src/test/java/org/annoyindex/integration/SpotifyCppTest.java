package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Queries;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that C++ Annoy and this library write for each other. */
final class SpotifyCppTest {
    private static final int K = 10;
    private static final int CLUSTERS = 100;

    /** Trees over which recall is averaged: that of one tree varies by some points with the seed. */
    private static final int SEEDED_TREES = 20;

    /** Prints measurements, for readers who want more than a passed test. */
    private static final Path RECALLS = Path.of("target", "cpp-annoy-recalls.txt");

    @TempDir
    private static Path folder;

    private static SpotifyCpp cpp;

    @BeforeAll
    static void startCpp() throws IOException {
        final String missing = SpotifyCpp.missing();
        assumeTrue(missing.isEmpty(), missing);
        cpp = SpotifyCpp.start(folder);
    }

    @AfterAll
    static void endCpp() {
        if (cpp != null) {
            cpp.close();
        }
    }

    /** The data that is indexed. */
    private record Case(Metric metric, int dimension, int items, int trees) {
        int bucketCapacity() {
            return SpotifyLayout.of(metric).get(0).bucketCapacity(dimension);
        }

        /** Several times Annoy's default, which finds little. */
        int searchK() {
            return 8 * K * trees;
        }

        @Override
        public String toString() {
            return metric.label() + " " + dimension + ", " + items + " items, " + trees + " trees";
        }
    }

    private static Stream<Case> few() {
        return cases(3000, 25, 64).stream();
    }

    private static Stream<Case> all() {
        final List<Case> cases = new ArrayList<>();
        for (final int dimension : new int[] {25, 100, 784}) {
            cases.addAll(cases(10_000, dimension, 0));
        }
        cases.addAll(cases(10_000, 0, 64));
        cases.addAll(cases(10_000, 0, 768));
        return cases.stream();
    }

    private static List<Case> cases(final int many, final int dimension, final int bits) {
        final List<Case> cases = new ArrayList<>();
        for (final Metric metric : Metric.values()) {
            final int components = metric == Metric.HAMMING ? bits : dimension;
            if (components > 0) {
                final int capacity = new Case(metric, components, 0, 0).bucketCapacity();
                for (final int items : new int[] {1, 2, capacity, capacity + 1, many}) {
                    cases.add(new Case(metric, components, items, 1));
                    cases.add(new Case(metric, components, items, 10));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("few")
    void eachReadsTheFilesOfTheOther(final Case indexed) throws IOException {
        compare(indexed, 300);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("all")
    void eachReadsTheFilesOfTheOtherWhateverTheirSize(final Case indexed) throws IOException {
        compare(indexed, 1000);
    }

    private static void compare(final Case indexed, final int queryCount) throws IOException {
        final float[][] all = clustered(indexed.metric(), indexed.items() + queryCount, indexed.dimension());
        final float[][] vectors = Arrays.copyOf(all, indexed.items());
        final float[][] queries = Arrays.copyOfRange(all, indexed.items(), all.length);
        final Path base = cpp.write(vectors, "base.fvecs");
        int[][] truth = null;
        double theirRecall = 0;
        double ourRecall = 0;
        final int seeds = indexed.items() <= indexed.bucketCapacity() ? 1 : SEEDED_TREES / indexed.trees();
        for (int seed = 1; seed <= seeds; seed++) {
            final Path theirs = folder.resolve("theirs.ann");
            cpp.build(indexed.metric(), indexed.dimension(), base, indexed.trees(), seed, theirs);
            final Path ours = folder.resolve("ours.ann");
            Files.deleteIfExists(ours);
            try (IndexBuilder builder = new IndexBuilder(indexed.metric(), indexed.dimension(), folder)) {
                for (final float[] vector : vectors) {
                    builder.add(vector);
                }
                builder.trees(indexed.trees()).seed(seed).writeSpotify(ours);
            }
            final SpotifyCpp.Answers fromTheirs = ask(indexed, theirs, queries);
            final SpotifyCpp.Answers fromOurs = ask(indexed, ours, queries);
            assertEquals(indexed.items(), fromOurs.items());
            // C++ counts the trees of tiny files twice, also of its own.
            assertEquals(fromTheirs.trees(), fromOurs.trees());
            if (indexed.items() > indexed.bucketCapacity()) {
                assertEquals(indexed.trees(), fromOurs.trees());
            }
            assertSameAnswers(indexed, theirs, queries, fromTheirs);
            assertSameAnswers(indexed, ours, queries, fromOurs);
            truth = truth == null ? truth(indexed, ours, queries) : truth;
            theirRecall += recall(fromTheirs.ids(), truth) / seeds;
            ourRecall += recall(fromOurs.ids(), truth) / seeds;
        }
        Files.writeString(
                RECALLS,
                String.format(
                        Locale.ROOT, "%s: recall %.4f from theirs, %.4f from ours%n", indexed, theirRecall, ourRecall),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        assertTrue(ourRecall >= theirRecall - 0.01, indexed + ": " + ourRecall + ", from their own " + theirRecall);
    }

    private static SpotifyCpp.Answers ask(final Case indexed, final Path file, final float[][] queries)
            throws IOException {
        return cpp.query(indexed.metric(), indexed.dimension(), file, queries, K, indexed.searchK());
    }

    /** This library answers from a file as C++ does, except for items at equal distances. */
    private static void assertSameAnswers(
            final Case indexed, final Path file, final float[][] queries, final SpotifyCpp.Answers expected)
            throws IOException {
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.spotify(indexed.metric(), indexed.dimension()))) {
            assertEquals(indexed.items(), index.size());
            assertEquals(indexed.trees(), index.info().treeCount());
            int differences = 0;
            for (int q = 0; q < queries.length; q++) {
                final Neighbors found = index.nearest(queries[q], K, SearchOptions.budget(indexed.searchK()));
                if (!Arrays.equals(expected.ids()[q], found.ids())) {
                    differences++;
                }
                assertEquals(expected.ids()[q].length, found.size());
                for (int rank = 0; rank < found.size(); rank++) {
                    assertEquals(
                            expected.distances()[q][rank],
                            found.distance(rank),
                            1e-3 * Math.max(1, Math.abs(expected.distances()[q][rank])));
                }
            }
            // Ties, and margins that are equal but for rounding.
            assertTrue(differences <= queries.length / 20, indexed + ": " + differences + " of " + queries.length);
        }
    }

    private static int[][] truth(final Case indexed, final Path file, final float[][] queries) throws IOException {
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.spotify(indexed.metric(), indexed.dimension()))) {
            return index.nearestAll(Queries.of(queries), K, SearchOptions.exact()).stream()
                    .map(Neighbors::ids)
                    .toArray(int[][]::new);
        }
    }

    private static double recall(final int[][] found, final int[][] truth) {
        int hits = 0;
        int wanted = 0;
        for (int q = 0; q < truth.length; q++) {
            hits += SampleVectors.common(found[q], truth[q]);
            wanted += truth[q].length;
        }
        return (double) hits / wanted;
    }

    private static float[][] clustered(final Metric metric, final int count, final int dimension) {
        final Random random = new Random(17);
        final float[][] centers = SampleVectors.random(metric, CLUSTERS, dimension, 18);
        final float[][] vectors = new float[count][dimension];
        for (final float[] vector : vectors) {
            final float[] center = centers[random.nextInt(CLUSTERS)];
            for (int i = 0; i < dimension; i++) {
                vector[i] = metric == Metric.HAMMING
                        ? center[i] == (random.nextInt(5) == 0 ? 0 : 1) ? 1 : 0
                        : center[i] + 0.7f * (float) random.nextGaussian();
            }
        }
        return vectors;
    }
}
