package org.annoyindex.builder.input.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Decodes UTF-8 and keeps what is none: a byte that is part of no character becomes the lone surrogate U+DC00 plus its value,
 * as in Python's "surrogateescape". No valid text has one, so whoever uses a field can detect it.
 */
final class Utf8Reader extends Reader {
    private static final int BYTES = 1 << 16;
    private static final int ESCAPE = 0xDC00;

    private final InputStream in;
    private final CharsetDecoder decoder = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).limit(0);
    private boolean ended;

    Utf8Reader(final InputStream in) {
        this.in = in;
    }

    /** The byte that an escape stands for, from 0x80; -1 if text has none. */
    static int escaped(final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char each = text.charAt(i);
            if (each >= ESCAPE + 0x80
                    && each <= ESCAPE + 0xFF
                    && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)))) {
                return each - ESCAPE;
            }
        }
        return -1;
    }

    @Override
    public int read(final char[] target, final int offset, final int length) throws IOException {
        final CharBuffer text = CharBuffer.wrap(target, offset, length);
        // A pair of surrogates needs two places.
        while (text.position() == 0 || text.remaining() > length / 2) {
            final CoderResult result = decoder.decode(bytes, text, ended);
            if (result.isError()) {
                if (text.remaining() < result.length()) {
                    break;
                }
                for (int i = 0; i < result.length(); i++) {
                    text.put((char) (ESCAPE + (bytes.get() & 0xFF)));
                }
            } else if (result.isOverflow()) {
                break;
            } else if (ended) {
                return text.position() == 0 ? -1 : text.position();
            } else {
                fill();
            }
        }
        return text.position();
    }

    private void fill() throws IOException {
        bytes.compact();
        final int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = read < 0;
        bytes.position(bytes.position() + Math.max(0, read));
        bytes.flip();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
