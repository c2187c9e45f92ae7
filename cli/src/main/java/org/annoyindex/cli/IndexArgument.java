package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.LoadOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The index that a command reads. */
final class IndexArgument {
    @Parameters(paramLabel = "INDEX", description = "An index file, or a file of Spotify's Annoy.")
    private Path file;

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            description = "The metric of a file of Spotify's Annoy, which does not store it.")
    private @Nullable String metric;

    @Option(
            names = "--dimension",
            paramLabel = "N",
            description = "The dimension of a file of Spotify's Annoy; for hamming, the number of bits.")
    private @Nullable Integer dimension;

    Path file() {
        return file;
    }

    AnnoyIndex load() throws IOException {
        return AnnoyIndex.load(file, options(metric, dimension));
    }

    AnnoyIndex loadVerified() throws IOException {
        return AnnoyIndex.load(file, options(metric, dimension).verify());
    }

    /** How to open a file with the metric and the dimension that are given for files of Spotify's Annoy. */
    static LoadOptions options(final @Nullable String metric, final @Nullable Integer dimension) {
        if (metric == null && dimension == null) {
            return LoadOptions.defaults();
        }
        if (metric == null || dimension == null) {
            throw new UsageException((metric == null ? "--metric" : "--dimension")
                    + " is missing; files of Spotify's Annoy need both, other files neither");
        }
        OptionValues.atLeast(1, "--dimension", dimension);
        return LoadOptions.spotify(OptionValues.metric(metric), dimension);
    }
}
