package org.annoyindex.builder.input;

import java.io.IOException;

/** Reads word vectors: lines of a label and numbers, as word2vec, fastText and GloVe write them. */
final class TextReader implements VectorReader {
    private final InputFile input;
    private final TextLines lines;
    private final TextLayout layout;
    private boolean firstRead;
    private long row;
    private int labelStart;
    private int labelEnd;
    private boolean atVector;

    TextReader(final InputFile input) throws IOException {
        this.input = input;
        input.skipByteOrderMark();
        lines = new TextLines(input);
        layout = TextLayout.read(input, lines);
    }

    @Override
    public int dimension() {
        return layout.dimension();
    }

    @Override
    public long count() {
        return layout.count();
    }

    @Override
    public boolean labeled() {
        return layout.labeled();
    }

    @Override
    public boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, layout.dimension());
        atVector = !firstRead || lines.next();
        firstRead = true;
        if (!atVector) {
            requireCountReached();
            return false;
        }
        row++;
        if (layout.count() >= 0 && row > layout.count()) {
            throw InvalidInputException.atLine(
                    input.path(),
                    lines.number(),
                    "vector " + row + " found, but the first line announces " + layout.count(),
                    "correct the count in the first line");
        }
        parseNumbers(findNumbers(), vector);
        return true;
    }

    /** Decoded on request only, so that reading vectors alone is not slowed down by labels. */
    @Override
    public String label() {
        if (!layout.labeled() || !atVector) {
            throw new IllegalStateException(layout.labeled() ? "no vector has been read" : "the file has no labels");
        }
        return lines.text(labelStart, labelEnd);
    }

    @Override
    public double shareRead() {
        return input.shareRead();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    /** Finds where a line's numbers start, and with it the label: from the end, because labels may contain spaces. */
    private int findNumbers() throws InvalidInputException {
        final int dimension = layout.dimension();
        int start = lines.end();
        int found = 0;
        while (found < dimension && lines.fieldBefore(start)) {
            start = lines.fieldStart();
            found++;
        }
        final boolean more = lines.fieldBefore(start);
        if (found < dimension || more != layout.labeled()) {
            throw ragged();
        }
        if (more) {
            labelEnd = lines.fieldEnd();
            lines.fieldFrom(lines.start());
            labelStart = lines.fieldStart();
            if (lines.fieldEnd() < labelEnd) {
                requireNoNumberInLabel(start);
            }
        }
        return start;
    }

    private void parseNumbers(final int start, final float[] vector) throws InvalidInputException {
        final int dimension = layout.dimension();
        int at = start;
        for (int i = 0; i < dimension; i++) {
            lines.fieldFrom(at);
            at = lines.fieldEnd();
            final float value = DecimalText.parse(lines.bytes(), lines.fieldStart(), at);
            if (!Float.isFinite(value)) {
                throw InvalidInputException.atLine(
                        input.path(),
                        lines.number(),
                        InputRules.badComponent(i + 1, dimension, lines.field()),
                        "correct or remove the line");
            }
            vector[i] = value;
        }
    }

    /**
     * A line with one number too many must not be taken for one whose label has two words. So the last word of such a label
     * must not look like the components: "Apollo 11" is fine before 0.5 but not before 5, and "Apollo 0.1" is not.
     */
    private void requireNoNumberInLabel(final int numbersStart) throws InvalidInputException {
        lines.fieldBefore(labelEnd);
        final byte[] bytes = lines.bytes();
        if (!DecimalText.isNumber(bytes, lines.fieldStart(), lines.fieldEnd())) {
            return;
        }
        boolean looksAlike = !DecimalText.isWhole(bytes, lines.fieldStart(), lines.fieldEnd());
        if (!looksAlike) {
            looksAlike = true;
            for (int at = numbersStart; lines.fieldFrom(at); at = lines.fieldEnd()) {
                looksAlike &= DecimalText.isWhole(bytes, lines.fieldStart(), lines.fieldEnd());
            }
        }
        if (looksAlike) {
            throw ragged();
        }
    }

    private void requireCountReached() throws InvalidInputException {
        if (layout.count() >= 0 && row < layout.count()) {
            throw InvalidInputException.atLine(
                    input.path(),
                    lines.number(),
                    "the file ends after " + row + " vectors, but the first line announces " + layout.count(),
                    "copy or write it again, or correct the count in the first line");
        }
    }

    private InvalidInputException ragged() {
        return InvalidInputException.atLine(
                input.path(),
                lines.number(),
                lines.fieldCount() + " fields, expected "
                        + (layout.labeled() ? "a label and " : "")
                        + layout.dimension() + " numbers",
                "give every line as many numbers as the first");
    }
}
