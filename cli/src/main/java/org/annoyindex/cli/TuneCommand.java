package org.annoyindex.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.annoyindex.builder.RecallTuner;
import org.annoyindex.builder.write.AtomicFile;
import org.annoyindex.query.AnnoyIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures an index's recall profile again, with the user's own queries. */
@Command(
        name = "tune",
        description = "Measures the index's recall profile again, with your own queries.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy tune words.annoy --queries q.fvecs",
            "  annoy tune words.annoy --queries q.fvecs --truth gt.ivecs -k 20 --output tuned.annoy",
            "",
            "Without --output the index itself is replaced; processes that have it open keep the old file.",
            "The table shows, for each recall asked for, the recall reached and the items scanned, with the old profile",
            "and with the new one, on these queries. Measure other queries with 'annoy eval' to check the result.",
            "A thousand queries measure recall to about one percentage point."
        })
final class TuneCommand implements Callable<Integer> {
    @Mixin
    private IndexArgument input;

    @Mixin
    private QueriesOption queryFile;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description =
                    "The exact neighbors of the queries, an .ivecs file as 'truth' writes it; computed if absent.")
    private Path truthFile;

    @Option(
            names = {"-k", "--neighbors"},
            paramLabel = "K",
            defaultValue = "10",
            description = "Measure recall for this many neighbors, besides 1, 10 and 100 (default: ${DEFAULT-VALUE}).")
    private int k;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The index to write (default: INDEX is replaced).")
    private Path output;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private ProgressOption progress;

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
        threads.check();
        final Path target = output == null ? input.file() : output;
        if (OutputFile.isStandard(target)) {
            throw new UsageException("--output is -, but standard output gets the table; name a file for the index");
        }
        AtomicFile.checkTarget(target);
        VectorFiles.checkNotRead(target, queryFile.file());
        if (truthFile != null) {
            VectorFiles.checkNotRead(target, truthFile);
        }
        final RecallTuner tuner = tuner();
        try (ProgressDisplay display = progress.display(spec.commandLine().getErr())) {
            tuner.listener(display);
            print(tuner.write(target));
        }
        return 0;
    }

    private RecallTuner tuner() throws IOException {
        try (AnnoyIndex index = input.load()) {
            try {
                RecallTuner.checkTunable(index, input.file().toString());
            } catch (final IllegalArgumentException ex) {
                throw new UsageException(ex.getMessage());
            }
            if (k > index.size()) {
                throw new UsageException(
                        "-k is " + k + ", but " + input.file() + " has " + index.size() + " items; give at most that");
            }
            final float[][] queries = queryFile.read(index, spec.commandLine().getErr());
            final RecallTuner tuner =
                    new RecallTuner(input.file(), queries).neighbors(k).threads(threads.count());
            if (truthFile != null) {
                tuner.truth(new TruthFile(truthFile, index, input.file()).read(queryFile.file(), queries.length, k));
            }
            return tuner;
        }
    }

    private void print(final List<RecallTuner.Change> changes) throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> {
                out.println("     k   asked   reached before   reached now   items before    items now");
                changes.forEach(change -> print(out, "%,6d%8.2f%17.4f%14.4f%,15.0f%,13.0f%n", change));
            }
            case TSV -> {
                out.println("k\tasked\treached_before\treached_now\titems_before\titems_now");
                changes.forEach(change -> print(out, "%d\t%.2f\t%.5f\t%.5f\t%.0f\t%.0f%n", change));
            }
            case JSON ->
                JsonOutput.print(out, json -> {
                    json.writeStartArray();
                    for (final RecallTuner.Change change : changes) {
                        writeJson(json, change);
                    }
                    json.writeEndArray();
                });
        }
    }

    private static void print(final PrintWriter out, final String row, final RecallTuner.Change change) {
        out.print(String.format(
                Locale.ROOT,
                row,
                change.k(),
                change.asked(),
                change.before(),
                change.now(),
                change.budgetBefore(),
                change.budgetNow()));
    }

    private static void writeJson(final JsonGenerator json, final RecallTuner.Change change) throws IOException {
        json.writeStartObject();
        json.writeNumberField("k", change.k());
        json.writeNumberField("asked", change.asked());
        json.writeNumberField("reached_before", change.before());
        json.writeNumberField("reached_now", change.now());
        json.writeNumberField("items_before", change.budgetBefore());
        json.writeNumberField("items_now", change.budgetNow());
        json.writeEndObject();
    }
}
