package org.annoyindex.builder.input.binary;

import java.util.HashMap;
import java.util.Map;

/**
 * A Python dictionary literal with strings for keys, as in the header of a NumPy file. Values are kept as they are written,
 * strings in single quotes.
 */
final class PythonDictionary {
    private final String text;
    private int at;

    PythonDictionary(final String text) {
        this.text = text;
    }

    /**
     * Parses the text.
     *
     * @return the values' text by key.
     * @throws IllegalArgumentException if the text is no dictionary; the message says what was expected where.
     */
    Map<String, String> entries() {
        final Map<String, String> entries = new HashMap<>();
        at = 0;
        skipSpace();
        expect('{');
        skipSpace();
        while (peek() != '}') {
            final String key = string();
            skipSpace();
            expect(':');
            skipSpace();
            entries.put(key, value());
            skipSpace();
            if (peek() != '}') {
                expect(',');
                skipSpace();
            }
        }
        at++;
        skipSpace();
        if (at < text.length()) {
            throw expected("nothing");
        }
        return entries;
    }

    private String value() {
        if (peek() == '\'' || peek() == '"') {
            return "'" + string() + "'";
        }
        final int start = at;
        int depth = 0;
        while (depth > 0 || peek() != ',' && peek() != '}') {
            switch (peek()) {
                case '(', '[', '{' -> depth++;
                case ')', ']', '}' -> depth--;
                case '\'', '"' -> {
                    string();
                    at--;
                }
                case 0 -> throw expected("the end of a value");
                default -> {}
            }
            at++;
        }
        if (at == start) {
            throw expected("a value");
        }
        return text.substring(start, at).strip();
    }

    private String string() {
        final char quote = peek();
        if (quote != '\'' && quote != '"') {
            throw expected("a quote");
        }
        final int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw expected("a closed string");
        }
        final String content = text.substring(at + 1, end);
        at = end + 1;
        return content;
    }

    private void skipSpace() {
        while (Character.isWhitespace(peek())) {
            at++;
        }
    }

    private void expect(final char wanted) {
        if (peek() != wanted) {
            throw expected("" + wanted);
        }
        at++;
    }

    /** The next character; 0, which no literal contains, at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private IllegalArgumentException expected(final String wanted) {
        return new IllegalArgumentException("expected " + wanted + " at character " + (at + 1));
    }
}
