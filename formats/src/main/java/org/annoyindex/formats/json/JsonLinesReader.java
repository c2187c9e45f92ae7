package org.annoyindex.formats.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.text.TextLines;
import org.annoyindex.builder.input.text.TextSource;
import org.annoyindex.builder.input.text.Utf8;

/** Reads JSON Lines. Each line is parsed by itself, so that a line that is no JSON spoils no other. */
final class JsonLinesReader extends JsonReader {
    private final String input;
    private final TextLines lines;

    JsonLinesReader(final TextSource text, final JsonLayout layout) {
        super(text.source(), layout);
        input = text.name();
        lines = new TextLines(input, text.stream());
    }

    @Override
    boolean nextRow(final float[] vector) throws IOException {
        if (!lines.next()) {
            return false;
        }
        final byte[] bytes = lines.bytes();
        final int start = lines.start();
        final int end = lines.end();
        requireText(bytes, start, end);
        try (JsonParser parser = JsonText.FACTORY.createParser(bytes, start, end - start)) {
            parser.nextToken();
            row.read(parser, vector);
            final JsonToken behind = parser.nextToken();
            if (behind != null) {
                row.clear();
                throw bad("another value behind the row", "write one row on each line");
            }
        } catch (final JsonEOFException ex) {
            row.clear();
            final InvalidInputException bad = bad(
                    lines.isTerminated()
                            ? "the line ends in the middle of its row"
                            : "the file ends in the middle of the row",
                    lines.isTerminated() ? "write each row on one line" : "it seems cut off: copy or write it again");
            bad.initCause(ex);
            throw bad;
        } catch (final JsonProcessingException ex) {
            row.clear();
            final InvalidInputException bad = bad(
                    JsonText.problem(ex)
                            + (ex.getLocation() == null
                                    ? ""
                                    : " at byte " + ex.getLocation().getColumnNr()),
                    "correct or remove the line");
            bad.initCause(ex);
            throw bad;
        }
        final String problem = row.problem();
        if (problem != null) {
            final InvalidInputException bad = bad(problem, row.remedy());
            row.clear();
            throw bad;
        }
        return true;
    }

    /** The parser does not see all errors in UTF-8. */
    private void requireText(final byte[] bytes, final int start, final int end) throws InvalidInputException {
        int all = 0;
        for (int i = start; i < end; i++) {
            all |= bytes[i];
        }
        if (all < 0 && Utf8.decode(bytes, start, end) == null) {
            throw bad(Utf8.problem(bytes, start, end), Utf8.REMEDY);
        }
    }

    private InvalidInputException bad(final String problem, final String remedy) {
        return InvalidInputException.badLine(input, lines.number(), problem, remedy);
    }
}
