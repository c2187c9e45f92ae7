package org.annoyindex.testdata;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Ten thousand frequent English words with their GloVe vectors, as word-vector text: one word per line, most frequent
 * first, followed by its numbers, separated by single spaces. ASCII, line feeds, no header. The words are unique, as
 * are the vectors; none is zero.
 *
 * <p>{@code testdata/README.md} gives their source and license.
 */
public final class Words {

    /** Numbers per word. */
    public static final int DIMENSION = 100;

    /** Number of words. */
    public static final int COUNT = 10_000;

    private static final String RESOURCE = "words-10k-100d.txt.gz";

    private static final int BUFFER_BYTES = 1 << 16;

    private Words() {}

    /**
     * Opens the text, decompressed.
     *
     * @return a stream that the caller closes
     * @throws IOException if the resource cannot be read
     */
    public static InputStream open() throws IOException {
        final InputStream compressed = openCompressed();
        try {
            return new BufferedInputStream(new GZIPInputStream(compressed, BUFFER_BYTES), BUFFER_BYTES);
        } catch (final IOException e) {
            compressed.close();
            throw e;
        }
    }

    /**
     * Opens the text as stored, compressed with gzip.
     *
     * @return a stream that the caller closes
     * @throws IOException if the resource cannot be read
     */
    public static InputStream openCompressed() throws IOException {
        final InputStream resource = Words.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw new IOException("no resource " + RESOURCE + " next to " + Words.class.getName()
                    + "; check that the testdata jar is complete and on the class path");
        }
        return resource;
    }

    /**
     * Copies the text, decompressed, to a new file.
     *
     * @param file to write; must not exist
     * @return {@code file}
     * @throws IOException if the file exists or cannot be written
     */
    public static Path copyTo(final Path file) throws IOException {
        try (InputStream text = open()) {
            Files.copy(text, file);
        }
        return file;
    }
}
