package org.annoyindex.cli;

/** Writing text that holds control characters, such as labels, where these would do harm. */
final class Escapes {
    private Escapes() {}

    /**
     * A field of tab-separated values, so that each row is a line with as many fields as the others: a tab is {@code \t}, a
     * line break {@code \n} or {@code \r}, a backslash two, and other control characters and line separators are
     * <code>\</code>{@code u} and four hexadecimal digits.
     */
    static String tsv(final String text) {
        return escaped(text, true);
    }

    /** Text for a terminal: the same escapes, but a backslash stays one. */
    static String visible(final String text) {
        return escaped(text, false);
    }

    private static String escaped(final String text, final boolean backslashes) {
        int i = 0;
        while (i < text.length() && !isEscaped(text.charAt(i), backslashes)) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        final StringBuilder escaped = new StringBuilder(text.length() + 8).append(text, 0, i);
        for (; i < text.length(); i++) {
            final char character = text.charAt(i);
            if (isEscaped(character, backslashes)) {
                escaped.append(
                        switch (character) {
                            case '\\' -> "\\\\";
                            case '\t' -> "\\t";
                            case '\n' -> "\\n";
                            case '\r' -> "\\r";
                            default -> String.format("\\u%04x", (int) character);
                        });
            } else {
                escaped.append(character);
            }
        }
        return escaped.toString();
    }

    private static boolean isEscaped(final char character, final boolean backslashes) {
        return character == '\\' && backslashes
                || Character.isISOControl(character)
                || isSeparatorOrDirection(character);
    }

    /** Separators of lines and paragraphs, and marks that change the order in which a terminal shows what follows. */
    private static boolean isSeparatorOrDirection(final char character) {
        return character >= '\u2028' && character <= '\u202e' || character >= '\u2066' && character <= '\u2069';
    }
}
