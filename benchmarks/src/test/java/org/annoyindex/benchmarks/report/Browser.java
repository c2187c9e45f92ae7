package org.annoyindex.benchmarks.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with one page, controlled by the DevTools protocol over a WebSocket. */
final class Browser implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int SECONDS = 30;

    private final Process process;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private final String session;
    private int last;

    /** Path of a Chromium or Chrome, if one is installed. */
    static Optional<Path> find() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                        .map(Path.of(folder)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts the browser with an empty profile and opens a page. */
    Browser(final Path program, final Path profile, final URI page, final int width, final int height)
            throws Exception {
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "--window-size=" + width + "," + height,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address(), new Listener())
                .get(SECONDS, TimeUnit.SECONDS);
        final String target = call(null, "Target.createTarget", Map.of("url", page.toString()), "targetId");
        session = call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true), "sessionId");
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!evaluate("location.href != 'about:blank' && document.readyState")
                .equals("complete")) {
            if (System.nanoTime() > end) {
                throw new IOException(page + " was not loaded in " + SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Reads the address of the browser, which it prints to its error stream. */
    private URI address() throws IOException {
        final BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            final int at = line.indexOf("ws://");
            if (at >= 0) {
                final Thread drain = new Thread(() -> errors.lines().forEach(rest -> {}));
                drain.setDaemon(true);
                drain.start();
                return URI.create(line.substring(at).strip());
            }
        }
        throw new IOException("the browser ended without printing its address");
    }

    /** Evaluates an expression; returns its value as text. */
    String evaluate(final String expression) throws Exception {
        return call(session, "Runtime.evaluate", Map.of("expression", "String(" + expression + ")"), "value");
    }

    /** Presses a key on the focused element. */
    void press(final String key) throws Exception {
        call(session, "Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key), null);
        call(session, "Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key), null);
    }

    void screenshot(final Path file) throws Exception {
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(call(session, "Page.captureScreenshot", Map.of(), "data")));
    }

    private String call(
            final String inSession, final String method, final Map<String, Object> parameters, final String wanted)
            throws Exception {
        final int id = ++last;
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("id", id);
            json.writeStringField("method", method);
            if (inSession != null) {
                json.writeStringField("sessionId", inSession);
            }
            json.writeObjectFieldStart("params");
            for (final Map.Entry<String, Object> parameter : parameters.entrySet()) {
                json.writeObjectField(parameter.getKey(), parameter.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        socket.sendText(text.toString(), true).get(SECONDS, TimeUnit.SECONDS);
        while (true) {
            final String message = messages.poll(SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new IOException("no answer to " + method + " in " + SECONDS + " s");
            }
            if (message.startsWith("{\"id\":" + id + ",")) {
                if (message.contains("\"exceptionDetails\"") || message.startsWith("{\"id\":" + id + ",\"error\"")) {
                    throw new IOException(method + " " + parameters.values() + ": " + message);
                }
                return wanted == null ? "" : field(message, wanted);
            }
        }
    }

    private static String field(final String message, final String name) throws IOException {
        try (JsonParser parser = JSON.createParser(message)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME && name.equals(parser.currentName())) {
                    return parser.nextTextValue();
                }
            }
        }
        throw new IOException("no " + name + " in " + message);
    }

    /** Collects complete messages. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(final WebSocket from, final CharSequence data, final boolean complete) {
            part.append(data);
            if (complete) {
                messages.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    /** Waits for all processes of the browser, as they write to the profile until they end. */
    @Override
    public void close() {
        final List<ProcessHandle> processes = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        socket.abort();
        process.destroy();
        for (final ProcessHandle each : processes) {
            each.onExit()
                    .orTimeout(SECONDS, TimeUnit.SECONDS)
                    .exceptionally(late -> {
                        each.destroyForcibly();
                        return each;
                    })
                    .join();
        }
    }
}
