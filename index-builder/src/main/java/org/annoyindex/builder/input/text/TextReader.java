package org.annoyindex.builder.input.text;

import java.io.IOException;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Source;

/** Reads word vectors: lines of a label and numbers, as word2vec, fastText and GloVe write them. */
public final class TextReader implements VectorReader {
    private final Source source;
    private final TextLines lines;
    private final TextLayout layout;
    private long row;
    private int labelStart;
    private int labelEnd;
    private String label = "";
    private boolean atVector;

    /**
     * @param source of the text; closed with this.
     * @param options of which encoding and place of labels count.
     * @throws IOException if reading fails, or there are no vectors.
     */
    public TextReader(final Source source, final ReadOptions options) throws IOException {
        this.source = source;
        final TextSource text = new TextSource(source, options);
        layout = TextLayout.of(text, options);
        lines = new TextLines(text.name(), text.stream());
        if (layout.count() >= 0) {
            lines.next();
        }
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
    public String guess() {
        return layout.guess();
    }

    @Override
    public boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, layout.dimension());
        atVector = false;
        if (!lines.next()) {
            requireCountReached();
            return false;
        }
        row++;
        if (layout.count() >= 0 && row > layout.count()) {
            throw InvalidInputException.atLine(
                    source.name(),
                    lines.number(),
                    "vector " + row + " found, but the first line announces " + layout.count(),
                    "correct the count in the first line");
        }
        parseNumbers(findNumbers(), vector);
        if (layout.labeled()) {
            label = lines.text(labelStart, labelEnd);
        }
        atVector = true;
        return true;
    }

    @Override
    public String label() {
        if (!layout.labeled() || !atVector) {
            throw new IllegalStateException(layout.labeled() ? "no vector has been read" : "the file has no labels");
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

    /** Finds where a line's numbers start, and with it the label. */
    private int findNumbers() throws InvalidInputException {
        final int tab = layout.labeled() ? lines.tab() : -1;
        if (tab > lines.start() && numbersFrom(tab) == layout.dimension()) {
            setLabel(lines.start(), tab);
            if (labelStart < labelEnd) {
                return tab;
            }
        }
        return findNumbersFromEnd();
    }

    private int numbersFrom(final int position) {
        int count = 0;
        for (int at = position; lines.fieldFrom(at); at = lines.fieldEnd()) {
            count++;
        }
        return count;
    }

    /** Without a tab the numbers are found from the end, because labels may contain spaces. */
    private int findNumbersFromEnd() throws InvalidInputException {
        final int dimension = layout.dimension();
        int start = lines.end();
        int found = 0;
        while (found < dimension && lines.fieldBefore(start)) {
            start = lines.fieldStart();
            found++;
        }
        if (found < dimension) {
            throw ragged();
        }
        final boolean more = lines.fieldBefore(start);
        if (more && !layout.labeled()) {
            throw ragged();
        }
        if (more) {
            final int end = lines.fieldEnd();
            lines.fieldFrom(lines.start());
            labelStart = lines.fieldStart();
            labelEnd = end;
            if (lines.fieldEnd() < labelEnd) {
                requireNoNumberInLabel(start);
            }
        } else if (layout.labeled()) {
            // Real files have a token that is a blank.
            if (start == lines.start()) {
                lines.fieldFrom(start);
                throw lines.isNumber() ? unlabeled() : ragged();
            }
            labelStart = lines.start();
            labelEnd = start - 1;
        }
        return start;
    }

    private void setLabel(final int from, final int to) {
        labelStart = from;
        labelEnd = to;
        while (labelStart < labelEnd && TextLines.isSeparator(lines.bytes()[labelStart])) {
            labelStart++;
        }
        while (labelStart < labelEnd && TextLines.isSeparator(lines.bytes()[labelEnd - 1])) {
            labelEnd--;
        }
    }

    private void parseNumbers(final int start, final float[] vector) throws InvalidInputException {
        final int dimension = layout.dimension();
        int at = start;
        for (int i = 0; i < dimension; i++) {
            lines.fieldFrom(at);
            at = lines.fieldEnd();
            final float value = DecimalText.parse(lines.bytes(), lines.fieldStart(), at);
            if (!Float.isFinite(value)) {
                throw InvalidInputException.badLine(
                        source.name(),
                        lines.number(),
                        DecimalText.badComponent(i + 1, dimension, lines.field()),
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
                    source.name(),
                    lines.number(),
                    "the file ends after " + row + " vectors, but the first line announces " + layout.count(),
                    "copy or write it again, or correct the count in the first line");
        }
    }

    private InvalidInputException unlabeled() {
        return InvalidInputException.badLine(
                source.name(),
                lines.number(),
                "no label before " + layout.dimension() + " numbers",
                "give the line a label, or leave such lines out with --on-error skip");
    }

    private InvalidInputException ragged() {
        final int fields = lines.fieldCount();
        final String problem = fields + " fields, expected " + (layout.labeled() ? "a label and " : "")
                + layout.dimension() + " numbers" + (layout.labeled() ? "" : ", as lines have no labels");
        final String remedy;
        if (!lines.isTerminated()) {
            remedy = "the file seems cut off in the middle of its last line: copy or write it again";
        } else if (layout.labeled() && fields > layout.dimension() + 1) {
            remedy =
                    "give every line as many numbers as the first; if labels end in numbers, separate them by a tab (.tsv)";
        } else if (!layout.labeled()) {
            remedy = "give every line as many numbers as the first; if lines begin with a label, give --labels first";
        } else {
            remedy = "give every line as many numbers as the first";
        }
        return InvalidInputException.badLine(source.name(), lines.number(), problem, remedy);
    }
}
