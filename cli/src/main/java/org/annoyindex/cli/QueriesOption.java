package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.query.AnnoyIndex;
import picocli.CommandLine.Option;

/** The queries that a command searches for. */
final class QueriesOption {
    @Option(
            names = "--queries",
            required = true,
            paramLabel = "FILE",
            description = "Vectors such as the index is searched with, read as by 'build'.")
    private Path file;

    Path file() {
        return file;
    }

    float[][] read(final AnnoyIndex index) throws IOException {
        return VectorFiles.readQueries(file, index);
    }
}
