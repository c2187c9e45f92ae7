package org.annoyindex.testdata;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Ten thousand frequent English words with their GloVe vectors, as word-vector text: a line a word, most frequent first,
 * the word and its numbers separated by single spaces, in UTF-8 (all of it ASCII), each line ended by a line feed, no
 * header. The words are distinct, and so are the vectors; none is zero.
 *
 * <p>Where they come from and under which license stands in {@code testdata/README.md}.
 */
public final class Words {

    /** Numbers a word has. */
    public static final int DIMENSION = 100;

    /** Words in the file. */
    public static final int COUNT = 10_000;

    private static final String RESOURCE = "words-10k-100d.txt.gz";

    private static final int BUFFER_BYTES = 1 << 16;

    private Words() {}

    /**
     * Opens the text, decompressed.
     *
     * @return a stream that the caller closes
     * @throws IOException when the resource cannot be read
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
     * Opens the text as it is kept, compressed with gzip.
     *
     * @return a stream that the caller closes
     * @throws IOException when the resource cannot be read
     */
    public static InputStream openCompressed() throws IOException {
        final InputStream resource = Words.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw new IOException("no resource " + RESOURCE + " beside " + Words.class.getName()
                    + "; is the testdata jar whole and on the class path?");
        }
        return resource;
    }

    /**
     * Copies the text, decompressed, to a new file.
     *
     * @param file where to; must not exist
     * @return {@code file}
     * @throws IOException when the file exists or cannot be written
     */
    public static Path copyTo(final Path file) throws IOException {
        try (InputStream text = open()) {
            Files.copy(text, file);
        }
        return file;
    }
}
