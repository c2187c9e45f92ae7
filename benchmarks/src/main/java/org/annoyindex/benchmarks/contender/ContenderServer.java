package org.annoyindex.benchmarks.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.VectorReaders;
import org.annoyindex.core.Metric;

/**
 * Answers the requests of the harness on standard input and output until the input ends. Requests and answers are
 * single lines (see {@link Request}):
 *
 * <pre>
 * (at the start)                                     ready version=...
 * build base= metric= index= threads= PARAMETERS     built wall_ns= cpu_ns= peak_rss=
 * load base= queries= metric= index= PARAMETERS      loaded convention=...
 * run out= k= first= step= PARAMETERS                done wall_ns= cpu_ns= rss=
 * quit                                               (the process ends)
 * (any request that fails)                           error MESSAGE, and the process ends
 * </pre>
 *
 * <p>{@code build} reads the vectors, then builds and writes the index; only building and writing are timed. Processor
 * time is that of the whole process, including all threads and the garbage collector. {@code run} searches for
 * the queries {@code first}, {@code first + step} and so on in sequence on one thread and writes {@link Answers}. {@code src/main/cpp/contender.h} is the C++ equivalent.
 */
public final class ContenderServer {
    private final Contender contender;
    private final PrintStream answers;
    private float[][] queries = new float[0][];

    private ContenderServer(final Contender contender, final PrintStream answers) {
        this.contender = contender;
        this.answers = answers;
    }

    /**
     * Serves until the input ends, then ends the process. The output of libraries is redirected to the error stream, so
     * that it is not mistaken for an answer.
     *
     * @param contender the library.
     * @throws IOException if the input cannot be read.
     */
    public static void serve(final Contender contender) throws IOException {
        final PrintStream answers = System.out;
        System.setOut(System.err);
        System.exit(new ContenderServer(contender, answers).run());
    }

    private int run() throws IOException {
        answer("ready", Map.of("version", contender.version()));
        final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            final Request request = Request.parse(line);
            try {
                switch (request.verb()) {
                    case "build" -> build(request);
                    case "load" -> load(request);
                    case "run" -> pass(request);
                    case "quit" -> {
                        return 0;
                    }
                    default -> throw new IllegalArgumentException("unknown request " + request.verb());
                }
            } catch (final IOException | RuntimeException | LinkageError | OutOfMemoryError ex) {
                ex.printStackTrace();
                answers.println("error\t" + ex.toString().replace('\n', ' ').replace('\t', ' '));
                answers.flush();
                return 1;
            }
        }
        return 0;
    }

    private void build(final Request request) throws IOException {
        final Metric metric = Metric.of(request.text("metric"));
        final float[][] base = read(request, "base", metric);
        contender.prepare(base);
        final long cpu = ProcessorTime.coarse();
        final long start = System.nanoTime();
        contender.build(base, metric, request, request.number("threads"), Path.of(request.text("index")));
        final long wall = System.nanoTime() - start;
        answer(
                "built",
                Map.of("wall_ns", wall, "cpu_ns", ProcessorTime.coarse() - cpu, "peak_rss", statusBytes("VmHWM")));
    }

    private void load(final Request request) throws IOException {
        final Metric metric = Metric.of(request.text("metric"));
        queries = read(request, "queries", metric);
        final float[][] base = contender.needsBase() ? read(request, "base", metric) : new float[0][];
        if (contender.needsBase()) {
            contender.prepare(base);
        }
        contender.load(Path.of(request.text("index")), metric, request, base);
        answer("loaded", Map.of("convention", contender.convention(metric)));
    }

    private void pass(final Request request) throws IOException {
        final int k = request.number("k");
        contender.set(k, request);
        final int first = request.number("first");
        final int step = request.number("step");
        final int rows = (queries.length - first + step - 1) / step;
        final Answers found = new Answers(rows, k);
        final long cpu = ProcessorTime.fine();
        final long start = System.nanoTime();
        long before = start;
        for (int row = 0; row < rows; row++) {
            found.begin(row);
            contender.search(queries[first + row * step], k, found);
            final long now = System.nanoTime();
            found.took(row, now - before);
            before = now;
        }
        final long cpuTaken = ProcessorTime.fine() - cpu;
        found.write(Path.of(request.text("out")));
        answer("done", Map.of("wall_ns", before - start, "cpu_ns", cpuTaken, "rss", statusBytes("VmRSS")));
    }

    private float[][] read(final Request request, final String name, final Metric metric) throws IOException {
        final List<float[]> rows = new ArrayList<>();
        try (VectorReader reader = VectorReaders.open(Path.of(request.text(name)))) {
            float[] row = new float[reader.dimension()];
            while (reader.next(row)) {
                if (metric == Metric.ANGULAR && contender.normalized()) {
                    normalize(row);
                }
                rows.add(row);
                row = new float[row.length];
            }
        }
        return rows.toArray(new float[0][]);
    }

    /** Scales a vector to length 1; zero vectors are unchanged. */
    private static void normalize(final float[] row) {
        double sum = 0;
        for (final float component : row) {
            sum += (double) component * component;
        }
        if (sum > 0) {
            final double scale = 1 / Math.sqrt(sum);
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (row[i] * scale);
            }
        }
    }

    private void answer(final String verb, final Map<String, ?> fields) {
        final StringBuilder line = new StringBuilder(verb);
        fields.forEach(
                (name, value) -> line.append('\t').append(name).append('=').append(value));
        answers.println(line);
        answers.flush();
    }

    /** A value of {@code /proc/self/status} converted from kB to bytes; 0 if the file does not exist. */
    private static long statusBytes(final String name) throws IOException {
        final Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            for (final String line : Files.readAllLines(status)) {
                if (line.startsWith(name + ":")) {
                    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return 0;
    }
}
