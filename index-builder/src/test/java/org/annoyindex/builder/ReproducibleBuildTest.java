package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("every-jvm")
final class ReproducibleBuildTest {
    @TempDir
    private Path folder;

    /** Every JVM and kernel that runs this test has to make the same bytes. They change only with the algorithm. */
    @ParameterizedTest
    @CsvSource({"ANGULAR, 91e264bb", "EUCLIDEAN, 45aedce2", "MANHATTAN, 94f233ae", "DOT, 127bb289", "HAMMING, 608a3e76"
    })
    void bytesAreTheSameOnEveryMachineAndWithEveryKernel(final Metric metric, final String checksum)
            throws IOException {
        final CRC32C crc = new CRC32C();
        crc.update(build(metric, 6000, 3, 42, 1));
        assertEquals(checksum, Long.toHexString(crc.getValue()));
    }

    @Test
    void bytesDoNotDependOnTheNumberOfThreads() throws IOException {
        final byte[] one = build(Metric.ANGULAR, 5000, 1, 42, 2);
        for (final int threads : new int[] {2, 8}) {
            assertArrayEquals(one, build(Metric.ANGULAR, 5000, threads, 42, 2));
        }
    }

    @Test
    void seedMatters() throws IOException {
        assertFalse(Arrays.equals(build(Metric.EUCLIDEAN, 900, 2, 1, 1), build(Metric.EUCLIDEAN, 900, 2, 2, 1)));
    }

    @ParameterizedTest
    @CsvSource({"ANGULAR, c92a69df", "EUCLIDEAN, a4db4ce6", "MANHATTAN, c52e5a9a", "DOT, b2332c2b", "HAMMING, 5338f74c"
    })
    void soAreFilesForAnnoyAndWhateverTheNumberOfThreads(final Metric metric, final String checksum)
            throws IOException {
        for (final int threads : new int[] {1, 2, 3}) {
            final CRC32C crc = new CRC32C();
            crc.update(buildForAnnoy(metric, threads));
            assertEquals(checksum, Long.toHexString(crc.getValue()));
        }
    }

    private byte[] buildForAnnoy(final Metric metric, final int threads) throws IOException {
        final Path file = folder.resolve("x.ann");
        try (IndexBuilder builder = new IndexBuilder(metric, 24)) {
            for (final float[] vector : SampleVectors.random(metric, 3000, 24, 5)) {
                builder.add(vector);
            }
            builder.threads(threads).trees(5).writeAnnoy(file);
        }
        return Files.readAllBytes(file);
    }

    private byte[] build(final Metric metric, final int items, final int threads, final long seed, final int trees)
            throws IOException {
        final Path file = folder.resolve("x.annoy");
        try (IndexBuilder builder = new IndexBuilder(metric, 24)) {
            for (final float[] vector : SampleVectors.random(metric, items, 24, 5)) {
                builder.add(vector);
            }
            builder.threads(threads).seed(seed).trees(trees).leafCapacity(32).write(file);
        }
        return Files.readAllBytes(file);
    }
}
