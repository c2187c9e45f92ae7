package org.annoyindex.benchmarks.memory;

import java.util.List;
import org.annoyindex.query.AnnoyIndex;
import picocli.CommandLine.Option;

/** The options for the effort of searches. */
final class SearchEffort {
    @Option(
            names = "--recall",
            paramLabel = "R",
            defaultValue = "0.95",
            description = "Target recall for files with a recall profile (${DEFAULT-VALUE}).")
    private double recall;

    @Option(
            names = "--budget",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Items to scan, or Annoy's search_k, for files without one (${DEFAULT-VALUE}).")
    private int budget;

    /** Wraps an index to search it with this effort. */
    SearchedFile search(final AnnoyIndex index) {
        return SearchedFile.of(index, recall, budget);
    }

    /** The arguments that give another command the same effort. */
    List<String> arguments() {
        return List.of("--recall", Double.toString(recall), "--budget", Integer.toString(budget));
    }
}
