package org.annoyindex.builder.input.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.annoyindex.builder.input.InvalidInputException;

/**
 * The lines of a text, each ended by {@code \n}, {@code \r\n} or {@code \r}, and their fields, which are separated by spaces and
 * tabs. Lines and fields are ranges of one byte buffer, so nothing is allocated for them. A Ctrl-Z at the end, with which DOS
 * programs end text, is ignored.
 */
public final class TextLines {
    /** Enough for the largest dimension with long numbers; a file without line ends must not exhaust memory. */
    static final int MAX_LINE_BYTES = 16 << 20;

    private static final byte CTRL_Z = 0x1A;

    private final String name;
    private final InputStream input;
    private byte[] buffer = new byte[1 << 16];
    private int limit;
    private int nextStart;
    private int start;
    private int end;
    private int fieldStart;
    private int fieldEnd;
    private long number;
    private boolean terminated;
    /** Whether the line before ended in {@code \r}: a {@code \n} that follows belongs to it. */
    private boolean afterReturn;

    /**
     * @param name of the input in messages.
     * @param input UTF-8 text without a byte-order mark.
     */
    public TextLines(final String name, final InputStream input) {
        this.name = name;
        this.input = input;
    }

    /**
     * Moves to the next line that has a field.
     *
     * @return whether there is one.
     * @throws IOException if reading fails, or a line is too long.
     */
    public boolean next() throws IOException {
        do {
            if (!nextRaw()) {
                return false;
            }
        } while (!fieldFrom(start));
        return true;
    }

    /** @return number of the line in the file, from 1. */
    public long number() {
        return number;
    }

    /** @return whether the line has an end: without one, the file may be cut off. */
    public boolean isTerminated() {
        return terminated;
    }

    /** @return where the line starts. */
    public int start() {
        return start;
    }

    /** @return behind the line's last byte. */
    public int end() {
        return end;
    }

    /** @return the bytes in which {@link #start()} and all other positions point, until the next line is read. */
    public byte[] bytes() {
        return buffer;
    }

    /**
     * Finds the first field that begins at a position or after it.
     *
     * @param position in the line.
     * @return whether there is one.
     */
    public boolean fieldFrom(final int position) {
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

    /**
     * Finds the last field that ends at a position or before it.
     *
     * @param position in the line.
     * @return whether there is one.
     */
    public boolean fieldBefore(final int position) {
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

    /** @return where the field found last starts. */
    public int fieldStart() {
        return fieldStart;
    }

    /** @return behind the last byte of the field found last. */
    public int fieldEnd() {
        return fieldEnd;
    }

    /** @return the field found last, for messages. */
    public String field() {
        return new String(buffer, fieldStart, fieldEnd - fieldStart, UTF_8);
    }

    /** @return whether the field found last is a number. */
    boolean isNumber() {
        return DecimalText.isNumber(buffer, fieldStart, fieldEnd);
    }

    /** @return whether the field found last is a whole number. */
    boolean isWhole() {
        return DecimalText.isWhole(buffer, fieldStart, fieldEnd);
    }

    /**
     * Decodes a part of the line.
     *
     * @param from first byte.
     * @param to behind the last byte.
     * @return the text.
     * @throws InvalidInputException if it is no UTF-8.
     */
    public String text(final int from, final int to) throws InvalidInputException {
        final String text = Utf8.decode(buffer, from, to);
        if (text == null) {
            throw InvalidInputException.badLine(name, number, Utf8.problem(buffer, start, end), Utf8.REMEDY);
        }
        return text;
    }

    /** @return number of fields of the line. */
    int fieldCount() {
        int count = 0;
        for (int at = start; fieldFrom(at); at = fieldEnd) {
            count++;
        }
        return count;
    }

    /** The first position of a tab in the line; -1 if it has none. */
    int tab() {
        for (int at = start; at < end; at++) {
            if (buffer[at] == '\t') {
                return at;
            }
        }
        return -1;
    }

    static boolean isSeparator(final byte character) {
        return character == ' ' || character == '\t';
    }

    private boolean nextRaw() throws IOException {
        if (afterReturn && (nextStart < limit || fill()) && buffer[nextStart] == '\n') {
            nextStart++;
        }
        afterReturn = false;
        int length = 0;
        do {
            while (nextStart + length < limit && !isLineEnd(buffer[nextStart + length])) {
                length++;
            }
        } while (nextStart + length == limit && fill());
        if (nextStart == limit) {
            return false;
        }
        number++;
        start = nextStart;
        end = start + length;
        terminated = end < limit;
        afterReturn = terminated && buffer[end] == '\r';
        nextStart = Math.min(end + 1, limit);
        if (!terminated && buffer[end - 1] == CTRL_Z) {
            end--;
        }
        return true;
    }

    private static boolean isLineEnd(final byte character) {
        return character == '\n' || character == '\r';
    }

    /** Reads more bytes of the current line, which is moved to the front of the buffer or into a larger one. */
    private boolean fill() throws IOException {
        final int begun = limit - nextStart;
        if (begun == buffer.length) {
            if (begun >= MAX_LINE_BYTES) {
                throw InvalidInputException.atLine(
                        name,
                        number + 1,
                        "the line is longer than " + MAX_LINE_BYTES + " bytes",
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
