package org.annoyindex.benchmarks.memory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.annoyindex.query.AnnoyIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Searches one file from several JVMs at once, and verifies that they share memory and give the same answers. */
@Command(
        name = "sharing",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Searches one index from an increasing number of JVMs, and measures their memory and speed.")
final class SharingCommand implements Callable<Integer> {
    private static final int K = 10;

    @Parameters(paramLabel = "INDEX", description = "An index file.")
    private Path file;

    @Mixin
    private QueriesOption queryFile;

    @Option(
            names = "--processes",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,2,4,8",
            description = "Numbers of JVMs, one row each (${DEFAULT-VALUE}).")
    private int[] processes;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "5",
            description = "Seconds during which all search (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "64m",
            description = "Heap of each JVM, as in java -Xmx (${DEFAULT-VALUE}).")
    private String heap;

    @Mixin
    private SearchEffort effort;

    @Mixin
    private FiguresOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds < 1 || Arrays.stream(processes).anyMatch(number -> number < 1)) {
            throw new ParameterException(spec.commandLine(), "--seconds and --processes must be at least 1");
        }
        final Figures figures = new Figures(
                "JVMs",
                "total memory MiB",
                "file MiB",
                "file resident in each MiB",
                "copied pages of file",
                "private memory of each MiB",
                "queries/s of all",
                "queries/s of each");
        figures.fact("java", Runtime.version().toString());
        figures.fact("processors", Runtime.getRuntime().availableProcessors());
        figures.note("total memory: sum of proportional set sizes; a page of n processes counts 1/n in each.");
        figures.note("file: the part of it that is the index, which all share.");
        figures.note("copied pages: private copies of pages of the file; readers have none.");
        figures.note("private memory: pages outside the file: heap of at most " + heap + ", classes, compiled code.");
        final Set<String> answers = new LinkedHashSet<>();
        for (final int number : processes) {
            measure(number, figures, answers);
        }
        figures.note(answers.size() == 1 ? "All gave the same answers." : "DIFFERENT ANSWERS: " + answers);
        output.print(figures);
        return answers.size() == 1 ? 0 : 1;
    }

    private void measure(final int number, final Figures figures, final Set<String> answers)
            throws IOException, InterruptedException {
        final List<Child> children = new ArrayList<>();
        try {
            for (int i = 0; i < number; i++) {
                children.add(new Child(start()));
            }
            for (final Child child : children) {
                answers.add(child.line("answers"));
            }
            // All have opened the file and searched it once. Now they search concurrently.
            for (final Child child : children) {
                child.goOn();
            }
            double rate = 0;
            for (final Child child : children) {
                rate += Double.parseDouble(child.line("rate"));
            }
            // All are still running, so the counts of the kernel cover all of them.
            for (final Child child : children) {
                child.goOn();
            }
            final double[] sums = new double[5];
            for (final Child child : children) {
                final String[] memory = child.line("memory").split(" ", -1);
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += Long.parseLong(memory[i]) / 1024.0;
                }
            }
            figures.row(
                    number,
                    sums[0],
                    sums[1],
                    sums[2] / number,
                    (long) (sums[3] * 1024 / 4),
                    sums[4] / number,
                    rate,
                    rate / number);
        } finally {
            for (final Child child : children) {
                child.end();
            }
        }
    }

    private Process start() throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Xmx" + heap);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.annoyindex.benchmarks.BenchCommand"));
        command.addAll(List.of(
                "memory",
                "searching",
                file.toString(),
                "--queries",
                queryFile.file().toString()));
        command.addAll(List.of("--seconds", Integer.toString(seconds)));
        command.addAll(effort.arguments());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** One of the JVMs. It prints a line after each step and waits for a line before the next. */
    private static final class Child {
        private final Process process;
        private final BufferedReader output;

        Child(final Process process) {
            this.process = process;
            output = process.inputReader(StandardCharsets.UTF_8);
        }

        String line(final String beginning) throws IOException {
            final String line = output.readLine();
            if (line == null || !line.startsWith(beginning + " ")) {
                throw new IOException("a searching JVM ended early; see its output above");
            }
            return line.substring(beginning.length() + 1);
        }

        void goOn() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }

        void end() throws IOException, InterruptedException {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    /** The command that each JVM runs. */
    @Command(name = "searching", hidden = true, description = "Searches, one step per line of input.")
    static final class Searching implements Callable<Integer> {
        @Parameters(paramLabel = "INDEX", description = "An index file.")
        private Path file;

        @Mixin
        private QueriesOption queryFile;

        @Option(names = "--seconds", required = true, description = "Seconds to search.")
        private int seconds;

        @Mixin
        private SearchEffort effort;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            final PrintWriter out = spec.commandLine().getOut();
            final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            try (SearchedFile index = effort.search(AnnoyIndex.load(file))) {
                final List<float[]> queries = queryFile.read(index.dimension());
                long answers = 0;
                for (final float[] query : queries) {
                    answers = 31 * answers + Arrays.hashCode(index.search(query, K));
                }
                say(out, "answers " + Long.toHexString(answers));
                in.readLine();
                say(out, "rate " + rate(index, queries));
                in.readLine();
                final MappedMemory ofFile = MappedMemory.of(file);
                final MappedMemory all = MappedMemory.ofProcess();
                say(
                        out,
                        "memory " + all.proportional() + " " + ofFile.proportional() + " " + ofFile.resident() + " "
                                + ofFile.anonymous() + " " + (all.own() - ofFile.own()));
                in.readLine();
            }
            return 0;
        }

        private double rate(final SearchedFile index, final List<float[]> queries) {
            final long start = System.nanoTime();
            final long end = start + TimeUnit.SECONDS.toNanos(seconds);
            long searches = 0;
            while (System.nanoTime() < end) {
                index.search(queries.get((int) (searches++ % queries.size())), K);
            }
            return searches / ((System.nanoTime() - start) / 1e9);
        }

        private static void say(final PrintWriter out, final String line) {
            out.println(line);
            out.flush();
        }
    }
}
