package org.annoyindex.formats.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.text.TextSource;

/** Reads rows of one JSON text. What is no JSON ends it, as it is unknown where the next row begins. */
final class JsonStreamReader extends JsonReader {
    /** Where rows are. */
    enum Place {
        /** In an array. */
        ARRAY,

        /** In an array that is a field of an object. */
        FIELD,

        /** In the fields of an object, whose names are labels. */
        FIELDS,

        /** In the fields of an object, whose names do not matter. */
        UNNAMED_FIELDS,

        /** One after the other. */
        SEQUENCE
    }

    private final String input;
    private final Place place;
    private final String field;
    private final JsonParser parser;
    private long number;
    private boolean ended;

    JsonStreamReader(final TextSource text, final Place place, final String field, final JsonLayout layout)
            throws IOException {
        super(text.source(), layout);
        input = text.name();
        this.place = place;
        this.field = field;
        parser = JsonText.FACTORY.createParser(text.stream());
        switch (place) {
            case ARRAY, FIELDS, UNNAMED_FIELDS -> parser.nextToken();
            case FIELD -> enterField(parser, field);
            case SEQUENCE -> {
                // The first row is the first token.
            }
        }
    }

    /** Moves a parser that is at the beginning to the array in a field of an object. */
    static void enterField(final JsonParser parser, final String field) throws IOException {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final boolean found = field.equals(parser.currentName());
            if (parser.nextToken() == JsonToken.START_ARRAY && found) {
                return;
            }
            parser.skipChildren();
        }
    }

    @Override
    boolean nextRow(final float[] vector) throws IOException {
        if (ended) {
            return false;
        }
        try {
            final JsonToken token = parser.nextToken();
            if (place == Place.SEQUENCE
                    ? token == null
                    : token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
                ended = true;
                finish();
                return false;
            }
            number++;
            if (place == Place.FIELDS || place == Place.UNNAMED_FIELDS) {
                final String label = parser.currentName();
                parser.nextToken();
                row.readVector(parser, vector);
                row.useLabel(label);
            } else {
                row.read(parser, vector);
            }
        } catch (final JsonProcessingException ex) {
            ended = true;
            row.clear();
            throw JsonFormat.wrong(input, ex);
        }
        final String problem = row.problem();
        if (problem != null) {
            final InvalidInputException bad = bad(problem, row.remedy());
            row.clear();
            throw bad;
        }
        return true;
    }

    /** Reads what is behind the rows, which must be nothing but the end. */
    private void finish() throws IOException {
        if (place == Place.FIELD) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                if (field.equals(parser.currentName())) {
                    throw InvalidInputException.ofFile(
                            input,
                            "the field " + InvalidInputException.quote(field) + " comes twice",
                            "remove one of them");
                }
                parser.nextToken();
                parser.skipChildren();
            }
        }
        if (place != Place.SEQUENCE && parser.nextToken() != null) {
            throw InvalidInputException.atLine(
                    input,
                    parser.currentTokenLocation().getLineNr(),
                    "another value behind the rows",
                    "write all rows in one array, or each on a line");
        }
    }

    private InvalidInputException bad(final String problem, final String remedy) {
        return InvalidInputException.badRow(input, number, problem, remedy);
    }

    @Override
    public boolean labeled() {
        return place == Place.FIELDS || super.labeled();
    }

    @Override
    public void close() throws IOException {
        parser.close();
        super.close();
    }
}
