package org.annoyindex.builder.input.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Strict decoding of UTF-8: with replacement characters, two different words could become one. */
public final class Utf8 {
    /** What to do about bytes that are no UTF-8. */
    public static final String REMEDY = "convert the file with iconv -t UTF-8, or give its --encoding";

    private Utf8() {}

    /**
     * Decodes bytes.
     *
     * @param bytes array.
     * @param from first byte.
     * @param to behind the last byte.
     * @return the text; null if the bytes are no UTF-8.
     */
    public static @Nullable String decode(final byte[] bytes, final int from, final int to) {
        boolean ascii = true;
        for (int i = from; i < to; i++) {
            ascii &= bytes[i] >= 0;
        }
        if (ascii) {
            return new String(bytes, from, to - from, UTF_8);
        }
        final CharBuffer text = CharBuffer.allocate(to - from);
        return decode(ByteBuffer.wrap(bytes, from, to - from), text).isError()
                ? null
                : text.flip().toString();
    }

    /**
     * Says what is wrong with bytes that are no UTF-8.
     *
     * @param bytes array.
     * @param from first byte of a line or field.
     * @param to behind its last byte.
     * @return the problem, for a message.
     */
    public static String problem(final byte[] bytes, final int from, final int to) {
        final ByteBuffer rest = ByteBuffer.wrap(bytes, from, to - from);
        decode(rest, CharBuffer.allocate(to - from));
        final int at = Math.min(rest.position(), to - 1);
        return problem(bytes[at] & 0xFF) + " at byte " + (at - from + 1) + " of " + (to - from);
    }

    /**
     * Says which byte is no UTF-8.
     *
     * @param found the byte.
     * @return the problem, for a message.
     */
    public static String problem(final int found) {
        return String.format(Locale.ROOT, "not UTF-8 (byte 0x%02X)", found);
    }

    private static CoderResult decode(final ByteBuffer bytes, final CharBuffer text) {
        final CharsetDecoder decoder = UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return decoder.decode(bytes, text, true);
    }
}
