package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.VectorReaders;
import picocli.CommandLine.Option;

/** The option for the queries of a command. */
public final class QueriesOption {
    @Option(names = "--queries", required = true, paramLabel = "FILE", description = "Vectors to search for.")
    private Path file;

    /** @return the file that was given. */
    public Path file() {
        return file;
    }

    /**
     * Reads the queries.
     *
     * @param dimension expected dimension.
     * @return the queries.
     * @throws IOException if they cannot be read or have another dimension.
     */
    public List<float[]> read(final int dimension) throws IOException {
        final List<float[]> queries = new ArrayList<>();
        try (VectorReader reader = VectorReaders.open(file)) {
            if (reader.dimension() != dimension) {
                throw new IOException(file + " has vectors of " + reader.dimension() + " components, the index's have "
                        + dimension + "; give queries of the same dimension");
            }
            final float[] vector = new float[reader.dimension()];
            while (reader.next(vector)) {
                queries.add(vector.clone());
            }
        }
        return queries;
    }
}
