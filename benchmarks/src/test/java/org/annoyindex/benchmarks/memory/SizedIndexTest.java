package org.annoyindex.benchmarks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SizedIndexTest {
    @TempDir
    private Path folder;

    @Test
    void filesHaveTheRequestedSizeAndTheirItemsAreFound() throws IOException {
        final Path file = folder.resolve("sized.annoy");
        final long bytes = 8_000_000;
        final List<float[]> queries = SizedIndex.write(file, bytes);

        assertEquals(1, Files.size(file) / (double) bytes, 0.02);
        try (AnnoyIndex index = AnnoyIndex.load(file, LoadOptions.defaults().verify())) {
            assertEquals(SizedIndex.DIMENSION, index.dimension());
            int found = 0;
            for (final float[] query : queries) {
                final List<Integer> truth = ids(index, query, SearchOptions.exact());
                found += (int) ids(index, query, SearchOptions.budget(1500)).stream()
                        .filter(truth::contains)
                        .count();
            }
            assertTrue(found > 0.95 * 10 * queries.size(), found + " of " + 10 * queries.size());
        }
    }

    private static List<Integer> ids(final AnnoyIndex index, final float[] query, final SearchOptions options) {
        return Arrays.stream(index.nearest(query, 10, options).ids()).boxed().toList();
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> SizedIndex.write(folder.resolve("tiny"), 1000));
    }
}
