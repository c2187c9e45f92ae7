package org.annoyindex.builder.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.annoyindex.builder.input.source.Source;
import org.annoyindex.builder.input.text.TextLines;
import org.annoyindex.builder.input.text.TextSource;

/**
 * Keys of items, one a line of a UTF-8 text file, which may be compressed; read in order. Spaces around a key are ignored.
 * Not safe for use by several threads at once.
 */
public final class KeyReader implements AutoCloseable {
    private final Source input;
    private final TextLines lines;
    private long count;
    private long lineBefore;
    private String key = "";

    private KeyReader(final Source input) throws IOException {
        this.input = input;
        final TextSource text = new TextSource(input, ReadOptions.defaults());
        lines = new TextLines(text.name(), text.stream());
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
        return of(Source.open(file));
    }

    /**
     * Reads keys from a stream, such as standard input.
     *
     * @param in to read; closed with the reader.
     * @param name of the stream in messages.
     * @return a reader standing before the first key.
     * @throws InvalidInputException if the stream is empty.
     * @throws IOException if reading fails.
     */
    public static KeyReader open(final InputStream in, final String name) throws IOException {
        return of(Source.of(name, in));
    }

    /** Reads keys of an input that may be empty. */
    static KeyReader of(final Source input) throws IOException {
        try {
            return new KeyReader(input);
        } catch (final IOException ex) {
            input.close();
            throw ex;
        }
    }

    /** {@return the name of the file that is read} */
    public String name() {
        return input.name();
    }

    /**
     * Goes to the next key; blank lines are skipped.
     *
     * @return whether there is one.
     * @throws InvalidInputException if it is no UTF-8.
     * @throws IOException if reading fails.
     */
    public boolean next() throws IOException {
        lineBefore = lines.number();
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
     * @throws InvalidInputException if there is none, or if a line before it is blank: in a list by position something would
     *     be missing there, and the keys behind it would be those of other vectors.
     * @throws IOException if reading fails.
     */
    public void requireNext() throws IOException {
        if (!next()) {
            throw wrong(
                    "the file ends after " + count + " keys, but there are more vectors", "give a key for each vector");
        }
        if (lines.number() > lineBefore + 1) {
            throw InvalidInputException.atLine(
                    input.name(),
                    lineBefore + 1,
                    "no key",
                    "give a key for each vector, without blank lines between them");
        }
    }

    /** {@return the key come to last} */
    public String key() {
        return key;
    }

    /**
     * {@return the key come to last as a number}
     *
     * @throws InvalidInputException if it is none of 64 bits, signed.
     */
    public long number() throws InvalidInputException {
        try {
            return Long.parseLong(key);
        } catch (final NumberFormatException ex) {
            final InvalidInputException exception = wrong(
                    InvalidInputException.quote(key)
                            + ", expected a whole number of 64 bits, signed, at most 9223372036854775807",
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
        return InvalidInputException.atLine(input.name(), lines.number(), problem, remedy);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
