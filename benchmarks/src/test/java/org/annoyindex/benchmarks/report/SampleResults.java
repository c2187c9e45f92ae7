package org.annoyindex.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.benchmarks.run.Parameters;
import org.annoyindex.benchmarks.run.ResultLine;
import org.annoyindex.benchmarks.run.ResultLines;

/** Small result files with invented figures, for tests of plots. */
final class SampleResults {
    static final String NASTY = "<b>\"R & D\"</b> 'x'";

    private SampleResults() {}

    /** Two data sets of three libraries, one with a name that breaks pages without escaping. */
    static void write(final Path folder) throws IOException {
        write(folder, "big", 10_000, 1);
        write(folder, "small", 1_000, 3);
    }

    private static void write(final Path folder, final String dataset, final int items, final double speed)
            throws IOException {
        final List<ResultLine> lines = new ArrayList<>();
        lines.add(new ResultLine.Run(
                "2026-01-01T00:00:00Z",
                dataset,
                "abc1234",
                new ResultLine.Machine("A <processor>", 2, 8L << 30, "Linux 6.1", "25.0.1"),
                3,
                10,
                100,
                items,
                8,
                "euclidean"));
        add(lines, dataset, "annoyindex", "annoyindex", 8000 * speed);
        add(lines, dataset, "annoy-cpp", "Annoy C++", 400 * speed);
        add(lines, dataset, "other", NASTY, 1000 * speed);
        ResultLines.append(folder.resolve("results").resolve(dataset + ".jsonl"), lines);
    }

    private static void add(
            final List<ResultLine> lines,
            final String dataset,
            final String id,
            final String label,
            final double rate) {
        final ResultLine.Library library = new ResultLine.Library(id, label, "1.2.3", "Java", "vector");
        final String run = "2026-01-01T00:00:00Z";
        final Parameters build = Parameters.parse("trees=50");
        lines.add(new ResultLine.Build(run, dataset, library, build, 2, 12.5, 20, 300_000_000, 40_000_000));
        final double[] recalls = {0.8, 0.9, 0.95, 0.995};
        for (int i = 0; i < recalls.length; i++) {
            final double middle = rate / (1 << i);
            lines.add(new ResultLine.Search(
                    run,
                    dataset,
                    library,
                    build,
                    Parameters.parse("search_k=" + 100 * (i + 1)),
                    10,
                    new ResultLine.Figures(recalls[i] - 0.01, List.of(middle * 0.8), List.of(middle * 0.8)),
                    new ResultLine.Figures(
                            recalls[i],
                            List.of(middle * 0.9, middle, middle * 1.2),
                            List.of(middle, middle * 1.1, middle * 1.2)),
                    new ResultLine.Latency(1e6 / middle, 2e6 / middle, 3e6 / middle, 4e6 / middle, 9e6 / middle),
                    50_000_000));
        }
        // The second setting has better recall and rate.
        final List<Double> rates = List.of(rate / 4, rate / 4, rate / 4);
        final ResultLine.Figures figures = new ResultLine.Figures(0.85, rates, rates);
        lines.add(new ResultLine.Search(
                run,
                dataset,
                library,
                build,
                Parameters.parse("search_k=1"),
                10,
                figures,
                figures,
                new ResultLine.Latency(1, 2, 3, 4, 5),
                50_000_000));
    }
}
