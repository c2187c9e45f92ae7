package org.annoyindex.builder.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.query.AnnoyIndex;

/** The files a command is given: queries to read, targets to write. */
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

    /** Checks before any work is done that a file can be written, and returns its folder. */
    static Path checkTarget(final Path target) throws IOException {
        final Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(target + " cannot be written: there is no folder " + folder + "; make it first");
        }
        if (Files.isDirectory(target)) {
            throw new IOException(target + " is a folder; name a file to write");
        }
        if (!Files.isWritable(folder)) {
            throw new IOException(target + " cannot be written: folder " + folder + " is not writable; choose another");
        }
        return folder;
    }
}
