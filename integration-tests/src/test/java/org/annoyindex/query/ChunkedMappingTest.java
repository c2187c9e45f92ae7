package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stands in for files over 2 GiB. */
@Tag("long")
final class ChunkedMappingTest {
    private static final int QUERIES = 50;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void answersDoNotDependOnHowTheFileIsMapped(final Metric metric) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, 2500, 33, 1);
        final Path file = SampleVectors.build(folder.resolve("x.annoy"), metric, vectors);
        final List<String> expected;
        try (AnnoyIndex whole = AnnoyIndex.load(file)) {
            expected = answers(whole, vectors);
        }
        for (final int chunkSize : new int[] {64, 4096, 65_536}) {
            try (AnnoyIndex chunked =
                    AnnoyIndex.load(file, LoadOptions.defaults().chunkSize(chunkSize))) {
                assertEquals(expected, answers(chunked, vectors), "chunks of " + chunkSize);
                for (int id = 0; id < QUERIES; id++) {
                    assertArrayEquals(vectors[id], chunked.vector(id));
                }
            }
        }
    }

    private static List<String> answers(final AnnoyIndex index, final float[][] vectors) {
        final List<String> answers = new ArrayList<>();
        for (int query = 0; query < QUERIES; query++) {
            for (final SearchOptions options :
                    new SearchOptions[] {SearchOptions.defaults(), SearchOptions.budget(200), SearchOptions.exact()}) {
                answers.add(index.nearest(vectors[query], 7, options).toString());
            }
        }
        return answers;
    }
}
