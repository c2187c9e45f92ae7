package org.annoyindex.benchmarks.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.annoyindex.benchmarks.BenchCommand;
import org.annoyindex.builder.input.IvecsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataHdf5CommandTest {
    private static final float[][] TRAIN = {{1, 2}, {3, 4}, {5.5f, -6}};
    private static final float[][] TEST = {{7, 8}, {0, 1e-7f}};
    private static final int[][] NEIGHBORS = {{2, 0}, {1, 2}};

    @TempDir
    private Path folder;

    @Test
    void vectorsNeighborsAndMetricAreConverted() throws IOException {
        assertEquals("", convert(write(TRAIN, TEST, NEIGHBORS, "angular"), 0));

        assertRows(TRAIN, "toy.base.fvecs");
        assertRows(TEST, "toy.queries.fvecs");
        final int[][] truth = IvecsFile.read(folder.resolve("out/toy.truth.ivecs"));
        assertArrayEquals(NEIGHBORS, truth);
        assertEquals("angular\n", Files.readString(folder.resolve("out/toy.metric")));
    }

    @Test
    void doublesAreRounded() throws IOException {
        convert(write(new double[][] {{1.1, 2}}, TEST, new int[][] {{0}, {0}}, "euclidean"), 0);

        assertRows(new float[][] {{1.1f, 2}}, "toy.base.fvecs");
    }

    @Test
    void metricCanBeGivenIfTheFileHasNone() throws IOException {
        final Path file = write(TRAIN, TEST, NEIGHBORS, null);

        assertEquals(
                "bench: " + file + ": has no attribute 'distance'; give the metric with --metric", convert(file, 1));
        assertEquals("", convert(file, 0, "--metric", "euclidean"));
        assertEquals("euclidean\n", Files.readString(folder.resolve("out/toy.metric")));
    }

    @Test
    void otherMetricsAreRefused() throws IOException {
        final Path file = write(TRAIN, TEST, NEIGHBORS, "jaccard");

        assertEquals("bench: " + file + ": metric 'jaccard', expected angular or euclidean", convert(file, 1));
    }

    @Test
    void neighborsOutOfRangeAreRefusedAndLeaveNoFiles() throws IOException {
        final Path file = write(TRAIN, TEST, new int[][] {{2, 0}, {1, 3}}, "angular");

        assertEquals("bench: " + file + ": 'neighbors' contains item 3 of 3", convert(file, 1));
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void vectorsOfTwoDimensionsAreRefused() throws IOException {
        final Path file = write(TRAIN, new float[][] {{1}, {2}}, NEIGHBORS, "angular");

        assertEquals("bench: " + file + ": 'train' has vectors of 2 numbers, 'test' of 1", convert(file, 1));
    }

    @Test
    void missingPartsAreNamed() throws IOException {
        final Path file = folder.resolve("toy.hdf5");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putDataset("train", TRAIN);
        }

        assertEquals("bench: " + file + ": no matrix 'test'; expected a file of ann-benchmarks", convert(file, 1));
    }

    @Test
    void filesOfOtherFormatsAreRefused() throws IOException {
        final Path file = Files.writeString(folder.resolve("toy.hdf5"), "nothing of the kind");

        final String error = convert(file, 1);
        assertTrue(error.startsWith("bench: " + file + ": cannot be read as HDF5 ("), error);
    }

    private Path write(final Object train, final Object test, final Object neighbors, final String distance)
            throws IOException {
        final Path file = folder.resolve("toy.hdf5");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putDataset("train", train);
            hdf.putDataset("test", test);
            hdf.putDataset("neighbors", neighbors);
            if (distance != null) {
                hdf.putAttribute("distance", distance);
            }
        }
        return file;
    }

    private String convert(final Path file, final int code, final String... options) {
        final StringWriter errors = new StringWriter();
        final String[] arguments = Stream.concat(
                        Stream.of(
                                "data-hdf5",
                                file.toString(),
                                "--name",
                                "toy",
                                "--dir",
                                folder.resolve("out").toString()),
                        Stream.of(options))
                .toArray(String[]::new);
        assertEquals(
                code,
                BenchCommand.commandLine()
                        .setOut(new PrintWriter(new StringWriter()))
                        .setErr(new PrintWriter(errors, true))
                        .execute(arguments),
                errors.toString());
        return errors.toString().strip();
    }

    private void assertRows(final float[][] expected, final String name) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(
                        Files.readAllBytes(folder.resolve("out").resolve(name)))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (final float[] row : expected) {
            assertEquals(row.length, bytes.getInt());
            for (final float component : row) {
                assertEquals(component, bytes.getFloat());
            }
        }
        assertEquals(0, bytes.remaining());
    }
}
