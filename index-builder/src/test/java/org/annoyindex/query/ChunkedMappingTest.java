package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stands in for files over 2 GiB. */
final class ChunkedMappingTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void answersDoNotDependOnHowTheFileIsMapped(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, 4000, 33, 1);
        final Path file = SampleVectors.build(folder.resolve("x.annoy"), metric, vectors);
        try (AnnoyIndex whole = AnnoyIndex.load(file)) {
            for (final int chunkSize : new int[] {64, 4096, 65_536}) {
                try (AnnoyIndex chunked =
                        AnnoyIndex.load(file, LoadOptions.defaults().chunkSize(chunkSize))) {
                    for (int query = 0; query < 50; query++) {
                        for (final SearchOptions options : new SearchOptions[] {
                            SearchOptions.defaults(), SearchOptions.budget(200), SearchOptions.exact()
                        }) {
                            assertEquals(
                                    whole.nearest(vectors[query], 7, options).toString(),
                                    chunked.nearest(vectors[query], 7, options).toString());
                        }
                        assertArrayEquals(vectors[query], chunked.vector(query));
                    }
                }
            }
        }
    }
}
