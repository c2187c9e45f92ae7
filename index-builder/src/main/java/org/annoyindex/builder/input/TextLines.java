package org.annoyindex.builder.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;

/**
 * The lines of a text file, and their fields, which are separated by spaces and tabs. Lines and fields are ranges of one byte
 * buffer, so nothing is allocated for them. Blank lines are skipped.
 */
final class TextLines {
    /** Enough for the largest dimension with long numbers; a file without line ends must not exhaust memory. */
    static final int MAX_LINE_BYTES = 16 << 20;

    private final InputFile input;
    private byte[] buffer = new byte[1 << 18];
    private int limit;
    private int nextStart;
    private int start;
    private int end;
    private int fieldStart;
    private int fieldEnd;
    private long number;

    TextLines(final InputFile input) {
        this.input = input;
    }

    /** Moves to the next line that has a field. */
    boolean next() throws IOException {
        do {
            if (!nextRaw()) {
                return false;
            }
        } while (!fieldFrom(start));
        return true;
    }

    /** Number of the line in the file, from 1. */
    long number() {
        return number;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** The bytes in which {@link #start()} and all other positions point, until the next line is read. */
    byte[] bytes() {
        return buffer;
    }

    /** Finds the first field that begins at a position or after it. */
    boolean fieldFrom(final int position) {
        int at = position;
        while (at < end && isSeparator(buffer[at])) {
            at++;
        }
        fieldStart = at;
        while (at < end && !isSeparator(buffer[at])) {
            at++;
        }
        fieldEnd = at;
        return fieldStart < fieldEnd;
    }

    /** Finds the last field that ends at a position or before it. */
    boolean fieldBefore(final int position) {
        int at = position;
        while (at > start && isSeparator(buffer[at - 1])) {
            at--;
        }
        fieldEnd = at;
        while (at > start && !isSeparator(buffer[at - 1])) {
            at--;
        }
        fieldStart = at;
        return fieldStart < fieldEnd;
    }

    int fieldStart() {
        return fieldStart;
    }

    int fieldEnd() {
        return fieldEnd;
    }

    String field() {
        return text(fieldStart, fieldEnd);
    }

    String text(final int from, final int to) {
        return new String(buffer, from, to - from, UTF_8);
    }

    int fieldCount() {
        int count = 0;
        for (int at = start; fieldFrom(at); at = fieldEnd) {
            count++;
        }
        return count;
    }

    private static boolean isSeparator(final byte character) {
        return character == ' ' || character == '\t' || character == '\r';
    }

    private boolean nextRaw() throws IOException {
        int length = 0;
        do {
            while (nextStart + length < limit && buffer[nextStart + length] != '\n') {
                length++;
            }
        } while (nextStart + length == limit && fill());
        if (nextStart == limit) {
            return false;
        }
        number++;
        start = nextStart;
        end = start + length;
        nextStart = Math.min(end + 1, limit);
        return true;
    }

    /** Reads more bytes of the current line, which is moved to the front of the buffer or into a larger one. */
    private boolean fill() throws IOException {
        final int begun = limit - nextStart;
        if (begun == buffer.length) {
            if (begun >= MAX_LINE_BYTES) {
                throw InvalidInputException.atLine(
                        input.path(),
                        number + 1,
                        "the line is longer than " + MAX_LINE_BYTES + " bytes, expected a label and numbers",
                        "check that this is a text file");
            }
            buffer = Arrays.copyOf(buffer, 2 * begun);
        } else if (nextStart > 0) {
            System.arraycopy(buffer, nextStart, buffer, 0, begun);
        }
        nextStart = 0;
        limit = begun;
        final int read = input.read(buffer, limit, buffer.length - limit);
        limit += Math.max(read, 0);
        return read > 0;
    }
}
