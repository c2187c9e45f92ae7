package org.annoyindex.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;

/** Spotify's C++ Annoy, through {@code src/test/cpp/annoy_driver.cpp}, compiled against Debian's r-cran-rcppannoy. */
final class SpotifyCpp implements AutoCloseable {
    private static final Path HEADERS = Path.of("/usr/lib/R/site-library/RcppAnnoy/include");
    private static final Path SOURCE = Path.of("src/test/cpp/annoy_driver.cpp");
    private static final Pattern SPACES = Pattern.compile(" ");

    /** Compiled once for all JVMs that run tests. */
    private static final Path DRIVER = Path.of("target", "annoy_driver");

    private final Path folder;
    private final Process driver;
    private final BufferedReader output;

    private SpotifyCpp(final Path folder) throws IOException {
        this.folder = folder;
        driver = new ProcessBuilder(DRIVER.toAbsolutePath().toString(), "serve")
                .redirectErrorStream(true)
                .start();
        output = driver.inputReader(StandardCharsets.US_ASCII);
    }

    /** The answers of an index. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answers(int items, int trees, int[][] ids, double[][] distances) {}

    /** The reason why C++ Annoy is missing here; empty if it is present. */
    static String missing() {
        if (!Files.exists(HEADERS.resolve("annoylib.h"))) {
            return "no C++ Annoy to compare with: install r-cran-rcppannoy";
        }
        final boolean compiler = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, "g++")));
        return compiler ? "" : "no C++ Annoy to compare with: install g++";
    }

    /** Starts the driver, compiling it first if necessary, with a folder for its inputs. */
    static SpotifyCpp start(final Path folder) throws IOException {
        if (!Files.exists(DRIVER)
                || Files.getLastModifiedTime(DRIVER).compareTo(Files.getLastModifiedTime(SOURCE)) < 0) {
            compile(Files.createDirectories(DRIVER.getParent()).resolve("annoy_driver.new"));
        }
        return new SpotifyCpp(folder);
    }

    private static void compile(final Path compiled) throws IOException {
        final Process compiler = new ProcessBuilder(
                        "g++",
                        "-O3",
                        "-march=native",
                        "-std=c++17",
                        "-I" + HEADERS,
                        SOURCE.toString(),
                        "-o",
                        compiled.toString())
                .redirectErrorStream(true)
                .start();
        final List<String> messages =
                compiler.inputReader(StandardCharsets.US_ASCII).lines().toList();
        try {
            if (compiler.waitFor() != 0) {
                throw new IOException("g++: " + String.join("\n", messages));
            }
        } catch (final InterruptedException ex) {
            compiler.destroyForcibly();
            throw new IOException("interrupted", ex);
        }
        Files.move(compiled, DRIVER, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Ends the driver. */
    @Override
    public void close() {
        driver.destroy();
    }

    /** Builds an index of the vectors of a file. */
    void build(
            final Metric metric,
            final int dimension,
            final Path vectors,
            final int trees,
            final int seed,
            final Path index)
            throws IOException {
        run(
                "build",
                metric.label(),
                Integer.toString(size(metric, dimension)),
                vectors.toString(),
                Integer.toString(trees),
                Integer.toString(seed),
                index.toString());
    }

    Answers query(
            final Metric metric,
            final int dimension,
            final Path index,
            final float[][] queries,
            final int k,
            final int searchK)
            throws IOException {
        final Path file = write(queries, "queries.fvecs");
        final List<String> lines = run(
                "query",
                metric.label(),
                Integer.toString(size(metric, dimension)),
                index.toString(),
                file.toString(),
                Integer.toString(k),
                Integer.toString(searchK));
        final String[] counts = SPACES.split(lines.get(0), -1);
        final int[][] ids = new int[queries.length][];
        final double[][] distances = new double[queries.length][];
        for (int q = 0; q < queries.length; q++) {
            final String line = lines.get(q + 1);
            final int tab = line.indexOf('\t');
            ids[q] = numbers(line.substring(0, tab)).mapToInt(Integer::parseInt).toArray();
            distances[q] = numbers(line.substring(tab + 1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
        return new Answers(Integer.parseInt(counts[0]), Integer.parseInt(counts[1]), ids, distances);
    }

    private static Stream<String> numbers(final String text) {
        return text.isEmpty() ? Stream.empty() : SPACES.splitAsStream(text);
    }

    private static int size(final Metric metric, final int dimension) {
        return metric == Metric.HAMMING ? (dimension + 63) / 64 : dimension;
    }

    /** Writes vectors for {@link #build}. */
    Path write(final float[][] vectors, final String name) throws IOException {
        return SampleVectors.writeFvecs(folder.resolve(name), vectors);
    }

    /** Runs a command in the driver; returns its output. */
    private List<String> run(final String... command) throws IOException {
        final Writer input = driver.outputWriter(StandardCharsets.US_ASCII);
        input.write(String.join(" ", command) + "\n");
        input.flush();
        final List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); !".".equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IOException(String.join(" ", command) + ": " + String.join("\n", lines));
            }
            lines.add(line);
        }
        return lines;
    }
}
