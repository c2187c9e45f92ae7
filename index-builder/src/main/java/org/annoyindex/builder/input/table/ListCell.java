package org.annoyindex.builder.input.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.text.DecimalText;

/** Reads a list of numbers in brackets, separated by commas, semicolons or spaces. For one thread. */
final class ListCell {
    private float[] values = new float[16];
    private int count;
    private String problem = "";

    /** Reads a cell; false if it has a {@link #problem}. */
    boolean read(final String cell) {
        count = 0;
        final byte[] bytes = DecimalText.bytes(cell.strip());
        final int end = bytes.length - 1;
        int at = 1;
        while (true) {
            while (at < end && isSeparator(bytes[at])) {
                at++;
            }
            if (at >= end) {
                break;
            }
            final int start = at;
            while (at < end && !isSeparator(bytes[at])) {
                at++;
            }
            final float value = DecimalText.parse(bytes, start, at);
            if (!Float.isFinite(value)) {
                final String found = new String(bytes, start, at - start, ISO_8859_1);
                problem = found.startsWith("...")
                        ? "the list has \"...\" where numbers were omitted"
                        : DecimalText.badComponent(count + 1, "the list", found);
                return false;
            }
            if (count == InputRules.MAX_DIMENSION) {
                problem = "the list has more than " + InputRules.MAX_DIMENSION + " numbers";
                return false;
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }
        return true;
    }

    /** Number of values of the list that was read. */
    int count() {
        return count;
    }

    /** Copies the values. */
    void copyTo(final float[] target) {
        System.arraycopy(values, 0, target, 0, count);
    }

    /** What is wrong with the list. */
    String problem() {
        return problem;
    }

    /** What to do about it. */
    String remedy() {
        return problem.contains("omitted")
                ? "they are lost in this file: write the list with str(vector.tolist())"
                : "correct or remove the row";
    }

    private static boolean isSeparator(final byte character) {
        return character == ',' || character == ';' || character <= ' ' && character >= 0;
    }
}
