package org.annoyindex.builder.input;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a delimited file, with the line in which each starts; blank rows are skipped.
 *
 * <p>Fields and quotes are those of RFC 4180: a quoted field may contain delimiters, line breaks and doubled quotes.
 * Beyond it, lines end with LF, CR LF or CR, and white space around a field or around its quotes is ignored.
 */
final class DelimitedRows {
    /** Room for the largest dimension with long numbers; a quote that is never closed must not fill the memory. */
    static final int MAX_ROW_CHARACTERS = 16 << 20;

    private static final int END = -1;
    private static final char QUOTE = '"';

    private final Path file;
    private final Reader text;
    private final char delimiter;
    private final char[] buffer = new char[1 << 14];
    private final StringBuilder field = new StringBuilder();
    private int position;
    private int limit;

    /** Line of the next character, from 1. */
    private long line = 1;

    /** Line in which the current row starts. */
    private long firstLine;

    /** Characters of the current row that are no longer in the buffer, less those of the row before that still are. */
    private long charactersBefore;

    /** The character that ended the last field: the delimiter, LF or the end. */
    private int terminator;

    DelimitedRows(final Path file, final Reader text, final char delimiter) {
        this.file = file;
        this.text = text;
        this.delimiter = delimiter;
    }

    /** The next row; null at the end. */
    @Nullable
    Row next() throws IOException {
        int size = 1;
        while (peek() != END) {
            firstLine = line;
            charactersBefore = -position;
            final List<String> fields = new ArrayList<>(size);
            do {
                fields.add(nextField());
            } while (terminator == delimiter);
            size = fields.size();
            if (size > 1 || !fields.get(0).isBlank()) {
                return new Row(fields, firstLine);
            }
        }
        return null;
    }

    private String nextField() throws IOException {
        final int first = skipSpaces();
        if (first == QUOTE) {
            return quotedField();
        }
        field.setLength(0);
        int character = first;
        while (!endsField(character)) {
            field.append((char) character);
            character = read();
        }
        terminator = character;
        int length = field.length();
        while (length > 0 && Character.isWhitespace(field.charAt(length - 1))) {
            length--;
        }
        return field.substring(0, length);
    }

    /** Reads a field after its opening quote. */
    private String quotedField() throws IOException {
        field.setLength(0);
        while (true) {
            final int character = readRaw();
            if (character == END) {
                throw malformedQuotes("the file ends within a quoted field");
            }
            if (character != QUOTE) {
                field.append((char) character);
            } else if (peek() == QUOTE) {
                field.append(QUOTE);
                position++;
            } else {
                break;
            }
        }
        terminator = skipSpaces();
        if (!endsField(terminator)) {
            throw malformedQuotes(InvalidInputException.quote(Character.toString(terminator))
                    + " follows a closing quote, expected a delimiter");
        }
        return field.toString();
    }

    /** Reads up to the first character that is no white space, or that ends a field. */
    private int skipSpaces() throws IOException {
        int character;
        do {
            character = read();
        } while (!endsField(character) && Character.isWhitespace(character));
        return character;
    }

    private boolean endsField(final int character) {
        return character == delimiter || character == '\n' || character == END;
    }

    /** The next character, LF for any line end. */
    private int read() throws IOException {
        final int character = readRaw();
        if (character != '\r') {
            return character;
        }
        if (peek() == '\n') {
            return readRaw();
        }
        return '\n';
    }

    /** The next character as it is in the file; counts lines. */
    private int readRaw() throws IOException {
        final int character = peek();
        if (character == END) {
            return END;
        }
        position++;
        if (character == '\n' || character == '\r' && peek() != '\n') {
            line++;
        }
        return character;
    }

    private int peek() throws IOException {
        if (position == limit) {
            charactersBefore += limit;
            if (charactersBefore > MAX_ROW_CHARACTERS) {
                throw InvalidInputException.atLine(
                        file,
                        firstLine,
                        "the row is longer than " + MAX_ROW_CHARACTERS + " characters, expected numbers",
                        "look for a quote that is not closed");
            }
            position = 0;
            limit = Math.max(text.read(buffer), 0);
            if (limit == 0) {
                return END;
            }
        }
        return buffer[position];
    }

    private InvalidInputException malformedQuotes(final String what) {
        return InvalidInputException.atLine(
                file,
                firstLine,
                "malformed quotes: " + what,
                "close each quoted field with a quote before the delimiter, and double the quotes inside");
    }

    /** A row of fields. */
    static final class Row {
        private final List<String> fields;
        private final long line;

        private Row(final List<String> fields, final long line) {
            this.fields = fields;
            this.line = line;
        }

        int size() {
            return fields.size();
        }

        String field(final int column) {
            return fields.get(column);
        }

        /** Line in which the row starts, from 1. */
        long line() {
            return line;
        }
    }
}
