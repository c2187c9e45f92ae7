package org.annoyindex.benchmarks.memory;

import java.util.List;
import org.annoyindex.query.AnnoyIndex;
import picocli.CommandLine.Option;

/** The effort of a command's searches. */
final class SearchEffort {
    @Option(
            names = "--recall",
            paramLabel = "R",
            defaultValue = "0.95",
            description = "Recall to aim at in files with a recall profile (${DEFAULT-VALUE}).")
    private double recall;

    @Option(
            names = "--budget",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Items to look at, or Annoy's search_k, in files without one (${DEFAULT-VALUE}).")
    private int budget;

    /** Takes an index, which closing the file closes, to be searched with this effort. */
    SearchedFile search(final AnnoyIndex index) {
        return SearchedFile.of(index, recall, budget);
    }

    /** The options that give another command the same effort. */
    List<String> arguments() {
        return List.of("--recall", Double.toString(recall), "--budget", Integer.toString(budget));
    }
}
