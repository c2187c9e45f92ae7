package org.annoyindex.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.query.AnnoyIndex;

/** Reading queries from a file. */
final class VectorFiles {
    private VectorFiles() {}

    /** All vectors of a file, checked against an index. */
    static float[][] readQueries(final Path file, final AnnoyIndex index) throws IOException {
        final List<float[]> queries = new ArrayList<>();
        try (VectorReader reader = VectorReader.open(file)) {
            if (reader.dimension() != index.dimension()) {
                throw new UsageException(
                        file + " has vectors of " + reader.dimension() + " components, the index's have "
                                + index.dimension() + "; give queries made like the index's vectors");
            }
            final float[] vector = new float[reader.dimension()];
            while (reader.next(vector)) {
                queries.add(vector.clone());
            }
        }
        return queries.toArray(new float[0][]);
    }
}
