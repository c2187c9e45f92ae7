package org.annoyindex.benchmarks.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Parameters of a build or a search of a library, in the order in which they were given; equality ignores the order.
 *
 * @param values each a Long, Double, Boolean or String.
 */
public record Parameters(Map<String, Object> values) {
    /** Copies the map and normalizes the types of numbers. */
    public Parameters {
        final Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((name, value) -> copy.put(name, canonical(name, value)));
        values = Collections.unmodifiableMap(copy);
    }

    /**
     * Parses parameters as sent to contenders.
     *
     * @param text {@code name=value} pairs separated by spaces; can be empty.
     * @return the parameters; values that look like numbers are numbers.
     * @throws IllegalArgumentException if a word has no {@code =}.
     */
    public static Parameters parse(final String text) {
        final Map<String, Object> values = new LinkedHashMap<>();
        for (final String pair : text.strip().split(" +", -1)) {
            final int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(pair.substring(0, equals), value(pair.substring(equals + 1)));
            } else if (!pair.isEmpty()) {
                throw new IllegalArgumentException("'" + pair + "' is not a parameter, expected name=value");
            }
        }
        return new Parameters(values);
    }

    private static Object value(final String text) {
        if (text.matches("-?[0-9]{1,18}")) {
            return Long.valueOf(text);
        }
        if (text.matches("-?[0-9]+\\.[0-9]+")) {
            return Double.valueOf(text);
        }
        return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
    }

    private static Object canonical(final String name, final Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Long || value instanceof Double || value instanceof Boolean || value instanceof String) {
            return value;
        }
        throw new IllegalArgumentException(
                "parameter " + name + " is " + value + ", must be a number, truth value or text");
    }

    /** @return the text that {@link #parse} reads. */
    public String toWords() {
        return join("=", " ");
    }

    /** @return a new map of the values as text, for a request. */
    Map<String, String> toFields() {
        final Map<String, String> fields = new LinkedHashMap<>();
        values.forEach((name, value) -> fields.put(name, value.toString()));
        return fields;
    }

    /** @return text to display: {@code M 16, efConstruction 200}. */
    @Override
    public String toString() {
        return join(" ", ", ");
    }

    private String join(final String within, final String between) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + within + entry.getValue())
                .collect(Collectors.joining(between));
    }
}
