package org.annoyindex.benchmarks.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;

/** Parsing that both JSON sources share; errors give the file and the location. */
final class Json {

    private Json() {}

    /** Advances from inside an object to a key, skipping all other values. */
    static void findKey(final Path file, final JsonParser parser, final String key) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            if (parser.currentName().equals(key)) {
                return;
            }
            parser.nextToken();
            parser.skipChildren();
        }
        throw new IOException(file + ": no key '" + key + "'");
    }

    static void expect(final Path file, final JsonParser parser, final JsonToken found, final JsonToken wanted)
            throws IOException {
        if (found != wanted) {
            throw unexpected(file, parser, found, wanted.toString());
        }
    }

    static void expectNumber(final Path file, final JsonParser parser) throws IOException {
        final JsonToken found = parser.currentToken();
        if (found == null || !found.isNumeric()) {
            throw unexpected(file, parser, found, "a number");
        }
    }

    /** The exception for JSON that is invalid or truncated. */
    static IOException malformed(final Path file, final JacksonException cause) {
        final JsonLocation at = cause.getLocation();
        return new IOException(
                file + ": not valid JSON at line " + at.getLineNr() + ", column " + at.getColumnNr() + ": "
                        + cause.getOriginalMessage(),
                cause);
    }

    private static IOException unexpected(
            final Path file, final JsonParser parser, final JsonToken found, final String wanted) {
        final JsonLocation at = parser.currentTokenLocation();
        return new IOException(file + ": expected " + wanted + " but found " + (found == null ? "the end" : found)
                + " at line " + at.getLineNr() + ", column " + at.getColumnNr());
    }
}
