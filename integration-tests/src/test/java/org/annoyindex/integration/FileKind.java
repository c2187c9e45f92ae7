package org.annoyindex.integration;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.LoadOptions;

/** The two file formats that an index can be read from, for tests that hold for both. */
enum FileKind {
    /** This library's own format. */
    OURS,
    /** The format of Spotify's Annoy, with the number of trees that its own tests grow. */
    ANNOY;

    private static final int ANNOY_TREES = 10;

    Path build(final Path file, final Metric metric, final float[][] vectors) throws IOException {
        if (this == OURS) {
            return SampleVectors.build(file, metric, vectors);
        }
        try (IndexBuilder builder = new IndexBuilder(metric, vectors[0].length)) {
            builder.addAll(vectors).trees(ANNOY_TREES).writeSpotify(file);
        }
        return file;
    }

    AnnoyIndex load(final Path file, final Metric metric, final float[][] vectors) throws IOException {
        return this == OURS
                ? AnnoyIndex.load(file)
                : AnnoyIndex.load(file, LoadOptions.spotify(metric, vectors[0].length));
    }

    AnnoyIndex buildAndLoad(final Path file, final Metric metric, final float[][] vectors) throws IOException {
        return load(build(file, metric, vectors), metric, vectors);
    }
}
