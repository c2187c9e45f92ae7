package org.annoyindex.builder.input;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What the first lines of a file of word vectors say about all of it.
 *
 * @param count of vectors announced by the first line, or -1 if it announces none.
 * @param dimension of every vector.
 * @param labeled whether a line starts with a label.
 */
record TextLayout(long count, int dimension, boolean labeled) {
    private static final String CHECK_COUNT_LINE = "correct the line, or remove it";

    /** Reads up to the first line that has a vector, and leaves {@code lines} standing there. */
    static TextLayout read(final InputFile input, final TextLines lines) throws IOException {
        if (!lines.next()) {
            throw InvalidInputException.ofFile(
                    input.path(), "the file has only blank lines, expected vectors", "write it again");
        }
        return isCountLine(lines) ? ofCountLine(input, lines) : ofVector(input.path(), lines);
    }

    private static boolean isCountLine(final TextLines lines) {
        if (lines.fieldCount() != 2) {
            return false;
        }
        boolean whole = true;
        for (int at = lines.start(); lines.fieldFrom(at); at = lines.fieldEnd()) {
            whole &= DecimalText.isWhole(lines.bytes(), lines.fieldStart(), lines.fieldEnd());
        }
        return whole;
    }

    private static TextLayout ofCountLine(final InputFile input, final TextLines lines) throws IOException {
        final Path file = input.path();
        final long line = lines.number();
        lines.fieldFrom(lines.start());
        final String countField = lines.field();
        lines.fieldFrom(lines.fieldEnd());
        final String dimensionField = lines.field();

        final long dimension = number(dimensionField);
        if (!InputRules.isDimension(dimension)) {
            throw InvalidInputException.atLine(file, line, InputRules.badDimension(dimension), CHECK_COUNT_LINE);
        }
        final long count = number(countField);
        if (count < 1) {
            throw InvalidInputException.atLine(
                    file, line, "announces " + countField + " vectors, expected at least 1", CHECK_COUNT_LINE);
        }
        // A component takes a digit and a separator (the very last one perhaps none).
        final long most = (input.sizeLimit() - 1) / (2 * dimension) + 1;
        if (count > most) {
            throw InvalidInputException.atLine(
                    file,
                    line,
                    "announces " + countField + " vectors of dimension " + dimension + ", but the file's size allows "
                            + most + " at most",
                    CHECK_COUNT_LINE);
        }
        if (!lines.next()) {
            throw InvalidInputException.atLine(
                    file,
                    line,
                    "announces " + count + " vectors, but the file holds 0",
                    "it is truncated: copy or write it again");
        }
        final boolean unlabeled = lines.fieldCount() == dimension && trailingNumbers(lines) == dimension;
        return new TextLayout(count, (int) dimension, !unlabeled);
    }

    private static TextLayout ofVector(final Path file, final TextLines lines) throws InvalidInputException {
        final int fields = lines.fieldCount();
        final int numbers = trailingNumbers(lines);
        lines.fieldFrom(lines.start());
        // A label is a word or a whole number. To take the first component for a label would go unnoticed for ever,
        // while
        // taking a label such as 0.5 for a component is noticed at the next line that starts with a word.
        final boolean unlabeled =
                numbers == fields && !DecimalText.isWhole(lines.bytes(), lines.fieldStart(), lines.fieldEnd());
        final int dimension = unlabeled ? fields : Math.min(numbers, fields - 1);
        if (!InputRules.isDimension(dimension)) {
            throw InvalidInputException.atLine(
                    file,
                    lines.number(),
                    InputRules.badDimension(dimension) + ": found " + fields + " fields, of which the last is "
                            + InvalidInputException.quote(lastField(lines)),
                    "start each line with a label and let its numbers follow, separated by spaces or tabs");
        }
        return new TextLayout(-1, dimension, !unlabeled);
    }

    private static int trailingNumbers(final TextLines lines) {
        int count = 0;
        for (int at = lines.end();
                lines.fieldBefore(at) && DecimalText.isNumber(lines.bytes(), lines.fieldStart(), lines.fieldEnd());
                at = lines.fieldStart()) {
            count++;
        }
        return count;
    }

    private static String lastField(final TextLines lines) {
        lines.fieldBefore(lines.end());
        return lines.field();
    }

    private static long number(final String digits) {
        try {
            return Long.parseLong(digits);
        } catch (final NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
