package org.annoyindex.benchmarks.filters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.annoyindex.benchmarks.memory.Figures;
import org.annoyindex.benchmarks.memory.FiguresOutput;
import org.annoyindex.benchmarks.memory.QueriesOption;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.roaringbitmap.RoaringBitmap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the cost and the recall of filtered searches. */
@Command(
        name = "filters",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares filtered searches with unfiltered ones and with exact scans of all allowed items.",
            "Filters allow random items (random), those near a random item (clustered) or those near the query (around)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bench filters glove.annoy --queries glove.queries.fvecs",
            "  bench filters glove.annoy --queries glove.queries.fvecs --shares 0.2,0.02 --kinds random --predicate"
        })
public final class FiltersCommand implements Callable<Integer> {
    @Parameters(paramLabel = "INDEX", description = "The index file.")
    private Path file;

    @Mixin
    private QueriesOption queryFile;

    @Option(
            names = "--shares",
            split = ",",
            paramLabel = "S",
            defaultValue = "0.5,0.1,0.01,0.001",
            description = "Shares of the items that filters allow (${DEFAULT-VALUE}).")
    private double[] shares;

    @Option(
            names = "--kinds",
            split = ",",
            paramLabel = "KIND",
            defaultValue = "random,clustered,around",
            description = "Kinds of filters (${DEFAULT-VALUE}).")
    private FilterKind[] kinds;

    @Option(
            names = "--recall",
            paramLabel = "R",
            defaultValue = "0.95",
            description = "Target recall (${DEFAULT-VALUE}).")
    private double recall;

    @Option(
            names = "--budget",
            paramLabel = "N",
            description = "Scan this number of items instead, or Annoy's search_k.")
    private Integer budget;

    @Option(
            names = "--predicate",
            description = "Use predicates, whose number of allowed items is unknown to searches.")
    private boolean predicate;

    @Option(
            names = "-k",
            paramLabel = "K",
            defaultValue = "10",
            description = "Number of neighbors (${DEFAULT-VALUE}).")
    private int k;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "200",
            description = "Number of queries, each with its own filter (${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Number of rounds; medians are shown (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--pass-millis", hidden = true, defaultValue = "100")
    private int passMillis;

    @Mixin
    private FiguresOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || count < 1 || k < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds, --count and -k must be at least 1");
        }
        for (final double share : shares) {
            if (!(share > 0 && share <= 1)) {
                throw new ParameterException(
                        spec.commandLine(), "a share is " + share + "; give shares above 0 and at most 1");
            }
        }
        final Figures figures = new Figures(
                "filter",
                "share %",
                "allowed",
                "unfiltered us",
                "exact us",
                "filtered us",
                "vs best",
                "recall unfiltered",
                "recall filtered",
                "flat %",
                "exact %");
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            final List<float[]> all = queryFile.read(index.dimension());
            final List<float[]> queries = all.subList(0, Math.min(count, all.size()));
            final SearchOptions options = budget == null ? SearchOptions.recall(recall) : SearchOptions.budget(budget);
            figures.fact("java", Runtime.version().toString());
            figures.fact("kernels", Kernels.active().name());
            figures.fact("items", index.size());
            figures.fact("queries", queries.size());
            figures.note("us: microseconds of processor time per query, one thread, medians of " + rounds + " rounds.");
            figures.note(
                    "exact: compares all allowed items. vs best: filtered divided by the faster of unfiltered and exact.");
            figures.note(
                    "flat %, exact %: filtered searches that scanned the sketches of all allowed items, or compared all"
                            + " of them.");
            final SearchOptions[] unfiltered = {options};
            final double plainRecall =
                    new Passes(index, queries, unfiltered, k, passMillis).recall(SearchOptions.exact());
            for (final FilterKind kind : kinds) {
                for (final double share : shares) {
                    measure(index, kind, share, queries, unfiltered, plainRecall, figures);
                }
            }
        }
        output.print(figures);
        return 0;
    }

    private void measure(
            final AnnoyIndex index,
            final FilterKind kind,
            final double share,
            final List<float[]> queries,
            final SearchOptions[] unfiltered,
            final double plainRecall,
            final Figures figures) {
        final int allowed = (int) Math.max(1, Math.round(share * index.size()));
        final SplitMix random = new SplitMix(allowed);
        final SearchOptions[] filtered = new SearchOptions[queries.size()];
        final SearchOptions[] exact = new SearchOptions[queries.size()];
        for (int q = 0; q < filtered.length; q++) {
            final RoaringBitmap ids = kind.make(index, allowed, queries.get(q), random);
            ids.runOptimize();
            filtered[q] = predicate ? unfiltered[0].where(ids::contains) : unfiltered[0].filter(ids);
            exact[q] = SearchOptions.exact().filter(ids);
        }
        final Passes without = new Passes(index, queries, unfiltered, k, passMillis);
        final Passes with = new Passes(index, queries, filtered, k, passMillis);
        final Passes pass = new Passes(index, queries, exact, k, passMillis);
        for (int round = 0; round <= rounds; round++) {
            without.run();
            with.run();
            pass.run();
        }
        final double better = Math.min(without.micros(), pass.micros());
        figures.row(
                kind.toString(),
                100 * share,
                allowed,
                without.micros(),
                pass.micros(),
                with.micros(),
                with.micros() / better,
                plainRecall,
                with.recall(exact),
                100 * with.share(done -> done.plan() == SearchStatistics.Plan.FLAT),
                100 * with.share(done -> done.plan() == SearchStatistics.Plan.EXACT));
    }
}
