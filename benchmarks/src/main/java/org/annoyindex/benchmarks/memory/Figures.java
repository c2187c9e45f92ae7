package org.annoyindex.benchmarks.memory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The measurements of a command: rows of named values, and facts and notes that explain them. Printed as a text table
 * or as JSON; in JSON, spaces in the names of columns are underscores.
 */
public final class Figures {
    /** The output format. */
    public enum Format {
        /** A text table. */
        TEXT,
        /** JSON, for programs. */
        JSON
    }

    private final List<String> columns;
    private final List<@Nullable Object[]> rows = new ArrayList<>();
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** @param columns names of the columns. */
    public Figures(final String... columns) {
        this.columns = List.of(columns);
    }

    /**
     * Adds a row.
     *
     * @param values text, integers, or decimal numbers, which are printed with two decimals; null if unknown.
     */
    public void row(final @Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values for " + columns.size() + " columns");
        }
        rows.add(values);
    }

    /**
     * Adds a fact that applies to all rows.
     *
     * @param name of the fact, with underscores.
     * @param value of the fact.
     */
    public void fact(final String name, final Object value) {
        facts.put(name, value);
    }

    /** @param sentence to print below the table. */
    public void note(final String sentence) {
        notes.add(sentence);
    }

    /**
     * Prints everything.
     *
     * @param out to print to; flushed.
     * @param format of the output.
     * @throws IOException if it cannot be written.
     */
    public void print(final PrintWriter out, final Format format) throws IOException {
        if (format == Format.JSON) {
            printJson(out);
        } else {
            printText(out);
        }
        out.flush();
    }

    private void printText(final PrintWriter out) {
        facts.forEach((name, value) -> out.println("# " + name.replace('_', ' ') + ": " + show(value)));
        final int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).length();
            for (final @Nullable Object[] row : rows) {
                widths[i] = Math.max(widths[i], show(row[i]).length());
            }
        }
        out.println(line(columns.toArray(), widths));
        for (final @Nullable Object[] row : rows) {
            out.println(line(row, widths));
        }
        if (!notes.isEmpty()) {
            out.println();
            notes.forEach(out::println);
        }
    }

    /** Formats a line: columns of text are left-aligned, columns of numbers right-aligned. */
    private String line(final @Nullable Object[] values, final int[] widths) {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            final int column = i;
            final boolean left = rows.stream().allMatch(row -> row[column] instanceof String);
            final String text = show(values[i]);
            final String space = " ".repeat(widths[i] - text.length());
            line.append(i == 0 ? "" : "  ").append(left ? text + space : space + text);
        }
        return line.toString().stripTrailing();
    }

    private static String show(final @Nullable Object value) {
        if (value == null) {
            return "-";
        }
        if (value instanceof Double number) {
            return String.format(Locale.ROOT, "%,.2f", number);
        }
        if (value instanceof Integer || value instanceof Long) {
            return String.format(Locale.ROOT, "%,d", ((Number) value).longValue());
        }
        return value.toString();
    }

    private void printJson(final PrintWriter out) throws IOException {
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .setPrettyPrinter(new DefaultPrettyPrinter())) {
            json.writeStartObject();
            for (final Map.Entry<String, Object> fact : facts.entrySet()) {
                json.writeObjectField(fact.getKey(), fact.getValue());
            }
            json.writeArrayFieldStart("rows");
            for (final @Nullable Object[] row : rows) {
                json.writeStartObject();
                for (int i = 0; i < row.length; i++) {
                    json.writeObjectField(columns.get(i).replace(' ', '_'), row[i]);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("notes");
            for (final String note : notes) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.println();
    }
}
