package org.annoyindex.benchmarks.run;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A results file with one JSON object per line, to which lines are only appended. A line supersedes earlier ones with
 * the same data set, library and parameters.
 */
public final class ResultLines {
    private static final JsonFactory JSON = new JsonFactory();

    private ResultLines() {}

    /**
     * Reads a file.
     *
     * @param file written by {@link #append}.
     * @return all runs, and the builds and searches that no later line supersedes, in the order of their first
     *     appearance.
     * @throws IOException if a line is invalid; the message gives its number.
     */
    public static List<ResultLine> read(final Path file) throws IOException {
        final Map<List<Object>, ResultLine> lines = new LinkedHashMap<>();
        int number = 0;
        for (final String text : Files.readAllLines(file)) {
            number++;
            if (!text.isBlank()) {
                try {
                    final ResultLine line = parse(text);
                    lines.put(subject(line), line);
                } catch (final JacksonException ex) {
                    throw damaged(file, number, ex.getOriginalMessage(), ex);
                } catch (final IllegalArgumentException ex) {
                    throw damaged(file, number, ex.getMessage(), ex);
                }
            }
        }
        return List.copyOf(lines.values());
    }

    /**
     * Appends lines; creates the file and its folder if they are missing.
     *
     * @param file to write.
     * @param lines to append.
     * @throws IOException if writing fails.
     */
    public static void append(final Path file, final List<? extends ResultLine> lines) throws IOException {
        final StringBuilder text = new StringBuilder();
        for (final ResultLine line : lines) {
            text.append(format(line)).append('\n');
        }
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static List<Object> subject(final ResultLine line) {
        if (line instanceof ResultLine.Build build) {
            return List.of("build", build.dataset(), build.library().id(), build.buildParameters());
        }
        if (line instanceof ResultLine.Search search) {
            return List.of(
                    "search",
                    search.dataset(),
                    search.library().id(),
                    search.buildParameters(),
                    search.searchParameters());
        }
        return List.of("run", line.dataset(), line.run());
    }

    private static IOException damaged(
            final Path file, final int line, final @Nullable String problem, final Exception cause) {
        return new IOException(file + ", line " + line + ": " + problem + "; delete or fix the line", cause);
    }

    static String format(final ResultLine line) throws IOException {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (line instanceof ResultLine.Run run) {
                write(json, run);
            } else if (line instanceof ResultLine.Build build) {
                write(json, build);
            } else if (line instanceof ResultLine.Search search) {
                write(json, search);
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(final JsonGenerator json, final ResultLine.Run run) throws IOException {
        begin(json, "run", run);
        json.writeStringField("commit", run.commit());
        json.writeObjectFieldStart("machine");
        json.writeStringField("cpu", run.machine().cpu());
        json.writeNumberField("cores", run.machine().cores());
        json.writeNumberField("memory_bytes", run.machine().memoryBytes());
        json.writeStringField("os", run.machine().os());
        json.writeStringField("java", run.machine().java());
        json.writeEndObject();
        json.writeNumberField("rounds", run.rounds());
        json.writeNumberField("k", run.k());
        json.writeNumberField("queries", run.queries());
        json.writeNumberField("items", run.items());
        json.writeNumberField("dimension", run.dimension());
        json.writeStringField("metric", run.metric());
    }

    private static void write(final JsonGenerator json, final ResultLine.Build build) throws IOException {
        begin(json, "build", build);
        write(json, build.library());
        write(json, "build_parameters", build.buildParameters());
        json.writeNumberField("threads", build.threads());
        json.writeNumberField("wall_seconds", build.wallSeconds());
        json.writeNumberField("cpu_seconds", build.cpuSeconds());
        json.writeNumberField("peak_rss_bytes", build.peakRssBytes());
        json.writeNumberField("index_bytes", build.indexBytes());
    }

    private static void write(final JsonGenerator json, final ResultLine.Search search) throws IOException {
        begin(json, "search", search);
        write(json, search.library());
        write(json, "build_parameters", search.buildParameters());
        write(json, "search_parameters", search.searchParameters());
        json.writeNumberField("k", search.k());
        write(json, "validation", search.validation());
        write(json, "test", search.test());
        json.writeObjectFieldStart("latency_us");
        json.writeNumberField("p50", search.latencyMicros().p50());
        json.writeNumberField("p90", search.latencyMicros().p90());
        json.writeNumberField("p95", search.latencyMicros().p95());
        json.writeNumberField("p99", search.latencyMicros().p99());
        json.writeNumberField("p999", search.latencyMicros().p999());
        json.writeEndObject();
        json.writeNumberField("rss_bytes", search.rssBytes());
    }

    private static void begin(final JsonGenerator json, final String kind, final ResultLine line) throws IOException {
        json.writeStringField("kind", kind);
        json.writeStringField("run", line.run());
        json.writeStringField("dataset", line.dataset());
    }

    private static void write(final JsonGenerator json, final ResultLine.Library library) throws IOException {
        json.writeStringField("library", library.id());
        json.writeStringField("label", library.label());
        json.writeStringField("version", library.version());
        json.writeStringField("language", library.language());
        json.writeStringField("kernel", library.kernel());
    }

    private static void write(final JsonGenerator json, final String name, final Parameters parameters)
            throws IOException {
        json.writeObjectFieldStart(name);
        for (final Map.Entry<String, Object> entry : parameters.values().entrySet()) {
            json.writeObjectField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private static void write(final JsonGenerator json, final String name, final ResultLine.Figures figures)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("recall", figures.recall());
        write(json, "wall_qps", figures.wallQps());
        write(json, "cpu_qps", figures.cpuQps());
        json.writeEndObject();
    }

    private static void write(final JsonGenerator json, final String name, final List<Double> values)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (final double value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    static ResultLine parse(final String text) throws IOException {
        final Fields fields;
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            fields = new Fields(object(parser));
        }
        final String kind = fields.text("kind");
        return switch (kind) {
            case "run" -> run(fields);
            case "build" -> build(fields);
            case "search" -> search(fields);
            default -> throw new IllegalArgumentException("unknown kind '" + kind + "'");
        };
    }

    private static ResultLine.Run run(final Fields fields) {
        final Fields machine = fields.object("machine");
        return new ResultLine.Run(
                fields.text("run"),
                fields.text("dataset"),
                fields.text("commit"),
                new ResultLine.Machine(
                        machine.text("cpu"),
                        (int) machine.integer("cores"),
                        machine.integer("memory_bytes"),
                        machine.text("os"),
                        machine.text("java")),
                (int) fields.integer("rounds"),
                (int) fields.integer("k"),
                (int) fields.integer("queries"),
                (int) fields.integer("items"),
                (int) fields.integer("dimension"),
                fields.text("metric"));
    }

    private static ResultLine.Build build(final Fields fields) {
        return new ResultLine.Build(
                fields.text("run"),
                fields.text("dataset"),
                library(fields),
                new Parameters(fields.object("build_parameters").values),
                (int) fields.integer("threads"),
                fields.number("wall_seconds"),
                fields.number("cpu_seconds"),
                fields.integer("peak_rss_bytes"),
                fields.integer("index_bytes"));
    }

    private static ResultLine.Search search(final Fields fields) {
        final Fields latency = fields.object("latency_us");
        return new ResultLine.Search(
                fields.text("run"),
                fields.text("dataset"),
                library(fields),
                new Parameters(fields.object("build_parameters").values),
                new Parameters(fields.object("search_parameters").values),
                (int) fields.integer("k"),
                figures(fields.object("validation")),
                figures(fields.object("test")),
                new ResultLine.Latency(
                        latency.number("p50"),
                        latency.number("p90"),
                        latency.number("p95"),
                        latency.number("p99"),
                        latency.number("p999")),
                fields.integer("rss_bytes"));
    }

    private static ResultLine.Figures figures(final Fields fields) {
        return new ResultLine.Figures(fields.number("recall"), fields.numbers("wall_qps"), fields.numbers("cpu_qps"));
    }

    private static ResultLine.Library library(final Fields fields) {
        return new ResultLine.Library(
                fields.text("library"),
                fields.text("label"),
                fields.text("version"),
                fields.text("language"),
                fields.text("kernel"));
    }

    private static Map<String, Object> object(final JsonParser parser) throws IOException {
        final Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            parser.nextToken();
            values.put(name, value(parser));
        }
        return values;
    }

    private static Object value(final JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                final List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser));
                }
                yield values;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_STRING -> parser.getText();
            default -> throw new IllegalArgumentException("unexpected " + parser.currentToken());
        };
    }

    /** Access to the values of an object by name and type. */
    private static final class Fields {
        private final Map<String, Object> values;

        private Fields(final Map<String, Object> values) {
            this.values = values;
        }

        private String text(final String name) {
            return of(String.class, name, "text");
        }

        private long integer(final String name) {
            return of(Long.class, name, "an integer");
        }

        private double number(final String name) {
            return of(Number.class, name, "a number").doubleValue();
        }

        private List<Double> numbers(final String name) {
            final List<Double> numbers = new ArrayList<>();
            for (final Object each : of(List.class, name, "an array")) {
                if (!(each instanceof Number number)) {
                    throw new IllegalArgumentException(name + " has " + each + ", expected numbers");
                }
                numbers.add(number.doubleValue());
            }
            return numbers;
        }

        @SuppressWarnings("unchecked") // objects are created only by object(JsonParser)
        private Fields object(final String name) {
            return new Fields(of(Map.class, name, "an object"));
        }

        private <T> T of(final Class<T> kind, final String name, final String expected) {
            if (!kind.isInstance(values.get(name))) {
                throw new IllegalArgumentException("'" + name + "' is " + values.get(name) + ", expected " + expected);
            }
            return kind.cast(values.get(name));
        }
    }
}
