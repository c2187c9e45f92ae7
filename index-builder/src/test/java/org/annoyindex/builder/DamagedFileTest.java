package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.Section;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DamagedFileTest {
    private static final int DIMENSION = 12;

    @TempDir
    private Path folder;

    @Test
    void everyDamagedSectionIsFoundByVerifying() throws IOException {
        final byte[] bytes = index(Metric.ANGULAR);
        final Path file = folder.resolve("x.annoy");
        final Header header;
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
            header = index.header();
        }
        for (final Section section : header.sections().values()) {
            final byte[] damaged = bytes.clone();
            damaged[(int) (section.offset() + section.length() / 2)] ^= 4;
            Files.delete(file);
            Files.write(file, damaged);
            final IndexFormatException ex = assertThrows(
                    IndexFormatException.class,
                    () -> AnnoyIndex.load(file, LoadOptions.defaults().verify()).close());
            assertEquals(
                    file + " is damaged: the checksum of section " + section.kind()
                            + " differs; copy or build it again",
                    ex.getMessage());
        }
    }

    @Test
    void cutFilesAreRefused() throws IOException {
        final byte[] bytes = index(Metric.EUCLIDEAN);
        for (int length = 0; length < bytes.length; length += 1 + bytes.length / 50) {
            final Path file = folder.resolve("cut" + length);
            Files.write(file, Arrays.copyOf(bytes, length));
            final IndexFormatException ex = assertThrows(
                    IndexFormatException.class, () -> AnnoyIndex.load(file).close());
            assertTrue(ex.getMessage().startsWith(file.toString()), ex.getMessage());
        }
    }

    @Test
    void searchesOfDamagedFilesAnswerOrSayThatTheyAreDamaged() throws IOException {
        final Random random = new Random(1);
        for (final Metric metric : Metric.values()) {
            final byte[] bytes = index(metric);
            for (int variant = 0; variant < 150; variant++) {
                final byte[] damaged = bytes.clone();
                for (int flip = 0; flip < 1 + variant % 8; flip++) {
                    damaged[Header.BYTES + random.nextInt(damaged.length - Header.BYTES)] = (byte) random.nextInt(256);
                }
                final Path file = folder.resolve(metric + "-" + variant);
                Files.write(file, damaged);
                try (AnnoyIndex index = AnnoyIndex.load(file)) {
                    for (int item = 0; item < 20; item++) {
                        index.nearestToItem(item, 5);
                        index.nearestToItem(item, 5, SearchOptions.budget(100));
                        index.nearestToItem(item, 5, SearchOptions.exact());
                    }
                } catch (final IndexFormatException | UncheckedIOException ex) {
                    assertTrue(ex.getMessage().contains(file.getFileName().toString()), ex.getMessage());
                } catch (final IllegalArgumentException ex) {
                    // A damaged vector used as a query.
                    assertTrue(ex.getMessage().contains("must be"), ex.getMessage());
                }
            }
        }
    }

    private byte[] index(final Metric metric) throws IOException {
        final Path file = folder.resolve("x.annoy");
        SampleVectors.build(file, metric, SampleVectors.random(metric, 1500, DIMENSION, 1));
        return Files.readAllBytes(file);
    }
}
