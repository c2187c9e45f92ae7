package org.annoyindex.builder.input.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Optional;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.source.PeekStream;
import org.annoyindex.builder.input.source.Source;

/**
 * The bytes of a text in UTF-8, whatever its encoding in the file, without a byte-order mark. Bytes that are no UTF-8 are left as
 * they are: who decodes a field refuses them, as only then is their place known.
 */
public final class TextSource {
    private static final int SAMPLE_BYTES = 1 << 20;
    private static final int LARGEST_SAMPLE_BYTES = TextLines.MAX_LINE_BYTES;

    private final Source source;
    private final PeekStream stream;

    /**
     * @param source of the text; closed by whoever opened it.
     * @param options of which the encoding counts.
     * @throws IOException if reading fails, or the text is in UTF-16 and the options do not say so.
     */
    public TextSource(final Source source, final ReadOptions options) throws IOException {
        this.source = source;
        final Optional<Charset> encoding = options.encoding().filter(charset -> !charset.equals(UTF_8));
        final byte[] start = source.peek(3);
        if (encoding.isPresent()) {
            stream = new PeekStream(new TranscodedStream(source, encoding.get()));
        } else {
            if (start.length > 1 && (start[0] & 0xFF) + (start[1] & 0xFF) == 0xFF + 0xFE && (start[0] & 0xFF) >= 0xFE) {
                throw InvalidInputException.ofFile(
                        source.name(), "is text in UTF-16", "save it as UTF-8, or give --encoding UTF-16");
            }
            stream = source;
        }
        final byte[] mark = stream.peek(3);
        if (mark.length == 3 && (mark[0] & 0xFF) == 0xEF && (mark[1] & 0xFF) == 0xBB && (mark[2] & 0xFF) == 0xBF) {
            // Some editors and spreadsheets start UTF-8 text with this mark, which must not end up in a label.
            stream.skipNBytes(3);
        }
    }

    /** @return the name in messages. */
    public String name() {
        return source.name();
    }

    /** @return where the text comes from. */
    public Source source() {
        return source;
    }

    /** @return all bytes of the text, which can be read once. */
    public PeekStream stream() {
        return stream;
    }

    /**
     * The first lines, which stay to be read: a million bytes, and more if lines are very long.
     *
     * @return whole lines, unless the text has none.
     * @throws IOException if reading fails.
     */
    public byte[] sample() throws IOException {
        for (int size = SAMPLE_BYTES; ; size *= 4) {
            final byte[] bytes = stream.peek(size);
            if (bytes.length < size) {
                return bytes;
            }
            int end = bytes.length;
            int lines = 0;
            int wholeEnd = 0;
            while (end > 0 && lines < 2) {
                end--;
                if (bytes[end] == '\n' || bytes[end] == '\r') {
                    wholeEnd = Math.max(wholeEnd, end);
                    lines++;
                }
            }
            if (lines == 2 || size >= LARGEST_SAMPLE_BYTES) {
                return wholeEnd == 0 ? bytes : Arrays.copyOf(bytes, wholeEnd);
            }
        }
    }
}
