package org.annoyindex.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.annoyindex.benchmarks.run.ResultLine;
import org.jspecify.annotations.Nullable;

/**
 * The page. It contains the elements of every choice of data set, clock and recall. Elements of some choices only have
 * {@code data-} attributes, by which the script shows or hides them. Without the script the first choice is shown.
 */
final class ReportPage {
    private static final double FIRST_RECALL = 0.95;

    private final List<Results> all;
    private final StringBuilder out = new StringBuilder(1 << 20);

    ReportPage(final List<Results> all) {
        this.all = all;
    }

    String html() throws IOException {
        out.setLength(0);
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.append("<title>Nearest neighbors, measured</title>\n<style>\n").append(resource("report.css"));
        out.append("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#recall\">To the plots</a>\n");
        header();
        switches();
        out.append("<main>\n");
        cards();
        recall();
        ratios();
        building();
        latency();
        memory();
        figures();
        method();
        out.append("</main>\n<div id=\"tip\" role=\"tooltip\" hidden></div>\n<script>\n");
        out.append(resource("report.js")).append("</script>\n</body>\n</html>\n");
        return out.toString();
    }

    private static String resource(final String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void header() {
        final ResultLine.Run run = all.get(0).latest();
        out.append("<header><h1>Nearest neighbors, measured</h1>\n<p class=\"lead\">")
                .append(libraryCount())
                .append(" ways to search for the ")
                .append(run.k())
                .append(
                        " nearest of many vectors, all on one machine, interleaved, one thread each. Every answer was checked.")
                .append("</p></header>\n");
    }

    private long libraryCount() {
        return all.stream()
                .flatMap(results -> results.libraries().stream())
                .map(ResultLine.Library::id)
                .distinct()
                .count();
    }

    private void switches() {
        out.append("<form class=\"switches\" aria-label=\"What is shown\">\n");
        final Map<String, String> datasets = new LinkedHashMap<>();
        all.forEach(results -> datasets.put(results.dataset(), results.dataset()));
        choice("dataset", "Data", datasets, all.get(0).dataset());
        choice("clock", "Time", Map.of(), "");
        final Map<String, String> recalls = new LinkedHashMap<>();
        Comparison.RECALLS.forEach(recall -> recalls.put(two(recall), two(recall)));
        choice("recall", "Recall", recalls, two(FIRST_RECALL));
        out.append("</form>\n");
    }

    private void choice(final String name, final String legend, final Map<String, String> values, final String chosen) {
        final Map<String, String> options = new LinkedHashMap<>(values);
        if (name.equals("clock")) {
            options.put(Clock.WALL.id, "wall clock");
            options.put(Clock.CPU.id, "processor");
        }
        final String first = chosen.isEmpty() ? Clock.WALL.id : chosen;
        out.append("<fieldset><legend>").append(legend).append("</legend>");
        options.forEach((value, label) -> out.append("<label><input type=\"radio\" name=\"")
                .append(name)
                .append("\" value=\"")
                .append(Svg.escape(value))
                .append(value.equals(first) ? "\" checked>" : "\">")
                .append("<span>")
                .append(Svg.escape(label))
                .append("</span></label>"));
        out.append("</fieldset>\n");
    }

    /** Opens an element that is shown for some choices only; null means any. */
    private void begin(
            final String element,
            final String className,
            final @Nullable Results results,
            final @Nullable Clock clock,
            final @Nullable Double recall) {
        final boolean first = (results == null || results.equals(all.get(0)))
                && (clock == null || clock == Clock.WALL)
                && (recall == null || recall == FIRST_RECALL);
        out.append('<').append(element).append(" class=\"").append(className).append('"');
        if (results != null) {
            out.append(" data-dataset=\"").append(Svg.escape(results.dataset())).append('"');
        }
        if (clock != null) {
            out.append(" data-clock=\"").append(clock.id).append('"');
        }
        if (recall != null) {
            out.append(" data-recall=\"").append(two(recall)).append('"');
        }
        out.append(first ? ">\n" : " hidden>\n");
    }

    private void cards() {
        for (final Results results : all) {
            for (final Clock clock : Clock.values()) {
                for (final double recall : Comparison.RECALLS) {
                    begin("div", "cards", results, clock, recall);
                    cards(results, new Comparison(results, clock), recall);
                    out.append("</div>\n");
                }
            }
        }
    }

    /** The rate of this project, and its ratio to the fastest rival and to the two best-known ones. */
    private void cards(final Results results, final Comparison comparison, final double recall) {
        final OptionalDouble own = comparison.rate(Results.OURS, recall);
        if (own.isEmpty()) {
            return;
        }
        card(count(own.getAsDouble()), "queries/s at recall " + two(recall));
        final List<Comparison.Row> rivals = comparison.rows().stream()
                .filter(row -> !row.rival().id().startsWith(Results.OURS))
                .filter(row -> comparison.ratio(row.rival().id(), recall).isPresent())
                .sorted(Comparator.comparingDouble(row ->
                        comparison.ratio(row.rival().id(), recall).orElseThrow().value()))
                .toList();
        if (!rivals.isEmpty()) {
            final ResultLine.Library next = rivals.get(0).rival();
            card(times(comparison.ratio(next.id(), recall).orElseThrow()), next.label() + ", the fastest rival");
            rivals.stream()
                    .skip(1)
                    .filter(row -> row.rival().id().equals("annoy-cpp")
                            || row.rival().id().equals("hnswlib-cpp"))
                    .forEach(row -> card(
                            times(comparison.ratio(row.rival().id(), recall).orElseThrow()),
                            row.rival().label()));
        }
        results.builds().stream()
                .filter(build -> build.library().id().equals(Results.OURS))
                .reduce((first, last) -> last)
                .ifPresent(build -> card(Plots.bytes(build.indexBytes()), "in one file that is mapped"));
    }

    private void card(final String figure, final String what) {
        out.append("<div><b>")
                .append(Svg.escape(figure))
                .append("</b><span>")
                .append(Svg.escape(what))
                .append("</span></div>\n");
    }

    private void recall() {
        section(
                "recall",
                "Recall and speed",
                "A higher recall takes more time. Each line shows the best settings of a library; faint marks are settings"
                        + " that another setting beats in both recall and speed. The horizontal axis is spaced by the share of"
                        + " neighbors missed. Point at a mark, or move to it with the arrow keys, for its parameters.");
        legend();
        for (final Results results : all) {
            for (final Clock clock : Clock.values()) {
                figure(results, clock, null, size -> new Plots(results).recall(clock, size));
            }
        }
        out.append("</section>\n");
    }

    private void section(final String id, final String heading, final String text) {
        out.append("<section id=\"")
                .append(id)
                .append("\" aria-labelledby=\"")
                .append(id)
                .append("-heading\">\n<h2 id=\"");
        out.append(id)
                .append("-heading\">")
                .append(heading)
                .append("</h2>\n<p>")
                .append(text)
                .append("</p>\n");
    }

    private void figure(
            final Results results,
            final @Nullable Clock clock,
            final @Nullable Double recall,
            final Function<PlotSize, String> plot) {
        begin("figure", "plot", results, clock, recall);
        out.append("<div class=\"wide\">").append(plot.apply(PlotSize.WIDE)).append("</div>\n");
        out.append("<div class=\"narrow\">").append(plot.apply(PlotSize.NARROW)).append("</div>\n</figure>\n");
    }

    /** One button per library, which shows or hides it in all plots. */
    private void legend() {
        final Map<String, String> labels = new LinkedHashMap<>();
        all.forEach(results -> results.libraries().forEach(library -> labels.put(library.id(), library.label())));
        out.append("<div class=\"legend\" role=\"group\" aria-label=\"Libraries shown\">\n");
        labels.forEach((id, label) -> {
            final Svg svg = new Svg(40, 16, label);
            SeriesStyle.of(id).sample(svg, 3, 8);
            out.append("<button type=\"button\" aria-pressed=\"true\" data-library=\"")
                    .append(Svg.escape(id))
                    .append("\"><span aria-hidden=\"true\">")
                    .append(svg.finish())
                    .append("</span>")
                    .append(Svg.escape(label))
                    .append("</button>\n");
        });
        out.append("</div>\n");
    }

    private void ratios() {
        section(
                "ratios",
                "Speedup at equal recall",
                "Queries per second of annoyindex divided by those of the other library, each interpolated at that recall."
                        + " Below it the range of the ratio over the rounds. \u2265, \u2264: the fastest setting of a"
                        + " library exceeds the recall, so the ratio is a bound. A dash: the recall was not reached.");
        for (final Results results : all) {
            for (final Clock clock : Clock.values()) {
                begin("div", "scroll", results, clock, null);
                ratios(results, clock);
                out.append("</div>\n");
            }
        }
        out.append("</section>\n");
    }

    private void ratios(final Results results, final Clock clock) {
        final Comparison comparison = new Comparison(results, clock);
        final List<Comparison.Row> rows = comparison.rows();
        if (rows.isEmpty()) {
            out.append("<p>Nothing to compare: measure annoyindex and another library.</p>\n");
            return;
        }
        out.append("<table class=\"ratios\"><caption>")
                .append(Svg.escape(results.dataset()))
                .append(", queries/s ")
                .append(clock.label)
                .append("</caption>\n<thead><tr><th scope=\"col\">compared with</th>");
        Comparison.RECALLS.forEach(recall ->
                out.append("<th scope=\"col\">recall ").append(two(recall)).append("</th>"));
        out.append("</tr></thead>\n<tbody>\n");
        for (final Comparison.Row row : rows) {
            out.append("<tr><th scope=\"row\">")
                    .append(Svg.escape(row.rival().label()))
                    .append("</th>");
            row.ratios().forEach(ratio -> out.append("<td>").append(cell(ratio)).append("</td>"));
            out.append("</tr>\n");
        }
        out.append("</tbody></table>\n");
    }

    private static String cell(final Optional<Comparison.Ratio> ratio) {
        if (ratio.isEmpty()) {
            return "\u2013";
        }
        final Comparison.Ratio known = ratio.get();
        final StringBuilder cell = new StringBuilder("<b>").append(times(known)).append("</b><small>");
        cell.append(count(known.ours())).append(" : ").append(count(known.theirs()));
        if (known.rounds().size() > 1) {
            cell.append("<br>")
                    .append(factor(known.rounds().get(0)))
                    .append(" to ")
                    .append(factor(known.rounds().get(known.rounds().size() - 1)));
        }
        return cell.append("</small>").toString();
    }

    private void building() {
        section(
                "building",
                "Building",
                "Time and memory of a build, and the size of the index. Parameters are shown for each; an index that is"
                        + " built faster may be searched more slowly.");
        for (final Results results : all) {
            final Plots plots = new Plots(results);
            for (final Clock clock : Clock.values()) {
                figure(results, clock, null, size -> plots.buildTime(clock, size));
            }
            figure(results, null, null, plots::indexSize);
        }
        out.append("</section>\n");
    }

    private void latency() {
        section("latency", "Single queries", "From the median to p99.9 in wall-clock time, over all rounds, warm.");
        for (final Results results : all) {
            for (final double recall : Comparison.RECALLS) {
                figure(results, null, recall, size -> new Plots(results).latency(recall, size));
            }
        }
        out.append("</section>\n");
    }

    private void memory() {
        section(
                "memory",
                "Memory",
                "Resident sets as counted by the kernel. For a mapped index this is the part that was touched, which"
                        + " several processes share; a heap is private to each process.");
        for (final Results results : all) {
            final Plots plots = new Plots(results);
            for (final double recall : Comparison.RECALLS) {
                figure(results, null, recall, size -> plots.searchMemory(recall, size));
            }
            figure(results, null, null, plots::buildMemory);
        }
        out.append("</section>\n");
    }

    private void figures() {
        section("figures", "Every setting", "The data of the plots; medians of the rounds.");
        for (final Results results : all) {
            begin("details", "all", results, null, null);
            out.append("<summary>")
                    .append(results.searches().size())
                    .append(" settings on ")
                    .append(Svg.escape(results.dataset()))
                    .append("</summary>\n<div class=\"scroll\"><table><thead><tr>");
            for (final String name : List.of(
                    "library",
                    "build",
                    "search",
                    "recall",
                    "queries/s wall",
                    "queries/s processor",
                    "p50",
                    "p99",
                    "resident")) {
                out.append("<th scope=\"col\">").append(name).append("</th>");
            }
            out.append("</tr></thead>\n<tbody>\n");
            results.searches().forEach(this::figures);
            out.append("</tbody></table></div></details>\n");
        }
        out.append("</section>\n");
    }

    private void figures(final ResultLine.Search search) {
        out.append("<tr><th scope=\"row\">")
                .append(Svg.escape(search.library().label()))
                .append("</th>");
        text(search.buildParameters().toString());
        text(search.searchParameters().toString());
        number(String.format(Locale.ROOT, "%.4f", search.test().recall()));
        number(count(search.test().medianWallQps()));
        number(count(search.test().medianCpuQps()));
        number(LatencyPlot.time(search.latencyMicros().p50()));
        number(LatencyPlot.time(search.latencyMicros().p99()));
        number(Plots.bytes(search.rssBytes()));
        out.append("</tr>\n");
    }

    private void text(final String text) {
        out.append("<td class=\"text\">").append(Svg.escape(text)).append("</td>");
    }

    private void number(final String text) {
        out.append("<td>").append(Svg.escape(text)).append("</td>");
    }

    private void method() {
        section(
                "method",
                "How it was measured",
                "Each library runs in its own process. Every setting is warmed up; then all settings of all libraries are"
                        + " measured in interleaved rounds, so that a temporary slowdown of the machine affects all of them. An"
                        + " item counts as found if it is no farther than the last true neighbor. The best settings of a library"
                        + " are chosen by half of the queries, and all figures are those of the other half. The tables"
                        + " below list machines and versions.");
        for (final Results results : all) {
            begin("div", "method", results, null, null);
            runs(results);
            libraries(results);
            out.append("</div>\n");
        }
        out.append("</section>\n");
    }

    private void runs(final Results results) {
        out.append("<div class=\"scroll\"><table><caption>Runs</caption><thead><tr>");
        for (final String name : List.of("began", "commit", "machine", "system", "Java", "rounds", "queries")) {
            out.append("<th scope=\"col\">").append(name).append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (final ResultLine.Run run : results.runs()) {
            final ResultLine.Machine machine = run.machine();
            out.append("<tr>");
            text(run.run());
            text(run.commit().isEmpty() ? "unknown" : run.commit());
            text(machine.cpu() + ", " + machine.cores() + " processors, " + Plots.bytes(machine.memoryBytes()));
            text(machine.os());
            text(machine.java());
            number(Integer.toString(run.rounds()));
            number(String.format(Locale.ROOT, "%,d", run.queries()));
            out.append("</tr>\n");
        }
        out.append("</tbody></table></div>\n");
    }

    private void libraries(final Results results) {
        out.append("<div class=\"scroll\"><table><caption>Libraries</caption><thead><tr>");
        for (final String name : List.of("library", "version", "language", "inner loops", "built with")) {
            out.append("<th scope=\"col\">").append(name).append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (final ResultLine.Library library : results.libraries()) {
            out.append("<tr><th scope=\"row\">")
                    .append(Svg.escape(library.label()))
                    .append("</th>");
            text(library.version());
            text(library.language());
            text(library.kernel());
            text(buildsOf(results, library.id()));
            out.append("</tr>\n");
        }
        out.append("</tbody></table></div>\n");
    }

    private static String buildsOf(final Results results, final String library) {
        final List<String> builds = new ArrayList<>();
        for (final ResultLine.Search search : results.searchesOf(library)) {
            final String parameters = search.buildParameters().toString();
            if (!parameters.isEmpty() && !builds.contains(parameters)) {
                builds.add(parameters);
            }
        }
        return builds.stream().collect(Collectors.joining("; "));
    }

    private static String two(final double recall) {
        return String.format(Locale.ROOT, "%.2f", recall);
    }

    private static String count(final double rate) {
        return String.format(Locale.ROOT, rate < 100 ? "%,.1f" : "%,.0f", rate);
    }

    private static String times(final Comparison.Ratio ratio) {
        return ratio.bound().sign + "\u00d7" + factor(ratio.value());
    }

    private static String factor(final double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }
}
