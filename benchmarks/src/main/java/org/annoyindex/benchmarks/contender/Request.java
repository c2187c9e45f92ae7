package org.annoyindex.benchmarks.contender;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request or an answer of the protocol: a line with a verb and fields {@code name=value}, separated by tabs.
 *
 * @param verb kind of the request or answer.
 * @param fields by name.
 */
public record Request(String verb, Map<String, String> fields) {
    /** Copies the fields. */
    public Request {
        fields = new LinkedHashMap<>(fields);
    }

    /**
     * Parses a line.
     *
     * @param line without its line separator.
     * @return the request; a word without {@code =} is a field whose value equals its name.
     */
    public static Request parse(final String line) {
        final String[] words = line.split("\t", -1);
        final Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            final int equals = words[i].indexOf('=');
            fields.put(equals < 0 ? words[i] : words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return new Request(words[0], fields);
    }

    /**
     * @param name of a field.
     * @return its value.
     * @throws IllegalArgumentException if it is missing.
     */
    public String text(final String name) {
        final String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + verb + "' has no " + name);
        }
        return value;
    }

    /**
     * @param name of a field.
     * @return its value.
     * @throws IllegalArgumentException if it is missing or not a whole number.
     */
    public long integer(final String name) {
        try {
            return Long.parseLong(text(name));
        } catch (final NumberFormatException ex) {
            throw new IllegalArgumentException(name + " is '" + text(name) + "', must be a whole number", ex);
        }
    }

    /**
     * @param name of a field.
     * @return its value.
     * @throws IllegalArgumentException if it is missing or not an int32.
     */
    public int number(final String name) {
        return Math.toIntExact(integer(name));
    }

    /**
     * @param name of a field.
     * @return its value.
     * @throws IllegalArgumentException if it is missing or not a number.
     */
    public double real(final String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (final NumberFormatException ex) {
            throw new IllegalArgumentException(name + " is '" + text(name) + "', must be a number", ex);
        }
    }

    /** @return the line that {@link #parse} reads. */
    public String toLine() {
        final StringBuilder line = new StringBuilder(verb);
        fields.forEach((name, value) -> {
            if ((name + value).matches("(?s).*[\t\n\r].*")) {
                throw new IllegalArgumentException(
                        name + " is '" + value + "', which contains a tab or a line separator");
            }
            line.append('\t').append(name).append('=').append(value);
        });
        return line.toString();
    }
}
