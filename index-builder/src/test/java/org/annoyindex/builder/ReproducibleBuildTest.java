package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.format.SectionKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("every-jvm")
final class ReproducibleBuildTest {
    @TempDir
    private Path folder;

    /** Every JVM and kernel that runs this test has to write the same bytes. They change only with the algorithm. */
    @ParameterizedTest
    @CsvSource({
        "ANGULAR, d0eba137, c1a050c9",
        "EUCLIDEAN, 2080bc94, de784ded",
        "MANHATTAN, 4223299e, 5de9f0a0",
        "DOT, 31c62bfd, 6cc572d3",
        "HAMMING, 1f00d300, 66ca359b"
    })
    void bytesAreTheSameOnEveryMachineAndWithEveryKernel(
            final Metric metric, final String withProfile, final String withoutProfile) throws IOException {
        assertEquals(withoutProfile, checksum(build(metric, 6000, 3, 42, 1, false)));
        assertEquals(withProfile, checksum(build(metric, 1500, 3, 42, 1, true)));
    }

    @Test
    void bytesDoNotDependOnTheNumberOfThreads() throws IOException {
        final byte[] large = build(Metric.ANGULAR, 5000, 1, 42, 2, false);
        final byte[] measured = build(Metric.ANGULAR, 1200, 1, 42, 2, true);
        for (final int threads : new int[] {2, 8}) {
            assertArrayEquals(large, build(Metric.ANGULAR, 5000, threads, 42, 2, false));
            assertArrayEquals(measured, build(Metric.ANGULAR, 1200, threads, 42, 2, true));
        }
    }

    /** A profile is the last section, and all that a build without one omits. */
    @ParameterizedTest
    @EnumSource
    void onlyTheProfileIsMissingInAFileBuiltWithoutIt(final Metric metric) throws IOException {
        final Map<SectionKind, Section> with = sections(build(metric, 1500, 2, 42, 1, true));
        final Map<SectionKind, Section> without = sections(build(metric, 1500, 2, 42, 1, false));
        assertNotNull(with.remove(SectionKind.RECALL));
        assertEquals(with, without);
    }

    private Map<SectionKind, Section> sections(final byte[] file) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        return new EnumMap<>(
                Header.decode(bytes.slice(0, Header.BYTES).order(ByteOrder.LITTLE_ENDIAN), file.length, folder)
                        .sections());
    }

    private static String checksum(final byte[] bytes) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }

    @Test
    void seedMatters() throws IOException {
        assertFalse(Arrays.equals(
                build(Metric.EUCLIDEAN, 900, 2, 1, 1, true), build(Metric.EUCLIDEAN, 900, 2, 2, 1, true)));
    }

    @ParameterizedTest
    @CsvSource({"ANGULAR, c92a69df", "EUCLIDEAN, a4db4ce6", "MANHATTAN, c52e5a9a", "DOT, b2332c2b", "HAMMING, 5338f74c"
    })
    void bytesOfSpotifysFormatDependOnNeitherMachineNorThreads(final Metric metric, final String checksum)
            throws IOException {
        for (final int threads : new int[] {1, 2, 3}) {
            assertEquals(checksum, checksum(buildSpotify(metric, threads)));
        }
    }

    private byte[] buildSpotify(final Metric metric, final int threads) throws IOException {
        final Path file = folder.resolve("x.ann");
        try (IndexBuilder builder = new IndexBuilder(metric, 24)) {
            for (final float[] vector : SampleVectors.random(metric, 3000, 24, 5)) {
                builder.add(vector);
            }
            builder.threads(threads).trees(5).writeSpotify(file);
        }
        return Files.readAllBytes(file);
    }

    private byte[] build(
            final Metric metric,
            final int items,
            final int threads,
            final long seed,
            final int trees,
            final boolean recallProfile)
            throws IOException {
        final Path file = folder.resolve("x.annoy");
        try (IndexBuilder builder = new IndexBuilder(metric, 24)) {
            for (final float[] vector : SampleVectors.random(metric, items, 24, 5)) {
                builder.add(vector);
            }
            builder.threads(threads)
                    .seed(seed)
                    .trees(trees)
                    .leafCapacity(32)
                    .recallProfile(recallProfile)
                    .write(file);
        }
        return Files.readAllBytes(file);
    }
}
