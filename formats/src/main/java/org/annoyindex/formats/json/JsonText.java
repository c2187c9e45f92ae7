package org.annoyindex.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import org.annoyindex.builder.input.text.DecimalText;

/** How JSON is parsed here. */
final class JsonText {
    /**
     * Python writes NaN and Infinity, which are no JSON: as tokens they are the problem of a row, otherwise of the whole input.
     * Names are not interned, as objects with a word for each name would fill the JVM's table. All text is in UTF-8 here: a
     * zero byte is no sign of UTF-16.
     */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    /** Begins the problem of bytes that are no text. */
    static final String NOT_UTF_8 = "not UTF-8";

    private static final int LONGEST_NUMBER = 64;

    private final byte[] digits = new byte[LONGEST_NUMBER];

    /**
     * The number that a parser is at.
     *
     * @return exactly what {@link Float#parseFloat} gives for its text; infinite or NaN if it is no finite float.
     */
    float number(final JsonParser parser) throws IOException {
        final int length = parser.getTextLength();
        if (length > LONGEST_NUMBER) {
            final byte[] all = DecimalText.bytes(parser.getText());
            return DecimalText.parse(all, 0, all.length);
        }
        final char[] text = parser.getTextCharacters();
        final int offset = parser.getTextOffset();
        for (int i = 0; i < length; i++) {
            digits[i] = (byte) text[offset + i];
        }
        return DecimalText.parse(digits, 0, length);
    }

    /** A parser's problem in one line. */
    static String problem(final JsonProcessingException ex) {
        final String message = String.valueOf(ex.getOriginalMessage()).replaceAll("\\s+", " ");
        if (message.contains("UTF-8")) {
            return NOT_UTF_8 + " (" + message.replace("UTF-8 ", "") + ")";
        }
        return "not JSON (" + (message.length() > 200 ? message.substring(0, 200) + "..." : message) + ")";
    }

    /** Whether text has a half of a character only, which cannot be written as UTF-8. */
    static boolean isBroken(final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char each = text.charAt(i);
            if (Character.isSurrogate(each)) {
                if (Character.isLowSurrogate(each)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
