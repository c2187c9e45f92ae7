package org.annoyindex.benchmarks.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.annoyindex.benchmarks.BenchCommand;
import org.annoyindex.builder.input.IvecsFile;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.VectorReaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSyntheticCommandTest {
    @TempDir
    private Path folder;

    @Test
    void truthEqualsThatOfBruteForce() throws IOException {
        assertEquals(0, make("a", "42"));

        final List<float[]> base = read("a.base.fvecs");
        final List<float[]> queries = read("a.queries.fvecs");
        final int[][] truth = IvecsFile.read(folder.resolve("a.truth.ivecs"));
        assertEquals(3_000, base.size());
        assertEquals(7, queries.size());
        for (int q = 0; q < queries.size(); q++) {
            final float[] query = queries.get(q);
            final int[] nearest = IntStream.range(0, base.size())
                    .boxed()
                    .sorted(Comparator.comparingDouble(id -> squared(query, base.get(id))))
                    .limit(100)
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertArrayEquals(nearest, truth[q]);
        }
        assertEquals("euclidean\n", Files.readString(folder.resolve("a.metric")));
    }

    @Test
    void equalSeedsGiveEqualFiles() throws IOException {
        make("a", "42");
        make("b", "42");
        make("c", "43");

        assertEquals(-1, Files.mismatch(folder.resolve("a.base.fvecs"), folder.resolve("b.base.fvecs")));
        assertFalse(Files.mismatch(folder.resolve("a.base.fvecs"), folder.resolve("c.base.fvecs")) < 0);
    }

    @Test
    void vectorsLieInClusters() {
        final ClusteredVectors vectors = new ClusteredVectors(1, 96, 10);
        final float[][] rows = new float[200][96];
        for (int i = 0; i < rows.length; i++) {
            vectors.row(i, rows[i]);
        }

        // Each of 200 rows in 10 clusters has about 19 others nearby, followed by a gap.
        final double[] distances = IntStream.range(1, rows.length)
                .mapToDouble(i -> Math.sqrt(squared(rows[0], rows[i])))
                .sorted()
                .toArray();
        final int near = (int) Arrays.stream(distances).filter(each -> each < 6).count();
        assertTrue(near >= 8 && near <= 40, "near: " + near);
        assertTrue(distances[near] > 1.2 * distances[near - 1], Arrays.toString(distances));
    }

    @Test
    void existingFilesAreKept() throws IOException {
        make("a", "42");
        Files.writeString(folder.resolve("a.base.fvecs"), "kept");

        make("a", "42");

        assertEquals("kept", Files.readString(folder.resolve("a.base.fvecs")));
    }

    @Test
    void itemsMustBePositive() {
        final StringWriter errors = new StringWriter();

        assertEquals(
                2,
                BenchCommand.commandLine()
                        .setErr(new PrintWriter(errors, true))
                        .execute("data-synthetic", "--items", "0", "--dir", folder.toString()));
        assertEquals(
                "--items is 0, must be at least 1",
                errors.toString().lines().findFirst().orElse(""));
    }

    private int make(final String name, final String seed) {
        return BenchCommand.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .execute(
                        "data-synthetic",
                        "--items",
                        "3000",
                        "--queries",
                        "7",
                        "--dimension",
                        "24",
                        "--seed",
                        seed,
                        "--name",
                        name,
                        "--dir",
                        folder.toString());
    }

    private List<float[]> read(final String name) throws IOException {
        final List<float[]> rows = new ArrayList<>();
        try (VectorReader reader = VectorReaders.open(folder.resolve(name))) {
            float[] row = new float[reader.dimension()];
            while (reader.next(row)) {
                rows.add(row);
                row = new float[row.length];
            }
        }
        return rows;
    }

    private static double squared(final float[] a, final float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return sum;
    }
}
