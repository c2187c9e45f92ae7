package org.annoyindex.builder.input;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Keys of items, one a line of a UTF-8 text file, which may be a {@code .gz}; read in order. Spaces around a key and blank
 * lines are skipped. Not safe for use by several threads at once.
 */
public final class KeyReader implements AutoCloseable {
    private final InputFile input;
    private final TextLines lines;
    private long count;
    private String key = "";

    private KeyReader(final InputFile input) throws IOException {
        this.input = input;
        input.skipByteOrderMark();
        lines = new TextLines(input);
    }

    /**
     * Opens a file.
     *
     * @param file to read.
     * @return a reader standing before the first key.
     * @throws InvalidInputException if the file is missing, a directory, not readable or empty.
     * @throws IOException if reading fails.
     */
    public static KeyReader open(final Path file) throws IOException {
        final InputFile input = InputFile.open(file);
        try {
            return new KeyReader(input);
        } catch (final IOException ex) {
            input.close();
            throw ex;
        }
    }

    /** {@return the file that is read} */
    public Path file() {
        return input.path();
    }

    /**
     * Goes to the next key.
     *
     * @return whether there is one.
     * @throws IOException if reading fails.
     */
    public boolean next() throws IOException {
        if (!lines.next()) {
            return false;
        }
        count++;
        final int start = lines.fieldStart();
        lines.fieldBefore(lines.end());
        key = lines.text(start, lines.fieldEnd());
        return true;
    }

    /**
     * Goes to the next key, that of a vector.
     *
     * @throws InvalidInputException if there is none.
     * @throws IOException if reading fails.
     */
    public void requireNext() throws IOException {
        if (!next()) {
            throw wrong(
                    "the file ends after " + count + " keys, but there are more vectors", "give a key for each vector");
        }
    }

    /** {@return the key come to last} */
    public String key() {
        return key;
    }

    /**
     * {@return the key come to last as a number}
     *
     * @throws InvalidInputException if it is none of 64 bits.
     */
    public long number() throws InvalidInputException {
        try {
            return Long.parseLong(key);
        } catch (final NumberFormatException ex) {
            final InvalidInputException exception = wrong(
                    InvalidInputException.quote(key) + ", expected a whole number of 64 bits",
                    "correct the line, or build the index with strings as keys");
            exception.initCause(ex);
            throw exception;
        }
    }

    /**
     * Checks that no key is left.
     *
     * @throws InvalidInputException if there is one.
     * @throws IOException if reading fails.
     */
    public void requireEnd() throws IOException {
        if (lines.next()) {
            throw wrong(
                    "key " + (count + 1) + " found, but there are " + count + " vectors", "give a key for each vector");
        }
    }

    /** Says what is wrong with the line come to last. */
    InvalidInputException wrong(final String problem, final String remedy) {
        return InvalidInputException.atLine(input.path(), lines.number(), problem, remedy);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
