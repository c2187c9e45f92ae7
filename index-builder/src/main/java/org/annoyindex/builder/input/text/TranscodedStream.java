package org.annoyindex.builder.input.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.source.Source;

/** Turns text in another encoding into UTF-8. */
final class TranscodedStream extends InputStream {
    private static final int CHARACTERS = 1 << 14;

    private final Source source;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder =
            StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT);
    private final ByteBuffer encoded = ByteBuffer.allocate(CHARACTERS).limit(0);
    private final CharBuffer text = CharBuffer.allocate(CHARACTERS);
    private final ByteBuffer utf8 = ByteBuffer.allocate(4 * CHARACTERS).limit(0);
    private boolean ended;
    private boolean flushed;

    TranscodedStream(final Source source, final Charset charset) {
        this.source = source;
        this.charset = charset;
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read() throws IOException {
        final byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(final byte[] target, final int offset, final int length) throws IOException {
        while (!utf8.hasRemaining()) {
            if (flushed) {
                return -1;
            }
            fill();
        }
        final int some = Math.min(length, utf8.remaining());
        utf8.get(target, offset, some);
        return some;
    }

    private void fill() throws IOException {
        encoded.compact();
        if (!ended) {
            final int read = source.read(encoded.array(), encoded.position(), encoded.remaining());
            ended = read < 0;
            encoded.position(encoded.position() + Math.max(0, read));
        }
        encoded.flip();
        CoderResult result = decoder.decode(encoded, text, ended);
        if (!result.isError() && result.isUnderflow() && ended) {
            result = decoder.flush(text);
            flushed = result.isUnderflow();
        }
        require(result);
        utf8.clear();
        text.flip();
        require(encoder.encode(text, utf8, flushed));
        text.compact();
        utf8.flip();
    }

    private void require(final CoderResult result) throws IOException {
        if (result.isError()) {
            try {
                result.throwException();
            } catch (final CharacterCodingException ex) {
                final InvalidInputException exception = InvalidInputException.ofFile(
                        source.name(), "bytes that are no " + charset.name(), "give the right encoding");
                exception.initCause(ex);
                throw exception;
            }
        }
    }
}
