package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.query.AnnoyIndex;
import picocli.CommandLine.Option;

/** The file of queries of a command. */
final class QueriesOption {
    @Option(
            names = "--queries",
            required = true,
            paramLabel = "FILE",
            description = "A file of query vectors, in one of the formats that 'build' reads.")
    private Path file;

    Path file() {
        return file;
    }

    float[][] read(final AnnoyIndex index) throws IOException {
        return VectorFiles.readQueries(file, index);
    }
}
