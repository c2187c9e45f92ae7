package org.annoyindex.cli;

import java.nio.file.Path;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much work searches do: a recall to reach, items to scan, or all. One of them may be given. */
final class EffortOptions {
    @Option(
            names = "--recall",
            paramLabel = "R",
            description = "Target recall: about this share of the true neighbors is found.")
    private @Nullable Double recall;

    @Option(names = "--budget", paramLabel = "N", description = "Scan this many items.")
    private @Nullable Integer budget;

    @Option(
            names = "--search-k",
            paramLabel = "N",
            description =
                    "The same as --budget, as Annoy calls it; -1 is Annoy's default, for files of Spotify's Annoy.")
    private @Nullable Integer searchK;

    @Option(names = "--exact", description = "Compare the query with every item.")
    private boolean exact;

    /** The options of searches without a filter. */
    SearchOptions options() {
        if (recall != null) {
            return OptionValues.recall(recall);
        }
        if (budget != null) {
            return OptionValues.budget("--budget", budget);
        }
        if (searchK != null) {
            return searchK == OptionValues.ANNOYS_DEFAULT
                    ? SearchOptions.defaults()
                    : OptionValues.budget("--search-k", searchK);
        }
        return SearchOptions.exact();
    }

    /** Rejects what an index cannot do. */
    void check(final AnnoyIndex index, final Path file) {
        if (recall != null) {
            OptionValues.checkHasRecall(index, recall);
        }
        if (searchK != null) {
            OptionValues.checkSearchK(index, file, searchK);
        }
    }

    /** The effort in words. */
    String describe() {
        if (recall != null) {
            return "a recall of " + recall;
        }
        if (exact) {
            return "exact search";
        }
        return searchK != null && searchK == OptionValues.ANNOYS_DEFAULT
                ? "Annoy's default effort"
                : "a budget of " + (budget == null ? searchK : budget);
    }
}
