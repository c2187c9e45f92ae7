package org.annoyindex.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.annoyindex.benchmarks.contender.Answers;
import org.annoyindex.benchmarks.contender.Request;

/**
 * Measures libraries on a data set: builds their indexes, starts all of them, warms them up and runs the rounds. The
 * answers of each pass are checked before the next pass; the first wrong answer ends the race.
 */
final class Race {
    /** A pass of a second is long enough for cold caches not to matter. */
    private static final long LONG_PASS_NANOS = 1_000_000_000L;

    /** The recall at which a sweep ends, above the highest at which libraries are compared. */
    private static final double ENOUGH_RECALL = 0.995;

    private static final Duration LOAD_LIMIT = Duration.ofMinutes(15);

    private final String run;
    private final BenchmarkData data;
    private final int k;
    private final int rounds;
    private final Warmth warmth;
    private final IndexCache cache;
    private final Path logs;
    private final Duration limit;
    private final Consumer<String> progress;

    Race(
            final String run,
            final BenchmarkData data,
            final int k,
            final int rounds,
            final Warmth warmth,
            final IndexCache cache,
            final Path logs,
            final Duration limit,
            final Consumer<String> progress) {
        this.run = run;
        this.data = data;
        this.k = k;
        this.rounds = rounds;
        this.warmth = warmth;
        this.cache = cache;
        this.logs = logs;
        this.limit = limit;
        this.progress = progress;
    }

    /**
     * The warmup of a setting before the rounds. In a round it is measured for at least half of the time, a quarter with
     * each half of the queries.
     *
     * @param passes smallest number of passes.
     * @param time shortest time.
     */
    record Warmth(int passes, Duration time) {}

    /**
     * Runs the race.
     *
     * @param again whether to rebuild existing indexes.
     * @return builds, then searches.
     * @throws IOException if a library fails or gives a wrong answer; the message names the library.
     */
    List<ResultLine> run(final List<Entry> entries, final boolean again) throws IOException {
        final List<ResultLine> lines = new ArrayList<>();
        for (final Entry entry : entries) {
            lines.add(cache.build(run, data, entry, again));
        }
        final Map<String, Runner> runners = new LinkedHashMap<>();
        final Path out = Files.createTempFile("answers-", ".bin");
        try (FvecsRows base = new FvecsRows(data.baseFile())) {
            final float[][] queries = data.queries();
            if (queries.length < QueryHalf.STEP) {
                throw new IOException(data.queriesFile() + " has one query, but settings are chosen by one half of the "
                        + "queries and compared with the other; prepare the data set with more");
            }
            final PassCheck check = new PassCheck(data.metric(), base, queries, data.truth(queries.length, k), k);
            for (final Entry entry : entries) {
                progress.accept(entry.id() + ": opening its index");
                final EntryProcess process = EntryProcess.start(entry, logs.resolve(entry.id() + ".run.log"));
                final Runner runner = new Runner(entry, process, check, queries.length, out);
                runners.put(entry.id(), runner);
                runner.load();
            }
            Rounds.run(entries, Entry::sweeps, rounds, new Rounds.Passes<Entry>() {
                private Runner runner(final Entry entry) {
                    return Objects.requireNonNull(runners.get(entry.id()));
                }

                @Override
                public boolean warm(final Entry entry, final Parameters setting) throws IOException {
                    return runner(entry).warm(setting);
                }

                @Override
                public void measure(final int round, final Entry entry, final Parameters setting) throws IOException {
                    runner(entry).measure(round, setting);
                }
            });
            for (final Runner runner : runners.values()) {
                lines.addAll(runner.lines());
            }
            return lines;
        } finally {
            runners.values().forEach(runner -> runner.process.close());
            Files.delete(out);
        }
    }

    /** The process of a library in the race. */
    private final class Runner {
        private final Entry entry;
        private final EntryProcess process;
        private final PassCheck check;
        private final int queries;
        private final Path out;
        private final Map<Parameters, Map<QueryHalf, Measurement>> measurements = new LinkedHashMap<>();
        private final Map<Parameters, Long> lastNanos = new HashMap<>();
        private Convention convention = Convention.METRIC;

        private Runner(
                final Entry entry,
                final EntryProcess process,
                final PassCheck check,
                final int queries,
                final Path out) {
            this.entry = entry;
            this.process = process;
            this.check = check;
            this.queries = queries;
            this.out = out;
        }

        private void load() throws IOException {
            final Map<String, String> fields = entry.buildParameters().toFields();
            fields.put("base", data.baseFile().toString());
            fields.put("queries", data.queriesFile().toString());
            fields.put("metric", data.metric().label());
            fields.put("index", cache.index(data, entry).toAbsolutePath().toString());
            convention = Convention.ofLabel(process.ask(new Request("load", fields), "loaded", LOAD_LIMIT)
                    .text("convention"));
        }

        /** Returns whether a setting with more effort should be measured. */
        private boolean warm(final Parameters setting) throws IOException {
            final long start = System.nanoTime();
            double recall = 0;
            for (int passes = 0;
                    passes < warmth.passes()
                            || System.nanoTime() - start < warmth.time().toNanos();
                    passes++) {
                pass(setting, QueryHalf.VALIDATION);
                recall = recall(answers(QueryHalf.VALIDATION), QueryHalf.VALIDATION);
            }
            progress.accept(
                    String.format(Locale.ROOT, "%s: warmed up at %s, recall %.4f", entry.id(), setting, recall));
            return recall < ENOUGH_RECALL;
        }

        private void measure(final int round, final Parameters setting) throws IOException {
            final Map<QueryHalf, Measurement> halves =
                    measurements.computeIfAbsent(setting, key -> new EnumMap<>(QueryHalf.class));
            for (final QueryHalf half : QueryHalf.values()) {
                final Measurement measurement = halves.computeIfAbsent(half, key -> new Measurement(key.size(queries)));
                final String result = measure(setting, half, measurement);
                if (half == QueryHalf.TEST) {
                    progress.accept(String.format(
                            Locale.ROOT, "round %d of %d, %s at %s: %s", round, rounds, entry.id(), setting, result));
                }
            }
        }

        /**
         * Runs passes long enough to be timed. If passes are short, an untimed one comes first, as other libraries have
         * used the caches since.
         */
        private String measure(final Parameters setting, final QueryHalf half, final Measurement measurement)
                throws IOException {
            if (lastNanos.getOrDefault(setting, 0L) < LONG_PASS_NANOS) {
                pass(setting, half);
                recall(answers(half), half);
            }
            measurement.beginRound();
            do {
                final Request done = pass(setting, half);
                if (done.integer("wall_ns") < 1) {
                    throw new IOException(
                            entry.id() + ": reported a time of " + done.integer("wall_ns") + " ns for a pass");
                }
                final Answers answers = answers(half);
                measurement.add(
                        answers,
                        recall(answers, half),
                        new Measurement.Pass(done.integer("wall_ns"), done.integer("cpu_ns"), done.integer("rss")));
            } while (measurement.roundNanos() < warmth.time().toNanos() / 4);
            return measurement.endRound();
        }

        private Request pass(final Parameters setting, final QueryHalf half) throws IOException {
            Files.write(out, new byte[0]); // so that answers of an earlier pass are not read again
            final Map<String, String> fields = setting.toFields();
            fields.put("out", out.toString());
            fields.put("k", Integer.toString(k));
            fields.put("first", Integer.toString(half.first()));
            fields.put("step", Integer.toString(QueryHalf.STEP));
            final Request done = process.ask(new Request("run", fields), "done", limit);
            lastNanos.put(setting, done.integer("wall_ns"));
            return done;
        }

        private Answers answers(final QueryHalf half) throws IOException {
            try {
                return Answers.read(out, half.size(queries), k);
            } catch (final IOException ex) {
                throw new IOException(entry.id() + ": " + ex.getMessage(), ex);
            }
        }

        private double recall(final Answers answers, final QueryHalf half) throws IOException {
            try {
                return check.recall(answers, half, convention);
            } catch (final PassCheck.FalseAnswerException ex) {
                throw new IOException(entry.id() + ": " + ex.getMessage(), ex);
            }
        }

        private List<ResultLine> lines() {
            final List<ResultLine> lines = new ArrayList<>();
            measurements.forEach((setting, halves) -> {
                final Measurement test = Objects.requireNonNull(halves.get(QueryHalf.TEST));
                lines.add(new ResultLine.Search(
                        run,
                        data.name(),
                        entry.library(process.version()),
                        entry.buildParameters(),
                        setting,
                        k,
                        Objects.requireNonNull(halves.get(QueryHalf.VALIDATION)).figures(),
                        test.figures(),
                        test.latency(),
                        test.rssBytes()));
            });
            return lines;
        }
    }
}
