package org.annoyindex.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.annoyindex.benchmarks.contender.Answers;
import org.annoyindex.builder.input.FvecsWriter;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassCheckTest {
    @TempDir
    private Path folder;

    @Test
    void itemsAsNearAsTheLastTrueNeighborCountAsFound() throws IOException {
        // Distances of the items from the query at 0: 1, 2, 2, 2.0005 and 2.1. The truth is items 0 and 1.
        assertEquals(1.0, recall(new int[] {0, 1}, new float[] {1, 2}));
        assertEquals(1.0, recall(new int[] {0, 2}, new float[] {1, 2}));
        assertEquals(1.0, recall(new int[] {0, 3}, new float[] {1, 2.0005f}));
        assertEquals(0.5, recall(new int[] {0, 4}, new float[] {1, 2.1f}));
        assertEquals(0.5, recall(new int[] {0, -1}, new float[] {1, 0}));
        assertEquals(0.0, recall(new int[] {-1, -1}, new float[] {0, 0}));
    }

    @Test
    void answersAreComparedWithTheQueriesOfTheirHalf() throws IOException {
        // Item 1 is at 2, the place of query 1; item 0 is the nearest of query 0.
        final ByteBuffer bytes = ByteBuffer.allocate(8 + 4 + 4 + 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(1).putInt(1).putInt(1).putFloat(0).putLong(1);
        final Answers answers = Answers.read(Files.write(folder.resolve("answers"), bytes.array()), 1, 1);
        try (FvecsRows base = base()) {
            final PassCheck check =
                    new PassCheck(Metric.EUCLIDEAN, base, new float[][] {{0}, {2}}, new int[][] {{0}, {1}}, 1);

            assertEquals(1.0, check.recall(answers, QueryHalf.TEST, Convention.METRIC));
            assertThrows(
                    PassCheck.FalseAnswerException.class,
                    () -> check.recall(answers, QueryHalf.VALIDATION, Convention.METRIC));
        }
    }

    @Test
    void halvesHaveEveryOtherQuery() {
        assertEquals(3, QueryHalf.VALIDATION.size(5));
        assertEquals(2, QueryHalf.TEST.size(5));
        assertEquals(4, QueryHalf.VALIDATION.query(2));
        assertEquals(3, QueryHalf.TEST.query(1));
    }

    @Test
    void truthOfAnotherDataSetIsRefused() throws IOException {
        try (FvecsRows base = base()) {
            assertEquals(
                    "the exact neighbors of query 0 contain item 5 of 5; prepare the data set again",
                    assertThrows(
                                    IOException.class,
                                    () -> new PassCheck(
                                            Metric.EUCLIDEAN, base, new float[][] {{0}}, new int[][] {{0, 5}}, 2))
                            .getMessage());
        }
    }

    @Test
    void angularDistancesAreThoseOfDirections() {
        assertEquals(Math.sqrt(2), PassCheck.distance(Metric.ANGULAR, new float[] {3, 0}, new float[] {0, 5}), 1e-12);
        assertEquals(0, PassCheck.distance(Metric.ANGULAR, new float[] {1, 1}, new float[] {7, 7}), 1e-7);
        assertEquals(Math.sqrt(2), PassCheck.distance(Metric.ANGULAR, new float[] {0, 0}, new float[] {0, 5}), 1e-12);
    }

    private double recall(final int[] ids, final float[] distances) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(8 + 8 + 8 + 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(1).putInt(2).putInt(ids[0]).putInt(ids[1]);
        bytes.putFloat(distances[0]).putFloat(distances[1]).putLong(1);
        final Path file = Files.write(folder.resolve("answers"), bytes.array());
        try (FvecsRows base = base()) {
            return new PassCheck(Metric.EUCLIDEAN, base, new float[][] {{0}}, new int[][] {{0, 1}}, 2)
                    .recall(Answers.read(file, 1, 2), QueryHalf.VALIDATION, Convention.METRIC);
        }
    }

    private FvecsRows base() throws IOException {
        final Path file = folder.resolve("base.fvecs");
        try (FvecsWriter writer = new FvecsWriter(file)) {
            for (final float component : new float[] {1, 2, -2, 2.0005f, 2.1f}) {
                writer.append(new float[] {component});
            }
        }
        return new FvecsRows(file);
    }
}
