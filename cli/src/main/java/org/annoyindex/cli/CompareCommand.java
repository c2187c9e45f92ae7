package org.annoyindex.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Queries;
import org.annoyindex.query.SearchOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the answers of two indexes to the same queries. */
@Command(
        name = "compare",
        description =
                "Compares the answers of two indexes to the same queries, such as a file of Spotify's Annoy and its"
                        + " conversion.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy compare words.ann words.annoy --queries q.fvecs --metric angular --dimension 100",
            "  annoy compare old.annoy new.annoy --queries q.fvecs -k 20 --exact",
            "",
            "overlap is the share of the k items of A that B finds, too; identical counts queries with the same items in",
            "the same order. The difference of distances is relative and at equal ranks: where it is 0 and the overlap is",
            "not 1, items are equally far. Items are the same if they have the same key, if both indexes have keys; else",
            "the same label, if both have labels; else the same id. If one is a file of Spotify's Annoy with unused ids",
            "and the other has numbers as keys, as 'annoy convert' writes it, ids are compared with keys."
        })
final class CompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "An index file, or a file of Spotify's Annoy.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Another one, of the same metric and dimension.")
    private Path second;

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            description = "The metric of a file of Spotify's Annoy, which does not store it.")
    private @Nullable String metric;

    @Option(
            names = "--dimension",
            paramLabel = "N",
            description = "The dimension of a file of Spotify's Annoy; for hamming, the number of bits.")
    private @Nullable Integer dimension;

    @Mixin
    private QueriesOption queryFile;

    @Option(
            names = {"-k", "--neighbors"},
            paramLabel = "K",
            defaultValue = "10",
            description = "Number of neighbors (default: ${DEFAULT-VALUE}).")
    private int k;

    @ArgGroup
    private @Nullable EffortOptions effort;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, tsv or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        OptionValues.atLeast(1, "-k", k);
        final SearchOptions options = effort == null ? SearchOptions.defaults() : effort.options();
        final LoadOptions load = IndexArgument.options(metric, dimension);
        try (AnnoyIndex a = AnnoyIndex.load(first, load);
                AnnoyIndex b = AnnoyIndex.load(second, load)) {
            check(a, b);
            final float[][] queries = queryFile.read(a, spec.commandLine().getErr());
            final ItemMatch match = ItemMatch.of(a, b);
            final Agreement agreement = new Agreement(match);
            final List<Neighbors> ofA = a.nearestAll(Queries.of(queries), k, options);
            final List<Neighbors> ofB = b.nearestAll(Queries.of(queries), k, options);
            for (int q = 0; q < queries.length; q++) {
                agreement.add(ofA.get(q), ofB.get(q));
            }
            print(agreement, match);
        }
        return 0;
    }

    private void check(final AnnoyIndex a, final AnnoyIndex b) {
        if (a.metric() != b.metric() || a.dimension() != b.dimension()) {
            throw new UsageException(first + " is " + kind(a.metric(), a.dimension()) + " and " + second + " is "
                    + kind(b.metric(), b.dimension()) + "; compare indexes of the same vectors");
        }
        if (effort != null) {
            effort.check(a, first);
            effort.check(b, second);
        }
    }

    private static String kind(final Metric metric, final int dimension) {
        return metric.label() + " with dimension " + dimension;
    }

    private void print(final Agreement agreement, final ItemMatch match) throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> {
                out.printf(
                        Locale.ROOT,
                        "queries       %,d, k = %d, items compared by %s%n",
                        agreement.queries(),
                        k,
                        match.label());
                out.printf(
                        Locale.ROOT,
                        "overlap       mean %.5f, lowest %.5f%n",
                        agreement.meanOverlap(),
                        agreement.lowestOverlap());
                out.printf(Locale.ROOT, "identical     %.5f of the queries%n", agreement.identicalShare());
                out.printf(
                        Locale.ROOT,
                        "distances     relative difference at equal ranks: mean %.3g, largest %.3g%n",
                        agreement.meanDifference(),
                        agreement.largestDifference());
            }
            case TSV -> {
                out.println("queries\tk\tcompared_by\toverlap_mean\toverlap_min\tidentical\tdifference_mean"
                        + "\tdifference_max");
                out.println(agreement.queries() + "\t" + k + "\t" + match.label() + "\t" + agreement.meanOverlap()
                        + "\t" + agreement.lowestOverlap() + "\t" + agreement.identicalShare() + "\t"
                        + agreement.meanDifference() + "\t" + agreement.largestDifference());
            }
            case JSON -> JsonOutput.print(out, json -> writeJson(json, agreement, match));
        }
    }

    private void writeJson(final JsonGenerator json, final Agreement agreement, final ItemMatch match)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("queries", agreement.queries());
        json.writeNumberField("k", k);
        json.writeStringField("compared_by", match.label());
        json.writeNumberField("overlap_mean", agreement.meanOverlap());
        json.writeNumberField("overlap_min", agreement.lowestOverlap());
        json.writeNumberField("identical", agreement.identicalShare());
        json.writeNumberField("difference_mean", agreement.meanDifference());
        json.writeNumberField("difference_max", agreement.largestDifference());
        json.writeEndObject();
    }
}
