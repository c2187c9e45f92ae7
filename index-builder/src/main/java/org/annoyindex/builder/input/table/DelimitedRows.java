package org.annoyindex.builder.input.table;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.annoyindex.builder.input.InvalidInputException;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** The rows of a delimited file, with the lines they start in; blank ones are skipped. */
final class DelimitedRows {
    /** Room for the largest dimension with long-winded numbers; a quote never closed must not fill the memory. */
    static final int MAX_ROW_CHARACTERS = 16 << 20;

    private final String file;
    private final RowLimit limit;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private long lastLine;

    DelimitedRows(final String file, final Reader text, final char delimiter) throws IOException {
        this.file = file;
        limit = new RowLimit(text);
        final CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(true)
                .setIgnoreSurroundingSpaces(true)
                .get();
        parser = CSVParser.parse(limit, format);
        records = parser.iterator();
    }

    /** The next row; null at the end. */
    @Nullable
    Row next() throws IOException {
        while (hasNext()) {
            final Row row = new Row(records.next(), parser.getCurrentLineNumber());
            lastLine = parser.getCurrentLineNumber();
            if (row.size() > 1 || !isBlank(row.field(0))) {
                return row;
            }
        }
        return null;
    }

    /** Also of a Ctrl-Z, with which DOS programs end text. */
    private static boolean isBlank(final String field) {
        return field.isBlank() || field.equals("\u001a");
    }

    private boolean hasNext() throws IOException {
        limit.characters = 0;
        try {
            return records.hasNext();
        } catch (final UncheckedIOException e) {
            if (e.getCause() instanceof CSVException malformed) {
                throw quotesMalformed(malformed);
            }
            throw e.getCause();
        }
    }

    private InvalidInputException quotesMalformed(final CSVException cause) {
        final InvalidInputException exception = InvalidInputException.atLine(
                file,
                lastLine + 1,
                "malformed quotes: " + cause.getMessage(),
                "close each quoted field with a quote before the delimiter, and double the quotes inside");
        exception.initCause(cause);
        return exception;
    }

    /** A row of fields. */
    static final class Row {
        private final CSVRecord fields;
        private final long lastLine;

        private Row(final CSVRecord fields, final long lastLine) {
            this.fields = fields;
            this.lastLine = lastLine;
        }

        int size() {
            return fields.size();
        }

        String field(final int column) {
            return fields.get(column);
        }

        /** Line the row starts in, from 1: the one it ends in, less the line breaks inside quotes. */
        long line() {
            return lastLine - fields.stream().mapToLong(Row::lineBreaks).sum();
        }

        private static long lineBreaks(final String field) {
            long count = 0;
            for (int i = 0; i < field.length(); i++) {
                final char each = field.charAt(i);
                count += each == '\n' && (i == 0 || field.charAt(i - 1) != '\r') || each == '\r' ? 1 : 0;
            }
            return count;
        }
    }

    /** Refuses to go on when far too much has been read for one row. */
    private final class RowLimit extends FilterReader {
        private long characters;

        private RowLimit(final Reader in) {
            super(in);
        }

        @Override
        public int read(final char[] target, final int offset, final int length) throws IOException {
            if (characters > MAX_ROW_CHARACTERS) {
                throw InvalidInputException.atLine(
                        file,
                        lastLine + 1,
                        "the row is longer than " + MAX_ROW_CHARACTERS + " characters, expected numbers",
                        "look for a quote that is not closed");
            }
            final int read = super.read(target, offset, length);
            characters += Math.max(read, 0);
            return read;
        }
    }
}
