package org.annoyindex.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures recall and speed of an index at several efforts. */
@Command(
        name = "eval",
        description = "Measures recall and speed at several efforts.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy eval words.annoy --queries q.fvecs --truth gt.ivecs",
            "  annoy eval words.annoy --queries q.fvecs --truth gt.ivecs --budgets 4000,8000,16000",
            "  annoy eval words.annoy --queries q.fvecs --truth gt.ivecs --recalls 0.9,0.95 --output-format tsv",
            "  annoy eval words.annoy --queries q.fvecs --truth gt.ivecs --threads 2",
            "",
            "Each effort warms up for at least one second and two passes over the queries; the median of the measured",
            "passes counts. Recall is the share of the k true neighbors that was found; any item that is no farther than the",
            "last of the truth's first k columns is one. Rows of the truth may be filled with -1 at their ends. The default",
            "efforts are recalls of 0.8, 0.9, 0.95 and 0.99; exact search if the index has no recall profile; and 1, 4,",
            "16 and 64 times Annoy's default for a file of Spotify's Annoy. Threads share the queries of a pass.",
            "queries/s counts all threads by the clock, q/s of CPU divides by their processor time; latencies are those",
            "of single queries."
        })
final class EvalCommand implements Callable<Integer> {
    private static final double[] DEFAULT_RECALLS = {0.8, 0.9, 0.95, 0.99};

    /** In multiples of Annoy's own default. */
    private static final int[] DEFAULT_SEARCH_KS = {1, 4, 16, 64};

    @Mixin
    private IndexArgument input;

    @Mixin
    private QueriesOption queryFile;

    @Option(
            names = "--truth",
            required = true,
            paramLabel = "FILE",
            description = "The exact neighbors of the queries, an .ivecs file as 'truth' writes it.")
    private Path truthFile;

    @Option(
            names = {"-k", "--neighbors"},
            paramLabel = "K",
            defaultValue = "10",
            description = "Number of neighbors (default: ${DEFAULT-VALUE}).")
    private int k;

    @ArgGroup
    private Effort effort;

    @Mixin
    private LinkOption links;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "5",
            description = "Measured passes per effort, at least 3 (default: ${DEFAULT-VALUE}).")
    private int passes;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that search (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, tsv or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Spec
    private CommandSpec spec;

    /** Which efforts to measure. */
    static final class Effort {
        @Option(names = "--budgets", split = ",", paramLabel = "N", description = "Items to scan, one row each.")
        private int[] budgets;

        @Option(
                names = "--search-k",
                split = ",",
                paramLabel = "N",
                description =
                        "The same as --budgets, as Annoy calls it; -1 is Annoy's default, for files of Spotify's Annoy.")
        private int[] searchKs;

        @Option(names = "--recalls", split = ",", paramLabel = "R", description = "Target recalls, one row each.")
        private double[] recalls;
    }

    @Override
    public Integer call() throws IOException {
        OptionValues.atLeast(1, "-k", k);
        OptionValues.atLeast(3, "--passes", passes);
        OptionValues.atLeast(1, "--threads", threads);
        try (AnnoyIndex index = input.load()) {
            final float[][] queries = queryFile.read(index, spec.commandLine().getErr());
            final int[][] truth =
                    new TruthFile(truthFile, index, input.file()).read(queryFile.file(), queries.length, k);
            final Map<String, SearchOptions> efforts = efforts(index);
            efforts.replaceAll((name, options) -> links.apply(options, index, input.file()));
            spec.commandLine()
                    .getErr()
                    .println("# Java " + Runtime.version() + ", "
                            + index.info().kernel() + " kernels, " + queries.length + " queries, k = " + k
                            + (threads == 1 ? "" : ", " + threads + " threads"));
            try (Evaluation evaluation = new Evaluation(index, queries, truth, k, passes, threads)) {
                print(evaluation, efforts);
                if (evaluation.refuted() > 0) {
                    spec.commandLine()
                            .getErr()
                            .println("annoy: note: in " + evaluation.refuted() + " of " + queries.length + " rows of "
                                    + truthFile + " the first " + k + " items are not the nearest, as searches found "
                                    + "nearer ones; make it with 'annoy truth' from the same index and queries");
                }
            }
        }
        return 0;
    }

    private void print(final Evaluation evaluation, final Map<String, SearchOptions> efforts) throws IOException {
        final List<Evaluation.Row> rows = new ArrayList<>();
        if (format == OutputFormat.JSON) {
            measure(evaluation, efforts, rows::add);
            JsonOutput.print(spec.commandLine().getOut(), json -> {
                json.writeStartArray();
                for (final Evaluation.Row row : rows) {
                    row.writeJson(json);
                }
                json.writeEndArray();
            });
        } else {
            final PrintWriter out = spec.commandLine().getOut();
            out.println(format == OutputFormat.TSV ? Evaluation.Row.TSV_HEADER : Evaluation.Row.TEXT_HEADER);
            measure(evaluation, efforts, row -> {
                out.println(format == OutputFormat.TSV ? row.toTsv() : row.toText());
                out.flush();
            });
        }
    }

    private static void measure(
            final Evaluation evaluation,
            final Map<String, SearchOptions> efforts,
            final Consumer<Evaluation.Row> rows) {
        efforts.forEach((name, options) -> rows.accept(evaluation.measure(name, options)));
    }

    /** What to measure by name, in the order in which it was given. */
    private Map<String, SearchOptions> efforts(final AnnoyIndex index) {
        final Map<String, SearchOptions> efforts = new LinkedHashMap<>();
        if (effort != null && effort.budgets != null) {
            for (final int budget : effort.budgets) {
                efforts.put("budget " + budget, OptionValues.budget("--budgets", budget));
            }
        } else if (effort != null && effort.searchKs != null) {
            for (final int searchK : effort.searchKs) {
                OptionValues.checkSearchK(index, input.file(), searchK);
                efforts.put(
                        "search_k " + searchK,
                        searchK == OptionValues.ANNOYS_DEFAULT
                                ? SearchOptions.defaults()
                                : OptionValues.budget("--search-k", searchK));
            }
        } else if (effort != null || !index.info().recallProfile().isEmpty()) {
            for (final double recall : effort == null ? DEFAULT_RECALLS : effort.recalls) {
                OptionValues.checkHasRecall(index, recall);
                efforts.put("recall " + recall, OptionValues.recall(recall));
            }
        } else if (index.info().isSpotify()) {
            for (final int times : DEFAULT_SEARCH_KS) {
                final int searchK = Math.multiplyExact(
                        times, Math.multiplyExact(k, index.info().treeCount()));
                efforts.put("search_k " + searchK, SearchOptions.budget(searchK));
            }
        } else {
            efforts.put("exact", SearchOptions.exact());
        }
        return efforts;
    }
}
