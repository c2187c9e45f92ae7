package org.annoyindex.benchmarks.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares libraries on a data set. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures this project and other libraries on a data set, each in its own process with one thread, in",
            "interleaved rounds, and appends the results to DIR/results/NAME.jsonl. Answers are checked: a wrong id or",
            "distance ends the run."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bin/bench install",
            "  bin/bench run glove --quick",
            "  bin/bench run fashion-mnist --only annoyindex,annoy-cpp,hnswlib-cpp --rounds 7"
        })
public final class RunCommand implements Callable<Integer> {
    private static final int K = 10;
    private static final int MIN_ROUNDS = 3;

    @Parameters(paramLabel = "NAME", description = "A data set prepared by 'bin/bench data'.")
    private String name;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Folder of data sets, indexes and results (${DEFAULT-VALUE}).")
    private Path folder;

    @Option(names = "--quick", description = "Use few settings, 3 rounds and the most important libraries.")
    private boolean quick;

    @Option(names = "--only", split = ",", paramLabel = "ID", description = "The libraries to measure.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Measured passes per setting, at least 3 (5; with --quick 3).")
    private Integer rounds;

    @Option(names = "--rebuild", description = "Rebuild existing indexes.")
    private boolean rebuild;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Number of threads for builds, if a library supports it (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--time-limit",
            paramLabel = "MINUTES",
            defaultValue = "120",
            description = "Longest time of a build or a pass (${DEFAULT-VALUE}).")
    private int minutes;

    @Option(names = "--root", hidden = true, required = true)
    private Path root;

    @Option(names = "--jdk17", hidden = true)
    private Path jdk17;

    @Option(names = "--jdk25", hidden = true)
    private Path jdk25;

    @Option(names = "--commit", hidden = true, defaultValue = "")
    private String commit;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        final int wantedRounds = rounds == null ? quick ? 3 : 5 : rounds;
        atLeast(MIN_ROUNDS, "--rounds", wantedRounds);
        atLeast(1, "--threads", threads);
        atLeast(1, "--time-limit", minutes);
        final BenchmarkData data = BenchmarkData.open(folder, name);
        Lineup.checkMetric(data.metric());
        final int items;
        final int dimension;
        try (FvecsRows base = new FvecsRows(data.baseFile())) {
            items = base.rows();
            dimension = base.dimension();
        }
        final List<Entry> entries =
                installed(new Lineup(root, jdk17, jdk25, threads, quick, items, dimension).entries(only));
        final String run = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        final Path results = folder.resolve("results");
        final Path logs = results.resolve("logs");
        final Duration limit = Duration.ofMinutes(minutes);
        final Race race = new Race(
                run,
                data,
                K,
                wantedRounds,
                new Race.Warmth(quick ? 1 : 2, Duration.ofSeconds(1)),
                new IndexCache(folder.resolve("indexes"), logs, limit, this::say),
                logs,
                limit,
                this::say);
        final List<ResultLine> lines = new ArrayList<>();
        lines.add(new ResultLine.Run(
                run,
                name,
                commit,
                ThisMachine.describe(jdk25),
                wantedRounds,
                K,
                data.queries().length,
                items,
                dimension,
                data.metric().label()));
        lines.addAll(race.run(entries, rebuild));
        final Path file = results.resolve(name + ".jsonl");
        ResultLines.append(file, lines);
        out.println();
        out.println("By wall-clock time; in parentheses the speedup of annoyindex at equal recall:");
        out.println(RatioTable.of(lines, ResultLine.Figures::medianWallQps));
        out.println("By processor time:");
        out.println(RatioTable.of(lines, ResultLine.Figures::medianCpuQps));
        say("appended " + lines.size() + " lines to " + file);
        return 0;
    }

    /** The entries that can be started; if one that was chosen by --only cannot, this is an error. */
    private List<Entry> installed(final List<Entry> entries) throws IOException {
        final List<Entry> installed = new ArrayList<>();
        for (final Entry entry : entries) {
            if (Lineup.installed(entry)) {
                installed.add(entry);
            } else if (only.isEmpty()) {
                say(entry.id() + ": SKIPPED, not installed; run 'bin/bench install'");
            } else {
                throw new IOException(entry.id() + " is not installed; run 'bin/bench install'");
            }
        }
        if (installed.isEmpty()) {
            throw new IOException("no library is installed; run 'bin/bench install'");
        }
        return installed;
    }

    private void atLeast(final int least, final String option, final int value) {
        if (value < least) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + ", must be at least " + least);
        }
    }

    private void say(final String text) {
        spec.commandLine().getOut().println("bench: " + text);
        spec.commandLine().getOut().flush();
    }
}
