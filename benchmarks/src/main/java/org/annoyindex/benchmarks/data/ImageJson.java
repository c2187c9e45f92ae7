package org.annoyindex.benchmarks.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The JSON files of the package {@code fashion-mnist}, one per class of clothes: an object whose key {@code data} is an
 * array of images, each an array of gray values from 0 to 255. Images of another size are skipped: the first file of
 * version 1.1.0 ends with two empty ones.
 */
final class ImageJson implements VectorSource {

    private static final JsonFactory JSON = new JsonFactory();

    private final List<Path> files;
    private final int dimension;

    ImageJson(final List<Path> files, final int dimension) {
        this.files = List.copyOf(files);
        this.dimension = dimension;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public boolean labeled() {
        return false;
    }

    @Override
    public int read(final Visitor visitor) throws IOException {
        int skipped = 0;
        for (final Path file : files) {
            skipped += read(file, visitor);
        }
        return skipped;
    }

    private int read(final Path file, final Visitor visitor) throws IOException {
        int skipped = 0;
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            Json.expect(file, parser, parser.nextToken(), JsonToken.START_OBJECT);
            Json.findKey(file, parser, "data");
            Json.expect(file, parser, parser.nextToken(), JsonToken.START_ARRAY);
            final float[] image = new float[dimension];
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                Json.expect(file, parser, parser.currentToken(), JsonToken.START_ARRAY);
                if (readImage(file, parser, image)) {
                    visitor.row("", "", image);
                } else {
                    skipped++;
                }
            }
        } catch (final JacksonException e) {
            throw Json.malformed(file, e);
        }
        return skipped;
    }

    private boolean readImage(final Path file, final JsonParser parser, final float[] image) throws IOException {
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Json.expectNumber(file, parser);
            if (count < dimension) {
                image[count] = parser.getFloatValue();
            }
            count++;
        }
        return count == dimension;
    }
}
