package org.annoyindex.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.query.AnnoyIndex;

/** Reads and checks the files that commands are given. */
final class VectorFiles {
    private VectorFiles() {}

    /** Checks that an output is not one of the inputs, which would be lost. */
    static void checkNotRead(final Path target, final Path... sources) throws IOException {
        if (OutputFile.isStandard(target)) {
            return;
        }
        for (final Path source : sources) {
            if (!StandardInput.isMeantBy(source)
                    && Files.exists(target)
                    && Files.exists(source)
                    && Files.isSameFile(target, source)) {
                throw new UsageException(target + " would be read and overwritten; name another output");
            }
        }
    }

    /** All vectors of a file, checked against an index. */
    static float[][] readQueries(
            final Path file, final AnnoyIndex index, final InputOptions input, final PrintWriter notes)
            throws IOException {
        final List<float[]> queries = new ArrayList<>();
        final ReadOptions options = ReadOptions.defaults();
        try (VectorReader reader = input.open(file, options, index.dimension(), notes)) {
            if (reader.dimension() != index.dimension()) {
                throw new UsageException(StandardInput.nameOf(file) + " has vectors of " + reader.dimension()
                        + " components, the index's have " + index.dimension()
                        + "; give queries of the same kind");
            }
            final float[] vector = new float[reader.dimension()];
            while (reader.next(vector)) {
                try {
                    index.metric().checkComponents(vector);
                    queries.add(vector.clone());
                } catch (final IllegalArgumentException ex) {
                    input.skipOrThrow(new IOException(
                            StandardInput.nameOf(file) + ": query " + queries.size() + ": " + ex.getMessage()
                                    + "; correct the file",
                            ex));
                }
            }
        }
        input.report(notes);
        return queries.toArray(new float[0][]);
    }
}
