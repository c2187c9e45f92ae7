package org.annoyindex.builder.input.table;

import java.util.Locale;
import java.util.Set;
import org.annoyindex.builder.input.text.DecimalText;

/** What the text of a cell is. */
final class Cell {
    private static final Set<String> MISSING = Set.of("", "na", "n/a", "#n/a", "null", "none", "nil", "-", "?", "nan");

    private Cell() {}

    /** Whether a cell has no value, or stands for a missing one. */
    static boolean isMissing(final String cell) {
        return cell.length() <= 4 && MISSING.contains(cell.strip().toLowerCase(Locale.ROOT));
    }

    /** Whether a cell is a list of numbers in brackets. */
    static boolean isList(final String cell) {
        final String text = cell.strip();
        if (text.length() < 2) {
            return false;
        }
        final char last = text.charAt(text.length() - 1);
        return switch (text.charAt(0)) {
            case '[' -> last == ']';
            case '{' -> last == '}' && text.indexOf(':') < 0;
            case '(' -> last == ')';
            default -> false;
        };
    }

    /** Whether a cell is a number or a boolean. */
    static boolean isNumber(final String cell, final boolean decimalCommas) {
        final String text = cell.strip();
        return DecimalText.isNumber(decimalCommas ? withPoint(text) : text) || isBoolean(text);
    }

    /** Whether a cell is a whole number. */
    static boolean isWhole(final String cell) {
        final byte[] bytes = DecimalText.bytes(cell.strip());
        return DecimalText.isWhole(bytes, 0, bytes.length);
    }

    private static boolean isBoolean(final String text) {
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    }

    /** The number in a cell; NaN or infinite if it is none. */
    static float number(final String cell, final boolean decimalCommas) {
        final byte[] bytes = DecimalText.bytes(cell);
        if (decimalCommas) {
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '.') {
                    return Float.NaN; // which would separate thousands
                }
                if (bytes[i] == ',') {
                    bytes[i] = '.';
                }
            }
        }
        final float value = DecimalText.parse(bytes, 0, bytes.length);
        if (Float.isNaN(value)) {
            return cell.equalsIgnoreCase("true") ? 1 : cell.equalsIgnoreCase("false") ? 0 : value;
        }
        return value;
    }

    private static String withPoint(final String text) {
        return text.indexOf('.') >= 0 ? "" : text.replace(',', '.');
    }
}
