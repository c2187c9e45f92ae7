package org.annoyindex.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.annoyindex.benchmarks.run.ParetoFront;
import org.annoyindex.benchmarks.run.ResultLine;

/** Contents and titles of the plots of a data set. */
final class Plots {
    private final Results results;

    Plots(final Results results) {
        this.results = results;
    }

    /** Recall versus queries per second. */
    String recall(final Clock clock, final PlotSize size) {
        final List<Series> series = series(clock);
        return RecallPlot.draw(
                results.dataset() + ": recall and queries/s " + clock.label,
                subtitle(size),
                results.latest().k(),
                clock == Clock.WALL ? "queries/s" : "queries per second of processor time",
                series,
                size);
    }

    private String subtitle(final PlotSize size) {
        final ResultLine.Run run = results.latest();
        final String set = String.format(Locale.ROOT, "%,d \u00d7 %,d, %s", run.items(), run.dimension(), run.metric());
        return size.narrow()
                ? set + ", one thread"
                : String.format(
                        Locale.ROOT,
                        "%s; %,d test queries, one thread, median of %d rounds; up and to the right is better",
                        set,
                        run.queries() / 2,
                        run.rounds());
    }

    List<Series> series(final Clock clock) {
        final List<Series> series = new ArrayList<>();
        for (final ResultLine.Library library : results.libraries()) {
            final Set<ParetoFront.Point> front =
                    new HashSet<>(results.front(library.id(), clock).points());
            final List<Series.Point> best = new ArrayList<>();
            final List<Series.Point> beaten = new ArrayList<>();
            for (final ResultLine.Search search : results.searchesOf(library.id())) {
                final double recall = search.test().recall();
                final double rate = clock.rate(search.test());
                final boolean isBest = front.remove(new ParetoFront.Point(recall, rate));
                (isBest ? best : beaten).add(new Series.Point(recall, rate, describe(search, clock)));
            }
            best.sort(Comparator.comparingDouble(Series.Point::recall));
            series.add(new Series(library.id(), library.label(), best, beaten));
        }
        return series;
    }

    private static String describe(final ResultLine.Search search, final Clock clock) {
        final List<Double> rounds = clock.rounds(search.test());
        final ResultLine.Latency latency = search.latencyMicros();
        return String.format(
                Locale.ROOT,
                "%s %s%nrecall@%d %.4f, %,.0f queries/s %s%n%,.0f to %,.0f in %d rounds%nbuild: %s%nsearch: %s%n"
                        + "p50 %s, p99 %s; %s resident",
                search.library().label(),
                search.library().version(),
                search.k(),
                search.test().recall(),
                clock.rate(search.test()),
                clock.label,
                rounds.stream().mapToDouble(Double::doubleValue).min().orElse(0),
                rounds.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                rounds.size(),
                orNone(search.buildParameters().toString()),
                orNone(search.searchParameters().toString()),
                LatencyPlot.time(latency.p50()),
                LatencyPlot.time(latency.p99()),
                bytes(search.rssBytes()));
    }

    private static String orNone(final String parameters) {
        return parameters.isEmpty() ? "no parameters" : parameters;
    }

    /** Time to build. */
    String buildTime(final Clock clock, final PlotSize size) {
        return Bars.draw(
                results.dataset() + ": time to build, " + clock.label,
                clock == Clock.WALL ? "with the number of threads shown" : "sum of all threads",
                builds(clock::seconds, build -> seconds(clock.seconds(build))),
                null,
                size);
    }

    /** Size of the index. */
    String indexSize(final PlotSize size) {
        final ResultLine.Run run = results.latest();
        final long vectorBytes =
                "hamming".equals(run.metric()) ? (run.dimension() + 7) / 8 : (long) run.dimension() * Float.BYTES;
        final double raw = (double) run.items() * vectorBytes;
        return Bars.draw(
                results.dataset() + ": size of the index",
                "on disk, or in memory if a library cannot save",
                builds(
                        ResultLine.Build::indexBytes,
                        build -> String.format(
                                Locale.ROOT, "%s (\u00d7%.2f)", bytes(build.indexBytes()), build.indexBytes() / raw)),
                new Bars.Mark(raw, "vectors only: " + bytes((long) raw)),
                size);
    }

    /** Peak resident memory until the end of the build. */
    String buildMemory(final PlotSize size) {
        return Bars.draw(
                results.dataset() + ": peak memory of builds",
                "resident set of the process, including mapped pages",
                builds(ResultLine.Build::peakRssBytes, build -> bytes(build.peakRssBytes())),
                null,
                size);
    }

    private List<Bars.Bar> builds(
            final Function<ResultLine.Build, Number> value, final Function<ResultLine.Build, String> text) {
        return results.builds().stream()
                .map(build -> new Bars.Bar(
                        build.library().id(),
                        build.library().label(),
                        join(build.buildParameters().toString(), threads(build)),
                        value.apply(build).doubleValue(),
                        text.apply(build)))
                .sorted(Comparator.comparingDouble(Bars.Bar::value))
                .toList();
    }

    private static String threads(final ResultLine.Build build) {
        return build.threads() == 1 ? "1 thread" : build.threads() + " threads";
    }

    private static String join(final String first, final String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + ", " + second;
    }

    /** Latencies of the fastest settings that reach a recall. */
    String latency(final double recall, final PlotSize size) {
        return LatencyPlot.draw(
                results.dataset() + ": time of a query",
                reaching(recall),
                at(recall)
                        .map(search -> {
                            final ResultLine.Latency latency = search.latencyMicros();
                            return new LatencyPlot.Row(
                                    search.library().id(), search.library().label(), setting(search), new double[] {
                                        latency.p50(), latency.p90(), latency.p95(), latency.p99(), latency.p999()
                                    });
                        })
                        .sorted(Comparator.comparingDouble(row -> row.percentiles()[0]))
                        .toList(),
                size);
    }

    /** Memory of a searching process at the fastest settings that reach a recall. */
    String searchMemory(final double recall, final PlotSize size) {
        return Bars.draw(
                results.dataset() + ": memory of searches",
                reaching(recall),
                at(recall)
                        .map(search -> new Bars.Bar(
                                search.library().id(),
                                search.library().label(),
                                setting(search),
                                search.rssBytes(),
                                bytes(search.rssBytes())))
                        .sorted(Comparator.comparingDouble(Bars.Bar::value))
                        .toList(),
                null,
                size);
    }

    private Stream<ResultLine.Search> at(final double recall) {
        return results.libraries().stream()
                .map(library -> results.reaching(library.id(), recall))
                .flatMap(Optional::stream);
    }

    private static String reaching(final double recall) {
        return String.format(Locale.ROOT, "each at its fastest setting of recall %.2f or more", recall);
    }

    private static String setting(final ResultLine.Search search) {
        return join(
                String.format(Locale.ROOT, "recall %.3f", search.test().recall()),
                search.searchParameters().toString());
    }

    /** Formats a size in decimal units. */
    static String bytes(final long bytes) {
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%,.0f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, bytes < 100_000_000 ? "%.1f MB" : "%.0f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    static String seconds(final double seconds) {
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        final long whole = Math.round(seconds);
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }
}
