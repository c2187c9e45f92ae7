package org.annoyindex.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.annoyindex.query.AnnoyIndex;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The file of queries of a command. */
final class QueriesOption {
    @Option(
            names = "--queries",
            required = true,
            paramLabel = "FILE",
            description = "A file of query vectors, in one of the formats that 'build' reads; - for standard input.")
    private Path file;

    @Mixin
    private InputOptions input;

    Path file() {
        return file;
    }

    float[][] read(final AnnoyIndex index, final PrintWriter notes) throws IOException {
        return VectorFiles.readQueries(file, index, input, notes);
    }
}
