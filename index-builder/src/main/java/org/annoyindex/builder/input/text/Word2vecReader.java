package org.annoyindex.builder.input.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Source;

/**
 * Reads the binary format of word2vec: a line of count and dimension, and for each vector a label, a space and little-endian
 * float32s, behind which there may be a line end.
 */
public final class Word2vecReader implements VectorReader {
    private static final String NAME = "word2vec's binary format";
    private static final int MAX_LABEL_BYTES = 1 << 16;
    private static final int MAX_FIRST_LINE = 64;

    private final Source source;
    private final Charset encoding;
    private final long count;
    private final int dimension;
    private final ByteBuffer components;
    private String label = "";
    private long row;
    private boolean atVector;

    /**
     * @param source of the bytes; closed with this.
     * @param options of which the encoding counts.
     * @throws IOException if reading fails, or the first line is wrong.
     */
    public Word2vecReader(final Source source, final ReadOptions options) throws IOException {
        this.source = source;
        encoding = options.encoding().orElse(UTF_8);
        final byte[] start = source.peek(MAX_FIRST_LINE);
        final String line = new String(start, ISO_8859_1).split("\n", 2)[0];
        if (line.length() == start.length || !line.strip().matches("\\d{1,18}[ \t]+\\d{1,18}")) {
            throw InvalidInputException.ofFile(
                    source.name(),
                    "no first line of count and dimension, expected " + NAME,
                    "check that save_word2vec_format(..., binary=True) wrote it");
        }
        source.skipNBytes(line.length() + 1);
        final String[] numbers = line.strip().split("[ \t]+", -1);
        count = Long.parseLong(numbers[0]);
        final long size = Long.parseLong(numbers[1]);
        if (!InputRules.isDimension(size)) {
            throw InvalidInputException.atLine(source.name(), 1, InputRules.badDimension(size), "correct the line");
        }
        dimension = (int) size;
        final long most = source.sizeLimit() / (4L * dimension + 1);
        if (count < 1 || count > most) {
            throw InvalidInputException.atLine(
                    source.name(),
                    1,
                    "announces " + count + " vectors of dimension " + dimension + ", expected 1 to " + most
                            + " by the file's size",
                    "it is truncated: copy or write it again");
        }
        components = ByteBuffer.allocate(4 * dimension).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public boolean labeled() {
        return true;
    }

    @Override
    public boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, dimension);
        atVector = false;
        if (row == count) {
            requireEnd();
            return false;
        }
        row++;
        final byte[] word = readLabel();
        final int read = source.readNBytes(components.array(), 0, components.capacity());
        if (read < components.capacity()) {
            throw source.truncated(row, word.length + 1 + read, word.length + 1 + components.capacity());
        }
        components.asFloatBuffer().get(vector, 0, dimension);
        InputRules.requireFinite(source.name(), row, vector, dimension);
        label = decoded(word);
        atVector = true;
        return true;
    }

    /** The label, up to the space behind it; a line end before it belongs to the vector before. */
    private byte[] readLabel() throws IOException {
        final ByteArrayOutputStream word = new ByteArrayOutputStream();
        for (int value = source.read(); value != ' '; value = source.read()) {
            if (value < 0) {
                throw InvalidInputException.atRow(
                        source.name(),
                        row,
                        "the file ends before the vector, of " + count,
                        "it is truncated: copy or write it again");
            }
            if (word.size() == MAX_LABEL_BYTES) {
                throw InvalidInputException.atRow(
                        source.name(),
                        row,
                        "a label longer than " + MAX_LABEL_BYTES + " bytes",
                        "check that this is " + NAME);
            }
            if (value != '\n' || word.size() > 0) {
                word.write(value);
            }
        }
        return word.toByteArray();
    }

    private String decoded(final byte[] word) throws InvalidInputException {
        if (!encoding.equals(UTF_8)) {
            return new String(word, encoding);
        }
        final String text = Utf8.decode(word, 0, word.length);
        if (text == null) {
            throw InvalidInputException.badRow(
                    source.name(),
                    row,
                    "the label is " + Utf8.problem(word, 0, word.length),
                    "leave such rows out with --on-error skip, or give the --encoding");
        }
        return text;
    }

    private void requireEnd() throws IOException {
        for (int value = source.read(); value >= 0; value = source.read()) {
            if (value != '\n') {
                throw InvalidInputException.ofFile(
                        source.name(),
                        "more bytes follow after the last of " + count + " vectors",
                        "correct the count in the first line");
            }
        }
    }

    @Override
    public String label() {
        if (!atVector) {
            throw new IllegalStateException("no vector has been read");
        }
        return label;
    }

    @Override
    public double shareRead() {
        return source.shareRead();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
