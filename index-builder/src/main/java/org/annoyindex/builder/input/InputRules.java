package org.annoyindex.builder.input;

import java.nio.file.Path;

/** What all formats demand of vectors, and the words in which they refuse others. */
final class InputRules {
    /**
     * Larger than any embedding in use, small enough that one row of nonsense read as a dimension cannot exhaust memory.
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

    /** Why a field that did not parse as a finite number is refused. */
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
