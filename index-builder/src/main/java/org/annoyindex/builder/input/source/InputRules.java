package org.annoyindex.builder.input.source;

import org.annoyindex.builder.input.InvalidInputException;

/** The rules for vectors in all formats, with their messages. */
public final class InputRules {
    /**
     * Larger than any embedding in use, and small enough that garbage read as a dimension cannot exhaust memory.
     */
    public static final int MAX_DIMENSION = 65_536;

    private InputRules() {}

    /**
     * @param dimension as a file states it.
     * @return whether vectors may have it.
     */
    public static boolean isDimension(final long dimension) {
        return dimension >= 1 && dimension <= MAX_DIMENSION;
    }

    /**
     * @param found a dimension that no vector may have.
     * @return the message.
     */
    public static String badDimension(final long found) {
        return "dimension " + found + ", expected 1 to " + MAX_DIMENSION;
    }

    /**
     * @param vector that will receive components.
     * @param dimension their number.
     * @throws IllegalArgumentException if the array is too short.
     */
    public static void requireRoom(final float[] vector, final int dimension) {
        if (vector.length < dimension) {
            throw new IllegalArgumentException(
                    "array of length " + vector.length + ", expected at least the dimension " + dimension);
        }
    }

    /**
     * @param input its name.
     * @param row number, from 1.
     * @param vector that was read.
     * @param dimension its components.
     * @throws InvalidInputException if a component is not finite.
     */
    public static void requireFinite(final String input, final long row, final float[] vector, final int dimension)
            throws InvalidInputException {
        for (int i = 0; i < dimension; i++) {
            if (!Float.isFinite(vector[i])) {
                throw InvalidInputException.badRow(
                        input,
                        row,
                        "component " + (i + 1) + " of " + dimension + " is " + vector[i] + ", expected a finite number",
                        "correct or remove the row");
            }
        }
    }
}
