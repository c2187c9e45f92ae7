package org.annoyindex.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Index files of each version of the format with 600 items of 12 components in two trees: one per metric, with labels.
 * Version 2 has two more, for euclidean with keys: {@code keys-numbers} and {@code keys-strings}; and two with ids of vectors,
 * {@code vector-ids-angular} and {@code vector-ids-hamming}, while the others are as version 0.1.0 of the library wrote them.
 * {@code links-euclidean} has links between its 1,000 items, which lie on a grid so that the file can be compressed well.
 */
public final class GoldenIndexes {
    /** The newest version that has files. */
    public static final int NEWEST = 2;

    private GoldenIndexes() {}

    /**
     * Returns the name of a file.
     *
     * @param version of the format, from 1
     * @param kind label of a metric, or the kind of keys or of vector ids
     * @return the name of the file
     */
    public static String name(final int version, final String kind) {
        return "format-" + version + "-" + kind + ".annoy";
    }

    /**
     * Copies a file.
     *
     * @param version of the format, from 1
     * @param kind label of a metric, or the kind of keys or of vector ids
     * @param target to write
     * @throws IOException if it cannot be read or written
     */
    public static void copy(final int version, final String kind, final Path target) throws IOException {
        final String name = "golden/" + name(version, kind);
        final InputStream whole = GoldenIndexes.class.getResourceAsStream(name);
        try (InputStream golden =
                whole != null ? whole : new GZIPInputStream(GoldenIndexes.class.getResourceAsStream(name + ".gz"))) {
            Files.copy(golden, target);
        }
    }
}
