package org.annoyindex.formats.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Source;
import org.annoyindex.builder.input.text.TextLines;
import org.annoyindex.builder.input.text.TextSource;
import org.annoyindex.builder.input.text.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how an input arranges its rows, from its first million bytes: a row on each line (JSON Lines), values one after
 * the other, an array of rows, an object with an array of rows in one of its fields, or an object of parallel arrays.
 */
public final class JsonFormat {
    private static final int SAMPLE_ROWS = 100;

    private JsonFormat() {}

    /**
     * Opens JSON.
     *
     * @param source of the text; closed with the reader.
     * @param options how to read it.
     * @return a reader whose first vector is the text's first.
     * @throws IOException if reading fails, or the text is not as a reader needs it.
     */
    public static VectorReader open(final Source source, final ReadOptions options) throws IOException {
        final TextSource text = new TextSource(source, options);
        final byte[] sample = text.sample();
        final JsonColumns lines = columnsOfLines(sample);
        if (lines != null) {
            return new JsonLinesReader(text, JsonLayout.of(source.name(), lines, options));
        }
        try (JsonParser parser = JsonText.FACTORY.createParser(sample)) {
            final JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                final JsonToken next = parser.nextToken();
                return openArrays(text, sample, next != null && next.isNumeric(), options);
            }
            if (first == JsonToken.START_OBJECT) {
                return openObject(text, sample, options);
            }
            throw InvalidInputException.atLine(
                    source.name(),
                    1,
                    first == null ? "only blanks, expected JSON" : "a single value, expected an object or array",
                    "write each vector as a line like {\"id\": 1, \"embedding\": [0.1, 0.2]}");
        } catch (final JsonProcessingException ex) {
            throw wrong(source.name(), ex);
        }
    }

    private static VectorReader openArrays(
            final TextSource text, final byte[] sample, final boolean isRow, final ReadOptions options)
            throws IOException {
        try (JsonParser parser = JsonText.FACTORY.createParser(sample)) {
            parser.nextToken();
            final JsonLayout layout = JsonLayout.of(text.name(), rowsOf(parser, isRow), options);
            return new JsonStreamReader(
                    text, isRow ? JsonStreamReader.Place.SEQUENCE : JsonStreamReader.Place.ARRAY, "", layout);
        }
    }

    static InvalidInputException wrong(final String input, final JsonProcessingException ex) {
        final String problem = JsonText.problem(ex);
        final InvalidInputException exception = InvalidInputException.atLine(
                input,
                Math.max(1, ex.getLocation() == null ? 1 : ex.getLocation().getLineNr()),
                problem,
                problem.startsWith(JsonText.NOT_UTF_8) ? Utf8.REMEDY : "write it again, or remove what is wrong");
        exception.initCause(ex);
        return exception;
    }

    /** The columns of JSON Lines; null if lines are not whole values, or the only line is an object or array of rows. */
    private static @Nullable JsonColumns columnsOfLines(final byte[] sample) throws IOException {
        final TextLines lines = new TextLines("", new ByteArrayInputStream(sample));
        final JsonColumns columns = new JsonColumns();
        int wrong = 0;
        boolean firstIsRow = false;
        for (int count = 0; count < SAMPLE_ROWS && lines.next(); count++) {
            if (addLine(columns, lines)) {
                firstIsRow |= count == 0;
            } else {
                wrong++;
            }
        }
        // The first line may be a bad one; the last row of an array may be whole on a line.
        if (columns.rows() == 0 || !firstIsRow && columns.rows() <= wrong) {
            return null;
        }
        if (columns.rows() == 1 && wrong == 0 && columns.shape() != JsonColumns.Shape.NUMBERS) {
            // [[0.1, 0.2], [0.3, 0.4]] is one line.
            final boolean isRow = columns.shape() == JsonColumns.Shape.OBJECT
                    && ObjectFields.of(sample).isRow();
            return isRow ? columns : null;
        }
        return columns;
    }

    /** Adds the row of a line; returns whether the line is one. */
    private static boolean addLine(final JsonColumns columns, final TextLines lines) throws IOException {
        final byte[] bytes = lines.bytes();
        final int start = lines.start();
        final int length = lines.end() - start;
        try (JsonParser whole = JsonText.FACTORY.createParser(bytes, start, length);
                JsonParser parser = JsonText.FACTORY.createParser(bytes, start, length)) {
            final JsonToken first = whole.nextToken();
            whole.skipChildren();
            if (first == null || !first.isStructStart() || whole.nextToken() != null) {
                return false;
            }
            parser.nextToken();
            columns.add(parser);
            return true;
        } catch (final JsonProcessingException ex) {
            return false;
        }
    }

    /** Examines the first rows from a parser. */
    private static JsonColumns rowsOf(final JsonParser parser, final boolean atRow) throws IOException {
        final JsonColumns columns = new JsonColumns();
        try {
            JsonToken token = atRow ? parser.currentToken() : parser.nextToken();
            while (token != null && token != JsonToken.END_ARRAY && columns.rows() < SAMPLE_ROWS) {
                columns.add(parser);
                token = parser.nextToken();
            }
        } catch (final JsonProcessingException ex) {
            // The sample ends in the middle of a row, or a later row is wrong, which is reported when it is read.
            if (columns.rows() == 0) {
                throw ex;
            }
        }
        return columns;
    }

    private static VectorReader openObject(final TextSource text, final byte[] sample, final ReadOptions options)
            throws IOException {
        final String input = text.name();
        final ObjectFields fields = ObjectFields.of(sample);
        if (!fields.isDocument()) {
            if (fields.isFollowed() || !fields.isVectorPerField()) {
                try (JsonParser parser = JsonText.FACTORY.createParser(sample)) {
                    parser.nextToken();
                    final JsonLayout layout = JsonLayout.of(input, rowsOf(parser, true), options);
                    return new JsonStreamReader(text, JsonStreamReader.Place.SEQUENCE, "", layout);
                }
            }
            if (options.labels().isEmpty()) {
                throw InvalidInputException.ofFile(
                        input,
                        "an object of lists, each of which may be a vector or a column",
                        "if each is a vector and its field's name the label, give --labels first; else write each vector as"
                                + " a line like {\"id\": 1, \"embedding\": [0.1, 0.2]}");
            }
            final JsonLayout layout = JsonLayout.ofVectors(input, fields.firstLength(), "");
            final JsonStreamReader.Place place = options.labels().get() == ReadOptions.Labels.FIRST
                    ? JsonStreamReader.Place.FIELDS
                    : JsonStreamReader.Place.UNNAMED_FIELDS;
            return new JsonStreamReader(text, place, "", layout);
        }
        final List<String> rows = fields.objects();
        if (rows.size() == 1 && fields.matrices().isEmpty()) {
            final JsonColumns columns;
            try (JsonParser parser = JsonText.FACTORY.createParser(sample)) {
                JsonStreamReader.enterField(parser, rows.get(0));
                columns = rowsOf(parser, false);
            }
            return new JsonStreamReader(
                    text, JsonStreamReader.Place.FIELD, rows.get(0), JsonLayout.of(input, columns, options));
        }
        if (options.encoding()
                .filter(charset -> !charset.equals(StandardCharsets.UTF_8))
                .isPresent()) {
            throw InvalidInputException.ofFile(
                    input, "one object of arrays in another encoding", "convert the file with iconv -t UTF-8");
        }
        return ParallelArraysReader.open(text, options);
    }

    /** What the fields of a text's first object are, as far as a sample shows. */
    private static final class ObjectFields {
        private final List<String> matrices = new ArrayList<>();
        private final List<String> objects = new ArrayList<>();
        private int lists;
        private int others;
        private int firstLength = -1;
        private boolean sameLength = true;
        private boolean huge;
        private boolean followed;

        private static ObjectFields of(final byte[] sample) throws IOException {
            final ObjectFields fields = new ObjectFields();
            try (JsonParser parser = JsonText.FACTORY.createParser(sample)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    fields.add(parser, parser.currentName());
                }
                fields.followed = parser.nextToken() != null;
            } catch (final JsonProcessingException ex) {
                // The object is longer than the sample, or wrong: that is reported when it is read.
            }
            return fields;
        }

        private void add(final JsonParser parser, final String name) throws IOException {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                others++;
                parser.skipChildren();
                return;
            }
            int length = 0;
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                if (length == 0 && token == JsonToken.START_ARRAY) {
                    matrices.add(name);
                } else if (length == 0 && token == JsonToken.START_OBJECT) {
                    objects.add(name);
                }
                parser.skipChildren();
                length++;
                huge |= length > InputRules.MAX_DIMENSION;
            }
            lists++;
            firstLength = firstLength < 0 ? length : firstLength;
            sameLength &= length == firstLength;
        }

        /** Whether the object holds many rows. */
        private boolean isDocument() {
            return !followed && (!matrices.isEmpty() || !objects.isEmpty() || huge);
        }

        /** Whether the object may hold a vector in each field. */
        private boolean isVectorPerField() {
            return others == 0 && lists > 1 && sameLength && firstLength > 0;
        }

        /** Whether the object, the only one, is a row. */
        private boolean isRow() {
            return !isDocument() && !isVectorPerField();
        }

        private boolean isFollowed() {
            return followed;
        }

        private List<String> matrices() {
            return matrices;
        }

        private List<String> objects() {
            return objects;
        }

        private int firstLength() {
            return firstLength;
        }
    }
}
