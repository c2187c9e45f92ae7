package org.annoyindex.builder.input.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import org.annoyindex.builder.input.InvalidInputException;

/*
 * Why the short cut gives exactly what Float.parseFloat gives.
 *
 * A number is taken apart into an integer w of at most 18 digits and a power of ten, -22 <= e <= 19; those powers are exact
 * as doubles. The double closest to w, times or divided by 10^|e|, is then off by at most two roundings (2^-53 each, relative
 * to the value) and, if w is only the first 17 or 18 of more digits, by another 10^-17: together less than 3 of the double's
 * units in the last place. Rounding that double to a float gives the float closest to the true value, unless a point halfway
 * between two floats lies between them. Such points have the low 29 of the double's 52 fraction bits equal to 2^28; so as
 * long as the low bits are more than 8 away from 2^28, the short cut is right. That leaves one number in 2^25 (and the
 * extreme exponents) to Float.parseFloat. The result is always in the range of normal floats: 10^-22 <= value < 10^37.
 */
/** Decimal numbers in ASCII text, turned into floats faster than by {@link Float#parseFloat} but to the very same bits. */
public final class DecimalText {
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final int MAX_EXPONENT = 19;
    private static final int MIN_EXPONENT = -22;
    private static final long NO_MORE_DIGITS = 100_000_000_000_000_000L;
    private static final int NO_MORE_EXPONENT = 1_000_000_000;
    private static final int BELOW_FLOAT = (1 << 29) - 1;
    private static final int HALFWAY = 1 << 28;
    private static final int SAFE_DISTANCE = 8;

    private DecimalText() {}

    /**
     * Parses {@code [+-]digits[.digits][e[+-]digits]}, with digits required on one side of the point at least, or one of
     * the words {@code nan}, {@code inf} and {@code infinity}.
     *
     * @return the float closest to the number, infinite if it is too large; NaN for {@code nan} and for anything that is no
     *     number; {@link #isNumber} distinguishes them.
     */
    public static float parse(final byte[] text, final int from, final int to) {
        int at = from;
        final boolean negative = at < to && text[at] == '-';
        if (negative || at < to && text[at] == '+') {
            at++;
        }

        long digits = 0;
        int exponent = 0;
        final int whole = at;
        for (; at < to && isDigit(text[at]); at++) {
            if (digits < NO_MORE_DIGITS) {
                digits = digits * 10 + (text[at] - '0');
            } else {
                exponent++;
            }
        }
        int digitCount = at - whole;
        if (at < to && text[at] == '.') {
            final int fraction = ++at;
            for (; at < to && isDigit(text[at]); at++) {
                if (digits < NO_MORE_DIGITS) {
                    digits = digits * 10 + (text[at] - '0');
                    exponent--;
                }
            }
            digitCount += at - fraction;
        }
        if (digitCount == 0) {
            return parseWord(text, from, to);
        }

        if (at < to && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            final boolean small = at < to && text[at] == '-';
            if (small || at < to && text[at] == '+') {
                at++;
            }
            if (at == to) {
                return Float.NaN;
            }
            int power = 0;
            for (; at < to && isDigit(text[at]); at++) {
                power = power < NO_MORE_EXPONENT / 10 ? power * 10 + (text[at] - '0') : NO_MORE_EXPONENT;
            }
            exponent += small ? -power : power;
        }
        if (at < to) {
            return Float.NaN;
        }

        if (digits == 0) {
            return negative ? -0f : 0f;
        }
        if (exponent >= MIN_EXPONENT && exponent <= MAX_EXPONENT) {
            final double value = exponent < 0 ? digits / POWERS_OF_TEN[-exponent] : digits * POWERS_OF_TEN[exponent];
            final int below = (int) Double.doubleToRawLongBits(value) & BELOW_FLOAT;
            if (Math.abs(below - HALFWAY) > SAFE_DISTANCE) {
                return (float) (negative ? -value : value);
            }
        }
        return Float.parseFloat(new String(text, from, to - from, ISO_8859_1));
    }

    /** Whether text is a number of any kind: decimal, infinite or NaN. */
    public static boolean isNumber(final String text) {
        final byte[] bytes = bytes(text);
        return isNumber(bytes, 0, bytes.length);
    }

    public static boolean isNumber(final byte[] text, final int from, final int to) {
        return !Float.isNaN(parse(text, from, to)) || word(text, from, to).equals("nan");
    }

    /** Whether text is a number written in digits. */
    public static boolean isDecimal(final String text) {
        final byte[] bytes = bytes(text);
        final boolean number = !Float.isNaN(parse(bytes, 0, bytes.length));
        return number && Float.isNaN(parseWord(bytes, 0, bytes.length));
    }

    /** Whether text has digits only, with a sign or without: no point and no exponent. */
    public static boolean isWhole(final byte[] text, final int from, final int to) {
        final int start = from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
        int at = start;
        while (at < to && isDigit(text[at])) {
            at++;
        }
        return at == to && at > start;
    }

    /** The text as bytes that parse as the text would: what is not ASCII cannot be part of a number. */
    public static byte[] bytes(final String text) {
        return text.getBytes(ISO_8859_1);
    }

    /**
     * The problem of a field that is not a finite number.
     *
     * @param component number of the component, from 1.
     * @param dimension number of components.
     * @param found the field.
     * @return the message.
     */
    public static String badComponent(final int component, final int dimension, final String found) {
        return badComponent(component, Integer.toString(dimension), found);
    }

    /**
     * The problem of a field that is not a finite number.
     *
     * @param component number of the component, from 1.
     * @param whole what it is a component of.
     * @param found the field.
     * @return the message.
     */
    public static String badComponent(final int component, final String whole, final String found) {
        final String start = "component " + component + " of " + whole + " is " + InvalidInputException.quote(found);
        if (!isNumber(found)) {
            return start + ", expected a number"
                    + (found.matches("[-+]?\\d+,\\d+") ? " with a decimal point, not a comma" : "");
        }
        return start + (isDecimal(found) ? ", which is too large for a 32-bit float" : ", expected a finite number");
    }

    private static boolean isDigit(final byte character) {
        return character >= '0' && character <= '9';
    }

    private static float parseWord(final byte[] text, final int from, final int to) {
        final String word = word(text, from, to);
        if (word.equals("inf") || word.equals("infinity")) {
            return text[from] == '-' ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
        }
        return Float.NaN;
    }

    /** A short word in lower case, without its sign; longer text is cut, and matches none. */
    private static String word(final byte[] text, final int from, final int to) {
        final int start = from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
        return new String(text, start, Math.min(to - start, 10), ISO_8859_1).toLowerCase(Locale.ROOT);
    }
}
