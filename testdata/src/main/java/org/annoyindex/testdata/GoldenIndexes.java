package org.annoyindex.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Index files of every version of the format, 600 items of 12 components in two trees, one for each metric. */
public final class GoldenIndexes {
    /** The newest version of which there are files. */
    public static final int NEWEST = 2;

    private GoldenIndexes() {}

    /**
     * Names a file.
     *
     * @param version of the format, from 1
     * @param metric its label
     * @return the file's name
     */
    public static String name(final int version, final String metric) {
        return "format-" + version + "-" + metric + ".annoy";
    }

    /**
     * Copies a file.
     *
     * @param version of the format, from 1
     * @param metric its label
     * @param target to write
     * @throws IOException when it cannot be read or written
     */
    public static void copy(final int version, final String metric, final Path target) throws IOException {
        try (InputStream golden = GoldenIndexes.class.getResourceAsStream("golden/" + name(version, metric))) {
            Files.copy(golden, target);
        }
    }
}
