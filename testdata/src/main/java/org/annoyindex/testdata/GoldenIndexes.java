package org.annoyindex.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Index files of every version of the format, 600 items of 12 components in two trees: one for each metric, with labels, and
 * of version 2 two of metric euclidean with keys, {@code keys-numbers} and {@code keys-strings}.
 */
public final class GoldenIndexes {
    /** The newest version of which there are files. */
    public static final int NEWEST = 2;

    private GoldenIndexes() {}

    /**
     * Names a file.
     *
     * @param version of the format, from 1
     * @param kind a metric's label, or the kind of keys
     * @return the file's name
     */
    public static String name(final int version, final String kind) {
        return "format-" + version + "-" + kind + ".annoy";
    }

    /**
     * Copies a file.
     *
     * @param version of the format, from 1
     * @param kind a metric's label, or the kind of keys
     * @param target to write
     * @throws IOException when it cannot be read or written
     */
    public static void copy(final int version, final String kind, final Path target) throws IOException {
        try (InputStream golden = GoldenIndexes.class.getResourceAsStream("golden/" + name(version, kind))) {
            Files.copy(golden, target);
        }
    }
}
