package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.annoyindex.core.Metric;
import org.annoyindex.testdata.GoldenIndexes;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Opens stored indexes of 600 items of 12 components in two trees, which have no recall profile. */
abstract class StoredIndexFixture {
    static final int ITEMS = 600;
    static final int DIMENSION = 12;

    @TempDir
    Path folder;

    /** Opens an index of the newest version. */
    final AnnoyIndex open(final Metric metric) throws IOException {
        return open(GoldenIndexes.NEWEST, metric);
    }

    final AnnoyIndex open(final int version, final Metric metric) throws IOException {
        final Path path = folder.resolve(GoldenIndexes.name(version, metric.label()));
        if (!Files.exists(path)) {
            GoldenIndexes.copy(version, metric.label(), path);
        }
        return AnnoyIndex.load(path);
    }

    static void assertMessage(final String message, final Executable call) {
        assertEquals(message, assertThrows(RuntimeException.class, call).getMessage());
    }
}
