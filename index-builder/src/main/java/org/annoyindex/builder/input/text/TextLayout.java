package org.annoyindex.builder.input.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.source.InputRules;

/**
 * What the first lines of a file of word vectors say about all of it.
 *
 * @param count of vectors announced by the first line, or -1 if it announces none.
 * @param dimension of every vector.
 * @param labeled whether a line starts with a label.
 * @param guess a line for users if the layout is doubtful; else empty.
 */
record TextLayout(long count, int dimension, boolean labeled, String guess) {
    private static final String CHECK_COUNT_LINE = "correct the line, or remove it";
    private static final int MAX_LINES = 1000;

    /** A label to whose end a number is glued, or a separator: the fields are separated by something else. */
    private static final Pattern GLUED = Pattern.compile(".*(\\S[,;|]\\s*[-+]?[0-9][0-9.,eE+-]*[,;|]?|[^,;|\\s][,;|])");

    /**
     * Examines the first lines, which stay to be read.
     *
     * @param text the file.
     * @param options of which the place of labels counts.
     * @return its layout.
     * @throws IOException if reading fails, or if there is no vector.
     */
    static TextLayout of(final TextSource text, final ReadOptions options) throws IOException {
        final List<Line> lines = new ArrayList<>();
        final byte[] sample = text.sample();
        final TextLines all = new TextLines(text.name(), new ByteArrayInputStream(sample));
        while (lines.size() < MAX_LINES && all.next()) {
            lines.add(Line.of(all));
        }
        if (lines.isEmpty()) {
            if (sample.length > 0 && text.stream().peek(sample.length + 1).length > sample.length) {
                throw InvalidInputException.ofFile(
                        text.name(), "begins with " + sample.length + " bytes of blank lines", "remove them");
            }
            throw InvalidInputException.ofFile(
                    text.name(), "the file has only blank lines, expected vectors", "write it again");
        }
        return new Choice(text, lines, options).choose();
    }

    /**
     * What counts of a line.
     *
     * @param number from 1.
     * @param fields in it.
     * @param numbers fields at its end that are numbers.
     * @param first its first field.
     * @param last its last field.
     * @param firstIsNumber whether the first field is a number.
     * @param firstIsWhole whether the first field is a whole number.
     * @param whole whether all fields but the first are whole numbers.
     * @param behindTab numbers behind the first tab; -1 if there is no tab, or something else behind it.
     * @param label what stands before the numbers.
     */
    private record Line(
            long number,
            int fields,
            int numbers,
            String first,
            String last,
            boolean firstIsNumber,
            boolean firstIsWhole,
            boolean whole,
            int behindTab,
            String label) {
        static Line of(final TextLines lines) {
            int numbers = 0;
            int numbersStart = lines.end();
            while (lines.fieldBefore(numbersStart) && lines.isNumber()) {
                numbersStart = lines.fieldStart();
                numbers++;
            }
            final int fields = lines.fieldCount();
            boolean whole = true;
            for (int at = lines.start(), i = 0; lines.fieldFrom(at); at = lines.fieldEnd(), i++) {
                whole &= i == 0 || lines.isWhole();
            }
            lines.fieldBefore(lines.end());
            final String last = lines.field();
            lines.fieldFrom(lines.start());
            final String first = lines.field();
            final boolean firstIsNumber = lines.isNumber();
            final boolean firstIsWhole = lines.isWhole();
            final String label = new String(lines.bytes(), lines.start(), numbersStart - lines.start(), UTF_8);
            return new Line(
                    lines.number(),
                    fields,
                    numbers,
                    first,
                    last,
                    firstIsNumber,
                    firstIsWhole,
                    whole,
                    behindTab(lines),
                    label.strip());
        }

        private static int behindTab(final TextLines lines) {
            final int tab = lines.tab();
            if (tab < 0) {
                return -1;
            }
            int count = 0;
            for (int at = tab; lines.fieldFrom(at); at = lines.fieldEnd()) {
                if (!lines.isNumber()) {
                    return -1;
                }
                count++;
            }
            return count;
        }

        boolean isAllNumbers() {
            return numbers == fields;
        }

        /** Components of the line if it has a label of one word. */
        int behindWord() {
            return Math.min(numbers, fields - 1);
        }
    }

    /** The making of a choice. */
    private record Choice(TextSource text, List<Line> lines, ReadOptions options) {
        TextLayout choose() throws IOException {
            return isCountLine() ? ofCountLine() : ofVectors(lines);
        }

        private boolean isCountLine() {
            final Line first = lines.get(0);
            if (first.fields != 2 || !first.firstIsWhole || !first.whole) {
                return false;
            }
            if (lines.size() == 1) {
                return true;
            }
            // Two columns of numbers may begin like a count line; then the second line does not fit it.
            final Line second = lines.get(1);
            final long dimension = number(first.last);
            return second.fields != 2 || !second.isAllNumbers() || dimension == 1 || dimension == 2;
        }

        private TextLayout ofCountLine() throws IOException {
            final Line line = lines.get(0);
            final long dimension = number(line.last);
            if (!InputRules.isDimension(dimension)) {
                throw wrongCountLine(InputRules.badDimension(dimension));
            }
            final long count = number(line.first);
            if (count < 1) {
                throw wrongCountLine("announces " + line.first + " vectors, expected at least 1");
            }
            // A component takes a digit and a separator (the very last one perhaps none).
            final long most = (text.source().sizeLimit() - 1) / (2 * dimension) + 1;
            if (count > most && options.encoding().isEmpty()) {
                throw wrongCountLine("announces " + line.first + " vectors of dimension " + dimension
                        + ", but the file's size allows " + most + " at most");
            }
            if (lines.size() == 1) {
                throw InvalidInputException.atLine(
                        text.name(),
                        line.number,
                        "announces " + count + " vectors, but the file holds 0",
                        "it is truncated: copy or write it again");
            }
            final List<Line> rows = lines.subList(1, lines.size());
            final boolean labeled = options.labels()
                    .map(labels -> labels == ReadOptions.Labels.FIRST)
                    .orElseGet(() -> rows.stream().anyMatch(row -> row.fields > dimension || row.numbers < row.fields));
            return new TextLayout(count, (int) dimension, labeled, "");
        }

        private InvalidInputException wrongCountLine(final String problem) {
            return InvalidInputException.atLine(text.name(), lines.get(0).number, problem, CHECK_COUNT_LINE);
        }

        private TextLayout ofVectors(final List<Line> rows) throws InvalidInputException {
            final List<Line> numeric = rows.stream().filter(Line::isAllNumbers).toList();
            final List<Line> worded =
                    rows.stream().filter(row -> !row.firstIsNumber).toList();
            final boolean mostlyWords = 2 * worded.size() >= rows.size() && !worded.isEmpty();
            if (options.labels().isEmpty() && !mostlyWords && !worded.isEmpty()) {
                final Line number = rows.stream()
                        .filter(row -> row.firstIsNumber)
                        .findFirst()
                        .orElseThrow();
                throw InvalidInputException.ofFile(
                        text.name(),
                        "line " + number.number + " begins with a number, as most do, and line " + worded.get(0).number
                                + " with " + InvalidInputException.quote(worded.get(0).first),
                        "say whether lines begin with a label: --labels first or none");
            }
            final boolean tabs = rows.stream().allMatch(row -> row.behindTab >= 1)
                    && rows.stream().map(Line::behindTab).distinct().count() == 1;
            final boolean labeled;
            String guess = "";
            if (options.labels().isPresent()) {
                labeled = options.labels().get() == ReadOptions.Labels.FIRST;
            } else if (mostlyWords || numeric.isEmpty() || tabs && numeric.size() < rows.size()) {
                labeled = true;
            } else {
                // Whole numbers before others are ids; among other whole numbers they are components.
                labeled = numeric.stream().allMatch(Line::firstIsWhole)
                        && !numeric.stream().allMatch(Line::whole);
                guess = labeled
                        ? "labels: the first column, whose numbers are whole; components: the other columns; if all are"
                                + " components, give --labels none"
                        : "";
            }
            final int dimension;
            if (labeled) {
                dimension = tabs ? rows.get(0).behindTab : most(rows);
                refuseGlued(rows);
            } else {
                dimension = numeric.isEmpty() ? rows.get(0).fields : numeric.get(0).fields;
            }
            if (!InputRules.isDimension(dimension)) {
                throw InvalidInputException.atLine(
                        text.name(),
                        rows.get(0).number,
                        InputRules.badDimension(dimension) + ": found " + rows.get(0).fields
                                + " fields, of which the last is " + InvalidInputException.quote(rows.get(0).last),
                        "start each line with a label and let its numbers follow, separated by spaces or tabs");
            }
            return new TextLayout(-1, dimension, labeled, guess);
        }

        /** The number of components that most lines have; of the first of these if it is a draw. */
        private static int most(final List<Line> rows) {
            final Map<Integer, Integer> counts = new TreeMap<>();
            rows.forEach(row -> counts.merge(row.behindWord(), 1, Integer::sum));
            final int most =
                    counts.values().stream().max(Comparator.naturalOrder()).orElseThrow();
            return rows.stream()
                    .map(Line::behindWord)
                    .filter(each -> counts.getOrDefault(each, 0) == most)
                    .findFirst()
                    .orElseThrow();
        }

        /** No label may hide a number that another separator glued to it. */
        private void refuseGlued(final List<Line> rows) throws InvalidInputException {
            final List<Line> glued = rows.stream()
                    .filter(row -> GLUED.matcher(row.label).matches())
                    .toList();
            if (2 * glued.size() > rows.size()) {
                throw InvalidInputException.atLine(
                        text.name(),
                        glued.get(0).number,
                        "the fields seem to be separated by commas or semicolons: "
                                + InvalidInputException.quote(glued.get(0).label),
                        "give the file a name that ends in .csv, or --input-format csv");
            }
        }

        private static long number(final String digits) {
            try {
                return Long.parseLong(digits);
            } catch (final NumberFormatException e) {
                return Long.MAX_VALUE;
            }
        }
    }
}
