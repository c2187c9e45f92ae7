package org.annoyindex.benchmarks.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.annoyindex.benchmarks.contender.Answers;
import org.annoyindex.benchmarks.contender.Contender;
import org.annoyindex.benchmarks.contender.ContenderServer;
import org.annoyindex.benchmarks.contender.Request;
import org.annoyindex.core.Metric;

/** A library that compares the query with every item; its argument selects a fault. */
final class FakeContender implements Contender {
    private final String fault;
    private float[][] base;

    private FakeContender(final String fault) {
        this.fault = fault;
    }

    public static void main(final String[] arguments) throws IOException {
        if (arguments[0].equals("few rows")) {
            answerTooLittle();
        } else {
            ContenderServer.serve(new FakeContender(arguments[0]));
        }
    }

    /** Answers the request, but writes the results of a single query only. */
    private static void answerTooLittle() throws IOException {
        System.out.println("ready\tversion=1");
        final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            final Request request = Request.parse(line);
            switch (request.verb()) {
                case "build" -> {
                    Files.createFile(Path.of(request.text("index")));
                    System.out.println("built\twall_ns=1\tcpu_ns=1\tpeak_rss=1");
                }
                case "load" -> System.out.println("loaded\tconvention=metric");
                default -> {
                    Files.write(Path.of(request.text("out")), new byte[] {3, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0});
                    System.out.println("done\twall_ns=1\tcpu_ns=1\trss=1");
                }
            }
        }
    }

    @Override
    public String version() {
        if (fault.equals("silent")) {
            sleep();
        }
        return "1.5";
    }

    @Override
    public String convention(final Metric metric) {
        return "squared";
    }

    @Override
    public boolean normalized() {
        return true;
    }

    @Override
    public boolean needsBase() {
        return true;
    }

    @Override
    public void build(
            final float[][] vectors, final Metric metric, final Request parameters, final int threads, final Path index)
            throws IOException {
        System.out.println("libraries may print to their standard output");
        if (!fault.equals("no index")) {
            Files.writeString(index, "trees " + parameters.number("trees"));
        }
    }

    @Override
    public void load(final Path index, final Metric metric, final Request parameters, final float[][] vectors) {
        base = vectors;
    }

    @Override
    public void set(final int k, final Request parameters) {
        if (fault.equals("cannot")) {
            throw new IllegalStateException("cannot be set");
        }
    }

    @Override
    public void search(final float[] query, final int k, final Answers answers) {
        final List<Integer> nearest = IntStream.range(0, base.length)
                .boxed()
                .sorted(Comparator.comparingDouble(id -> squared(query, base[id])))
                .limit(k)
                .toList();
        for (int rank = 0; rank < k; rank++) {
            final int id = nearest.get(rank);
            final float distance = squared(query, base[id]);
            switch (rank == 1 ? fault : "none") {
                case "id too large" -> answers.add(base.length, distance);
                case "negative id" -> answers.add(-2, distance);
                case "another id" -> answers.add((id + 7) % base.length, distance);
                case "repeated id" -> answers.add(nearest.get(0), squared(query, base[nearest.get(0)]));
                case "gap" -> answers.add(-1, 0);
                case "distance" -> answers.add(id, 1.1f * distance);
                case "not a number" -> answers.add(id, Float.NaN);
                case "dies" -> {
                    System.err.println("out of ideas");
                    System.exit(3);
                }
                case "hangs" -> sleep();
                default -> answers.add(id, distance);
            }
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(600_000);
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private static float squared(final float[] a, final float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
