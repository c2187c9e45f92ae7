package org.annoyindex.builder.input;

import java.nio.file.Path;

/** The rules for vectors in all formats, with their messages. */
final class InputRules {
    /**
     * Larger than any embedding in use, and small enough that garbage read as a dimension cannot exhaust memory.
     */
    static final int MAX_DIMENSION = 65_536;

    private InputRules() {}

    static boolean isDimension(final long dimension) {
        return dimension >= 1 && dimension <= MAX_DIMENSION;
    }

    static String badDimension(final long found) {
        return "dimension " + found + ", expected 1 to " + MAX_DIMENSION;
    }

    static void requireRoom(final float[] vector, final int dimension) {
        if (vector.length < dimension) {
            throw new IllegalArgumentException(
                    "array of length " + vector.length + ", expected at least the dimension " + dimension);
        }
    }

    static void requireFinite(final Path file, final long row, final float[] vector, final int dimension)
            throws InvalidInputException {
        for (int i = 0; i < dimension; i++) {
            if (!Float.isFinite(vector[i])) {
                throw InvalidInputException.atRow(
                        file,
                        row,
                        "component " + (i + 1) + " of " + dimension + " is " + vector[i] + ", expected a finite number",
                        "correct or remove the row");
            }
        }
    }

    /** The message for a field that is not a finite number. */
    static String badComponent(final int component, final int dimension, final String found) {
        final String start =
                "component " + component + " of " + dimension + " is " + InvalidInputException.quote(found);
        if (!DecimalText.isNumber(found)) {
            return start + ", expected a number";
        }
        return start
                + (DecimalText.isDecimal(found)
                        ? ", which is too large for a 32-bit float"
                        : ", expected a finite number");
    }
}
